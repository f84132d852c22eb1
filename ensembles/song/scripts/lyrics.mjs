/** The understudy of LYRICS: words by grammar, rhyme and metre, on what the person asked for. */
import { writeLyrics } from '../skills/lyrics-generation/scripts/write_lyrics.mjs';

export default function play({ inputs: { PLAN } }) {
  return writeLyrics(PLAN);
}
