import type { Diagnostic } from '../base/index.ts';
import type { FoundInstrument } from './instrument.ts';
import { diagnose } from './wording.ts';

interface ReturningEnsemble {
  readonly name: string;
  readonly loops: readonly { readonly name: string; readonly body: readonly string[] }[];
  readonly instruments: ReadonlyMap<string, FoundInstrument>;
}

/** `returns_to`: of the same ensemble, needed directly or not, neither in a loop, no part returns to many items. */
export function checkReturns(ensembles: readonly ReturningEnsemble[], found: Diagnostic[]): void {
  const all = new Map(
    ensembles.flatMap(({ name, instruments }) =>
      [...instruments].map(([nickname, one]): [string, FoundInstrument] => [`${name}/${nickname}`, one]),
    ),
  );
  for (const { name, loops, instruments } of ensembles) {
    for (const [from, { file, needs }] of instruments) {
      const to = file.read.returns_to;
      const at = file.map.entries.get('returns_to')?.value.at;
      if (to === undefined || at === undefined) continue;
      const target = instruments.get(to);
      if (target === undefined) {
        found.push(
          diagnose(at, {
            mistake: 'unknown_instrument',
            by: `\`${from}\` returns to`,
            name: to,
            ensemble: name,
            known: [...instruments.keys()],
            elsewhere: [],
          }),
        );
        continue;
      }
      const looped = [from, to]
        .map((who) => ({ who, loop: loops.find(({ body }) => body.includes(who)) }))
        .find(({ loop }) => loop !== undefined);
      if (looped?.loop !== undefined) {
        found.push(diagnose(at, { mistake: 'return_in_loop', who: looped.who, loop: looped.loop.name }));
      } else if (needs.complete && !isNeeded(`${name}/${from}`, `${name}/${to}`, all)) {
        found.push(diagnose(at, { mistake: 'return_unneeded', from, to }));
      } else if (target.file.map.entries.has('each') && !file.map.entries.has('each')) {
        found.push(diagnose(at, { mistake: 'return_to_items', from, to }));
      }
    }
  }
}

/** Directly or not. Where the needs of something between could not be read, nobody can say that it is not. */
function isNeeded(from: string, to: string, all: ReadonlyMap<string, FoundInstrument>): boolean {
  const seen = new Set([from]);
  for (const id of seen) {
    const instrument = all.get(id);
    if (instrument === undefined) continue;
    if (!instrument.needs.complete) return true;
    for (const { ensemble, nickname, back } of instrument.needs.needs) {
      if (back) continue;
      const needed = `${ensemble}/${nickname}`;
      if (needed === to && from !== to) return true;
      seen.add(needed);
    }
  }
  return false;
}
