/** The understudy of PRODUCER: the blueprint's hints, and seconds from bars and tempo. */
import { noted, settled } from '../lib/producer.mjs';

export default function play({ inputs: { PLAN, STYLE, LYRICS } }) {
  const heard = { plan: PLAN, style: STYLE, lyrics: LYRICS };
  return settled(noted(heard), heard);
}
