import { describe, expect, test } from 'vitest';
import { brief, onDisk, parse, printed, script, small, type Files } from './written.ts';
import { readScore } from '../../src/score/index.ts';

const schema = {
  type: 'object',
  required: ['title', 'seed', 'mood'],
  additionalProperties: false,
  properties: {
    title: { type: 'string', minLength: 1 },
    seed: { type: 'integer', minimum: 0 },
    mood: { enum: ['bright', 'dark'] },
    tempo: { anyOf: [{ type: 'integer' }, { type: 'array' }] },
    lines: { type: 'array', items: { type: 'object', properties: { text: { type: 'string' } } } },
  },
};

/** The kitchen takes nothing; the band takes a song, the choir one with voices. */
const workspace: Files = {
  ...small,
  'ensembles/band/ensemble.md':
    '---\nensemble: band\nversion: 1.0.0\ninputs: { song: { schema: song.schema.json } }\n---\n',
  'ensembles/band/play.md': script('needs: [sheet]').replace('scripts/cook.mjs', 'play.mjs'),
  'ensembles/band/play.mjs': 'export default async ({ sheet }) => sheet.inputs.song;\n',
  'ensembles/band/song.schema.json': JSON.stringify(schema),
  'ensembles/choir/ensemble.md':
    '---\nensemble: choir\nversion: 1.0.0\ninputs: { piece: { schema: piece.schema.json } }\n---\n',
  'ensembles/choir/sing.md': script('needs: [sheet]').replace('scripts/cook.mjs', 'sing.mjs'),
  'ensembles/choir/sing.mjs': 'export default async ({ sheet }) => sheet.inputs.piece;\n',
  'ensembles/choir/piece.schema.json': '{ "type": "object", "required": ["voices"] }',
};

const song = { title: 'Lanterns on the  quay', seed: 7, mood: 'dark' };
const played = (text: string, more: Files = {}) =>
  parse({ ...workspace, ...more, 'songs/x.json': text }, { sheet: 'songs/x.json' });
const sheetOf = (value: unknown, more: Files = {}) => {
  const { score, diagnostics } = played(JSON.stringify(value), more);
  if (score === undefined) throw new Error(printed(diagnostics));
  return score.sheet;
};
const told = (text: string, more: Files = {}): string[] => played(text, more).diagnostics.map(brief);

describe('a JSON file as a sheet', () => {
  test('plays the one ensemble whose only input it fits, under its own title and seed', () => {
    const sheet = sheetOf(song);
    expect(sheet).toMatchObject({
      ...{ file: 'songs/x.json', title: 'Lanterns on the quay', slug: 'lanterns-on-the-quay', seed: 7 },
      ...{ text: '', cues: [], plays: ['band'], budget: {} },
    });
    expect([...sheet.inputs]).toEqual([['song', { value: song, declaredBy: ['band'], written: true }]]);
  });

  test.each([
    [{ voices: 4 }, 'x', 1],
    [{ voices: 4, title: ' ', seed: 1.5 }, 'x', 1],
    [{ voices: 4, title: ['a'], seed: '7' }, 'x', 1],
    [{ voices: 4, title: 'T', seed: -1 }, 'T', 1],
    [{ voices: 4, seed: 0 }, 'x', 0],
  ])('%j is called %s, seed %i', (value, title, seed) => {
    expect(sheetOf(value)).toMatchObject({ title, seed, plays: ['choir'] });
  });

  test('is a file of the score, whatever its byte-order mark and line ends', () => {
    const text = `\uFEFF${JSON.stringify(song, null, 2).replaceAll('\n', '\r\n')}`;
    const { score } = played(text);
    expect(score?.sheet.inputs.get('song')?.value).toEqual(song);
    expect(score?.files.has('songs/x.json')).toBe(true);
  });

  test('goes through the cast: who is replaced takes nothing', () => {
    const concerto = { 'concerto.md': '---\ncast: { band: choir }\n---\n' };
    expect(sheetOf({ voices: 2 }, concerto).plays).toEqual(['choir']);
    expect(told(JSON.stringify(song), concerto)).toEqual(['songs/x.json:1:1 unfit_sheet']);
  });

  test('another ensemble may expect something else under the same name', () => {
    const same = {
      'ensembles/choir/ensemble.md':
        '---\nensemble: choir\nversion: 1.0.0\ninputs: { song: { schema: piece.schema.json } }\n---\n',
      'ensembles/choir/sing.mjs': 'export default async ({ sheet }) => sheet.inputs.song;\n',
    };
    expect(sheetOf(song, same).plays).toEqual(['band']);
    expect(sheetOf({ voices: 2 }, same).plays).toEqual(['choir']);
  });
});

