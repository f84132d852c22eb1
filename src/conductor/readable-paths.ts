import { resolve, sep } from 'node:path';
import type { ReadPattern, Score } from '../score/index.ts';

/**
 * Which workspace paths parts may read, as far as it can be said before anything is known of items and outputs:
 * all below the words that stand before the first `*` or placeholder. What of them is not clean in git is held
 * fast at the opening.
 */
export function readablePaths(score: Score, folder: string): ((path: string) => boolean) | 'nothing' {
  const prefixes = new Set<string>();
  for (const ensemble of score.ensembles.values()) {
    for (const instrument of ensemble.instruments.values()) {
      for (const pattern of instrument.reads) {
        const prefix = pattern.exclude ? undefined : prefixOf(pattern, score, folder);
        if (prefix !== undefined) prefixes.add(prefix);
      }
    }
  }
  const all = [...prefixes];
  if (all.length === 0) return 'nothing';
  return (path) => all.some((prefix) => path.startsWith(prefix));
}

function prefixOf({ glob, input }: ReadPattern, score: Score, folder: string): string | undefined {
  const pieces = [...glob.pieces];
  let prefix = '';
  if (input !== undefined) {
    const value = score.sheet.inputs.get(input)?.value;
    if (typeof value !== 'string') return undefined;
    const absolute = resolve(folder, value);
    if (absolute !== folder && !absolute.startsWith(folder + sep)) return undefined;
    prefix = absolute
      .slice(folder.length + 1)
      .split(sep)
      .join('/');
    pieces.shift();
  }
  const [first] = pieces;
  const words = typeof first === 'string' ? first : '';
  const plain = `${prefix}${words}`.replace(/^\/+/, '').replace(/^(\.\/)+/, '');
  return /^[^*?[\]{}()!+@\\]*/.exec(plain)?.[0] ?? '';
}
