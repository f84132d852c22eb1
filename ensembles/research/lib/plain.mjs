/** Text that was put into a page, as it reads: for those who hear it as data. */
const signs = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** The inverse of `said` and `code` in page.mjs, with the stars of a bold word left out. */
export const plain = (markdown) =>
  markdown
    .split(/(\\[^\sA-Za-z0-9])/)
    .map((piece, at) => (at % 2 === 1 ? piece.slice(1) : piece.replace(/\*\*|`/g, '')))
    .join('')
    .replace(/&(?:lt|gt|amp);/g, (sign) => signs[sign]);
