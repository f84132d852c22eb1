/** Pieces of Markdown that stay what they are whatever text is put into them. */
import { shortened } from './text.mjs';

/** Text as text: nothing in it is markup. */
export const said = (text) =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*[\]|$~]/g, (sign) => `\\${sign}`)
    // Inside a word an underscore is only itself, and so is what begins no line.
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^(#{1,6} |[-+] |=)/, '\\$1')
    .replace(/^(\d+)([.)] )/, '$1\\$2');

/** Prose of a person: text as text, but what they marked as code stays code. */
export const prose = (text) =>
  text
    .split(/(?<!`)(`[^`\n]+`)(?!`)/)
    .map((piece, at) => (at % 2 === 1 ? piece : spaced(piece)))
    .join('');

/** Blanks at the ends of a piece belong between it and its neighbours. */
const spaced = (piece) => `${/^\s/.test(piece) ? ' ' : ''}${said(piece)}${/\S\s+$/.test(piece) ? ' ' : ''}`;

/** Text as code; in a table a bar would end the cell. */
export function code(text) {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

/** @param {(string | ['right', string])[]} heads a column is aligned to the right where it holds numbers */
export function table(heads, rows) {
  if (rows.length === 0) return '';
  const row = (cells) => `| ${cells.join(' | ')} |`;
  return [
    row(heads.map((head) => (Array.isArray(head) ? head[1] : head))),
    row(heads.map((head) => (Array.isArray(head) ? '--:' : ':--'))),
    ...rows.map(row),
  ].join('\n');
}

export const right = (words) => ['right', words];

export const bullets = (lines) => lines.map((line) => `- ${line}`).join('\n');

/** Something long that is opened by who wants it. */
export const folded = (summary, content) =>
  `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`;

/** Blocks with a blank line between them; empty ones left out. */
export const page = (blocks) =>
  `${blocks.filter((block) => block !== undefined && block !== '').join('\n\n')}\n`;

/**
 * How a path of the surveyed folder is written in a report that lies at `output/<slug>/report.md`.
 * A folder given with its whole path is not linked: a report names no place on somebody's machine.
 * @returns {(path: string, words?: string, line?: number) => string}
 */
export function linker(source) {
  const plain = source.replaceAll('\\', '/').replace(/\/+$/, '');
  const linked = plain !== '' && !/^([/~]|[A-Za-z]:)/.test(plain);
  const steps = [];
  for (const step of `../../${plain}`.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else steps.push(step);
  }
  const base = steps.join('/');
  return (path, words = code(path), line) => {
    const shown = line === undefined ? words : `${words.replace(/`$/, '')}:${line}\``;
    if (!linked) return shown;
    const to = `${base}/${path}`
      .split('/')
      .map((step) =>
        encodeURIComponent(step).replace(
          /[()!*']/g,
          (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
        ),
      )
      .join('/');
    return `[${shown}](${to}${line === undefined ? '' : `#L${line}`})`;
  };
}

/** What the surveyed folder is called. */
export function nameOfSource(source) {
  const name = source.replaceAll('\\', '/').replace(/\/+$/, '').split('/').at(-1) ?? '';
  return name === '' || name === '.' || name === '..' ? 'this workspace' : shortened(name, 60);
}
