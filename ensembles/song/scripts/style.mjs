/** The understudy of STYLE: what the person wished for, and the rest from the blueprint by the seed. */
import { chosen } from '../lib/style.mjs';

export default function play({ inputs: { PLAN } }) {
  return chosen(PLAN);
}
