/**
 * record/: what is remembered: git, journal, handoff, summary, the session's record.
 * In:    accepted steps, and the changes that open and close a session.
 * Out:   commits, and what was accepted before.
 * Never: what is played or whether a take is good; a push, stash, reset or forced move.
 */
export type * from './record.ts';
export { plainDisk, type Disk } from './disk.ts';
export { faultOf } from './fault.ts';
export { inspectAgain, inspectRepository, type Inspected, type World } from './inspect.ts';
export { lookIntoRecord, openRecord, type Opened, type OpenOptions } from './open-record.ts';
export { outsideFiles } from './outside.ts';
export { readHistory, type HistoryEntry } from './history.ts';
export { shareKept, spentSentence } from './account.ts';
export { Spending } from './spending.ts';
export { readStatus, type RecordStatus, type StatusPart } from './status.ts';
export { repositoryFindings, type RepositoryFinding } from './findings.ts';
export { headOf, outputsAt } from './outputs.ts';
export { PastSessions, takesOfSession, type PastSession } from './past-sessions.ts';
export { newRunId, openRuns, type RunStore } from './run-store.ts';
export type { EndedRun, KnownRun } from './run-journal.ts';
export { writeOnce } from './write-once.ts';
