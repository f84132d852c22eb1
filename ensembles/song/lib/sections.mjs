/** The kinds of sections that a song may have, and what each is called in a prompt. */

/** Kinds by the name that a person and a schema use. `sung` has words as a rule; `again` repeats the words of the first of its kind. */
export const kinds = {
  intro: { title: 'Intro', sung: false, again: false },
  verse: { title: 'Verse', sung: true, again: false },
  'pre-chorus': { title: 'Pre-Chorus', sung: true, again: true },
  chorus: { title: 'Chorus', sung: true, again: true },
  'post-chorus': { title: 'Post-Chorus', sung: true, again: true },
  hook: { title: 'Hook', sung: true, again: true },
  refrain: { title: 'Refrain', sung: true, again: true },
  rap: { title: 'Rap', sung: true, again: false },
  bridge: { title: 'Bridge', sung: true, again: false },
  drop: { title: 'Drop', sung: true, again: true },
  breakdown: { title: 'Breakdown', sung: true, again: false },
  interlude: { title: 'Interlude', sung: false, again: false },
  solo: { title: 'Solo', sung: false, again: false },
  outro: { title: 'Outro', sung: true, again: false },
};

/** Kinds that hold the hook: what is counted and measured as such. */
export const hookKinds = ['chorus', 'hook', 'refrain', 'drop'];

/**
 * Names for sections in their order: `verse-1`, and the tag `Verse 1`; what comes only once, or says the same again, has no number
 * in its tag.
 *
 * @param {readonly string[]} structure kinds in order
 * @returns {{ id: string, kind: string, tag: string, repeats: string | null }[]}
 */
export function named(structure) {
  const seen = new Map();
  return structure.map((kind) => {
    const number = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, number);
    const { title, again } = kinds[kind];
    const alone = again || structure.filter((other) => other === kind).length === 1;
    return {
      id: `${kind}-${number}`,
      kind,
      tag: alone ? title : `${title} ${number}`,
      repeats: again && number > 1 ? `${kind}-1` : null,
    };
  });
}

/** What a section is like where its blueprint does not have its kind: lines, rhyme scheme, bars of four beats. */
const usual = {
  intro: [0, '', 4],
  verse: [4, 'ABAB', 8],
  'pre-chorus': [2, 'AA', 4],
  chorus: [4, 'AABB', 8],
  'post-chorus': [2, 'AA', 4],
  hook: [4, 'AABB', 8],
  refrain: [2, 'AA', 4],
  rap: [8, 'AABBCCDD', 8],
  bridge: [4, 'ABAB', 8],
  drop: [4, 'AABB', 8],
  breakdown: [4, 'ABAB', 8],
  interlude: [0, '', 4],
  solo: [0, '', 8],
  outro: [2, 'AA', 4],
};

/** @returns {{ lines: number, rhyme_scheme: string, bars: number, tags: string[] }} */
export function usualSection(/** @type {string} */ kind) {
  const [lines, rhyme_scheme, bars] = usual[kind];
  return { lines, rhyme_scheme, bars, tags: [] };
}
