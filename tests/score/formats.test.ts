import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse, printed, type Files } from './written.ts';

/** A fenced block of docs/formats.md: its language, its marks (`file=…`, `in=…`, `sheet`), its text and its line. */
interface Block {
  readonly language: string;
  readonly marks: ReadonlyMap<string, string>;
  readonly text: string;
  readonly line: number;
}

function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  for (const match of page.matchAll(/^```(\S*)(.*)\n([\s\S]*?)^```$/gm)) {
    const marks = (match[2] ?? '')
      .trim()
      .split(/\s+/)
      .filter((mark) => mark !== '')
      .map((mark): [string, string] => {
        const [name = '', value = ''] = mark.split('=');
        return [name, value];
      });
    blocks.push({
      language: match[1] ?? '',
      marks: new Map(marks),
      text: match[3] ?? '',
      line: page.slice(0, match.index).split('\n').length,
    });
  }
  return blocks;
}

const page = readFileSync('docs/formats.md', 'utf8');
const blocks = blocksOf(page);

/** Modules and schemas that the page only names. */
const unwritten: Files = {
  ...Object.fromEntries(
    ['gather', 'fix', 'compose', 'judge'].map((name) => [
      `ensembles/desk/scripts/${name}.mjs`,
      'export default async () => ({});\n',
    ]),
  ),
  'ensembles/desk/scripts/count.py': 'print("{}")\n',
  'ensembles/desk/skills/plain-words/references/words.md': 'Instead of utilise, use.\n',
  'ensembles/archive/scripts/shelf.mjs': 'console.log("{}");\n',
  'ensembles/desk/schemas/style.schema.json': '{ "type": "object", "required": ["voice", "words"] }',
  'ensembles/desk/schemas/count.schema.json': '{ "type": "object" }',
};
const newsletter: Files = {
  ...unwritten,
  ...Object.fromEntries(
    blocks.flatMap(({ marks, text }) => (marks.has('file') ? [[marks.get('file') ?? '', text]] : [])),
  ),
};

/** An instrument of the desk that needs what the page's snippets name. */
const instrumentWith = (lines: string): Files => ({
  ...newsletter,
  'ensembles/desk/extra.md': `---\nkind: script\nmodule: scripts/gather.mjs\nneeds: [sheet, gather, story, library/shelf]\n${lines}---\n`,
});
const withoutMistakes = (files: Files): void => {
  expect(printed(parse(files).diagnostics)).toBe('\n');
};

test('the files of the page are one workspace without a mistake', () => {
  withoutMistakes(newsletter);
  const { score } = parse(newsletter);
  expect([...(score?.ensembles.get('desk')?.instruments.keys() ?? [])]).toEqual([
    'bell',
    'compose',
    'count',
    'fix',
    'gather',
    'headline',
    'jingle',
    'judge',
    'order',
    'story',
    'weather',
  ]);
  expect(score?.sheet.plays).toEqual(['desk']);
});

describe.each(blocks.filter(({ marks }) => !marks.has('file')))(
  'line $line, $language',
  ({ language, marks, text }) => {
    test('is parsed', () => {
      if (language === 'json') expect(() => JSON.parse(text) as unknown).not.toThrow();
      else if (language === 'cel') {
        const checks = text
          .trimEnd()
          .split('\n')
          .map((line) => `  - ${JSON.stringify(line)}\n`)
          .join('');
        withoutMistakes(instrumentWith(`checks:\n${checks}`));
      } else if (marks.get('in') === 'instrument') withoutMistakes(instrumentWith(text));
      else if (marks.has('sheet')) withoutMistakes({ ...newsletter, 'sheetMusic.md': text });
      else expect(language).toBe('text');
    });
  },
);

test('the tables name every key there is, and no other', async () => {
  const { instrumentShape } = await import('../../src/score/instrument-file.ts');
  const keysUnder = (heading: string): string[] => {
    const section = page.slice(page.indexOf(`\n${heading}\n`) + heading.length);
    const end = section.slice(2).search(/\n#{2,3} /);
    return [...section.slice(0, end === -1 ? undefined : end).matchAll(/^\| `(\w+)` +\|/gm)]
      .map((row) => row[1] ?? '')
      .sort();
  };
  expect(keysUnder('### All keys of an instrument')).toEqual(Object.keys(instrumentShape).sort());
  /** What the reader answers to a key that is not there lists those that are. */
  const unknown = 'zzzzzzzzzzzzzzzz: 1';
  const keysOf = (file: string, matter = unknown): string[] => {
    const { diagnostics } = parse({ ...newsletter, [file]: `---\n${matter}\n---\n` });
    const help = diagnostics.find(({ code }) => code === 'unknown_key')?.help ?? '';
    return [...help.matchAll(/`(\w+)`/g)].map((key) => key[1] ?? '').sort();
  };
  expect(keysUnder('## concerto.md')).toEqual(keysOf('concerto.md'));
  expect(keysUnder('### Limits of a prompt')).toEqual(
    keysOf('concerto.md', `limits: { context: { ${unknown} } }`),
  );
  expect(keysUnder('### Names for models')).toEqual(
    keysOf('concerto.md', `models: { a: { id: b, ${unknown} } }`),
  );
  expect(keysUnder('## sheetMusic.md')).toEqual(keysOf('sheetMusic.md'));
  expect(keysUnder('## ensemble.md')).toEqual(keysOf('ensembles/desk/ensemble.md'));
});
