/**
 * Every change that the record and the journal make to the disk goes through this, one call for each, so that a test
 * can end the process before and after any of them, refuse one, or forget what was not synced.
 *
 * D1  What is promised is synced: content with `sync`, names (made, moved, removed) with `syncFolder`.
 * D2  A call to git that writes is one change; git is told to sync what it writes itself (`core.fsync`).
 */
export interface Disk {
  /** `what` names the change for people who read a report: `journal.append`, `index.rename`, `git update-ref`. */
  change<T>(what: string, paths: readonly string[], work: () => Promise<T>): Promise<T>;
  /** Content of this file outlives a power cut from here on. */
  sync(path: string, work: () => Promise<void>): Promise<void>;
  /** Names in this folder outlive a power cut from here on. */
  syncFolder(path: string, work: () => Promise<void>): Promise<void>;
}

/** The disk as it is. */
export const plainDisk: Disk = {
  change: (_what, _paths, work) => work(),
  sync: (_path, work) => work(),
  syncFolder: (_path, work) => work(),
};
