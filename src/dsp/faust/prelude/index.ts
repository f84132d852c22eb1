import { arithmetic, chance, time } from './arithmetic.ts';
import { control } from './control.ts';
import { delays } from './delays.ts';
import { effects } from './effects.ts';
import { envelopes } from './envelopes.ts';
import { filters } from './filters.ts';
import { oscillators } from './oscillators.ts';
import { spaces } from './spaces.ts';

const definitions: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...arithmetic,
    ...time,
    ...chance,
    ...oscillators,
    ...delays,
    ...filters,
    ...envelopes,
    ...control,
    ...effects,
    ...spaces,
  }),
);

const word = /[A-Za-z_][A-Za-z0-9_]*/g;

/** The definitions that a text uses, directly or not, each once; Faust does not mind their order. */
export function definitionsFor(text: string): readonly string[] {
  const used = new Set<string>();
  const look = (in_: string): void => {
    for (const [name] of in_.matchAll(word)) {
      const definition = definitions.get(name);
      if (definition === undefined || used.has(name)) continue;
      used.add(name);
      look(definition);
    }
  };
  look(text);
  return [...definitions].flatMap(([name, definition]) => (used.has(name) ? [definition] : []));
}
