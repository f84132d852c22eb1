import { execa } from 'execa';
import { chmod, link, lstat, mkdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { someOf } from '../some-of.ts';
import { ensemble, instrument, module, Rig, type Ran } from './rig.ts';

/** Everything that a session which plays nothing may rest on. */
const workspace = {
  'sheetMusic.md': '---\ntitle: Shop\nplays: [shop]\ninputs: { list: ../list.json }\n---\nOpen the shop.\n',
  'other.md': '---\ntitle: Shop\nplays: [shop]\nseed: 9\ninputs: { list: ../list.json }\n---\nOpen the shop.\n',
  'production.md': '# Board\n\n## Goals\n- [ ] @shop/collect `size(output.paths) > 0` It found something.\n- [ ] By hand.\n\n## Deliverables\n- [ ] `output/{slug}/*.txt`\n',
  'concerto.md': '---\nsimphony: 1\n---\nA shop.\n',
  'ensembles/shop/ensemble.md': ensemble('shop', 'inputs: { list: { schema: schemas/list.schema.json } }\n'),
  'ensembles/shop/schemas/list.schema.json': '{ "type": "array" }\n',
  'ensembles/shop/collect.md': instrument('module: scripts/collect.mjs\nneeds: [sheet]\nreads: ["docs/**/*.md", "notes.txt", "link.md", "!docs/draft.md"]\nwrites: ["output/{slug}/found.txt"]\nchecks:\n  - size(output.paths) > 0'),
  'ensembles/shop/scripts/collect.mjs': `import { word } from 'left';\nimport { lay } from './lay.mjs';\n${module("const paths = ['docs/a.md', 'notes.txt'];\nawait lay(context, `${word}: ${paths.join()}`);\nreturn { paths };")}`,
  'ensembles/shop/scripts/lay.mjs': "export const lay = (context, text) => context.write('output/shop/found.txt', text);\n",
  'ensembles/shop/render.md': instrument('command: [sh, scripts/render.sh]\nneeds: [collect]\noutput: none\nwrites: ["output/{slug}/picture.bin"]\nenv: [SHOP_KEY]'),
  'ensembles/shop/scripts/render.sh': 'mkdir -p output/shop; printf 12345678 > output/shop/picture.bin\n',
  'ensembles/shop/later.md': instrument('command: [sh, scripts/later.sh]\nneeds: [render]\nwhen: round < 0'),
  'ensembles/shop/scripts/later.sh': 'echo 1\n',
  'docs/a.md': 'one two three\n',
  'docs/deep/b.md': 'b\n',
  'docs/draft.md': 'draft\n',
  'docs/empty/.keep': '',
  'notes.txt': 'notes\n',
  'real.md': 'real\n',
  'real2.md': 'real\n',
  'node_modules/left/package.json': '{ "name": "left", "version": "1.0.0", "type": "module", "exports": "./left.js" }\n',
  'node_modules/left/left.js': "export const word = 'left';\n",
  '.gitignore': 'node_modules/\n*.bin\n/docs/ignored.md\n',
};

let played: Rig;
beforeAll(async () => {
  played = await Rig.with(workspace, { commit: false });
  await writeFile(join(played.outside, 'list.json'), '[1, 2]');
  await symlink('real.md', join(played.folder, 'link.md'));
  await played.commit('the workspace');
  expect(await played.play()).toMatchObject({ code: 0, report: { parts: { played: 2, skipped: 1 } } });
  // A branch on which nothing was played.
  await played.git('branch', 'before', 'HEAD~3');
});
afterAll(() => played[Symbol.asyncDispose]());

/** The workspace, its home and what lies beside it, somewhere else. */
async function copyOf({ outside }: Rig): Promise<Rig> {
  const rig = await Rig.with({}, { repository: false });
  await execa('cp', ['-a', `${outside}/.`, `${rig.outside}/`]);
  return rig;
}

const standing = (rig: Rig): string => join(rig.folder, '.simphony/cache-index/standing');

/** A workspace whose last session found that everything stands, and said so from its grounds ever since. */
async function thatStands(): Promise<Rig> {
  const rig = await copyOf(played);
  expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 2, skipped: 1 } } });
  await lstat(standing(rig));
  return rig;
}

