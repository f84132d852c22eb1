import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Stanza {
  readonly name: string;
  readonly scheme: string;
  readonly lines: readonly string[];
}

/** Verse in the public domain, with the scheme of its form. */
export const stanzas: readonly Stanza[] = readFileSync(join(import.meta.dirname, 'verse.txt'), 'utf8')
  .split(/^# /m)
  .slice(1)
  .map((entry) => {
    const [head = '', ...lines] = entry.trimEnd().split('\n');
    const [name = '', scheme = ''] = head.split(' | ');
    return { name, scheme, lines };
  });

/** The lines in another order, the same for one seed: each is moved, as far as that goes. */
export function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = next(at + 1);
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}
