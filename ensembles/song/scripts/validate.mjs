/** VALIDATE: what the song is worth, of COMPOSE's prompt alone. */
import { judgeSong } from '../skills/validation/scripts/score_rubric.mjs';

export default function play({ inputs: { COMPOSE } }) {
  return judgeSong(COMPOSE);
}