/** What was said, without durations and the place of the workspace. */
const plain = ({ code, stdout, stderr }: Ran, rig: Rig) => {
  const timeless = (text: string): string =>
    text
      .replaceAll(rig.outside, '(here)')
      .replace(/· [\d.,]+ m?s\b/g, '· (time)')
      .replace(/"(ms|duration_ms|elapsed_ms)": ?[\d.]+/g, '"$1": 0')
      .replace(/"timestamp":"[^"]+"/g, '"timestamp":""')
      .replace(/process \d+/g, 'process (number)');
  return { code, stdout: timeless(stdout), stderr: timeless(stderr) };
};

/** Plays here, and beside it what the whole way says of the same workspace in the same state. */
async function asTheWholeWaySays(rig: Rig, words: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  await using whole = await copyOf(rig);
  await rm(standing(whole), { force: true, recursive: true });
  const expected = plain(await whole.simphonyWith(env, 'play', '--jsonl', ...words), whole);
  const said = plain(await rig.simphonyWith(env, 'play', '--jsonl', ...words), rig);
  expect(said).toEqual(expected);
  const parts = said.stdout.split('\n').flatMap((line) => /"event":"(kept|start|error)","node":"(\w+)"/.exec(line)?.slice(1).join(' ') ?? []);
  return { code: said.code, parts: parts.sort(), stderr: said.stderr };
}

const all = ['kept collect', 'kept render'];

