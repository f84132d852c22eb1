import type { Diagnostic, Span } from '../base/index.ts';
import type { FoundInstrument } from './instrument.ts';
import { diagnose } from './wording.ts';

/** The graph of what waits for what: instruments, the ends of loops, and the ends of ensembles. */
type Waits = ReadonlyMap<string, readonly Wait[]>;

interface Wait {
  readonly on: string;
  /** Where it is written, for the needs that a person wrote. */
  readonly at?: Span;
}

export interface WaitingEnsemble {
  readonly name: string;
  readonly needs: readonly { readonly name: string; readonly at: Span }[];
  readonly loops: readonly { readonly name: string; readonly body: readonly string[] }[];
  readonly instruments: ReadonlyMap<string, FoundInstrument>;
}

/**
 * Circles among instruments and ensembles, back edges of loops left out. Who needs a member of a loop from outside waits
 * for the whole loop; who is in an ensemble that needs another waits for all of that one. One shortest circle is told of
 * each knot: mend it, and the next one shows.
 */
export function findCircles(ensembles: readonly WaitingEnsemble[], found: Diagnostic[]): void {
  const waits = waitsOf(ensembles);
  const place = new Map([...waits.keys()].map((name, index) => [name, index]));
  for (const knot of knotsOf(waits)) {
    const inKnot = new Set(knot);
    const trail = knot
      .toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0))
      .slice(0, mostTried)
      .map((name) => shortest(waits, inKnot, name))
      .reduce((best, one) => (one.length < best.length ? one : best));
    tell(waits, trail, found);
  }
}

/** From so many members of a knot a way back is looked for: enough for any knot that a person ties. */
const mostTried = 50;

const loopEnd = (ensemble: string, loop: string): string => `the loop ${ensemble}/${loop}`;
const ensembleEnd = (ensemble: string): string => `the ensemble ${ensemble}`;

function waitsOf(ensembles: readonly WaitingEnsemble[]): Waits {
  const loops = new Map<string, string>();
  for (const { name, loops: own } of ensembles)
    for (const loop of own)
      for (const member of loop.body) loops.set(`${name}/${member}`, loopEnd(name, loop.name));
  const waits = new Map<string, Wait[]>();
  for (const { name, needs, instruments } of ensembles) {
    for (const [nickname, instrument] of instruments) {
      const id = `${name}/${nickname}`;
      const on: Wait[] = [];
      for (const need of instrument.needs.needs) {
        const needed = `${need.ensemble}/${need.nickname}`;
        if (need.back) continue;
        const loop = loops.get(needed);
        on.push({ on: loop === undefined || loop === loops.get(id) ? needed : loop, at: need.at });
      }
      waits.set(id, [...on, ...needs.map((need) => ({ on: ensembleEnd(need.name), at: need.at }))]);
    }
  }
  for (const { name, loops: own, instruments } of ensembles) {
    for (const loop of own)
      waits.set(
        loopEnd(name, loop.name),
        loop.body.filter((member) => instruments.has(member)).map((member) => ({ on: `${name}/${member}` })),
      );
    // An ensemble without instruments still ends after those it needs.
    const empty = instruments.size === 0 ? (ensembles.find((one) => one.name === name)?.needs ?? []) : [];
    waits.set(ensembleEnd(name), [
      ...[...instruments.keys()].map((nickname) => ({ on: `${name}/${nickname}` })),
      ...empty.map((need) => ({ on: ensembleEnd(need.name), at: need.at })),
    ]);
  }
  return waits;
}

/** Strongly connected components with a circle in them (Tarjan 1972), without recursion. */
function knotsOf(waits: Waits): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const knots: string[][] = [];
  for (const root of waits.keys()) {
    if (order.has(root)) continue;
    const path: { readonly name: string; next: number }[] = [];
    const enter = (name: string): void => {
      order.set(name, order.size);
      low.set(name, order.size - 1);
      stack.push(name);
      onStack.add(name);
      path.push({ name, next: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { name } = top;
      const wait = waits.get(name)?.[top.next];
      top.next += 1;
      if (wait !== undefined) {
        if (!waits.has(wait.on)) continue;
        if (!order.has(wait.on)) enter(wait.on);
        else if (onStack.has(wait.on)) low.set(name, Math.min(low.get(name) ?? 0, order.get(wait.on) ?? 0));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low.set(above.name, Math.min(low.get(above.name) ?? 0, low.get(name) ?? 0));
      if (low.get(name) !== order.get(name)) continue;
      const knot = stack.splice(stack.lastIndexOf(name));
      for (const one of knot) onStack.delete(one);
      if (knot.length > 1 || waits.get(name)?.some(({ on }) => on === name) === true) knots.push(knot);
    }
  }
  return knots;
}

/** The shortest way from a member of a knot back to itself, both ends included. */
function shortest(waits: Waits, knot: ReadonlySet<string>, from: string): string[] {
  const before = new Map<string, string>();
  const open = [from];
  for (const name of open) {
    for (const { on } of waits.get(name) ?? []) {
      if (on === from) {
        const trail = [from];
        for (
          let step: string | undefined = name;
          step !== undefined && step !== from;
          step = before.get(step)
        )
          trail.unshift(step);
        return [from, ...trail];
      }
      if (!knot.has(on) || before.has(on)) continue;
      before.set(on, name);
      open.push(on);
    }
  }
  return open;
}

function tell(waits: Waits, trail: readonly string[], found: Diagnostic[]): void {
  const steps = trail.slice(0, -1).map((name, index) => ({
    name,
    on: trail[index + 1] ?? '',
    at: waits.get(name)?.find(({ on }) => on === trail[index + 1])?.at,
  }));
  const written = steps.flatMap(({ on, at }) => (at === undefined ? [] : [{ need: on, at }]));
  const [first, ...also] = written;
  if (first !== undefined) found.push(diagnose(first.at, { mistake: 'circle', trail, also }));
}
