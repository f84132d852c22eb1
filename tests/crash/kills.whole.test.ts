import { expect, test } from 'vitest';
import { random } from '../../src/kit/random.ts';
import { killedSession } from './kills.ts';
import { CrashRig } from './rig.ts';

const minutes = 60_000;

/** `npm run crash` does the same 200 times and more; there the seed can be chosen. */
const seed = 20261121;

test(
  `a session of 200 steps is killed ten times, a person at work beside it: every step once, nothing else changed (seed ${seed})`,
  { timeout: 10 * minutes },
  async () => {
    const template = await CrashRig.template(200);
    const { broken, kills, last } = await killedSession(template, random(seed, 'suite'), {
      kills: 10,
      person: true,
    });
    expect({ broken, kills: broken.length === 0 ? [] : kills, last }).toEqual({ broken: [], kills: [] });
    expect(kills.some(({ accepted = 0 }) => accepted > 0)).toBe(true);
  },
);
