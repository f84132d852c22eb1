import picomatch from 'picomatch';
import type { Folder } from './folder.ts';

/** A write pattern is a glob where it has a `*`; anything else in it stands for itself (design, `writes`). */
export const isGlob = (pattern: string): boolean => pattern.includes('*');

/** Compiled once: a search asks the same pattern about every name. */
const compiled = new Map<string, (path: string) => boolean>();
const keptPatterns = 200;

export function matches(glob: string, path: string): boolean {
  if (!isGlob(glob)) return glob === path;
  const before = compiled.get(glob);
  if (before !== undefined) return before(path);
  if (compiled.size >= keptPatterns) compiled.clear();
  const fits = picomatch(glob, { dot: true });
  compiled.set(glob, fits);
  return fits(path);
}

/** How many names a search looks at, at most: a pattern like `**` in a large workspace must come to an end. */
const namesSeen = 50_000;

/** Regular files below the pattern's fixed beginning that match it; a plain path matches itself where it is there. */
export function pathsMatching(folder: Folder, glob: string): readonly string[] {
  if (!isGlob(glob)) {
    const slash = glob.lastIndexOf('/');
    return folder.list(glob.slice(0, Math.max(0, slash))).includes(glob.slice(slash + 1)) ? [glob] : [];
  }
  const fixed = glob.slice(0, glob.indexOf('*'));
  const waiting = [fixed.slice(0, Math.max(0, fixed.lastIndexOf('/')))];
  const found: string[] = [];
  let seen = 0;
  for (let place = waiting.pop(); place !== undefined && seen < namesSeen; place = waiting.pop()) {
    for (const name of folder.list(place)) {
      seen += 1;
      const path = place === '' ? name : `${place}/${name}`;
      if (!path.endsWith('/')) {
        if (matches(glob, path)) found.push(path);
      } else if (!/(?:^|\/)(?:\.git|\.simphony|node_modules)\/$/.test(path)) waiting.push(path.slice(0, -1));
    }
  }
  return found.toSorted();
}
