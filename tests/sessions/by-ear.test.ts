import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ModelServer, says, type Asked, type Reply } from '../models/server.ts';
import { ensemble, eventsIn, instrument, module, Rig } from './rig.ts';

const workspace = (production: string, play = "return { text: `The tower of attempt ${input.attempt} leans to the north.` };") => ({
  'sheetMusic.md': '---\ntitle: Towers\nplays: [towers]\n---\nTell of towers.\n',
  'production.md': `# Board\n\n## Goals\n\n${production}\n`,
  'ensembles/towers/ensemble.md': ensemble('towers'),
  'ensembles/towers/tell.md': instrument('module: tell.mjs\nattempts: 3\nwrites: ["output/{slug}/*.md"]'),
  'ensembles/towers/tell.mjs': module(`await context.write('output/towers/page.md', '# Towers\\n\\nOne was built in 1911.\\n');\n${play}`),
});

const verdict = (word: string, quotes: readonly string[]): Reply => says({ verdict: word, quotes, why: 'It says so.' });
const at = (server: ModelServer) => ({ ANTHROPIC_API_KEY: 'test-key', ANTHROPIC_BASE_URL: server.url });
const asksFor = ({ text }: Asked, words: string): boolean => text.includes(words);

test('a criterion on a take: held with a quotation from a file of it, asked once, and its cost is the part’s', async () => {
  await using server = await ModelServer.open(() => verdict('held', ['built in 1911']));
  await using rig = await Rig.with(workspace('- [ ] @towers/tell It says when one was built (by ear)'));
  const ran = await rig.simphonyWith(at(server), 'play', '--json');
  expect(ran.code).toBe(0);
  expect(server.asked).toHaveLength(1);
  expect(server.asked[0]?.text).toContain('One was built in 1911.');
  expect(server.asked[0]?.text).toContain('It says when one was built');
  const body = await rig.git('log', '-1', '--format=%B', '--author=^tell ');
  expect(body).toMatch(/Simphony-Verdict: 1 held/);
  expect(body).toMatch(/Simphony-Tokens: \d+\/\d+\/0/);
  expect(body).not.toContain('Simphony-Model');
  // A rating ticks no box: what is ticked was computed.
  expect(await rig.read('production.md')).toContain('- [ ] @towers/tell');
});

test('one that failed fails the attempt, and what was quoted is the feedback of the next', async () => {
  await using server = await ModelServer.open((asked) =>
    asksFor(asked, 'attempt 1') ? verdict('failed', ['leans to the north']) : verdict('held', ['attempt 2']),
  );
  const tell = 'return { text: `The tower of attempt ${input.attempt} leans to the north.`, told: input.feedback };';
  await using rig = await Rig.with(workspace('- [ ] @towers/tell It stands straight (by ear)', tell));
  const ran = await rig.simphonyWith(at(server), 'play', '--json');
  expect(ran.code).toBe(0);
  expect(server.asked).toHaveLength(2);
  expect(JSON.parse(await rig.read('takes/towers/tell.json'))).toMatchObject({
    told: [{ criterion: 'It stands straight (by ear)', evidence: expect.stringContaining('“leans to the north”') as unknown }],
  });
});

test('a quotation that nobody wrote, a hedge and no model at all: not heard, and the take is accepted', async () => {
  await using server = await ModelServer.open(({ nth }) => (nth === 1 ? verdict('held', ['built in 1912']) : { text: '**Yes**, mostly.' }));
  const goals = '- [ ] @towers/tell It says when one was built (by ear)\n- [ ] @towers/tell It is kind (by ear)';
  await using rig = await Rig.with(workspace(goals));
  expect((await rig.simphonyWith(at(server), 'play', '--json')).code).toBe(0);
  expect(await rig.git('log', '-1', '--format=%B', '--author=^tell ')).toMatch(/Simphony-Verdict: 2 not heard/);
  await using alone = await Rig.with(workspace(goals));
  expect((await alone.simphony('play', '--json')).code).toBe(0);
  expect(await alone.git('log', '-1', '--format=%B', '--author=^tell ')).toMatch(/Simphony-Verdict: 2 not heard/);
  expect((await alone.simphony('test')).stdout).not.toContain('failed: ');
});

test('wider scopes: a failure ends with 3 and blocks no commit; the same question is not put twice', async () => {
  await using server = await ModelServer.open((asked) =>
    asksFor(asked, 'tells of bridges') ? verdict('failed', ['One was built in 1911.']) : verdict('held', ['leans to the north']),
  );
  await using rig = await Rig.with(
    workspace('- [ ] @towers It says where one leans (by ear)\n- [ ] It tells of bridges (by ear)\n\n## Deliverables\n\n- [ ] `output/{slug}/*.md`'),
  );
  const first = await rig.simphonyWith(at(server), 'play', '--json');
  expect(first.code).toBe(3);
  expect(first.stderr + first.stdout).toContain('“One was built in 1911.”');
  expect(server.asked).toHaveLength(2);
  const head = await rig.git('rev-parse', 'HEAD');
  const again = await rig.simphonyWith(at(server), 'play', '--json');
  expect(again.code).toBe(3);
  expect(server.asked).toHaveLength(2);
  expect(await rig.git('rev-parse', 'HEAD')).toBe(head);
  // Forgotten, nobody is asked while nothing plays: it is not heard, and nothing is claimed of it.
  await rm(join(rig.folder, '.simphony/heard'), { recursive: true });
  await rig.write({ 'notes.txt': 'something else\n' });
  await rig.simphonyWith(at(server), 'play', '--json');
  expect(server.asked).toHaveLength(2);
});

test('a computed criterion that failed is the end of it: nobody is asked', async () => {
  await using server = await ModelServer.open(() => verdict('held', ['leans to the north']));
  await using rig = await Rig.with(
    workspace('- [ ] @towers/tell `size(output.text) < 3` It is short.\n- [ ] @towers/tell It leans (by ear)'),
  );
  const ran = await rig.simphonyWith(at(server), 'play', '--jsonl');
  expect(ran.code).toBe(3);
  expect(server.asked).toEqual([]);
  expect(eventsIn(ran.stdout).filter(({ event }) => event === 'attempt_failed')).toHaveLength(3);
});
