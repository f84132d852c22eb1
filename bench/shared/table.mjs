/** A table in Markdown, padded so that it reads in a terminal too: the first column to the left, figures to the right. */
export function table({ title, head, rows, left = [0] }) {
  const width = head.map((cell, at) => Math.max(3, ...[cell, ...rows.map((row) => row[at])].map(columns)));
  const line = (cells) =>
    `| ${cells
      .map((cell, at) => {
        const room = ' '.repeat(width[at] - columns(cell));
        return left.includes(at) ? cell + room : room + cell;
      })
      .join(' | ')} |`;
  const rule = `| ${width.map((size, at) => (left.includes(at) ? '-'.repeat(size) : `${'-'.repeat(size - 1)}:`)).join(' | ')} |`;
  return [...(title === undefined ? [] : [title, '']), line(head), rule, ...rows.map(line)].join('\n');
}

const columns = (cell) => [...cell].length;