describe('what is wrong with it', () => {
  test('what does not fit is told for each ensemble, at its place', () => {
    const text = `{
  "titel": "A",
  "seed": 1.5,
  "mood": "brigt",
  "tempo": "fast",
  "lines": [{ "text": "a" }, { "text": 3 }]
}
`;
    const { diagnostics } = played(text);
    expect(printed(diagnostics)).toMatchInlineSnapshot(`
      "songs/x.json:1:1 error: \`band\` can't play this as its \`song\`: \`title\` is missing
        1 | {
          | ^

      songs/x.json:1:1 error: \`choir\` can't play this as its \`piece\`: \`voices\` is missing
        1 | {
          | ^

      songs/x.json:2:3 error: \`band\` can't play this as its \`song\`: \`titel\` is not known there; did you mean \`title\`?
        2 |   "titel": "A",
          |   ^^^^^^^

      songs/x.json:3:11 error: \`band\` can't play this as its \`song\`: \`/seed\`: it must be a whole number, and is the number 1.5
        3 |   "seed": 1.5,
          |           ^^^

      songs/x.json:4:11 error: \`band\` can't play this as its \`song\`: \`/mood\`: it must be one of \`bright\`, \`dark\`, and is \`brigt\`; did you mean \`bright\`?
        4 |   "mood": "brigt",
          |           ^^^^^^^

      songs/x.json:5:12 error: \`band\` can't play this as its \`song\`: \`/tempo\`: it must be a whole number; it must be a list, and is \`fast\`
        5 |   "tempo": "fast",
          |            ^^^^^^

      songs/x.json:6:40 error: \`band\` can't play this as its \`song\`: \`/lines/1/text\`: it must be a text, and is the number 3
        6 |   "lines": [{ "text": "a" }, { "text": 3 }]
          |                                        ^
      "
    `);
  });

  test.each([
    ['', '1:1 bad_json'],
    ['{ "title": "A", }', '1:17 bad_json'],
    ['[1]', '1:1 no_input_map'],
    ['"songs/y.json"', '1:1 no_input_map'],
    ['{ "voices": 1, "a": { "b": 1, "b": 2 } }', '1:31 key_twice'],
    ['{ "voices": 12345678901234567890 }', '1:13 odd_number'],
    ['{ "voices": 1e999 }', '1:13 odd_number'],
    [`{ "voices": ${'['.repeat(50_000)}${']'.repeat(50_000)} }`, '1:52 too_deep'],
  ])('%.50s', (text, expected) => {
    expect(told(text)).toEqual([`songs/x.json:${expected}`]);
  });

  test('places are found behind texts of any length and with any escapes', () => {
    for (const long of ['a'.repeat(8e6), '\\"'.repeat(2e6), '\\'.repeat(2e6)]) {
      const text = `{ "voices": "${long}", "b": 1, "b": 2 }`;
      expect(told(text)).toEqual([`songs/x.json:1:${long.length + 25} key_twice`]);
    }
  });

  test('one that fits several ensembles names them', () => {
    const { diagnostics } = played(JSON.stringify({ ...song, voices: 1 }), {
      'ensembles/band/song.schema.json': '{ "required": ["title"] }',
    });
    expect(printed(diagnostics)).toMatchInlineSnapshot(`
      "songs/x.json:1:1 error: this fits \`band\` and \`choir\`; which of them plays it is not said
        help: write a sheet in Markdown, such as \`plays: [band]\` and \`inputs: { song: songs/x.json }\`
      "
    `);
  });

  test('an ensemble with more than one input, or without a schema, takes none', () => {
    const inputs = (text: string): string => `---\nversion: 1.0.0\ninputs: ${text}\n---\n`;
    const { diagnostics } = played(JSON.stringify(song), {
      'ensembles/band/ensemble.md': inputs('{ song: { schema: song.schema.json }, tempo: { default: 90 } }'),
      'ensembles/choir/ensemble.md': inputs('{ piece: {} }'),
    });
    expect(printed(diagnostics)).toMatchInlineSnapshot(`
      "songs/x.json:1:1 error: no ensemble here can play a JSON file: none has one input alone, with a \`schema\`
        help: write a sheet in Markdown: \`inputs: { name: songs/x.json }\`
      "
    `);
  });

  test('a schema that cannot be used is told, and nothing that follows from it', () => {
    expect(
      told(JSON.stringify(song), {
        'ensembles/band/song.schema.json': '{ "type": 7 }',
        'ensembles/choir/ensemble.md': '---\nversion: 1.0.0\n---\n',
        'ensembles/choir/sing.mjs': 'export default async () => 1;\n',
      }),
    ).toEqual(['ensembles/band/song.schema.json:1:1 bad_schema']);
  });

  test('a name that is not there gets the nearest one beside it', async () => {
    await using disk = await onDisk({ ...workspace, 'songs/lanterns.json': '{}', 'songs/lantern.md': '' });
    const { diagnostics } = await readScore(disk.folder, { sheet: 'songs/lantern.json' });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'there is no `songs/lantern.json`; did you mean `songs/lanterns.json`?',
    ]);
  });
});

