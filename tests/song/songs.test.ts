import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf, type JsonObject } from '../../src/base/index.ts';
import type { Report, Rig } from '../sessions/rig.ts';
import { isWhole, someOf } from '../some-of.ts';
import { freshClone, songFiles, songWorkspace, type Summary } from './workspace.ts';

const files = await songFiles();
/** The one that is built to fail: a person's own line holds a word that a song for everybody may not have. */
const failing = 'songs/not-for-the-radio.json';
const passing = files.filter((path) => path !== failing);

let rig: Rig;
beforeAll(async () => {
  // as in the repository, whose production.md is about another ensemble
  rig = await songWorkspace({}, ['concerto.md', 'production.md', 'ensembles', 'songs']);
});
afterAll(() => rig[Symbol.asyncDispose]());

/** What a session left: each step's node, and all its artifacts as they are committed. */
async function played(path: string) {
  const before = await rig.git('rev-parse', 'HEAD');
  const { code, stdout, stderr } = await rig.simphony('play', path, '--json');
  const report = JSON.parse(stdout) as Report;
  const result = report.ensembles['song']?.result as Summary;
  const steps = (await rig.git('log', '--reverse', '--format=%ae %s', `${before}..HEAD`)).split('\n');
  const nodes = steps
    .filter((line) => line.includes('@song.simphony '))
    .map((line) => line.split(' ')[1]?.replace(':', ''));
  return { code, report, result, nodes, stderr };
}

const artifacts = ['PLAN', 'STYLE', 'LYRICS', 'PRODUCER', 'COMPOSE', 'REVIEW'];

test('twelve songs are shipped', () => {
  expect(files).toHaveLength(12);
  expect(files).toContain(failing);
});

describe('must show 1: offline, each of the songs', { timeout: 120_000 }, () => {
  test.each(someOf(passing, passing.length))(
    '%s passes, with every artifact committed by its node',
    async (path) => {
      const { code, result, nodes, report } = await played(path);
      expect([code, result.status, report.reason]).toEqual([0, 'pass', undefined]);
      expect(nodes.slice(0, 4)).toEqual(['PLAN', 'STYLE', 'LYRICS', 'PRODUCER']);
      expect(nodes.at(-1)).toBe('REVIEW');
      expect(nodes.at(-2)).toMatch(/^VALIDATE/);
      expect(result.hard_fails).toEqual([]);
      expect(result.scores.total).toBeGreaterThanOrEqual(80);
      await holdsTogether(result);
      expect(await rig.play(path)).toMatchObject({ code: 0, report: { parts: { played: 0 } } });
    },
  );

  test('the twelfth fails for the reason that it was built for, and nothing is rendered', async () => {
    const { code, result, nodes, report } = await played(failing);
    expect([code, result.status, report.status]).toEqual([3, 'failed', 'error']);
    expect(nodes).toEqual([
      ...['PLAN', 'STYLE', 'LYRICS', 'PRODUCER', 'COMPOSE', 'VALIDATE'],
      ...[2, 3, 4].flatMap((round) => ['FIX', 'COMPOSE', 'VALIDATE'].map((node) => `${node}#${round}`)),
      'REVIEW',
    ]);
    expect([...new Set(result.hard_fails.map(({ rule }) => rule))]).toEqual(['profanity_score']);
    expect(result.reason).toContain('not marked as explicit');
    await holdsTogether(result);
  });
});

/** The summary on file is the result, its artifacts are those in git, and every digest is that of what it stands for. */
async function holdsTogether(result: Summary): Promise<void> {
  expect(await rig.json(result.files[0] ?? '')).toMatchObject(result);
  const composed = (await rig.json('takes/song/COMPOSE.json')) as {
    readonly artifacts: Readonly<Record<string, JsonObject>>;
  };
  const carried: Readonly<Record<string, string>> = {
    STYLE: 'style',
    LYRICS: 'lyrics',
    PRODUCER: 'producer',
  };
  for (const node of artifacts) {
    const take = (await rig.json(`takes/song/${node}.json`)) as JsonObject;
    const { artifact_hash: hash, summary: _, ...content } = take;
    expect([node, hash]).toEqual([node, `sha256:${digestOf(content)}`]);
    // what a FIX mended is the artifact that COMPOSE used, and not the one that its node brought
    const used = carried[node] === undefined ? undefined : composed.artifacts[carried[node]];
    if (used === undefined && node !== 'REVIEW') expect([node, result.hashes[node]]).toEqual([node, hash]);
    if (used === undefined) continue;
    const { artifact_hash: its, summary: __, ...carriedContent } = used;
    expect([node, result.hashes[node], its]).toEqual([node, its, `sha256:${digestOf(carriedContent)}`]);
    if (result.status === 'pass') expect([node, its]).toEqual([node, hash]);
  }
  for (const file of result.files) expect(await rig.git('ls-files', file)).toBe(file);
  expect(await rig.git('status', '--porcelain')).toBe('');
}

describe('must show 2: the same everywhere', () => {
  const replays = isWhole ? 10 : 2;

  test.each(someOf(files, files.length))(
    `%s, ${replays} times, each in a fresh clone`,
    { timeout: 300_000 },
    async (path) => {
      const left = async (): Promise<string> => {
        await using clone = await freshClone(rig);
        await clone.simphony('play', path);
        return await clone.git('rev-parse', 'HEAD:takes', 'HEAD:output');
      };
      const trees = new Set<string>();
      for (let n = 0; n < replays; n += 2)
        (await Promise.all([left(), left()])).forEach((tree) => trees.add(tree));
      expect(trees.size).toBe(1);
    },
  );
});
