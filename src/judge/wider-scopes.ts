import { expandText, type Criterion, type Deliverable, type Values } from '../score/index.ts';
import type { Ear } from './ear.ts';
import { bounded, listed } from './evidence.ts';
import { judgeCriteria } from './judge-criteria.ts';
import type { JudgedLine } from './judged.ts';

/** Those scoped to an ensemble as a whole; in scope are its instruments' kept outputs by nickname, and `result`. */
export const judgeEnsemble = (
  ensemble: string,
  criteria: readonly Criterion[],
  values: Values,
  ear?: Ear,
): Promise<readonly JudgedLine[]> =>
  judgeCriteria(
    criteria.filter(({ scope }) => scope.ensemble === ensemble && scope.nickname === undefined),
    values,
    { ear },
  );

/** Those without a scope; in scope is `<ensemble>.<instrument>`. */
export const judgeSession = (
  criteria: readonly Criterion[],
  values: Values,
  ear?: Ear,
): Promise<readonly JudgedLine[]> =>
  judgeCriteria(
    criteria.filter(({ scope }) => scope.ensemble === undefined),
    values,
    { ear },
  );

/** At least one file must match. `matches` answers with the paths in the workspace that a glob names. */
export function judgeDeliverables(
  deliverables: readonly Deliverable[],
  values: Values,
  matches: (glob: string) => readonly string[],
): readonly JudgedLine[] {
  return deliverables.map(({ id, glob }) => {
    const expanded = expandText(glob, values);
    if (!expanded.ok)
      return { id, criterion: glob.source, outcome: 'failed', evidence: bounded(expanded.because) };
    if (expanded.value === '') {
      return { id, criterion: glob.source, outcome: 'failed', evidence: `${glob.source} is no path` };
    }
    const found = matches(expanded.value);
    return found.length === 0
      ? {
          id,
          criterion: glob.source,
          outcome: 'failed',
          evidence: bounded(`nothing matches ${expanded.value}`),
        }
      : {
          id,
          criterion: glob.source,
          outcome: 'held',
          evidence: bounded(
            `${found.length === 1 ? '1 file' : `${found.length} files`}: ${listed(found, 5)}`,
          ),
        };
  });
}
