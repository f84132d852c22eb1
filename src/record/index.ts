/**
 * record/: what is remembered: git, journal, handoff, summary, the session's record.
 * In:    accepted steps, and the changes that open and close a session.
 * Out:   commits, and what was accepted before.
 * Never: what is played or whether a take is good; a push, stash, reset or forced move.
 */
export type * from './record.ts';
