/** Makes LYRICS' artifact of the answer of a model or of the understudy: own lines stand, syllables are counted, citations are checked. */
import { settled } from '../lib/lyrics/settled.mjs';

export default function refine(answer, { inputs: { PLAN } }) {
  return settled(answer, PLAN);
}