/** Counts the calls of git: `calls` is how often it was started by what `run` starts. */
async function gitCalls(rig: Rig, run: (env: Record<string, string>) => Promise<unknown>): Promise<number> {
  const [bin, log] = [join(rig.outside, 'bin'), join(rig.outside, 'calls')];
  const { stdout: git } = await execa('sh', ['-c', 'command -v git']);
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'git'), `#!/bin/sh\necho "$*" >> '${log}'\nexec '${git}' "$@"\n`);
  await chmod(join(bin, 'git'), 0o755);
  await pause(50);
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}` };
  // Another git is another circumstance: looked at once.
  await rig.simphonyWith(env, 'play');
  await writeFile(log, '');
  await run(env);
  return (await readFile(log, 'utf8')).split('\n').length - 1;
}

describe('nothing has changed', () => {
  test.for([[], ['--verbose'], ['--json'], ['--jsonl']])('the same is said, byte for byte: play %s', async (words) => {
    await using rig = await thatStands();
    const again = plain(await rig.simphony('play', ...words), rig);
    await rm(standing(rig));
    expect(again).toEqual(plain(await rig.simphony('play', ...words), rig));
    expect(again.code).toBe(0);
  });

  test('git is not asked, and nothing is written', async () => {
    await using rig = await thatStands();
    expect(await gitCalls(rig, (env) => rig.simphonyWith(env, 'play'))).toBe(0);
    const { stdout: before } = await execa('find', [rig.folder, '-newer', standing(rig), '-type', 'f']);
    await rig.simphony('play');
    const { stdout: after } = await execa('find', [rig.folder, '-newer', standing(rig), '-type', 'f']);
    expect(after).toBe(before);
  });

  test('an edit is seen with the first start after it, and what stands afterwards stands again', async () => {
    await using rig = await thatStands();
    await rig.write({ 'docs/a.md': 'other\n' });
    expect((await asTheWholeWaySays(rig)).parts).toEqual(['kept render', 'start collect']);
    expect((await asTheWholeWaySays(rig)).parts).toEqual(all);
    expect(await gitCalls(rig, (env) => rig.simphonyWith(env, 'play'))).toBe(0);
  });
});

type Change = (rig: Rig) => Promise<unknown>;
const at = (rig: Rig, path: string): string => join(rig.folder, path);

/** Writes other content of the same length and puts the times back, as `touch -r` does. */
async function inPlace(file: string): Promise<void> {
  const { atime, mtime } = await lstat(file);
  const text = await readFile(file, 'latin1');
  await writeFile(file, text.replace(/[a-z0-9]/, (one) => (one === 'x' ? 'y' : 'x')), 'latin1');
  await utimes(file, atime, mtime);
}

/** The same, with another file under the same name. */
async function replaced(file: string): Promise<void> {
  const { atime, mtime } = await lstat(file);
  await writeFile(`${file}.new`, (await readFile(file, 'latin1')).replace(/[a-z0-9]/, 'x'), 'latin1');
  await utimes(`${file}.new`, atime, mtime);
  await rename(`${file}.new`, file);
}

/** What comes out is the same, so who needs it is kept. */
const collected = ['kept render', 'start collect'];
const both = ['start collect', 'start render'];

describe('something has changed', () => {
  const changes: readonly (readonly [name: string, parts: readonly string[] | 'a mistake', change: Change])[] = [
    ['a read file, with its size and times kept', collected, (rig) => inPlace(at(rig, 'docs/a.md'))],
    ['a read file below, replaced by another of the same size and times', collected, (rig) => replaced(at(rig, 'docs/deep/b.md'))],
    ['a link leads somewhere else', all, async (rig) => { await rm(at(rig, 'link.md')); await symlink('real2.md', at(rig, 'link.md')); }],
    ['what a link leads to', collected, (rig) => inPlace(at(rig, 'real.md'))],
    ['a new file that a glob matches', collected, (rig) => rig.write({ 'docs/new.md': 'new\n' })],
    ['a new file in a folder that was empty to the glob', collected, (rig) => rig.write({ 'docs/empty/new.md': 'new\n' })],
    ['a file that a glob excludes', all, (rig) => rig.write({ 'docs/draft.md': 'other draft\n' })],
    ['a new file that is ignored', all, (rig) => rig.write({ 'docs/ignored.md': 'new\n' })],
    ['a read file is gone', collected, (rig) => rm(at(rig, 'docs/deep/b.md'))],
    ['a read file has another mode', all, (rig) => chmod(at(rig, 'docs/a.md'), 0o755)],
    ['a file is ignored no longer', collected, async (rig) => { await rig.write({ 'docs/ignored.md': 'now\n' }); await rig.simphony('play'); await pause(30); await rig.write({ '.gitignore': 'node_modules/\n*.bin\n' }); }],
    ['.gitattributes comes', all, (rig) => rig.write({ '.gitattributes': '*.md text eol=crlf\n' })],
    ['.git/info/exclude says that a read file is ignored', all, (rig) => writeFile(at(rig, '.git/info/exclude'), '/docs/a.md\n')],
    ['the score of an instrument', collected, async (rig) => rig.write({ 'ensembles/shop/collect.md': `${await rig.read('ensembles/shop/collect.md')}\nMore.\n` })],
    ['an instrument is added', [...all, 'start third'], (rig) => rig.write({ 'ensembles/shop/third.md': instrument('command: [sh, scripts/later.sh]\nneeds: [sheet]') })],
    ['a module that a module imports', both, async (rig) => rig.write({ 'ensembles/shop/scripts/lay.mjs': `${await rig.read('ensembles/shop/scripts/lay.mjs')}// more\n` })],
    ['a script of the folder', ['kept collect', 'start render'], (rig) => rig.write({ 'ensembles/shop/scripts/render.sh': `${workspace['ensembles/shop/scripts/render.sh']}# more\n` })],
    ['the version of a package', collected, (rig) => rig.write({ 'node_modules/left/package.json': workspace['node_modules/left/package.json'].replace('1.0.0', '1.0.1') })],
    ['a nearer package of the same name', both, (rig) => rig.write({ 'ensembles/node_modules/left/package.json': workspace['node_modules/left/package.json'].replace('1.0.0', '2.0.0'), 'ensembles/node_modules/left/left.js': "export const word = 'near';\n" })],
    ['an input outside of the workspace', collected, (rig) => writeFile(join(rig.outside, 'list.json'), '[1, 3]')],
    ['an input outside of the workspace that is no list', 'a mistake', (rig) => writeFile(join(rig.outside, 'list.json'), '"no list"')],
    ['the sheet', collected, async (rig) => rig.write({ 'sheetMusic.md': `${await rig.read('sheetMusic.md')}Now.\n` })],
    ['a box that the person ticked', all, async (rig) => rig.write({ 'production.md': (await rig.read('production.md')).replace('- [ ] By hand', '- [x] By hand') })],
    ['production.md is gone', collected, (rig) => rm(at(rig, 'production.md'))],
    ['an output is gone', collected, (rig) => rm(at(rig, 'output/shop/found.txt'))],
    ['an output that the person changed', collected, (rig) => inPlace(at(rig, 'output/shop/found.txt'))],
    ['an ignored output is gone that the cache has', all, (rig) => rm(at(rig, 'output/shop/picture.bin'))],
    ['a take is gone', collected, (rig) => rm(at(rig, 'takes/shop/collect.json'))],
    ['the last commit has another message', all, (rig) => rig.git('commit', '-q', '--amend', '-m', 'close: otherwise')],
    ['the refs are packed', all, (rig) => rig.git('pack-refs', '--all')],
    ['a take that the person reverted', ['kept collect', 'start render'], async (rig) => rig.git('revert', '--no-edit', await rig.git('log', '-1', '--format=%H', '--author=^render '))],
    ['another branch', both, (rig) => rig.git('checkout', '-q', 'before')],
    ['another branch and back', all, async (rig) => { await rig.git('checkout', '-q', 'before'); await rig.git('checkout', '-q', 'main'); }],
    ['a branch with another name on the same commit', all, (rig) => rig.git('checkout', '-q', '-b', 'mine')],
    ['a merge is under way', 'a mistake', async (rig) => writeFile(at(rig, '.git/MERGE_HEAD'), await rig.git('rev-parse', 'HEAD'))],
    ['the person has no name', 'a mistake', (rig) => rig.git('config', '--unset', 'user.name')],
    ['a setting of the person takes the name away', 'a mistake', async (rig) => { await rig.git('config', '--unset', 'user.name'); await writeFile(join(rig.outside, 'home/.gitconfig'), '[user]\n\tname = Ann\n'); await rig.simphony('play'); await pause(30); await rm(join(rig.outside, 'home/.gitconfig')); }],
    ['a setting that is included', 'a mistake', async (rig) => { await rig.git('config', '--unset', 'user.name'); await rig.git('config', 'include.path', '../../extra'); await writeFile(join(rig.outside, 'extra'), '[user]\n\tname = Ann\n'); await rig.simphony('play'); await pause(30); await rm(join(rig.outside, 'extra')); }],
    ['a hook is added', all, async (rig) => { await writeFile(at(rig, '.git/hooks/pre-commit'), '#!/bin/sh\nexit 1\n'); await chmod(at(rig, '.git/hooks/pre-commit'), 0o755); }],
    ['there is no repository', 'a mistake', (rig) => rm(at(rig, '.git'), { recursive: true })],
    ['a repository inside of the repository', 'a mistake', (rig) => rename(at(rig, '.git'), join(rig.outside, '.git')).then(() => rig.git('init', '-q'))],
    ['the journals are gone', all, (rig) => rm(at(rig, '.simphony/journal'), { recursive: true })],
    ['all that this machine remembers is gone', all, (rig) => rm(at(rig, '.simphony'), { recursive: true })],
    ['times lie in the future, and the content is another', collected, async (rig) => { const soon = new Date(Date.now() + 3_600_000); await utimes(at(rig, 'docs/a.md'), soon, soon); await rig.simphony('play'); await pause(30); await writeFile(at(rig, 'docs/a.md'), 'one two THREE\n'); await utimes(at(rig, 'docs/a.md'), soon, soon); }],
    ['a file has a second name, and is written to under that one', collected, async (rig) => { await link(at(rig, 'docs/a.md'), join(rig.outside, 'second')); await rig.simphony('play'); await pause(30); await inPlace(join(rig.outside, 'second')); }],
  ];

  // Several at a time, on whatever machine: each takes as long as all of them.
  test.concurrent.for(someOf(changes, 6))('%s', { timeout: 240_000 }, async ([, parts, change]) => {
    await using rig = await thatStands();
    await change(rig);
    const said = await asTheWholeWaySays(rig);
    if (parts === 'a mistake') expect(said.code).toBe(2);
    else expect(said.parts).toEqual([...parts].sort());
  });
});

