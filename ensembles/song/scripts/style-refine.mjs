/** Makes STYLE's artifact of the answer of a model or of the understudy: wishes stand, the tempo is inside, tags are sane. */
import { settled } from '../lib/style.mjs';

export default function refine(answer, { inputs: { PLAN } }) {
  return settled(answer, PLAN);
}