describe('files that it names and a part reads', () => {
  const reading = (paths: unknown, more: Files = {}): string[] => {
    const files = {
      ...workspace,
      'ensembles/band/play.md': script("reads: ['{sheet.inputs.song.lines.map(line, line.text)}']").replace(
        'scripts/cook.mjs',
        'play.mjs',
      ),
      'songs/notes/tide.txt': 'The tide.\n',
      ...more,
    };
    const lines = (paths as string[]).map((text) => ({ text }));
    const { diagnostics } = parse(
      { ...files, 'songs/x.json': JSON.stringify({ ...song, lines }, null, 1) },
      { sheet: 'songs/x.json' },
    );
    return diagnostics.map((one) => `${brief(one)}: ${one.message}`);
  };

  test.each([
    [['songs/notes/tide.txt'], []],
    [['songs/notes/*.txt', 'songs/nothing/*'], []],
    [
      ['songs/notes/tide.txt', 'songs/notes/tied.txt'],
      ['songs/x.json:10:12 unread: `band/play` reads `songs/notes/tied.txt`, which is not there'],
    ],
    [['songs/notes'], ['songs/x.json:7:12 unread: `band/play` reads `songs/notes`, which is a folder']],
    [
      ['../x.txt', '/etc/hosts'],
      [
        'songs/x.json:7:12 unread: `../x.txt` lies outside the workspace, and `band/play` reads it',
        'songs/x.json:10:12 unread: `/etc/hosts` lies outside the workspace, and `band/play` reads it',
      ],
    ],
  ])('%j', (paths, expected) => {
    expect(reading(paths)).toEqual(expected);
  });

  test('are told in the file of the input where a sheet in Markdown names it', () => {
    const { diagnostics } = parse({
      ...workspace,
      'sheetMusic.md': '---\nplays: [band]\ninputs: { song: songs/y.json }\n---\n',
      'songs/y.json': JSON.stringify({ ...song, lines: [{ text: 'a.txt' }] }),
      'ensembles/band/play.md': script("reads: ['{sheet.inputs.song.lines.map(line, line.text)}']").replace(
        'scripts/cook.mjs',
        'play.mjs',
      ),
    });
    expect(diagnostics.map(brief)).toEqual(['songs/y.json:1:74 unread']);
  });

  test('are left to the session where another part might write them, or it may not play', () => {
    const cook = 'ensembles/band/play.md';
    const reads = "reads: ['{sheet.inputs.song.lines.map(line, line.text)}']";
    for (const lines of [`needs: [sheet, tune]\n${reads}`, `when: false\n${reads}`]) {
      const more = {
        [cook]: script(lines).replace('scripts/cook.mjs', 'play.mjs'),
        'ensembles/band/tune.md': script('needs: []').replace('scripts/cook.mjs', 'play.mjs'),
      };
      expect(reading(['made.txt'], more)).toEqual([]);
    }
  });
});