describe('the workspace lies elsewhere in its repository', () => {
  test('below the top: a repository that comes in between is seen', async () => {
    await using rig = await Rig.with({}, { repository: false });
    const below: Record<string, string> = { 'above.txt': 'a\n' };
    for (const [path, text] of Object.entries(workspace)) below[`deep/shop/${path}`] = text;
    await rig.git('init', '-q', '-b', 'main');
    await rig.git('config', 'user.name', 'Ann Person');
    await rig.git('config', 'user.email', 'ann@example.org');
    await rig.write({ ...below, 'deep/list.json': '[1]' });
    await rig.commit('the workspace');
    const play = async (): Promise<Ran> => rig.simphony('-C', 'deep/shop', 'play', '--json');
    expect((await play()).code).toBe(0);
    await play();
    await lstat(at(rig, 'deep/shop/.simphony/cache-index/standing'));
    await rig.write({ '.gitignore': 'b.md\n' });
    expect((await play()).stdout).toContain('"kept": 2');
    await pause(30);
    await rig.git('init', '-q', 'deep');
    expect((await play()).code).toBe(2);
  });

  test('a linked worktree: its own branch counts', async () => {
    await using main = await copyOf(played);
    await main.git('worktree', 'add', '-q', '-b', 'linked', '../linked');
    await execa('cp', ['-a', at(main, 'node_modules'), join(main.outside, 'linked/')]);
    const play = async (): Promise<Ran> => main.simphony('-C', '../linked', 'play', '--json');
    for (const _ of [1, 2, 3]) expect((await play()).code).toBe(0);
    await lstat(join(main.outside, 'linked/.simphony/cache-index/standing'));
    const before = (await play()).stdout;
    await main.git('-C', '../linked', 'commit', '-q', '--allow-empty', '-m', 'mine');
    const id = (text: string): unknown => (JSON.parse(text) as { run_id: unknown }).run_id;
    expect(id((await play()).stdout)).not.toBe(id(before));
  });
});

