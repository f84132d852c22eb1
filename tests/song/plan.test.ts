import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/base/index.ts';
import {
  against,
  artifactHashOf,
  blueprintIds,
  blueprintOf,
  expand,
  folder,
  moduleOf,
  spec,
  specs,
  type Plan,
  type Section,
  type Value,
} from './ensemble.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const idsOf = (plan: Plan): string[] => plan.sections.map(({ id }) => id);

describe('PLAN', () => {
  test('the twelve specs, and the smallest of every genre, fit their schema and give plans that fit theirs', () => {
    expect(specs.size).toBe(12);
    for (const [name, sds] of specs) {
      expect([name, against('sds', sds)]).toEqual([name, []]);
      expect([name, against('plan', expand({ sds, sources: [] }))]).toEqual([name, []]);
    }
    for (const blueprint_ref of blueprintIds) {
      const sds = spec({ blueprint_ref });
      const plan = expand({ sds });
      expect([blueprint_ref, against('sds', sds), against('plan', plan)]).toEqual([blueprint_ref, [], []]);
      expect(plan.sections.map(({ kind }) => kind)).toEqual(blueprintOf(blueprint_ref).structure);
      expect(plan.artifact_hash).toBe(artifactHashOf(plan));
    }
  });

  test('what no line can hold is refused by its field: control characters, text that turns around, a section as the hook, a pattern as a path', () => {
    const refused = (changed: Value): string[] =>
      against('sds', spec(changed)).map((fault) => JSON.stringify(fault));
    const lyrics = { theme: 'boats' };
    const odd: [string, Value][] = [
      ...['A\u0000b', 'A\u001b[31m', 'A\nTrailer: b', 'A\u202ered', 'A\u2028b', ' \t'].map(
        (title): [string, Value] => ['/title', { title }],
      ),
      ['/lyrics/hook', { lyrics: { ...lyrics, hook: '[Chorus] burn' } }],
      ['/lyrics/hook', { lyrics: { ...lyrics, hook: 'one\ntwo' } }],
      ['/lyrics/keywords/0', { lyrics: { ...lyrics, keywords: ['a\u0007'] } }],
      ['/lyrics/lines/verse-1/0', { lyrics: { ...lyrics, lines: { 'verse-1': ['a\u0085[Chorus]'] } } }],
      ['/style/tags/0', { style: { tags: ['loud\nsoft'] } }],
      ['/sources/0/path', { sources: [{ path: 'songs/*.txt' }] }],
      ['/sources/0/path', { sources: [{ path: '!songs/a.txt' }] }],
    ];
    for (const [field, changed] of odd)
      expect([field, refused(changed).join()]).toEqual([field, expect.stringContaining(field)]);
    for (const title of ['灯籠の歌', 'Éirí na Gréine', '🎸🔥', '[Untitled] (live)', 'It’s “fine”', 'a\tb'])
      expect([title, refused({ title })]).toEqual([title, []]);
    expect(refused({ lyrics: { theme: 'first this\r\n\tthen that', hook: 'stay (stay)' } })).toEqual([]);
  });

  test('a person can write a spec from its schema: every field says what it is, and an unknown one is a mistake', async () => {
    const schema: Value = JSON.parse(await readFile(join(folder, 'schemas/sds.schema.json'), 'utf8'));
    const undescribed = (of: Value, at: string): string[] =>
      Object.entries((of.properties ?? {}) as Record<string, Value>).flatMap(([name, field]) => [
        ...(typeof field.description === 'string' && field.description !== '' ? [] : [`${at}/${name}`]),
        ...undescribed(field, `${at}/${name}`),
        ...undescribed(field.items ?? {}, `${at}/${name}[]`),
      ]);
    expect(undescribed(schema, '')).toEqual([]);
    for (const part of ['style', 'lyrics', 'producer_notes', 'prompt_controls', 'render'])
      expect(against('sds', spec({ [part]: { ...(spec()[part] as object), nonsense: 1 } }))).not.toEqual([]);
    for (const missing of 'title blueprint_ref style lyrics producer_notes sources prompt_controls render seed'.split(
      ' ',
    ))
      expect(against('sds', { ...(spec() as object), [missing]: undefined })).not.toEqual([]);
    const own = (line: string): Value => spec({ lyrics: { theme: 'x', lines: { 'verse-1': [line] } } });
    expect(against('sds', own('I kept your shoes'))).toEqual([]);
    for (const line of ['two\nlines', '[Chorus]', ' ']) expect(against('sds', own(line))).not.toEqual([]);
  });

  test('run_id and seeds come from spec, seed and flags alone', () => {
    const sds = spec();
    const flags = { 'render.enabled': false };
    const plan = expand({ sds, flags });
    expect(plan.run_id).toBe(sha256(canonicalJson([sds, 7, flags])).slice(0, 12));
    expect(plan.node_seeds).toEqual({
      PLAN: 7,
      STYLE: 8,
      LYRICS: 9,
      PRODUCER: 10,
      COMPOSE: 11,
      VALIDATE: 12,
      FIX: 13,
      RENDER: 14,
      REVIEW: 15,
    });
    expect(expand({ sds, flags })).toEqual(plan);
    const others = [
      expand({ sds, seed: 8, flags }),
      expand({ sds, flags: { 'render.enabled': true } }),
      expand({ sds: spec({ title: 'Lamps' }), flags }),
    ];
    expect(new Set([plan, ...others].map(({ run_id }) => run_id)).size).toBe(4);
  });

  test('whether it is rendered: the spec goes over the flag of the session', () => {
    const rendered = (more: object, flag: boolean): boolean =>
      expand({ sds: spec({ ...more }), flags: { 'render.enabled': flag } }).render.enabled;
    expect(rendered({}, false)).toBe(false);
    expect(rendered({}, true)).toBe(true);
    expect(rendered({ render: { enabled: true } }, false)).toBe(true);
    expect(rendered({ feature_flags: { 'render.enabled': true } }, false)).toBe(true);
    expect(rendered({ feature_flags: { 'render.enabled': false } }, true)).toBe(false);
  });

  test('a person’s structure stands, with what the blueprint requires', () => {
    const sds = spec({ producer_notes: { structure: ['verse', 'chorus', 'verse', 'chorus'] } });
    const plan = expand({ sds });
    // pop requires a bridge, which stands before its last chorus
    expect(idsOf(plan)).toEqual(['verse-1', 'chorus-1', 'verse-2', 'bridge-1', 'chorus-2']);
    expect(plan.notes).toEqual(['a bridge was added: the blueprint pop requires one']);
    // a chorus is as good as the hook that hip-hop requires
    const rap = expand({
      sds: spec({ blueprint_ref: 'hiphop', producer_notes: { structure: ['verse', 'chorus'] } }),
    });
    expect(idsOf(rap)).toEqual(['verse-1', 'chorus-1']);
    expect(rap.objectives.required).toEqual(['verse', 'chorus']);
    expect(rap.sections.every(({ required }) => required)).toBe(true);
    for (const blueprint_ref of blueprintIds)
      for (const structure of [['intro'], ['outro'], ['solo', 'solo'], ['bridge', 'intro']]) {
        const { sections, objectives } = expand({
          sds: spec({ blueprint_ref, producer_notes: { structure } }),
        });
        const kinds = sections.map(({ kind }) => kind);
        expect(kinds).toEqual(expect.arrayContaining([...structure, ...objectives.required]));
      }
  });

  test('a scheme says how many lines there are; own lines stand as they are, in what repeats them too', () => {
    const lines = { 'chorus-1': ['mine one', 'mine two', 'mine three'] };
    const sds = spec({ lyrics: { theme: 'x', rhyme_scheme: { verse: 'ABABCC' }, lines } });
    const { sections } = expand({ sds });
    const of = (id: string): Section | undefined => sections.find((one) => one.id === id);
    expect(of('verse-1')).toMatchObject({ lines: 6, rhyme_scheme: 'ABABCC', bars: 12, repeats: null });
    expect(of('chorus-1')).toMatchObject({ lines: 3, rhyme_scheme: '', repeats: null });
    expect(of('chorus-3')).toMatchObject({ lines: 3, rhyme_scheme: '', repeats: 'chorus-1' });
    const asked = expand({ sds: spec({ lyrics: { theme: 'x', rhyme_scheme: { chorus: 'AAB' }, lines } }) });
    expect(asked.sections.find((one) => one.id === 'chorus-1')).toMatchObject({
      lines: 3,
      rhyme_scheme: 'AAB',
    });
    expect(() => expand({ sds: spec({ lyrics: { theme: 'x', lines: { 'drop-1': ['a'] } } }) })).toThrow(
      /drop-1.*no such section: intro-1/,
    );
  });

  test('wishes come first, and what the blueprint has against them is left out', () => {
    const { objectives, notes } = expand({
      sds: spec({
        style: { tags: ['lo-fi', 'slow'], bpm: 200, mood: ['Brave', 'sour'], avoid: ['kazoo'] },
        prompt_controls: { engine: 'udio' },
      }),
    });
    expect([objectives.tags[0], objectives.tags[1]]).toEqual(['lo-fi', 'slow']);
    expect(objectives.tags).not.toContain('polished');
    expect(objectives.avoid[0]).toBe('kazoo');
    expect(objectives.avoid).not.toContain('lo-fi');
    expect([objectives.moods[0], objectives.moods[1]]).toEqual(['Brave', 'sour']);
    expect(objectives.moods).not.toContain('brave');
    expect(objectives.limits).toEqual({ style: 800, prompt: 2500, title: 80, seconds: 180 });
    expect(notes[0]).toContain('200 bpm lie outside of pop (95–130, 70–90)');
    const torn = expand({ sds: spec({ style: { key: 'D minor', tags: ['slow', 'major', 'fast'] } }) });
    expect(torn.notes).toEqual([
      'the tag major contradicts minor, which goes before it: major is left out',
      'the tag fast contradicts slow, which goes before it: fast is left out',
    ]);
  });

  test('the hook without one is the title, as it can be sung', () => {
    const hook = (title: string): string => expand({ sds: spec({ title }) }).objectives.hook as string;
    expect(hook('Lanterns (demo 3)')).toBe('Lanterns');
    expect(hook('“Where are you?”')).toBe('Where are you');
    expect(hook('...')).toBe('...');
  });
});

