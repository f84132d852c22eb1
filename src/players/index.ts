/**
 * players/: a part → a take: script and service.
 * In:    a PlayRequest: the value handed over, the files laid out, the limits.
 * Out:   what was brought back, or the facts of how the attempt ended.
 * Never: whether a take is good (judge/), what is played next (performance/), git.
 */
export type * from './player.ts';
export { availabilityOf, type Available } from './available.ts';
export { clearScratch } from './leftovers.ts';
export { makePlayers, type LocalPlayers, type PlayersOptions } from './players.ts';
export { findSimphony } from './simphony-home.ts';
