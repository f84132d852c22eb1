import type { PartName } from '../base/index.ts';
import { folderLimit, under } from '../plan/index.ts';
import type { Criterion, Instrument } from '../score/index.ts';
import { nameOfCommand, type CommandCheck } from './command-check.ts';
import { nameOf } from './judged.ts';
import { printScript, type SpecCriterion, type ValidationSpec } from './validation-spec.ts';

export interface ValidationScript {
  /** `tests/takes/<ensemble>/<nickname>_test.mjs`, or split as takes are. */
  readonly path: string;
  readonly text: string;
}

type Whose = Pick<PartName, 'ensemble' | 'nickname'>;

/** `instruments`: how many the ensemble has, whether this sheet plays them or not, since their scripts stay. */
export const scriptPath = ({ ensemble, nickname }: Whose, instruments: number): string =>
  `tests/takes/${ensemble}/${under(nickname, instruments)}_test.mjs`;

/** Where the script may lie by now: a later closing commit may have split its folder, or not. */
export const scriptPlaces = (whose: Whose): readonly string[] =>
  [0, folderLimit + 1].map((instruments) => scriptPath(whose, instruments));

/**
 * The validation script of an instrument, or `undefined` where nothing of its takes is judged.
 * A pure function of the instrument and its criteria, so the text changes when and only when those do: compare it with
 * what is committed to know whether it must be written. `sheet` is the file of the session's sheet, `instruments` how
 * many the ensemble has.
 */
export function validationScript(
  instrument: Instrument,
  criteria: readonly Criterion[],
  sheet = 'sheetMusic.md',
  instruments = 1,
): ValidationScript | undefined {
  const { ensemble, nickname, output, writes } = instrument;
  const own = criteria.filter(({ scope }) => scope.ensemble === ensemble && scope.nickname === nickname);
  const judged: SpecCriterion[] = [
    ...schemaOf(instrument),
    ...writes.map(({ glob, required }) => ({
      criterion: required ? `${glob.source} is there` : `${glob.source} as the take left them`,
      leaves: glob.source,
      ...(required ? {} : { maybe: true as const }),
    })),
    ...instrument.checks.map((check) =>
      check.check === 'is'
        ? { criterion: check.expression.source, holds: check.expression.source }
        : howRun(check, instrument),
    ),
    ...own.map((criterion) => ({ criterion: nameOf(criterion), ...howJudged(criterion) })),
  ];
  if (!judged.some((one) => !('leaves' in one) || one.maybe !== true)) return undefined;
  const spec: ValidationSpec = {
    instrument: `${ensemble}/${nickname}`,
    output: output.form,
    ...(instrument.each === undefined ? {} : { items: true }),
    ...(instrument.when === undefined ? {} : { sometimes: true }),
    ...(instrument.loop === undefined ? {} : { rounds: true }),
    ...(sheet !== 'sheetMusic.md' && readsTheSheet(instrument, own) ? { sheet } : {}),
    criteria: judged,
  };
  return { path: scriptPath(instrument, instruments), text: printScript(spec) };
}

const ofTheSheet = new Set(['sheet', 'flags', 'slug', 'seed']);

/** A script that reads nothing of the sheet stays the same whichever sheet is played. */
function readsTheSheet({ writes, checks }: Instrument, own: readonly Criterion[]): boolean {
  const expressions = [
    ...writes.flatMap(({ glob }) => glob.pieces.filter((piece) => typeof piece !== 'string')),
    ...checks.flatMap((check) =>
      check.check === 'is'
        ? [check.expression]
        : [
            ...check.words.flatMap(({ pieces }) => pieces.filter((piece) => typeof piece !== 'string')),
            ...(check.is === undefined ? [] : [check.is]),
          ],
    ),
    ...own.flatMap(({ expression }) => expression ?? []),
  ];
  return expressions.some(({ names }) => names.some((name) => ofTheSheet.has(name)));
}

function schemaOf({ output }: Instrument): readonly SpecCriterion[] {
  if (output.form !== 'json' || output.schema === undefined) return [];
  const { file, schema, others } = output.schema;
  const referred = others.size === 0 ? {} : { others: Object.fromEntries(others) };
  return [{ criterion: `schema ${file}`, fits: schema, file, ...referred }];
}

function howRun(check: CommandCheck, { env, reads }: Instrument): SpecCriterion {
  const criterion = nameOfCommand(check);
  if (env.length > 0)
    return { criterion, notHeard: `a command that is given ${env.join(', ')}, which only a session has` };
  if (reads.some(({ input }) => input !== undefined))
    return { criterion, notHeard: 'a command over files of a sheet’s input, which only a session lays out' };
  const { words, is, timeoutMs } = check;
  return {
    criterion,
    runs: words.map(({ source }) => source),
    ...(is === undefined ? {} : { is: is.source }),
    timeoutMs,
  };
}

function howJudged({
  expression,
  byEar,
}: Criterion): { readonly holds: string } | { readonly notHeard: string } {
  if (expression !== undefined) return { holds: expression.source };
  return { notHeard: byEar ? 'by ear: a script can’t listen' : 'no expression: there is nothing to compute' };
}
