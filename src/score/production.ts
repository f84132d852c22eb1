import type { Json, Span } from '../base/index.ts';
import { parseExpression, type Expression, type Names } from './expression.ts';
import type { ProductionMistake } from './language-mistakes.ts';
import { isOneEditApart } from './nearest-heading.ts';
import { whyUnread } from './markdown.ts';
import { itemsOf, outlineOf, sectionKinds, type Item, type Outline } from './production-outline.ts';
import { readDeliverables } from './production-deliverables.ts';
import { readFlags } from './production-flags.ts';
import { readMetrics } from './production-metrics.ts';
import { readNotes } from './production-notes.ts';
import { findScope, namesOfScope, type ProductionContext } from './production-scope.ts';
import { findModel } from './models.ts';
import type { Criterion, Model, Production, Scope } from './score.ts';
import { spanAt, textFile } from './text-file.ts';

export type { ProductionContext, ProductionEnsemble, ProductionInstrument } from './production-scope.ts';

export interface ReadProduction {
  readonly production: Production;
  /** What stands under Flags, each with its place. */
  readonly flags: ReadonlyMap<string, { readonly value: Json; readonly at: Span }>;
  readonly mistakes: readonly { readonly at: Span; readonly mistake: ProductionMistake }[];
}

/** What the readers of the sections share. */
export interface Reading {
  /** LF, no byte-order mark. */
  readonly text: string;
  readonly outline: Outline;
  readonly context: ProductionContext;
  place(offset: number, length: number): Span;
  mistake(mistake: ProductionMistake): void;
  /** Of the whole session where nothing is written; `undefined` where what is written is not known, which was told. */
  scope(written: { readonly name: string; readonly offset: number } | undefined): Scope | undefined;
  /** What an expression of this scope may name. */
  names(scope: Scope): Names;
  /** `undefined` where it has mistakes, which were told. `builtIns` are words that might have been meant. */
  expression(
    code: { readonly value: string; readonly offset: number },
    scope: Scope,
    builtIns?: readonly string[],
  ): Expression | undefined;
}

/**
 * Parses production.md. Line ends and a byte-order mark may be as they are in the file: places are those of the file.
 * `Production.text` is the text as given. What could not be read is left out of the production and has a mistake.
 */
export function parseProduction(given: string, context: ProductionContext): ReadProduction {
  const file = textFile('production.md', given.replace(/^\uFEFF+/, '').replace(/\r\n?/g, '\n'));
  const { text } = file;
  const mistakes: { at: Span; mistake: ProductionMistake }[] = [];
  const place = (offset: number, length: number): Span => spanAt(file, offset, length);
  const mistake = (one: ProductionMistake): void => {
    mistakes.push({ at: place(one.offset, one.length), mistake: one });
  };
  const empty: Production = {
    file: 'production.md',
    text: given,
    criteria: [],
    metrics: [],
    deliverables: [],
    notes: [],
  };
  const outline = outlineOf(text);
  if (outline === undefined) {
    mistake({ code: whyUnread(text).mistake, offset: 0, length: 1 });
    return { production: empty, flags: new Map(), mistakes };
  }

  const known = new Map<string, Names>();
  const names = (scope: Scope): Names => {
    const written = `${scope.ensemble ?? ''}/${scope.nickname ?? ''}`;
    const found = known.get(written) ?? namesOfScope(scope, context);
    known.set(written, found);
    return found;
  };
  const reading: Reading = {
    text,
    outline,
    context,
    place,
    mistake,
    names,
    scope(written) {
      if (written === undefined) return {};
      const { scope, unknown } = findScope(written.name, context);
      if (unknown !== undefined)
        mistake({ code: 'unknown_scope', offset: written.offset, length: unknown.scope.length, ...unknown });
      return scope;
    },
    expression({ value, offset }, scope, builtIns = []) {
      const { expression, mistakes: found } = parseExpression(
        value,
        place(offset, value.length),
        names(scope),
      );
      for (const one of found ?? []) {
        const known = one.code === 'unknown_name' ? { known: [...one.known, ...builtIns] } : {};
        mistake({ ...one, ...known, offset: one.offset + offset });
      }
      return expression;
    },
  };

  for (const other of outline.others) {
    const known = sectionKinds.map((kind) => `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`);
    const near = known.filter((one) => isOneEditApart(one, other.text));
    if (near.length > 0)
      mistake({
        code: 'near_heading',
        offset: other.offset,
        length: other.length,
        heading: other.text,
        known: near,
      });
  }
  const criteria = [...readCriteria(reading, 'goals'), ...readCriteria(reading, 'constraints')].sort(
    (a, b) => a.offset - b.offset,
  );
  const production: Production = {
    ...empty,
    criteria: criteria.map(({ criterion }) => criterion),
    metrics: readMetrics(reading),
    deliverables: readDeliverables(reading),
    notes: readNotes(reading),
  };
  return { production, flags: readFlags(reading), mistakes };
}

function readCriteria(
  reading: Reading,
  section: 'goals' | 'constraints',
): { offset: number; criterion: Criterion }[] {
  const kind = section === 'goals' ? 'goal' : 'constraint';
  return itemsOf(reading.text, reading.outline, section).flatMap((item) => {
    const scope = reading.scope(item.scope);
    if (item.text === '' && item.code === undefined) {
      reading.mistake({
        code: 'empty_item',
        offset: item.offset,
        length: Math.max(1, item.end - item.offset),
        of: kind,
      });
      return [];
    }
    if (scope === undefined) return [];
    const expression = item.code === undefined ? undefined : reading.expression(item.code, scope);
    if (item.code !== undefined && expression === undefined) return [];
    return [{ offset: item.offset, criterion: criterionOf(item, kind, scope, expression, reading) }];
  });
}

/** `(by ear)`, `(by ear: lead)`. */
const earMark = /\(by\s+ear(?:\s*:\s*([^()]*?)\s*)?\)/i;

/** Who judges by ear, where the mark names a model. */
function earOf(item: Item, reading: Reading): Model | undefined {
  const name = earMark.exec(item.text)?.[1];
  if (name === undefined) return undefined;
  const model = findModel(name, reading.context.models);
  if (model !== undefined) return model;
  const written = reading.text.slice(item.offset, item.end);
  const mark = Math.max(0, written.search(earMark));
  reading.mistake({
    code: 'unknown_model',
    offset: item.offset + Math.max(mark, written.indexOf(name === '' ? ')' : name, mark)),
    length: Math.max(1, name.length),
    name,
    known: [...reading.context.models.keys()],
  });
  return undefined;
}

const criterionOf = (
  item: Item,
  kind: Criterion['kind'],
  scope: Scope,
  expression: Expression | undefined,
  reading: Reading,
): Criterion => ({
  id: item.id,
  kind,
  scope,
  ...(expression === undefined ? {} : { expression }),
  text: item.text,
  box: item.box !== undefined,
  byEar: earMark.test(item.text),
  ...withEar(earOf(item, reading)),
  at: reading.place(item.offset, item.end - item.offset),
});

const withEar = (ear: Model | undefined): Pick<Criterion, 'ear'> => (ear === undefined ? {} : { ear });