interface Passage {
  readonly id: string;
  readonly source: string;
  readonly text: string;
  readonly sha256: string;
}
const { passagesIn, bestPassages, citationFault, citationFaults } = await moduleOf<{
  passagesIn(sources: readonly { path: string; text: string }[]): Passage[];
  bestPassages(sources: readonly { path: string; text: string }[], query: string): Passage[];
  citationFault(line: string, cited: string, passages: readonly Passage[]): string | undefined;
  citationFaults(
    lyrics: Value,
    passages: readonly Passage[],
  ): { section: string; line: number; message: string }[];
}>('lib/passages.mjs');

describe('passages', () => {
  const sources = [
    {
      path: 'a.md',
      text: '# Of boats\n\nThe boat came late\n  and nobody   waited on the quay.\n\nNothing here is of use to anybody at all.\n',
    },
    {
      path: 'b.txt',
      text: 'Seven lanterns stood along the harbour wall that night.\r\n\r\nA lantern is a small house for a small fire.',
    },
  ];

  test('have the digest of their text with white space made single; a heading goes with what it heads', () => {
    const all = passagesIn(sources);
    expect(all.map(({ id }) => id)).toEqual(['a.md#1', 'a.md#2', 'b.txt#1', 'b.txt#2']);
    expect(all[0]?.text).toBe('# Of boats The boat came late and nobody waited on the quay.');
    for (const { text, sha256: digest } of all) expect(digest).toBe(`sha256:${sha256(text)}`);
    // a long paragraph is cut between sentences, and nothing is lost
    const long = Array.from({ length: 40 }, (_, at) => `Sentence number ${at} has a few words in it.`).join(
      ' ',
    );
    const cut = passagesIn([{ path: 'c', text: long }]);
    expect(cut.length).toBeGreaterThan(2);
    expect(cut.map(({ text }) => text).join(' ')).toBe(long);
    for (const { text } of cut) expect(text.length).toBeLessThanOrEqual(480);
    // a text without a full stop, or without a space, is no passage of its own length
    const words = 'boats lanterns quay '.repeat(2000).trim();
    const endless = [words, '灯'.repeat(3000)].map((text) => passagesIn([{ path: 'd', text }]));
    for (const { text } of endless.flat()) expect(text.length).toBeLessThanOrEqual(480);
    expect(endless[0]?.map(({ text }) => text).join(' ')).toBe(words);
    expect(endless[1]?.map(({ text }) => text.replaceAll(' ', '')).join('')).toBe('灯'.repeat(3000));
  });

  test('the best five, the same whatever else is there; none that shares no word', () => {
    const found = bestPassages(sources, 'Lanterns at the harbour');
    expect(found.map(({ id }) => id)).toEqual(['b.txt#1', 'b.txt#2']);
    expect(bestPassages(sources, 'Lanterns at the harbour')).toEqual(found);
    expect(bestPassages(sources, 'zebra')).toEqual([]);
    expect(bestPassages([], 'zebra')).toEqual([]);
    const many = {
      path: 'm',
      text: Array.from({ length: 9 }, (_, at) => `The lantern number ${at} burns on a boat`).join('\n\n'),
    };
    // equals stand in the order of their source
    expect(bestPassages([many], 'lantern').map(({ id }) => id)).toEqual(['m#1', 'm#2', 'm#3', 'm#4', 'm#5']);
  });

  test('a citation holds if the passage is there, is what it was, and has a word of the line', () => {
    const found = bestPassages(sources, 'Lanterns at the harbour');
    const [first] = found;
    if (first === undefined) throw new Error('nothing was found');
    expect(citationFault('the lantern by the wall', first.sha256, found)).toBeUndefined();
    expect(citationFault('all my love is gone', first.sha256, found)).toContain('takes up no word');
    expect(citationFault('the lantern', `sha256:${'0'.repeat(64)}`, found)).toContain(
      'no passage of the plan',
    );
    expect(citationFault('the lantern', first.sha256, [{ ...first, text: `${first.text} More.` }])).toContain(
      'another text',
    );
    const lyrics = {
      sections: [
        {
          id: 'verse-1',
          lines: ['the lantern', 'my love'],
          citations: [
            { line: 0, passage: first.sha256 },
            { line: 1, passage: first.sha256 },
            { line: 2, passage: first.sha256 },
          ],
        },
      ],
    };
    expect(citationFaults(lyrics, found).map(({ line }) => line)).toEqual([1, 2]);
  });
});
