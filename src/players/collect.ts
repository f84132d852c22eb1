import { lstatSync, readdirSync, type BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import picomatch from 'picomatch';
import { byBytes, type Feedback, type TakeFile } from '../base/index.ts';
import type { Mask } from './mask.ts';
import type { PlayRequest } from './player.ts';
import { refusedWrite } from '../score/index.ts';
import { isStill, laidAtNs, type LaidMark, type ScratchFolders } from './scratch.ts';
import { systemSays } from './system-error.ts';
import { makeOwn, takeFile } from './take-file.ts';
import { nameOf } from './text.ts';

/**
 * What an attempt left in its working directory, checked against what its instrument declared.
 *
 * C1  Nothing is opened that is not a regular file by lstat, and never through a link: a FIFO would wait for ever,
 *     a link would read what lies elsewhere.
 * C2  Every regular file is a laid one that was not touched, or matches `writes`, or is refused by name.
 * C3  A laid file that matches `writes` belongs to the take if it was written to, or named without `*`, or was the
 *     part's own already: else an instrument that reads and writes `docs/**` would own every document.
 */
export type Collected =
  | {
      readonly collected: 'files';
      readonly files: readonly TakeFile[];
      readonly onDisk: ReadonlyMap<string, string>;
    }
  | { readonly collected: 'refused'; readonly feedback: readonly Feedback[] };

/** Names that one sentence lists; the rest is counted. */
const mostNames = 10;
/** Entries that a working directory may hold: beyond, nobody would want them in git. */
const mostEntries = 200_000;

export interface Found {
  /** From the working directory, NFC, with `/`. */
  readonly path: string;
  /** Its absolute path as the disk spells it. */
  readonly onDisk: string;
  readonly stats: BigIntStats;
}

/** What is wrong with the files, by the criterion that each fault counts as. */
class Faults {
  private readonly byCriterion = new Map<string, string[]>();

  add(criterion: string, evidence: string): void {
    const known = this.byCriterion.get(criterion);
    if (known === undefined) this.byCriterion.set(criterion, [evidence]);
    else known.push(evidence);
  }

  feedback(): Feedback[] {
    return [...this.byCriterion].map(([criterion, all]) => {
      const more = all.length - mostNames;
      const listed = all.slice(0, mostNames).join('; ');
      return { criterion, evidence: more > 0 ? `${listed}; and ${more} more` : listed };
    });
  }
}

const undeclared = 'only declared files are written';
const missing = 'the declared files are there';
const irregular = 'only regular files with plain names are left';
const forbidden = 'nothing is written that is not an instrument’s to write';
const secret = 'no file holds a value of `env`';

export async function collect(
  folders: ScratchFolders,
  writes: PlayRequest['writes'],
  laid: ReadonlyMap<string, LaidMark>,
  mask: Mask,
): Promise<Collected> {
  const { root, work } = folders;
  const faults = new Faults();
  if (!isStill(folders)) {
    faults.add(irregular, 'the working directory itself is gone, or a link has taken its place');
    return { collected: 'refused', feedback: faults.feedback() };
  }
  const found = await walk(work, faults, (path) => laid.has(path));
  const declared = matcherOf(writes);
  const required = new Set(writes.filter((one) => one.required).map(({ glob }) => plainPath(glob)));
  const taken: Found[] = [];
  const present = new Set<string>();
  for (const file of found) {
    if (present.has(file.path))
      faults.add(irregular, `two files are called ${nameOf(file.path)} once their names are composed (NFC)`);
    present.add(file.path);
    const mark = laid.get(file.path);
    const untouched = mark !== undefined && isUntouched(file.stats, mark);
    if (refusedWrite(file.path) !== undefined) {
      if (!untouched) faults.add(forbidden, nameOf(file.path));
    } else if (!declared(file.path)) {
      if (mark === undefined) faults.add(undeclared, `${nameOf(file.path)} is not under \`writes\``);
      else if (!untouched)
        faults.add(
          undeclared,
          `${nameOf(file.path)} was laid out to be read and has been changed; it is not under \`writes\``,
        );
    } else if (!untouched || required.has(file.path) || mark.own) {
      taken.push(file);
    }
  }
  for (const path of laid.keys()) {
    if (!present.has(path) && !declared(path))
      faults.add(undeclared, `${nameOf(path)} was laid out to be read and has been removed`);
  }
  for (const path of required) if (!present.has(path)) faults.add(missing, `${nameOf(path)} is not there`);
  const files: TakeFile[] = [];
  const onDisk = new Map<string, string>();
  for (const { path } of taken) {
    const masked = mask.text(path);
    if (masked !== path) faults.add(secret, `the name ${nameOf(masked)} itself would hold one`);
  }
  // A take that is refused anyway is not read.
  if (faults.feedback().length === 0) {
    for (const one of taken.sort((a, b) => byBytes(a.path, b.path))) {
      try {
        if ((await makeOwn(one, root, mask)) === 'not masked') {
          faults.add(secret, `${nameOf(one.path)} is no text, so the value in it could not be masked`);
        }
        files.push(await takeFile(one));
        onDisk.set(one.path, one.onDisk);
      } catch (error) {
        faults.add(irregular, `${nameOf(one.path)} cannot be read: ${systemSays(error)}`);
      }
    }
  }
  const feedback = faults.feedback();
  return feedback.length > 0 ? { collected: 'refused', feedback } : { collected: 'files', files, onDisk };
}

const isUntouched = ({ size, ino, mtimeNs, ctimeNs }: BigIntStats, mark: LaidMark): boolean =>
  mtimeNs === laidAtNs && size === mark.size && ino === mark.inode && ctimeNs === mark.changedNs;

const plainPath = (glob: string): string => glob.normalize('NFC').replace(/^\.\//, '');

/** A pattern without `*` names one file and is taken word for word, brackets and all. */
function matcherOf(writes: PlayRequest['writes']): (path: string) => boolean {
  const exact = new Set(writes.filter((one) => one.required).map(({ glob }) => plainPath(glob)));
  const globs = writes
    .filter((one) => !one.required)
    .map(({ glob }) => picomatch(plainPath(glob), { dot: true, nonegate: true }));
  return (path) => exact.has(path) || globs.some((matches) => matches(path));
}

/** What no path of a take may hold. Node shows U+FFFD where a name is no UTF-8; to Windows a backslash is a slash. */
const unfit = /[\p{Cc}\uFFFD\u2028\u2029\\]/u;

/** Every regular file below a folder; whatever else lies there is a fault. Empty folders are nothing. */
async function walk(work: string, faults: Faults, isLaid: (path: string) => boolean): Promise<Found[]> {
  const found: Found[] = [];
  const folders = [''];
  let entries = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let listed;
    try {
      listed = readdirSync(join(work, folder), { withFileTypes: true });
    } catch (error) {
      faults.add(irregular, `the folder ${nameOf(folder)} cannot be read: ${systemSays(error)}`);
      continue;
    }
    for (const entry of listed) {
      entries += 1;
      if (entries > mostEntries) {
        faults.add(irregular, `there are more than ${mostEntries} files and folders`);
        return found;
      }
      if (entries % 2000 === 0) await turn();
      const spelled = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const path = spelled.normalize('NFC');
      const kind = kindOf(entry);
      if (kind === 'folder') folders.push(spelled);
      else if (kind !== 'file') faults.add(irregular, `${nameOf(path)} is ${kind}`);
      // A file of the person's that was only laid out to be read may be called what it likes.
      else if (unfit.test(entry.name) && !isLaid(path))
        faults.add(irregular, `${JSON.stringify(path)} has a character that a file’s name may not have`);
      else
        found.push({
          path,
          onDisk: join(work, spelled),
          stats: lstatSync(join(work, spelled), { bigint: true }),
        });
    }
  }
  return found;
}

interface Kinds {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

function kindOf(entry: Kinds): string {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (entry.isSymbolicLink()) return 'a symbolic link; only regular files are brought back';
  if (entry.isFIFO()) return 'a FIFO';
  return entry.isSocket() ? 'a socket' : 'a device';
}
