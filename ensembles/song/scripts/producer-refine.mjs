/** Makes PRODUCER's artifact of the answer of a model or of the understudy: the song fits the engine, wishes stand. */
import { settled } from '../lib/producer.mjs';

export default function refine(answer, { inputs: { PLAN, STYLE, LYRICS } }) {
  return settled(answer, { plan: PLAN, style: STYLE, lyrics: LYRICS });
}
