/** Reads one portion of the source: its lines by language, its open marks, what each file says it needs. */
import { readdir, readFile } from 'node:fs/promises';
import { importsOf, ready } from '../lib/imports.mjs';
import { isGenerated, isTest, isVendored, languageOf } from '../lib/kinds.mjs';
import { linesOf, marksIn } from '../lib/source.mjs';
import { byBytes, count, decode, most } from '../lib/text.mjs';

export default async function play({ item }, context) {
  await ready;
  const paths = (await filesIn('inputs/source', ''))
    .filter((path) => !isVendored(path) && !isGenerated(path))
    .toSorted(byBytes);
  const languages = new Map();
  const files = [];
  const marks = [];
  const leftOut = { binary: 0, generated: 0 };
  for (const [at, path] of paths.entries()) {
    if (at % 50 === 0) context.progress(at / paths.length);
    const { language, comments } = languageOf(path) ?? {};
    if (language === undefined) continue;
    const found = decode(await readFile(`inputs/source/${path}`));
    const lines = found && linesOf(found.text, comments);
    if (lines === undefined || !lines.written) {
      leftOut[lines === undefined ? 'binary' : 'generated'] += 1;
      continue;
    }
    const sum = languages.get(language) ?? { language, files: 0, code: 0, comment: 0, blank: 0, test: 0 };
    languages.set(language, sum);
    sum.files += 1;
    for (const sort of ['code', 'comment', 'blank']) sum[sort] += lines[sort];
    if (isTest(path)) sum.test += lines.code;
    files.push({ path, code: lines.code, needs: importsOf(path, found.text) });
    marks.push(...marksIn(found.text, 'code').map((mark) => ({ path, ...mark })));
  }
  const sums = [...languages.values()].toSorted(
    most(
      (sum) => sum.code,
      (sum) => sum.language,
    ),
  );
  const code = sums.reduce((sum, one) => sum + one.code, 0);
  return {
    summary: `${count(files.length, 'file')}, ${count(code, 'line')} of code${sums.length === 0 ? '' : `, mostly ${sums[0].language}`}`,
    path: item.path,
    code,
    languages: sums,
    files,
    marks,
    left_out: leftOut,
  };
}

/** Every file below, as laid into the scratch folder. */
async function filesIn(top, below) {
  const entries = await readdir(below === '' ? top : `${top}/${below}`, { withFileTypes: true }).catch(
    () => [],
  );
  const found = await Promise.all(
    entries.map((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? filesIn(top, path) : [path];
    }),
  );
  return found.flat();
}
