/** COMPOSE: one prompt of all artifacts; those of FIX from the second round on. */
import { merge } from '../skills/prompt-composition/scripts/merge_artifacts.mjs';

export default function play({ inputs: { PLAN, STYLE, LYRICS, PRODUCER, FIX } }) {
  return merge({ plan: PLAN, style: STYLE, lyrics: LYRICS, producer: PRODUCER, fix: FIX });
}
