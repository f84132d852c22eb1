import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic, Grounds } from '../base/index.ts';
import type { Disk } from './disk.ts';
import { readJournal, readJournalFile } from './journal.ts';
import { foldJournal, type SessionState } from './journal-state.ts';
import { say } from './wording.ts';

/** A journal on disk and what it folds to. */
export interface KeptJournal {
  readonly file: string;
  readonly state: SessionState;
}

export const journalFolder = (home: string): string => join(home, 'journal');

/** Closed journals that stay, for `status`. */
const closedKept = 3;

/**
 * All journals of a workspace, oldest first. A damaged one is a mistake. Who holds the lock hands the disk in, to cut
 * torn ends off and remove a journal that says nothing; who only looks changes nothing.
 */
export async function readJournals(
  home: string,
  mend: Disk | undefined,
  grounds?: Grounds,
): Promise<{ readonly journals: readonly KeptJournal[]; readonly diagnostics: readonly Diagnostic[] }> {
  const [journals, diagnostics]: [(KeptJournal & { at: number })[], Diagnostic[]] = [[], []];
  grounds?.on(journalFolder(home));
  for (const name of await readdir(journalFolder(home)).catch(() => [])) {
    if (!name.endsWith('.jsonl')) continue;
    const file = join(journalFolder(home), name);
    grounds?.on(file);
    const id = name.slice(0, -'.jsonl'.length);
    const read = mend ? await readJournalFile(mend, file) : readJournal(await readFile(file));
    if ('damagedLine' in read) {
      diagnostics.push(say.brokenJournal(id, read.damagedLine, file));
      continue;
    }
    if (read.torn && mend) diagnostics.push(say.tornJournal(id));
    const state = foldJournal(read.events);
    // Torn in its very first line: nothing was ever promised by it.
    if (state === undefined) {
      if (mend) await mend.change('journal.remove', [file], () => unlink(file));
    } else journals.push({ file, state, at: (await stat(file)).mtimeMs });
  }
  return {
    journals: journals.toSorted((a, b) =>
      a.state.begun.at < b.state.begun.at ? -1 : a.state.begun.at > b.state.begun.at ? 1 : a.at - b.at,
    ),
    diagnostics,
  };
}

export async function removeOldJournals(disk: Disk, journals: readonly KeptJournal[]): Promise<void> {
  // One that holds what acted outside stays until a newer one has taken that over.
  const over = journals.filter(({ state }) => state.over !== undefined && state.acted.size === 0);
  for (const { file } of over.slice(0, Math.max(0, over.length - closedKept)))
    await disk.change('journal.remove', [file], () => unlink(file)).catch(() => {});
}
