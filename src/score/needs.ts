import type { Diagnostic, Span } from '../base/index.ts';
import type { EnsembleFile, LoopFile } from './ensemble-file.ts';
import type { Expression } from './expression.ts';
import type { InstrumentFile } from './instrument-file.ts';
import { isWritten, writtenIn } from './located.ts';
import { instrumentNamed, type References } from './references.ts';
import { diagnose } from './wording.ts';

/** A need with its place; what only `each` draws from is found out later. */
export interface FoundNeed {
  readonly ensemble: string;
  readonly nickname: string;
  readonly as: string;
  readonly optional: boolean;
  readonly back: boolean;
  /** Listed under `needs`, not only named by `each` or `when`. */
  readonly listed: boolean;
  readonly at: Span;
}

export interface FoundNeeds {
  readonly needs: readonly FoundNeed[];
  readonly hearsSheet: boolean;
  readonly hearsHandoff: boolean;
  readonly hearsRecord: boolean;
  /** Names as they were written, also of what there isn't, so that expressions are not told the same once more. */
  readonly written: readonly string[];
  /** The list itself could be read. */
  readonly whole: boolean;
  /** And there is everything that it names. */
  readonly complete: boolean;
}

const kept = ['sheet', 'handoff', 'record'] as const;

export function findNeeds(
  file: InstrumentFile,
  own: EnsembleFile,
  references: References,
  found: Diagnostic[],
): FoundNeeds {
  const listed = file.read.needs === undefined ? [] : writtenIn(file.map, 'needs');
  const unwritten = unwrittenNeeds(file);
  const heard = new Set<string>(isWritten(file.map, 'needs') ? [] : unwritten);
  const needs: FoundNeed[] = [];
  const written: string[] = [];
  let complete =
    !file.map.dropped.has('needs') && (!isWritten(file.map, 'needs') || file.read.needs !== undefined);
  const whole = complete;
  for (const { name: text, at } of listed) {
    const optional = text.endsWith('?');
    const name = optional ? text.slice(0, -1) : text;
    const twice = written.includes(name) || heard.has(name);
    if (isKept(name)) {
      if (optional) found.push(diagnose(at, { mistake: 'marked_need', need: name }));
      if (twice) found.push(diagnose(at, { mistake: 'named_twice', by: `\`${file.nickname}\` needs`, name }));
      heard.add(name);
      continue;
    }
    written.push(name);
    const needed = instrumentNamed({ name, at }, own, `\`${file.nickname}\` needs`, references, found, kept);
    if (needed === undefined) {
      complete = false;
      continue;
    }
    if (needs.some((one) => one.ensemble === needed.ensemble && one.nickname === needed.nickname)) {
      found.push(diagnose(at, { mistake: 'named_twice', by: `\`${file.nickname}\` needs`, name }));
      continue;
    }
    needs.push(needTo(needed, file, own, { as: name, optional, listed: true, at }));
  }
  const across = new Set(needs.flatMap(({ as }) => (as.includes('/') ? [as.split('/')[0]] : [])));
  for (const { as, at } of needs)
    if (across.has(as)) found.push(diagnose(at, { mistake: 'two_meanings', name: as }));
  return {
    needs,
    hearsSheet: heard.has('sheet'),
    hearsHandoff: heard.has('handoff'),
    hearsRecord: heard.has('record'),
    written,
    whole,
    complete,
  };
}

/** A sound is made of what its expressions name and hears nothing else, unless a model writes its program. */
function unwrittenNeeds({ read, map }: InstrumentFile): readonly string[] {
  if (read.kind === 'model' || (read.kind === 'dsp' && isWritten(map, 'model'))) return ['sheet', 'handoff'];
  return read.kind === 'dsp' ? [] : ['sheet'];
}

const isKept = (name: string): boolean => kept.some((one) => one === name);

function needTo(
  needed: InstrumentFile,
  file: InstrumentFile,
  own: EnsembleFile,
  rest: Omit<FoundNeed, 'ensemble' | 'nickname' | 'back'>,
): FoundNeed {
  const inOwn = needed.ensemble === own.name;
  // `phonosyne/designer` inside of phonosyne is the designer next to it.
  const as = inOwn ? needed.nickname : rest.as;
  return {
    ensemble: needed.ensemble,
    nickname: needed.nickname,
    back: inOwn && isBack(own.loops, file.nickname, needed.nickname),
    ...rest,
    as,
  };
}

/** A need of a body member on a member at or after its own place. */
function isBack(loops: readonly LoopFile[], from: string, to: string): boolean {
  return loops.some(({ body }) => {
    const names = body.map(({ name }) => name);
    const [own, other] = [names.indexOf(from), names.indexOf(to)];
    return own !== -1 && other >= own;
  });
}

/** What `each`, `when` and the expressions of a sound name is needed without being listed. */
export function withNamed(
  found: FoundNeeds,
  expressions: readonly (Expression | undefined)[],
  file: InstrumentFile,
  own: EnsembleFile,
  references: References,
): FoundNeeds {
  const needs = [...found.needs];
  for (const expression of expressions) {
    for (const path of expression?.paths ?? []) {
      const name = needNamed(path, own, references);
      if (name === undefined || expression === undefined) continue;
      const needed = instrumentNamed({ name, at: expression.at }, own, '', references, []);
      if (
        needed === undefined ||
        needs.some((one) => one.ensemble === needed.ensemble && one.nickname === needed.nickname)
      )
        continue;
      needs.push(needTo(needed, file, own, { as: name, optional: false, listed: false, at: expression.at }));
    }
  }
  return { ...found, needs };
}

/** The need that a path begins with: `designer…`, `other.instrument…`, `inputs["css-lint"]…`. */
function needNamed(
  [root, second]: readonly string[],
  own: EnsembleFile,
  references: References,
): string | undefined {
  if (root === 'inputs') return second;
  if (root === undefined || own.instruments.has(root)) return root;
  return second !== undefined && references.ensembleNames.includes(root) ? `${root}/${second}` : undefined;
}

/** Whether an expression hears this need: by name, across ensembles, through `inputs`, or all of `inputs`. */
export function isNamedBy({ as }: { readonly as: string }, { paths }: Expression): boolean {
  const [first, second] = as.split('/');
  return paths.some(([root, member]) => {
    if (root === 'inputs') return member === undefined || member === as;
    return root === first && (second === undefined || member === undefined || member === second);
  });
}

/** The names of fan-outs that an `each` consists of: one, or several joined with `+`; `undefined` for anything else. */
export function sourcesOf(
  each: Expression,
  needs: readonly FoundNeed[],
  isFanOut: (need: FoundNeed) => boolean,
): FoundNeed[] | undefined {
  const sources: FoundNeed[] = [];
  for (const term of each.source.split('+')) {
    const name = /^\s*(?:inputs\s*\[\s*(["'])(.+)\1\s*\]|([A-Za-z_]\w*)(?:\s*\.\s*([A-Za-z_]\w*))?)\s*$/.exec(
      term,
    );
    if (name === null) return undefined;
    const [, , quoted, first, second] = name;
    const as = quoted ?? (second === undefined ? first : `${first ?? ''}/${second}`);
    const source = needs.find((need) => need.as === as);
    if (source === undefined || !isFanOut(source)) return undefined;
    sources.push(source);
  }
  return sources;
}