describe('something else is asked', () => {
  test.for([
    ['another sheet', ['other.md'], {}, both],
    ['the same sheet by its name', ['sheetMusic.md'], {}, all],
    ['a part again', ['--again', 'shop/collect'], {}, collected],
    ['what the person made of files stands', ['--take-mine'], {}, all],
    ['another value under a name that is handed through', [], { SHOP_KEY: 'other' }, all],
    ['another home', [], { HOME: '/nowhere' }, all],
    ['a name from the environment', [], { GIT_COMMITTER_NAME: 'Eve' }, all],
  ] as const)('%s', async ([, words, env, parts]) => {
    await using rig = await thatStands();
    expect((await asTheWholeWaySays(rig, words, env)).parts).toEqual(parts);
  });

  test('a flag that asks for what is not there', async () => {
    await using rig = await thatStands();
    expect((await asTheWholeWaySays(rig, ['--again', 'shop/nobody'])).code).toBe(2);
  });
});

describe('what was kept is not whole', () => {
  test.for<readonly [string, (bytes: Buffer) => Buffer]>([
    ['nothing', () => Buffer.alloc(0)],
    ['the first half', (bytes) => bytes.subarray(0, bytes.length >> 1)],
    ['one bit is another', (bytes) => { bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1; return bytes; }],
    ['another version wrote it', (bytes) => Buffer.from(bytes.toString('latin1').replace('standing 1', 'standing 2'), 'latin1')],
    ['text', () => Buffer.from('simphony standing 1 5 0\nhello')],
  ])('%s', async ([, damage]) => {
    await using rig = await thatStands();
    await writeFile(standing(rig), damage(await readFile(standing(rig))));
    expect((await asTheWholeWaySays(rig)).parts).toEqual(all);
    expect(await gitCalls(rig, (env) => rig.simphonyWith(env, 'play'))).toBe(0);
  });

  test('a folder in its place', async () => {
    await using rig = await thatStands();
    await rm(standing(rig));
    await mkdir(standing(rig));
    expect((await asTheWholeWaySays(rig)).parts).toEqual(all);
  });
});

