import { sha256, type PartName } from '../base/index.ts';
import type { Instrument } from '../score/index.ts';

/** More entries than this in one folder, and it is split: git writes a folder's whole listing with every commit. */
export const folderLimit = 256;

/** Where something of a name lies in a folder that is to hold so many. */
export const under = (name: string, entries: number): string =>
  entries > folderLimit ? `${sha256(name).slice(0, 2)}/${name}` : name;

/**
 * Where the raw output of a part lies, from the workspace's folder.
 * `instruments` and `items` are how many of them the plan has; rounds do not count.
 * Rounds of a loop have files of their own; a later round of `returns_to` overwrites the earlier one's.
 */
export function takePath(
  instrument: Instrument,
  part: PartName,
  counts: { readonly instruments: number; readonly items: number },
): string {
  const round = instrument.loop === undefined ? '' : `.${part.round}`;
  const folder = under(part.nickname, counts.instruments);
  const end = instrument.output.form === 'markdown' ? 'md' : 'json';
  return part.item === undefined
    ? `takes/${part.ensemble}/${folder}${round}.${end}`
    : `takes/${part.ensemble}/${folder}${round}/${under(part.item, counts.items)}.${end}`;
}

/** The path of the kept round of a loop under its plain name. */
export const withoutRound = (path: string, instrument: Instrument, part: PartName): string =>
  instrument.loop === undefined
    ? path
    : path.replace(
        `/${part.nickname}.${part.round}${part.item === undefined ? '.' : '/'}`,
        `/${part.nickname}${part.item === undefined ? '.' : '/'}`,
      );

/** Where a take that was accepted at this path may lie by now: a later closing commit may have split its folder, or not. */
export function placesLike(path: string, part: PartName): readonly string[] {
  const { ensemble, nickname, item } = part;
  const end = path.slice(path.lastIndexOf('.'));
  const ofRound = `/${nickname}.${part.round}${item === undefined ? end : '/'}`;
  const round = path.includes(ofRound) ? `.${part.round}` : '';
  const both = (name: string): readonly string[] => [under(name, 0), under(name, folderLimit + 1)];
  const folders = both(nickname).map((folder) => `takes/${ensemble}/${folder}${round}`);
  return item === undefined
    ? folders.map((folder) => `${folder}${end}`)
    : folders.flatMap((folder) => both(item).map((name) => `${folder}/${name}${end}`));
}
