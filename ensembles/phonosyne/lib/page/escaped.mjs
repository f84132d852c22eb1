/** Text as it stands in HTML and SVG; what neither can hold is left out. */
export const escaped = (text) =>
  text
    .toWellFormed()
    .replace(/[\0-\x08\x0B\x0C\x0E-\x1F\x7F]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
