/** A small drawing board: cards that read well on a light and on a dark page, in sizes of CSS pixels. */

export const escaped = (text) =>
  text
    // What XML 1.0 can't hold.
    .replace(
      /[\0-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
      '',
    )
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');

/** At most one decimal, so that files stay small and the same. */
export const n = (value) => String(Math.round(value * 10) / 10);

/** Eight hues that stay apart for most colour-blind readers and on both grounds (after Okabe and Ito 2008, evened out). */
export const hues = ['#3b7dd8', '#e08a1e', '#2f9e77', '#c75d9c', '#8a6fd1', '#b3923a', '#4aa8c0', '#8b94a3'];

const style = `
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",Arial,sans-serif;font-size:12px;fill:#3d444d}
.card{fill:#ffffff;stroke:#d1d9e0}.title{font-size:15px;font-weight:600;fill:#1f2328}.soft{fill:#656d76}.small{font-size:11px}.strong{font-weight:600;fill:#1f2328}
.grid{stroke:#e4e8ec}.axis{stroke:#afb8c1}.edge{stroke:#8c959f;fill:none}.head{fill:#8c959f}.back{stroke:#c4432b;fill:none}.backhead{fill:#c4432b}
.box{fill:#f3f6fa;stroke:#9fb3c8}.end{text-anchor:end}.mid{text-anchor:middle}.on{fill:#ffffff}
@media (prefers-color-scheme:dark){text{fill:#c9d1d9}.card{fill:#0d1117;stroke:#30363d}.title,.strong{fill:#f0f6fc}.soft{fill:#9198a1}
.grid{stroke:#21262d}.axis{stroke:#484f58}.edge{stroke:#6e7681}.head{fill:#6e7681}.back{stroke:#f0765b}.backhead{fill:#f0765b}.box{fill:#161b22;stroke:#3d5a80}.on{fill:#ffffff}}
`.replaceAll('\n', '');

/** A whole file: a card with a title, a line below it, and a body that begins at the card's upper left corner. */
export function card({ width, height, title, note, body }) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" role="img" aria-labelledby="title note">
<title id="title">${escaped(title)}</title>
<desc id="note">${escaped(note)}</desc>
<style>${style}</style>
<rect class="card" x="0.5" y="0.5" width="${n(width - 1)}" height="${n(height - 1)}" rx="8"/>
${text(20, 30, title, 'title')}
${text(20, 48, note, 'soft')}
${body}
</svg>
`;
}

export const text = (x, y, words, names = '') =>
  `<text x="${n(x)}" y="${n(y)}"${names === '' ? '' : ` class="${names}"`}>${escaped(words)}</text>`;

export const box = (x, y, width, height, fill, more = '') =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(Math.max(0, width))}" height="${n(height)}" fill="${fill}"${more}/>`;

export const line = (x1, y1, x2, y2, names) =>
  `<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}" class="${names}"/>`;

/** About how wide words are in the charts' font; wide signs count double. */
export const widthOf = (words, size = 12) =>
  [...words].reduce(
    (sum, sign) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(sign)
        ? 1
        : /[ilj.,:;'|! ]/.test(sign)
          ? 0.32
          : /[mwMW]/.test(sign)
            ? 0.88
            : /[A-Z]/.test(sign)
              ? 0.68
              : 0.57) *
        size,
    0,
  );

/** A path that fits: its end says more than its beginning. */
export function fitted(path, width, size = 12) {
  if (widthOf(path, size) <= width) return path;
  const signs = [...path];
  let from = 1;
  while (from < signs.length - 4 && widthOf(`…${signs.slice(from).join('')}`, size) > width) from += 1;
  const rest = signs.slice(from).join('');
  const slash = rest.indexOf('/');
  return `…${slash > 0 && slash < rest.length * 0.4 ? rest.slice(slash) : rest}`;
}

/** Steps of 1, 2 or 5 times a power of ten, about four of them, up to at least `highest`. */
export function ticks(highest) {
  const rough = Math.max(1, highest) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough) ?? rough);
  const found = [0];
  while (found.at(-1) < highest) found.push(found.at(-1) + step);
  return found;
}
