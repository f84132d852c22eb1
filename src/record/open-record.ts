import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasMistakes, type Diagnostic } from '../base/index.ts';
import { removeLeftovers } from './commit-stream.ts';
import { makeFolder, plainDisk, type Disk } from './disk.ts';
import { excludeHome } from './exclude.ts';
import { removeOwnLock } from './index-lock.ts';
import { guardOf, type World } from './inspect.ts';
import { readJournals } from './journals.ts';
import { holderOf, takeLock } from './lock.ts';
import { isFileError } from './file-errors.ts';
import { removeRefLocks } from './ref-locks.ts';
import type { RepositoryFacts, SessionRecord, SessionStart } from './record.ts';
import { GitFailed } from './git.ts';
import { Repository } from './repository.ts';
import { WorkspaceRecord } from './workspace-record.ts';
import { say } from './wording.ts';

export interface OpenOptions extends World {
  /** What to do where an accepted take that waits for its commit would overwrite what the person changed. */
  readonly inTheWay?: SessionStart['inTheWay'];
  /** Default: the disk as it is. */
  readonly disk?: Disk;
}

export interface Opened {
  /** Absent where there is a mistake. */
  readonly record?: SessionRecord;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Takes the workspace's lock and makes journal, branch, index and working files agree: what was accepted and is not
 * committed is committed now, not played. `diagnostics` has the code `locked` where another Conductor lives.
 */
export async function openRecord(
  _folder: string,
  facts: RepositoryFacts,
  options: OpenOptions,
): Promise<Opened> {
  const disk = options.disk ?? plainDisk;
  const { grounds } = options;
  const repository = new Repository(facts, options.environment, options.now, {
    disk,
    ...(grounds === undefined ? {} : { grounds }),
  });
  try {
    const { home } = repository;
    await makeFolder(disk, 'home.make', home);
    const taken = await takeLock(home, options.now, disk);
    if ('mistake' in taken) return { diagnostics: [taken.mistake] };
    // The git that reads objects is asked first of all once the record is open: it starts meanwhile.
    repository.objects.read('HEAD').catch(() => undefined);
    let record: WorkspaceRecord | undefined;
    const fail = async (diagnostics: readonly Diagnostic[]): Promise<Opened> => {
      await record?.release();
      await repository.close();
      await taken.lock.release();
      return { diagnostics };
    };
    try {
      const tmp = join(home, 'tmp');
      await disk.change('tmp.clear', [tmp], () => rm(tmp, { recursive: true, force: true }));
      await excludeHome(repository);
      const { journals, diagnostics } = await readJournals(home, disk, grounds);
      if (hasMistakes(diagnostics)) return await fail(diagnostics);
      const states = journals.map(({ state }) => state);
      await removeOwnLock(repository, {
        announced: new Set(
          states.flatMap(({ announced }) => [...announced.values()].map(({ lock }) => lock)),
        ),
        branches: new Set(states.flatMap(({ begun }) => begun.ref ?? [])),
      });
      await removeRefLocks(repository);
      await removeLeftovers(repository);
      record = new WorkspaceRecord(
        repository,
        taken.lock,
        await guardOf(facts),
        journals,
        options.inTheWay ?? 'stop',
      );
      const recovered = await record.recover();
      if (hasMistakes(recovered)) return await fail([...diagnostics, ...recovered]);
      return { record, diagnostics: [...diagnostics, ...recovered] };
    } catch (error) {
      if (error instanceof GitFailed) return await fail([say.gitFailed(error.doing, error.because)]);
      if (isFileError(error))
        return await fail([say.cannotWrite(error.path ?? repository.home, error.message)]);
      await fail([]);
      throw error;
    }
  } catch (error) {
    if (isFileError(error))
      return { diagnostics: [say.cannotWrite(error.path ?? repository.home, error.message)] };
    throw error;
  }
}

/**
 * For commands that only look, also while a Conductor plays: takes no lock, recovers nothing, leaves nothing behind.
 * Of the record only what answers may be called: `accepted`, `takenBack`, `outputOf`, `compare`, `inCache`, `opening`, `cached`.
 */
export async function lookIntoRecord(facts: RepositoryFacts, options: OpenOptions): Promise<Opened> {
  const repository = new Repository(facts, options.environment, options.now);
  const cacheHome = await mkdtemp(join(tmpdir(), 'simphony-look-'));
  const lock = { token: '', release: () => rm(cacheHome, { recursive: true, force: true }) };
  try {
    const { journals, diagnostics } = await readJournals(repository.home, undefined);
    const record = new WorkspaceRecord(repository, lock, await guardOf(facts), journals, 'stop', {
      cacheHome,
    });
    record.adopt((await holderOf(repository.home, options.now)) !== undefined);
    return { record, diagnostics };
  } catch (error) {
    await repository.close();
    await lock.release();
    if (error instanceof GitFailed) return { diagnostics: [say.gitFailed(error.doing, error.because)] };
    throw error;
  }
}
