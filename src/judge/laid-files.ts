import type { Json } from '../base/index.ts';
import { expandTemplate, type Instrument, type Template } from '../score/index.ts';
import type { CommittedTake } from './committed-takes.ts';
import type { Folder } from './folder.ts';
import { matches, pathsMatching } from './globs.ts';
import { namesOf } from './hear.ts';
import { NotKnown, notKnown } from './not-known.ts';
import type { TakeOf, Workspace } from './surroundings.ts';

export interface Around extends Pick<Workspace, 'around' | 'filesOf'> {
  readonly folder: Folder;
  readonly instrumentOf: (name: string) => Instrument;
  readonly takesOf: (name: string) => readonly CommittedTake[];
}

/** Paths of what a command check finds in its folder: what the instrument reads, the files of needed takes, its own. */
export function laidFor(take: TakeOf, around: Around): ReturnType<Workspace['laidFor']> {
  const { folder, instrumentOf, takesOf } = around;
  try {
    const { reads, needs } = instrumentOf(take.of);
    const laid = new Set<string>();
    for (const { glob, exclude } of reads) {
      for (const pattern of patternsOf(take, glob, around)) {
        if (!exclude) for (const path of pathsMatching(folder, pattern)) laid.add(path);
        else for (const path of laid) if (matches(pattern, path)) laid.delete(path);
      }
    }
    for (const need of needs) {
      const name = `${need.ensemble}/${need.nickname}`;
      for (const one of takesOf(name).filter(({ round }) => round === undefined)) {
        for (const { path } of around.filesOf({ ...one, of: name }).files) laid.add(path);
      }
    }
    for (const { path } of around.filesOf(take).files) laid.add(path);
    return { paths: [...laid] };
  } catch (error) {
    if (error instanceof NotKnown) return { because: error.message };
    throw error;
  }
}

/** In `reads` a list stands for its elements. */
function patternsOf(take: TakeOf, glob: Template, { around }: Around): readonly string[] {
  const { values, unknown } = around(take, namesOf(glob));
  for (const because of unknown.values()) notKnown(because);
  const expanded = expandTemplate(glob, values);
  if (!expanded.ok) return notKnown(expanded.because);
  const found = Array.isArray(expanded.value) ? (expanded.value as readonly Json[]) : [expanded.value];
  return found.map(String);
}
