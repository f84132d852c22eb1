import { constants } from 'node:fs';
import { lstat, mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { refusedWrite } from '../../score/index.ts';
import { codeOf, systemSays } from '../system-error.ts';
import { bounded, nameOf } from '../text.ts';
import type { Answer, Edit } from './read-answer.ts';

/**
 * Lays the files of an answer into the folder of its attempt and makes its edits there. Whether they lie under
 * `writes` is seen afterwards, for every kind of player the same way (collect.ts).
 *
 * L1  No path leads out of the folder, through a link, or to what is not an instrument's to write.
 * L2  An edit is made where its text occurs exactly once, and otherwise not at all.
 *
 * What did not fit comes back in words; the attempt has failed then, and the folder goes with it.
 */
export async function layAnswer({ files, edits }: Answer, work: string): Promise<readonly string[]> {
  const faults: string[] = [];
  const written = new Set<string>();
  for (const { path, content } of files) {
    const fault = written.has(path)
      ? 'is among `files` twice'
      : await fitting(path, work, () => write(join(work, path), content));
    written.add(path);
    if (fault !== undefined) faults.push(`${called(path)} ${fault}`);
  }
  for (const [at, edit] of edits.entries()) {
    const fault = await fitting(edit.path, work, () => makeEdit(edit, work));
    if (fault !== undefined) faults.push(`edit ${at + 1} of ${called(edit.path)}: ${fault}`);
  }
  const more = faults.length - mostFaults;
  return more > 0 ? [...faults.slice(0, mostFaults), `and ${more} more`] : faults;
}

/** Faults that are told one by one; the rest is counted. */
const mostFaults = 10;

/** A path of an answer may be of any length. */
const called = (path: string): string => nameOf(bounded(path, 200));

/** What is wrong with a path, or with what is done there. A name that is too long is the answer's fault, not ours. */
async function fitting(
  path: string,
  work: string,
  act: () => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return (await unfit(path, work)) ?? (await act());
  } catch (error) {
    if (codeOf(error) === 'ENAMETOOLONG') return systemSays(error);
    throw error;
  }
}

/** One file that a player made itself, under the same rules; why it was not written, or nothing. */
export async function layFile(path: string, content: Uint8Array, work: string): Promise<string | undefined> {
  const fault = await fitting(path, work, () => write(join(work, path), content));
  return fault === undefined ? undefined : `${called(path)} ${fault}`;
}

/** Why nothing may be written there. */
async function unfit(path: string, work: string): Promise<string | undefined> {
  const refused = refusedWrite(path);
  if (refused !== undefined) return `may not be written: ${refused}`;
  const steps = path.split('/');

  if (steps.some((step) => step === '' || step === '.') || /[\u0000-\u001F\\]/.test(path))
    return 'is no plain path from the workspace’s folder';
  // The folder is ours alone, and holds only what was laid: a link in it was put there by somebody.
  let place = work;
  for (const step of steps) {
    place = join(place, step);
    const there = await lstat(place).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (there === undefined) return undefined;
    const isLast = place === join(work, path);
    if (!(isLast ? there.isFile() : there.isDirectory()))
      return isLast ? 'is no file' : `cannot be there: ${called(step)} is no folder`;
  }
  return undefined;
}

const anew = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

async function write(path: string, content: string | Uint8Array): Promise<undefined> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, anew, 0o644);
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
  return undefined;
}

async function makeEdit({ path, find, replace }: Edit, work: string): Promise<string | undefined> {
  const place = join(work, path);
  if (find === '') return '`find` is empty';
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(place));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'there is no such file';
    if (error instanceof TypeError) return 'is no text';
    throw error;
  }
  const first = text.indexOf(find);
  if (first < 0) return `\`find\` does not occur: ${shown(find)}`;
  if (text.indexOf(find, first + 1) >= 0)
    return `\`find\` occurs more than once, so it says not where: ${shown(find)}`;
  return await write(place, text.slice(0, first) + replace + text.slice(first + find.length));
}

const shown = (text: string): string => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
