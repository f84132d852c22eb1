import { describe, expect, test } from 'vitest';
import { ensemble, eventsIn, instrument, module, Rig } from './rig.ts';

const workspace = {
  'sheetMusic.md': 'Nothing of this is played here.\n',
  'ensembles/band/ensemble.md': ensemble('band', 'inputs: { song: { schema: song.schema.json } }\n'),
  'ensembles/band/song.schema.json': JSON.stringify({
    type: 'object',
    required: ['title', 'words'],
    properties: { title: { type: 'string' }, words: { type: 'array', items: { type: 'string' } } },
  }),
  'ensembles/band/write.md': instrument(
    "needs: [sheet]\nmodule: write.mjs\nwrites: ['output/{slug}/words.txt']\nchecks: [output.count == size(sheet.inputs.song.words)]\nresult: true",
  ),
  'ensembles/band/write.mjs': module(
    "const { title, words } = input.sheet.inputs.song;\nawait context.write(`output/${input.sheet.title.toLowerCase()}/words.txt`, words.join('\\n'));\nreturn { title, count: words.length, seed: input.seed };",
  ),
};
const song = (more: object = {}): string => JSON.stringify({ title: 'Lanterns', seed: 7, words: ['a', 'b'], ...more });

describe('play songs/x.json', () => {
  test('plays, is in the opening commit, and is the sheet for every command that takes one', async () => {
    await using rig = await Rig.with(workspace);
    await rig.write({ 'songs/x.json': song() });
    const first = await rig.play('songs/x.json');
    expect([first.code, first.report.ensembles]).toMatchObject([0, { band: { status: 'ok', result: { title: 'Lanterns', count: 2 } } }]);
    expect(await rig.history()).toMatchObject([
      'Ann Person · the workspace',
      'Ann Person · open: Lanterns',
      expect.stringMatching(/^write · write: /),
      expect.stringMatching(/^conductor · close/),
    ]);
    expect(await rig.git('show', '--name-only', '--format=', 'HEAD~2')).toBe('songs/x.json');
    expect(await rig.read('output/lanterns/words.txt')).toBe('a\nb');
    expect((await rig.simphony('test')).code).toBe(0);

    expect((await rig.play('songs/x.json')).report.parts).toMatchObject({ played: 0, kept: 1 });
    expect((await rig.simphony('check', 'songs/x.json')).code).toBe(0);
    expect((await rig.simphony('plan', 'songs/x.json', '--json')).stdout).toContain('"decision": "keep"');
    await rig.write({ 'songs/x.json': song({ words: ['a'] }) });
    const { stdout } = await rig.simphony('explain', 'band/write', '--sheet', 'songs/x.json');
    expect(stdout).toContain('play: ');
    const context = await rig.simphony('context', 'band/write', '--sheet', 'songs/x.json', '--json');
    expect(JSON.parse(context.stdout)).toMatchObject({ data: { input: { sheet: { title: 'Lanterns', inputs: { song: { words: ['a'] } } } } } });

    await rig.write({ 'songs/x.json': song({ words: 'a' }) });
    const unfit = await rig.simphony('play', 'songs/x.json', '--json');
    expect(unfit.code).toBe(2);
    expect(JSON.parse(unfit.stdout)).toMatchObject({ status: 'error' });
    expect((await rig.simphony('play', 'songs/x.json')).stderr).toContain("`band` can't play this as its `song`: `/words`: it must be a list, and is `a`");
  });

  test('is watched where it lies, and plays again when it is saved', async () => {
    await using rig = await Rig.with({ ...workspace, 'songs/new/x.json': song() });
    const conducting = rig.start(['conduct', 'songs/new/x.json', '--jsonl']);
    let heard = '';
    const ended = async (sessions: number): Promise<void> => {
      for (;;) {
        if (heard.split('"session_end"').length > sessions) return;
        await new Promise((resolve) => conducting.stdout.once('data', resolve));
      }
    };
    conducting.stdout.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    await ended(1);
    await rig.write({ 'songs/new/x.json': song({ words: ['c'] }) });
    await ended(2);
    conducting.kill('SIGINT');
    expect((await conducting).exitCode).toBe(130);
    expect(await rig.read('output/lanterns/words.txt')).toBe('c');
    expect(eventsIn(heard).filter(({ event }) => event === 'take_accepted')).toHaveLength(2);
  });

  test('saved while it plays, it is not honoured in that session', async () => {
    await using rig = await Rig.with({
      ...workspace,
      'songs/x.json': song(),
      'ensembles/band/write.mjs': module("await context.run(['cp', process.env.SAVED, process.env.SHEET]);\nawait new Promise((done) => setTimeout(done, 300));\nawait context.write('output/lanterns/words.txt', '');\nreturn { count: 2 };"),
      'ensembles/band/write.md': instrument("needs: [sheet]\nmodule: write.mjs\nenv: [SAVED, SHEET]\nwrites: ['output/{slug}/words.txt']"),
      'saved.json': song({ words: [] }),
    });
    const saved = { SAVED: `${rig.folder}/saved.json`, SHEET: `${rig.folder}/songs/x.json` };
    const { code, stderr } = await rig.simphonyWith(saved, 'play', 'songs/x.json');
    expect(code).toBe(2);
    expect(stderr).toContain('`songs/x.json` was changed during the session');
  });
});
