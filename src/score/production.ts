import type { Json, Span } from '../base/index.ts';
import type { ProductionMistake } from './language-mistakes.ts';
import type { Production } from './score.ts';

/** What production.md may name: given by whoever has read the ensembles. */
export interface ProductionContext {
  /** By their real names. */
  readonly ensembles: ReadonlyMap<string, ProductionEnsemble>;
  /** A role's name to the real ensemble's name: both may be written as a scope, and in expressions. */
  readonly cast: ReadonlyMap<string, string>;
  /** Every flag that any ensemble declares. */
  readonly flags: ReadonlySet<string>;
}

export interface ProductionEnsemble {
  readonly instruments: ReadonlyMap<string, ProductionInstrument>;
}

export interface ProductionInstrument {
  /**
   * What its own checks may name of its needs: nicknames of this ensemble, and for needs across ensembles the
   * ensemble's name (the role, as written) with its instruments. Absent where its needs could not be read.
   */
  readonly needs?: { readonly nicknames: readonly string[]; readonly across: ReadonlyMap<string, readonly string[]> };
}

export interface ReadProduction {
  readonly production: Production;
  /** What stands under Flags, each with its place. */
  readonly flags: ReadonlyMap<string, { readonly value: Json; readonly at: Span }>;
  readonly mistakes: readonly { readonly at: Span; readonly mistake: ProductionMistake }[];
}

/**
 * Parses production.md. Line ends and a byte-order mark may be as they are in the file: places are those of the file.
 * `Production.text` is the text as given. What could not be read is left out of the production and has a mistake.
 */
export function parseProduction(text: string, context: ProductionContext): ReadProduction {
  throw new Error(`not there yet: ${text} ${String(context)}`);
}
