/** The understudy of PRODUCER: the blueprint's hints, and seconds from bars and tempo. */
import { noted } from '../lib/producer.mjs';

export default function play({ inputs: { PLAN, STYLE, LYRICS } }) {
  return noted({ plan: PLAN, style: STYLE, lyrics: LYRICS });
}
