import { comesBackTo, heardBy, type GraphNode } from './graph.ts';
import type { Place } from './mistakes.ts';

/**
 * Every node after those that it hears, beginning from `out`; deterministic, by the order in which names are written.
 * A circle that no `feedback` closes is a mistake, and so is a node that nobody hears.
 */
export function orderOf(
  nodes: ReadonlyMap<string, GraphNode>,
  out: readonly string[],
  place: Place,
): readonly string[] | undefined {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  let circles = 0;
  /** Names still to be gone through: a `feedback` may be closed by a node that comes later. */
  const roots = [...out];

  const visit = (name: string, trail: readonly string[]): void => {
    const node = nodes.get(name);
    if (node === undefined || state.get(name) === 'done') return;
    if (state.get(name) === 'open') {
      circles += 1;
      const circle = [...trail.slice(trail.indexOf(name)), name].map((one) => `\`${one}\``).join(' → ');
      place
        .at(name)
        .wrong(
          `hears itself: ${circle} (each hears the next); only \`from\` of a \`feedback\` node may close a circle`,
        );
      return;
    }
    state.set(name, 'open');
    for (const heard of heardBy(node)) visit(heard, [...trail, name]);
    state.set(name, 'done');
    order.push(name);
    const back = comesBackTo(node);
    if (back !== undefined) roots.push(back);
  };

  for (let root = roots.shift(); root !== undefined; root = roots.shift()) visit(root, []);
  const unheard = [...nodes.keys()].filter((name) => !state.has(name));
  for (const name of unheard) place.at(name).wrong('does not reach `out`: nothing hears it');
  return circles + unheard.length > 0 ? undefined : order;
}
