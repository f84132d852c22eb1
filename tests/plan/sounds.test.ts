import { describe, expect, test } from 'vitest';
import { digestOf, sha256, type AcceptedTake, type Json, type JsonObject } from '../../src/base/index.ts';
import {
  makePlan,
  playerless,
  preview,
  reasonSentence,
  type AtHand,
  type Decided,
  type Looked,
  type Plan,
} from '../../src/plan/index.ts';
import type { Score } from '../../src/score/index.ts';
import { scoreOf } from '../score/written.ts';

const gong = (lines: string): Score =>
  scoreOf({
    'ensembles/kitchen/gong.md': `---\nkind: dsp\n${lines}\nwrites: [output/gong.wav]\n---\nA gong.\n`,
    'ensembles/kitchen/scripts/stand-in.mjs': 'export default async () => ({ program: "process = 0;" });\n',
  });
const given = gong('program: \'"process = 0;"\'\nlanguage: faust\nduration: 3');
const writtenBy = (more = ''): Score => gong(`language: faust\nmodel: standard\nduration: 3\n${more}`);

const here: AtHand = { models: () => true, synth: '1/a' };
const nobody: AtHand = { models: () => false, synth: '1/a' };

/** What is decided of the gong, where this take stands and its sound is there or lost. */
function decided(
  score: Score,
  atHand: AtHand,
  past?: { readonly take: AcceptedTake; readonly output: Json; readonly lost?: boolean },
): { readonly plan: Plan; readonly decided: Decided } {
  const plan = makePlan(score, {
    ...{ takenBack: new Map(), again: new Set<string>(), ...atHand },
    accepted: new Map(past === undefined ? [] : [[past.take.part, past.take]]),
  });
  let found: Decided | undefined;
  for (const one of plan.takeNews()) {
    if (one.news !== 'look') continue;
    const before: Looked['before'] =
      one.look.before === undefined || past === undefined
        ? undefined
        : {
            output: past.output,
            ...(past.lost === true ? { lost: { path: 'output/gong.wav', how: 'missing' } as const } : {}),
          };
    plan.looked(one.look.part, {
      reads: new Map(),
      probe: null,
      ...(before === undefined ? {} : { before }),
    });
    if (one.look.part.name.nickname === 'gong') found = one.look.part.decided;
  }
  if (found === undefined) throw new Error('the gong was not decided');
  return { plan, decided: found };
}

const output: JsonObject = { duration: 3, iters: 2, program: 'process = 0;' };

function takeOf({ key, digests }: Decided, more: Partial<AcceptedTake> = {}): AcceptedTake {
  return {
    ...{ part: 'kitchen/gong' as AcceptedTake['part'], attempts: 2, key, digests, player: 'm', model: 'm' },
    ...{ summary: 'a gong', takePath: 'takes/kitchen/gong.json', outputSha256: digestOf(output) },
    ...{ takeSha256: digestOf(output), ensembleVersion: '1.0.0', verdict: '', session: 'one' },
    files: [{ path: 'output/gong.wav', size: 4, sha256: sha256('gong'), committed: false }],
    ...more,
  };
}

describe('what renders sounds', () => {
  test('joins the key of a sound that no model writes', () => {
    const take = takeOf(decided(given, here).decided);
    const same = decided(given, here, { take, output }).decided;
    expect(same.reason).toEqual({ keep: 'same_key' });
    const { reason } = decided(given, { ...here, synth: '2/a' }, { take, output }).decided;
    expect([reason, reasonSentence(reason)]).toEqual([
      { play: 'key_changed', changed: [{ field: 'synth', names: [] }] },
      'what renders sounds changed',
    ]);
  });

  test('is nothing to a program that a model wrote: it is not asked for another one', () => {
    const score = writtenBy();
    const take = takeOf(decided(score, here).decided);
    expect(decided(score, { ...here, synth: '2/a' }, { take, output }).decided.reason).toEqual({
      keep: 'same_key',
    });
    expect(take.digests).not.toHaveProperty('synth');
  });
});

describe('a lost sound whose program a model wrote', () => {
  const score = writtenBy('understudy: scripts/stand-in.mjs');
  const take = takeOf(decided(score, here).decided);

  test.each([
    ['where the model can be asked', here],
    ['where only its understudy could play', nobody],
  ])('is rendered again from that program %s', (_, atHand) => {
    const found = decided(score, atHand, { take, output, lost: true });
    expect(found.decided).toMatchObject({
      reason: { play: 'output_lost', path: 'output/gong.wav', how: 'missing' },
      plays: 'what it wrote',
      wrote: { program: 'process = 0;', iters: 2 },
    });
    expect(preview(found.plan).find(({ address }) => address === 'kitchen/gong')?.reason).toBe(
      '`output/gong.wav` is missing; it is rendered again from the program that stands, and no model is asked',
    );
  });

  test('needs nobody who could play it', () => {
    const alone = writtenBy();
    const found = decided(alone, nobody, {
      take: takeOf(decided(alone, nobody).decided),
      output,
      lost: true,
    });
    expect([found.decided.plays, playerless(found.plan)]).toEqual(['what it wrote', []]);
    expect(playerless(decided(alone, nobody).plan)).toMatchObject([{ code: 'nobody_plays' }]);
  });

  test('is asked for anew where the take itself is gone, or a model is there now for its understudy', () => {
    const bare = decided(score, here, { take, output: { duration: 3 }, lost: true }).decided;
    expect([bare.plays, bare.wrote]).toEqual(['itself', undefined]);
    const stoodIn = takeOf(decided(score, nobody).decided, { understudy: 'scripts/stand-in.mjs' });
    expect(decided(score, here, { take: stoodIn, output, lost: true }).decided.plays).toBe('itself');
  });
});

test('a sound without a model says that it is rendered again', () => {
  const take = takeOf(decided(given, here).decided);
  const found = decided(given, here, { take, output, lost: true });
  expect(found.decided.plays).toBe('itself');
  expect(preview(found.plan).find(({ address }) => address === 'kitchen/gong')?.reason).toBe(
    '`output/gong.wav` is missing; it is rendered again',
  );
});
