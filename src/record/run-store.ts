import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Diagnostic } from '../base/index.ts';
import { makeFolder, plainDisk } from './disk.ts';
import { EventLog } from './event-log.ts';
import { excludeHome } from './exclude.ts';
import { isFileError } from './file-errors.ts';
import { GitFailed } from './git.ts';
import { takeLock } from './lock.ts';
import type { OpenOptions } from './open-record.ts';
import type { RepositoryFacts } from './record.ts';
import { Repository } from './repository.ts';
import { RunJournal } from './run-journal.ts';
import { say } from './wording.ts';

/** What lies on disk of the runs of a workspace. One process has it at a time. */
export interface RunStore<Event extends { readonly run_id: string }> {
  readonly journal: RunJournal;
  readonly events: EventLog<Event>;
  close(): Promise<void>;
}

/** The id of a new run: it says nothing, and no two are the same. */
export const newRunId = (): string => randomBytes(6).toString('hex');

/**
 * `.simphony/runs/`: who holds its lock plays what is queued there. Beside the lock of the workspace, which is held only
 * while something is played. `lost` makes the sentence that stands for events which the disk refused for too long.
 */
export async function openRuns<Event extends { readonly run_id: string }>(
  facts: RepositoryFacts,
  { environment, now, disk = plainDisk }: OpenOptions,
  lost: (count: number) => Event,
): Promise<{ readonly store: RunStore<Event> } | { readonly mistakes: readonly Diagnostic[] }> {
  const repository = new Repository(facts, environment, now, { disk });
  const folder = join(repository.home, 'runs');
  try {
    await makeFolder(disk, 'runs.folder', folder);
    await excludeHome(repository);
    const taken = await takeLock(folder, now, disk);
    if ('mistake' in taken) return { mistakes: [taken.mistake] };
    const { lock } = taken;
    try {
      const opened = await RunJournal.open(disk, folder);
      if ('mistake' in opened) {
        await lock.release();
        return { mistakes: [opened.mistake] };
      }
      const { journal } = opened;
      const events = await EventLog.open<Event>(disk, folder, { lost });
      const close = async (): Promise<void> => {
        await journal.close();
        await events.close();
        await lock.release();
      };
      return { store: { journal, events, close } };
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    if (error instanceof GitFailed) return { mistakes: [say.gitFailed(error.doing, error.because)] };
    if (isFileError(error)) return { mistakes: [say.cannotWrite(error.path ?? folder, error.message)] };
    throw error;
  } finally {
    await repository.close();
  }
}
