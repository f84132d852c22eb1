/** Adds up the portions: lines by language, and by folder at the top. */
import { topOf } from '../lib/paths.mjs';
import { byBytes, count, most, percent } from '../lib/text.mjs';
import { isTest } from '../lib/kinds.mjs';

export default async function play({ inputs }) {
  const areas = inputs.area.map(({ output }) => output);
  const languages = new Map();
  for (const one of areas.flatMap((area) => area.languages)) {
    const sum = languages.get(one.language) ?? {
      language: one.language,
      files: 0,
      code: 0,
      comment: 0,
      blank: 0,
      test: 0,
    };
    for (const field of ['files', 'code', 'comment', 'blank', 'test']) sum[field] += one[field];
    languages.set(one.language, sum);
  }
  const sorted = [...languages.values()].toSorted(
    most(
      (sum) => sum.code,
      (sum) => sum.language,
    ),
  );
  const total = (field) => sorted.reduce((sum, one) => sum + one[field], 0);
  const files = areas.flatMap((area) => area.files);
  const [first] = sorted;
  return {
    summary:
      first === undefined
        ? 'no source in a language it knows'
        : `${count(total('code'), 'line')} of code, ${percent(first.code, total('code'))} ${first.language}`,
    languages: sorted,
    files: total('files'),
    code: total('code'),
    comment: total('comment'),
    blank: total('blank'),
    test: total('test'),
    folders: foldersOf(files),
    largest: files
      .filter(({ path }) => !isTest(path))
      .toSorted(
        most(
          (file) => file.code,
          (file) => file.path,
        ),
      )
      .slice(0, 10)
      .map(({ path, code }) => ({ path, code })),
    left_out: {
      binary: areas.reduce((sum, area) => sum + area.left_out.binary, 0),
      generated: areas.reduce((sum, area) => sum + area.left_out.generated, 0),
    },
  };
}

function foldersOf(files) {
  const folders = new Map();
  for (const { path, code } of files) folders.set(topOf(path), (folders.get(topOf(path)) ?? 0) + code);
  return [...folders].toSorted(([a], [b]) => byBytes(a, b)).map(([path, code]) => ({ path, code }));
}
