import type { Judged, Take } from '../base/index.ts';
import { unreachable } from '../base/index.ts';
import type { CommandEnd } from '../players/index.ts';
import {
  expandText,
  judgeExpression,
  type Check,
  type Criterion,
  type Instrument,
  type Values,
} from '../score/index.ts';
import { judgeCommand } from './command-check.ts';
import type { Ear } from './ear.ts';
import { bounded } from './evidence.ts';
import { filesInScope, type JudgedOfTake } from './judged.ts';
import { judgeCriteria } from './judge-criteria.ts';
import { judgeSchema } from './schema.ts';

export interface TakeToJudge {
  readonly instrument: Instrument;
  /** Of production.md, with the scope of this instrument; others are not judged here. */
  readonly criteria: readonly Criterion[];
  readonly take: Take;
  /** The names in scope besides `output` and `files`: what the part heard, `seed`, `round`, `attempt`, `slug`, `id`. */
  readonly values: Values;
  /** Runs a command where the attempt was played, while its folder is still there. */
  readonly run: (words: readonly string[], limits: { readonly timeoutMs: number }) => Promise<CommandEnd>;
  /** Absent: there is no model that could listen. */
  readonly ear?: Ear;
}

/**
 * The verdict of a take: one entry for each criterion, in the order schema, declared files, `checks`, production.md.
 * Commands run one after the other, since they share the attempt's folder. Never rejects for what a person or an
 * instrument wrote; rejects only if `run` or `ear` does.
 */
export async function judgeTake({
  instrument,
  criteria,
  take,
  values,
  run,
  ear,
}: TakeToJudge): Promise<readonly JudgedOfTake[]> {
  const scope = scopeOf(instrument, take, values);
  const verdict: JudgedOfTake[] = [...judgeOutput(instrument, take), ...judgeFiles(instrument, take, scope)];
  for (const check of instrument.checks) verdict.push(await judgeCheck(check, scope, run));
  const own = criteria.filter(
    ({ scope: at }) => at.ensemble === instrument.ensemble && at.nickname === instrument.nickname,
  );
  return [...verdict, ...(await judgeCriteria(own, scope, { before: verdict, ear }))];
}

/** What checks read: what was handed in, and what the take brought. For `output: run` its three members are names too. */
export function scopeOf(
  { output }: Pick<Instrument, 'output'>,
  take: Pick<Take, 'output' | 'files'>,
  values: Values,
): Values {
  const brought = { output: take.output, files: filesInScope(take.files) };
  if (
    output.form !== 'run' ||
    take.output === null ||
    typeof take.output !== 'object' ||
    Array.isArray(take.output)
  ) {
    return { ...values, ...brought };
  }
  const { code, stdout, stderr } = take.output as Values;
  return {
    ...values,
    ...brought,
    ...(code === undefined ? {} : { code }),
    ...(stdout === undefined ? {} : { stdout }),
    ...(stderr === undefined ? {} : { stderr }),
  };
}

const judgeOutput = ({ output }: Instrument, take: Take): readonly Judged[] =>
  output.form === 'json' && output.schema !== undefined ? [judgeSchema(output.schema, take.output)] : [];

/** One entry for each file that must be there. A take that lacks one is refused before; this is its evidence. */
function judgeFiles({ writes }: Instrument, { files }: Take, scope: Values): readonly Judged[] {
  return writes
    .filter(({ required }) => required)
    .map(({ glob }) => {
      const criterion = `${glob.source} is there`;
      const path = expandText(glob, scope);
      if (!path.ok) return { criterion, outcome: 'failed' as const, evidence: bounded(path.because) };
      const there = files.find((file) => file.path === path.value);
      return there === undefined
        ? { criterion, outcome: 'failed' as const, evidence: bounded(`${path.value} is not there`) }
        : { criterion, outcome: 'held' as const, evidence: bounded(`${there.path}, ${there.size} bytes`) };
    });
}

async function judgeCheck(check: Check, scope: Values, run: TakeToJudge['run']): Promise<Judged> {
  switch (check.check) {
    case 'is':
      return { criterion: check.expression.source, ...judgeExpression(check.expression, scope) };
    case 'run':
      return judgeCommand(check, scope, run);
    default:
      return unreachable(check);
  }
}
