/**
 * plan/: which parts there are, in which order, what each hears, and why it plays or is kept.
 * In:    a Score without mistakes, what was accepted before, and what becomes known as parts end.
 * Out:   a Plan that grows: looks to take, parts to play with their reasons and keys, turns to commit in.
 * Never: a clock, a process, git, a file; never when a part plays or how often it is tried (performance/).
 */
export { makePlan, type News, type Plan } from './plan.ts';
export type { Acted } from './acted.ts';
export { isMeant, type Before } from './past.ts';
export type { LoopState } from './slots.ts';
export { becauseOf, standingOf, valueOf } from './heard.ts';
export { handoffLine } from './input.ts';
export { itemsOf, type Item, type Items } from './items.ts';
export { forRecord, type Difference } from './key.ts';
export { preview, type PlannedPart } from './preview.ts';
export { understudyDigest } from './decide.ts';
export {
  mayLackPlayers,
  nobodyBecause,
  playerless,
  whoPlays,
  type AtHand,
  type WhoPlays,
} from './who-plays.ts';
export { reasonSentence, type Reason } from './reason.ts';
export { outputsOf, resultOf, statusOf, type EnsembleStatus } from './status.ts';
export { folderLimit, placesLike, takePath, under, withoutRound } from './take-path.ts';
export { inOrder } from './turns.ts';
export { calledNow, partIn } from './part.ts';
export type {
  Called,
  Comparison,
  Decided,
  Look,
  Looked,
  Part,
  PartEnding,
  Slot,
  Standing,
  Turn,
  Wrote,
} from './part.ts';
export { nodeId, type Graph, type LoopNode, type Node, type NodeId } from './graph.ts';
