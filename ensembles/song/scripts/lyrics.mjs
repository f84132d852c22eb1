import { artifact } from '../lib/artifact.mjs';

/** A placeholder. */
export default function play({ inputs: { PLAN } }) {
  const { hook } = PLAN.objectives;
  const own = PLAN.wishes.lyrics.lines ?? {};
  return artifact('lyrics', {
    title: PLAN.objectives.title,
    sections: PLAN.sections.map(({ id, kind, tag, lines, rhyme_scheme, repeats }) => {
      const words = own[id] ?? own[repeats] ?? Array.from({ length: lines }, () => hook);
      return { id, kind, tag, lines: words, rhyme_scheme, syllables: words.map(() => 6), citations: [] };
    }),
    reading_level: 3,
    citations: [],
  });
}
