/**
 * Chance for the song: `random(seed, stream)` of the kit, the same on every machine. The seed is the node's own
 * (`plan.node_seeds.LYRICS`), the stream the name of what is drawn (`verse-1`), so that a change in one leaves the others.
 */
export { random } from 'simphony/kit';