describe('another Conductor', () => {
  test('while one holds the workspace nothing is said but that', async () => {
    await using rig = await thatStands();
    const stat = await readFile(`/proc/${process.pid}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    const holder = { pid: process.pid, started, host: hostname(), token: 'x' };
    await writeFile(at(rig, '.simphony/lock'), JSON.stringify(holder));
    expect((await asTheWholeWaySays(rig)).code).toBe(7);
  });

  test('a lock that a crash left is taken over', async () => {
    await using rig = await thatStands();
    const holder = { pid: 4_000_000, started: '1', host: hostname(), token: 'x' };
    await writeFile(at(rig, '.simphony/lock'), JSON.stringify(holder));
    expect(await asTheWholeWaySays(rig)).toMatchObject({ code: 0, parts: all });
  });
});

describe('what is good for once', () => {
  test('a probe is asked each time, and heard', async () => {
    await using rig = await Rig.with({
      'sheetMusic.md': '---\ntitle: Ask\nplays: [e]\n---\n',
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/asks.md': instrument('command: [sh, a.sh]\nprobe: [sh, -c, "echo asked >> ../asked; cat ../said"]'),
      'ensembles/e/a.sh': 'echo 1\n',
    });
    await writeFile(join(rig.outside, 'said'), 'one');
    await rig.play();
    await rig.play();
    await pause(30);
    await rig.play();
    const asked = async (): Promise<number> => (await readFile(join(rig.outside, 'asked'), 'utf8')).split('\n').length;
    const before = await asked();
    expect(await gitCalls(rig, (env) => rig.simphonyWith(env, 'play'))).toBe(0);
    expect(await asked()).toBe(before + 2);
    await writeFile(join(rig.outside, 'said'), 'two');
    expect((await rig.play()).report.parts).toMatchObject({ played: 1 });
  });

  test('a measure of time is measured each time', async () => {
    await using rig = await copyOf(played);
    await rig.write({ 'production.md': `${await rig.read('production.md')}\n## Metrics\n\n| Metric | Measure | Target |\n| --- | --- | --- |\n| Quick | performance | > 0 |\n` });
    await rig.play();
    await rig.play();
    expect(await gitCalls(rig, (env) => rig.simphonyWith(env, 'play'))).toBeGreaterThan(0);
  });

  test('what failed is tried again', async () => {
    await using rig = await Rig.with({
      'sheetMusic.md': '---\ntitle: Fail\nplays: [e]\n---\n',
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/fails.md': instrument('command: [sh, a.sh]'),
      'ensembles/e/a.sh': 'exit 1\n',
    });
    for (const _ of [1, 2, 3]) expect(await rig.play()).toMatchObject({ code: 1, report: { parts: { failed: 1 } } });
  });

  test('what a person saves while the session looks is seen by the next', async () => {
    await using rig = await thatStands();
    for (const after of [60, 120, 240]) {
      await rm(standing(rig), { force: true });
      const playing = rig.simphony('play');
      await pause(after);
      await inPlace(at(rig, 'docs/a.md'));
      await playing;
      await asTheWholeWaySays(rig);
      expect((await asTheWholeWaySays(rig)).parts).toEqual(all);
    }
  });
});
