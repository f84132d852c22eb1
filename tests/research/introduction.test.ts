import fc from 'fast-check';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/index.ts';
import { lib } from './rig.ts';

type Play = (input: { inputs: JsonObject }) => JsonObject;
const play = async (name: string): Promise<Play> => {
  const path = join(import.meta.dirname, `../../ensembles/research/scripts/${name}.mjs`);
  return ((await import(/* @vite-ignore */ pathToFileURL(path).href)) as { default: Play }).default;
};
const [editor, critic] = [await play('editor'), await play('critic')];
const { plain } = await lib<{ plain: (markdown: string) => string }>('plain');
const { said } = await lib<{ said: (text: string) => string }>('page');
const { introduction } = await lib<{ introduction: (survey: object) => string }>('sections');

const findings = {
  facts: [
    { id: 'itself', words: 'Boats says: “This folder holds all that is known about small wooden boats.”' },
    { id: 'written', words: '88 % of 54,234 lines of code are TypeScript, in 525 files.' },
    { id: 'done', words: '191 commits by 1 person on 2026-11-21.' },
  ],
  documents: [
    { path: 'CHANGELOG.md', title: 'Changes', words: 12, says: 'The oars are new.' },
    { path: 'README.md', title: 'Boats', words: 80, says: 'This folder holds all that is known.' },
    { path: 'docs/architecture.md', title: 'How boats are built', words: 120, says: '' },
  ],
};

describe('the understudy of the editor', () => {
  test('says findings word for word, each with where it is from, and begins with what explains', () => {
    expect(editor({ inputs: { findings } })).toMatchObject({
      introduction: [
        { sentence: findings.facts[0]?.words, from: ['itself'] },
        { sentence: findings.facts[1]?.words, from: ['written'] },
      ],
      begin: [
        { path: 'README.md', why: 'This folder holds all that is known.' },
        { path: 'docs/architecture.md', why: 'How boats are built' },
        { path: 'CHANGELOG.md' },
      ],
    });
  });

  test('its own words are supported', () => {
    const inputs = { findings, editor: editor({ inputs: { findings } }) };
    expect(critic({ inputs })).toMatchObject({ judged: 2, unsupported: [] });
  });
});

describe('the understudy of the critic', () => {
  const judged = (sentence: string, from: string[]) =>
    critic({ inputs: { findings, editor: { introduction: [{ sentence, from }] } } })['unsupported'];

  test.each([
    ['a number that was not found', '89 % of it is TypeScript.', ['written'], '89'],
    ['half of a number', 'There are 234 lines.', ['written'], '234'],
    ['a number of another finding', 'It has 191 files.', ['written'], '191'],
    ['a quotation that nobody wrote', 'It is about “large wooden boats”.', ['itself'], 'large wooden boats'],
    ['what rests on nothing', 'It has 525 files.', ['nowhere'], '525'],
  ])('finds %s', (_, sentence, from, quote) => {
    expect(judged(sentence, from)).toEqual([
      { sentence, quote, why: `It does not stand in ${from.join(', ')}.` },
    ]);
  });

  test.each([
    ['numbers that were found', 'Of 54,234 lines, 88 % are TypeScript.', ['written']],
    ['a quotation that was cut', 'It “holds all that is known about small…”', ['itself']],
    ['what a document says', 'Changes has 12 words: “The oars are new.”', ['CHANGELOG.md']],
  ])('lets pass %s', (_, sentence, from) => {
    expect(judged(sentence, from)).toEqual([]);
  });
});

describe('the page', () => {
  const survey = {
    introduction: ['It is *small* <b>.', 'It floats.'],
    unsupported: [],
    begin: [{ path: 'README.md', why: 'it | begins [here](http://there.example/)' }],
    link: (path: string) => path,
  };

  test('prints the editor’s words as text, whatever is in them', () => {
    const page = introduction(survey);
    expect(page).toContain('It is \\*small\\* &lt;b&gt;. It floats.');
    expect(page).toContain('- README.md: it \\| begins \\[here\\](http://there.example/)');
    expect(page).not.toContain('left out');
  });

  test('says how many sentences were left out', () => {
    const one = { sentence: 'It flies.', quote: 'flies', why: 'No.' };
    expect(introduction({ ...survey, unsupported: [one] })).toContain(
      '1 sentence that they do not carry was left out.',
    );
    expect(introduction({ ...survey, unsupported: [one, one] })).toContain(
      '2 sentences that they do not carry were',
    );
  });

  test('and what was put into a page can be read as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const line = text.replace(/\s+/g, ' ').trim();
        expect(plain(said(line))).toBe(line);
      }),
    );
    expect(plain('**12 modules**; `src/base` 1\\_2')).toBe('12 modules; src/base 1_2');
  });
});
