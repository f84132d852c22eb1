import { appendFile, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildEntry } from './build.ts';
import { brokenAtTheEnd, damageLine, forget, inGit, journalOf, killedAfterLines } from './damage.ts';
import { failingGit, lateGit, limited, refused, wrongClocks } from './faults.ts';
import { besides, cutInARow, endedAt, givesWay } from './points.ts';
import { CrashRig, type Template } from './rig.ts';

const minutes = 60_000;
let template: Template;
beforeAll(async () => {
  await buildEntry();
  template = await CrashRig.template(24);
}, 2 * minutes);

/** One session for each list: it is killed at the first place, its recovery at the next, and so on. */
const chains = [
  [
    ['journal.append', 2, 'after'],
    ['git update-ref', 1, 'before'],
    ['index.rename', 1, 'before'],
    ['cache.rename', 1, 'after'],
  ],
  [
    ['git fast-import', 2, 'after'],
    ['index.lay', 1, 'after'],
    ['git update-ref', 1, 'after'],
    ['file.rename', 1, 'after'],
  ],
] as const;

test.each(chains)(
  'killed at %j, then at %j, at %j and at %j: every step once',
  { timeout: 3 * minutes },
  async (...places) => {
    const orders = places.map(([what, at, when]) => ({ kill: { what, at, when } }));
    expect(await endedAt(template, orders)).toMatchObject({ broken: [] });
  },
);

test(
  'the power goes in the middle of a session, while it is brought back, and when it has ended: every step once',
  { timeout: 3 * minutes },
  async () => {
    const cuts = [
      [{ what: 'journal.append', at: 12, when: 'after' }, 'nothing more'],
      [{ what: 'git update-ref', at: 3, when: 'after' }, 'names only'],
      [{ what: 'index.unlock', at: 1, when: 'after' }, 'nothing more'],
    ] as const;
    expect(await cutInARow(template, cuts, 7)).toMatchObject({ broken: [], ended: false });
  },
);

test(
  'somebody moves the branch right before the session does: both are there',
  { timeout: 3 * minutes },
  async () => {
    expect(await besides(template)).toMatchObject({ broken: [] });
  },
);

test(
  "a person's file that gives way is kept, also when the power goes",
  { timeout: 3 * minutes },
  async () => {
    expect(await givesWay(template)).toMatchObject({ broken: [] });
  },
);

test(
  'the disk is full from one change on: said in a sentence, and all is there when there is room again',
  { timeout: 3 * minutes },
  async () => {
    const { failed, broken } = await refused(template, { from: 150, code: 'ENOSPC' });
    expect(broken).toEqual([]);
    expect([failed.code, failed.stderr]).toEqual([
      2,
      expect.stringContaining('ENOSPC: no space left on device'),
    ]);
  },
);

test(
  'one sync fails behind the move of the branch: its steps are not put there once more',
  { timeout: 3 * minutes },
  async () => {
    const once = { what: 'index.rename', from: 2, until: 2, code: 'EIO' } as const;
    const { failed, broken } = await refused(template, once);
    expect(broken).toEqual([]);
    expect(failed.code).toBe(2);
  },
);

test(
  'no file may grow: writes are cut short, git is ended by a signal',
  { timeout: 3 * minutes },
  async () => {
    const { failed, broken } = await limited(template, 24);
    expect(broken).toEqual([]);
    expect(failed.code).toBe(2);
  },
);

test.each([{ command: 'update-ref', nth: 2, how: 'killed after' }] as const)(
  'git $command $how: the next session makes good for it',
  { timeout: 3 * minutes },
  async (fault) => {
    expect((await failingGit(template, fault)).broken).toEqual([]);
  },
);

test(
  'a git that outlives its Conductor moves the branch late: its steps are not put there once more',
  { timeout: 3 * minutes },
  async () => {
    expect(await lateGit(template)).toEqual([]);
  },
);

test('a clock that jumps by days, within a session and between two', { timeout: 3 * minutes }, async () => {
  const { failed, broken } = await wrongClocks(template, 150);
  expect([failed.code, broken]).toEqual([0, []]);
});

test(
  'a damaged line in a journal: what the diagnostic says is done, and git is enough to go on',
  { timeout: 3 * minutes },
  async () => {
    await using rig = await killedAfterLines(template, 30);
    const file = await journalOf(rig);
    await damageLine(file, 4);
    const { code, stdout } = await rig.play().ended;
    const said = JSON.parse(stdout) as { diagnostics: { code: string; message: string; help: string }[] };
    const [diagnostic] = said.diagnostics.filter((one) => one.code === 'journal_broken');
    expect([code, diagnostic?.message]).toEqual([2, expect.stringContaining('line 4')]);
    const named = /move `([^`]+)` away/.exec(diagnostic?.help ?? '')?.[1];
    expect(named).toBe(file);
    await rename(file, join(rig.top, 'away.jsonl'));
    expect(await brokenAtTheEnd(template, rig, { accepted: await inGit(rig) })).toMatchObject({ broken: [] });
  },
);

test('a torn last line is noted, and nothing is lost', { timeout: 3 * minutes }, async () => {
  await using rig = await killedAfterLines(template, 30);
  const accepted = rig.accepted();
  const file = await journalOf(rig);
  await appendFile(file, 'torn half of a li');
  const first = await rig.play().ended;
  expect(first.stdout).toContain('journal_torn');
  expect(await readFile(file, 'utf8')).not.toContain('torn half');
  expect(await brokenAtTheEnd(template, rig, { accepted })).toMatchObject({ broken: [] });
});

test(
  '.simphony/ is deleted in the middle of a killed session: all that is in git is kept',
  { timeout: 3 * minutes },
  async () => {
    await using rig = await killedAfterLines(template, 40);
    const accepted = await inGit(rig);
    expect(accepted).not.toEqual([]);
    await forget(rig);
    // a lock that a killed git left is known as ours by what was just deleted: the diagnostic says to remove it
    await rm(join(rig.folder, '.git', 'index.lock'), { force: true });
    expect(await brokenAtTheEnd(template, rig, { accepted })).toMatchObject({ broken: [] });
    await forget(rig);
    const { code, stdout } = await rig.play().ended;
    expect([code, (JSON.parse(stdout) as { parts: { played: number } }).parts.played]).toEqual([0, 0]);
    expect(await readdir(join(rig.folder, '.simphony'))).not.toContain('lock');
  },
);
