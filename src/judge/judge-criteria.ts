import { failedOf, type Judged } from '../base/index.ts';
import { judgeExpression, type Criterion, type Values } from '../score/index.ts';
import { judgeByEar, unheard, type Ear } from './ear.ts';
import { nameOf, type JudgedLine } from './judged.ts';

/**
 * One entry for each criterion of production.md that is handed in, whatever its scope, in their order; two where one
 * has an expression and is judged by ear as well: the ear adds an entry of its own, with an id of its own, so what was
 * computed stands. Nobody listens while something computed has failed, here or in `before`: no rating would change
 * that, and it would cost money. Without an expression and not by ear there is nothing to judge, so it is `not heard`:
 * it was handed to the instruments.
 */
export async function judgeCriteria(
  criteria: readonly Criterion[],
  values: Values,
  { before = [], ear }: { readonly before?: readonly Judged[]; readonly ear: Ear | undefined },
): Promise<readonly JudgedLine[]> {
  const computed = new Map(criteria.map((criterion) => [criterion, compute(criterion, values)]));
  const [failed] = failedOf([...before, ...[...computed.values()].flat()]);
  const listening = ear === undefined ? undefined : once(ear);
  const lines: JudgedLine[] = [];
  for (const criterion of criteria) {
    lines.push(...(computed.get(criterion) ?? []));
    if (!criterion.byEar) continue;
    const judged =
      failed !== undefined
        ? unheard(`by ear, and not asked: \`${failed.criterion}\` has failed`)
        : listening === undefined
          ? unheard('by ear, and no model listened')
          : await judgeByEar(criterion, listening);
    const { id, expression, text } = criterion;
    lines.push({
      id: expression === undefined ? id : `${id} by ear`,
      criterion: text,
      byEar: true,
      ...judged,
    });
  }
  return lines;
}

function compute(criterion: Criterion, values: Values): readonly JudgedLine[] {
  const { id, expression, byEar } = criterion;
  if (expression !== undefined)
    return [{ id, criterion: nameOf(criterion), ...judgeExpression(expression, values) }];
  if (byEar) return [];
  const evidence = 'no expression: nothing was computed';
  return [{ id, criterion: nameOf(criterion), outcome: 'not heard', evidence }];
}

/** What there is to hear is gathered once for all that are judged by ear. */
function once({ listen, audible }: Ear): Ear {
  let gathered: ReturnType<Ear['audible']> | undefined;
  return { listen, audible: () => (gathered ??= audible()) };
}
