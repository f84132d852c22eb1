/**
 * players/: a part → a take: model, script and service.
 * In:    a PlayRequest: the value handed over, the files laid out, the limits.
 * Out:   what was brought back, or the facts of how the attempt ended.
 * Never: whether a take is good (judge/), what is played next (performance/), git.
 */
export type * from './player.ts';
export { availabilityOf, type Available } from './available.ts';
export { programWanted } from './dsp/program-wanted.ts';
export { bodyFor, likelyInputTokens, mostInputTokens, type MessageBody } from './model/body.ts';
export { endpointOf, keyNamesOf, type Endpoint } from './model/endpoint.ts';
export { heardFiles } from './model/heard-files.ts';
export { costOf, mostCost } from './model/money.ts';
export { promptFor, type Prompt, type PromptRequest, type PromptSection } from './model/prompt.ts';
export { clearScratch } from './leftovers.ts';
export { makePlayers, type LocalPlayers, type PlayersOptions } from './players.ts';
export { findSimphony } from './simphony-home.ts';
export { startConfined } from './sandbox/confine.ts';
export { testPython } from './sandbox/test-python.ts';
