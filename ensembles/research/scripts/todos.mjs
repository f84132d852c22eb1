/** Every open mark of documents and source, in one list. */
import { isTest } from '../lib/kinds.mjs';
import { byBytes, count, tally } from '../lib/text.mjs';

export default async function play({ inputs }) {
  const ofDocuments = inputs.document.flatMap(({ output }) =>
    output.marks.map((mark) => ({ path: output.path, ...mark })),
  );
  const ofSource = inputs.area.flatMap(({ output }) => output.marks);
  const marks = [...ofDocuments, ...ofSource]
    .map((mark) => ({ ...mark, test: isTest(mark.path) }))
    .toSorted((a, b) => byBytes(a.path, b.path) || a.line - b.line);
  const kinds = tally(marks.map(({ mark }) => mark));
  const files = new Set(marks.map(({ path }) => path)).size;
  return {
    summary:
      marks.length === 0
        ? 'nothing is marked as open'
        : `${count(marks.length, 'open mark')} in ${count(files, 'file')}`,
    total: marks.length,
    files,
    kinds: Object.fromEntries([...kinds].toSorted(([a], [b]) => byBytes(a, b))),
    marks,
  };
}
