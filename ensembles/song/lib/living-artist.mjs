/** A first version, until the real one is there. @returns {{ phrase: string, index: number }[]} */
export const livingArtistIn = (/** @type {string} */ text) =>
  [...text.matchAll(/\bin the (?:style|manner|vein) of [A-Z][\w ]+/g)].map((match) => ({
    phrase: match[0],
    index: match.index,
  }));
