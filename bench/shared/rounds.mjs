/**
 * Contenders in turns: every round plays each of them once, in a folder made for it, and the next round begins with
 * another. What the machine does meanwhile (other programs, a disk that slows down) thus falls on all of them, and
 * a ratio is taken within a round before the median of the rounds is.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { median } from './figures.mjs';
import { measure, settle } from './measure.mjs';

/** @returns {Promise<string>} an empty folder on the disk that is measured */
export async function freshFolder(options, name) {
  await mkdir(options.folder, { recursive: true });
  return mkdtemp(path.join(options.folder, `simphony-bench-${name.replaceAll(/[^a-z]+/gi, '-')}-`));
}

/**
 * @returns {Promise<{ contender, rounds: (Measured | undefined)[], why?: string }[]>} in the order given; `why` says
 * why somebody did not play
 */
export async function playRounds(contenders, given, options) {
  const results = contenders.map((contender) => ({ contender, rounds: [], why: whyNot(contender, given) }));
  const playing = results.filter(({ why }) => why === undefined);
  for (const result of results) {
    if (result.why !== undefined) options.say(`${result.contender.name}: ${result.why}`);
  }
  for (let round = 0; round < options.rounds; round++) {
    for (let at = 0; at < playing.length; at++) {
      const result = playing[(at + round) % playing.length];
      if (result.why !== undefined) continue;
      try {
        result.rounds[round] = await playOnce(result.contender, given, options);
        options.say(
          `${given.steps} steps, round ${round + 1} of ${options.rounds}: ${result.contender.name} ${Math.round(result.rounds[round].ms)} ms`,
        );
      } catch (error) {
        result.why = 'failed';
        options.say(`${result.contender.name} failed: ${error.message}`);
        options.failed?.(result.contender.name, error);
      }
    }
  }
  return results;
}

async function playOnce(contender, given, options) {
  const folder = await freshFolder(options, contender.name);
  try {
    const { words, env, fill } = await contender.prepare(folder, given);
    if (fill !== undefined) await measure(fill.words, { cwd: folder, env: fill.env, usage: false });
    settle();
    const measured = await measure(words, { cwd: folder, env });
    await contender.verify?.(folder, given);
    return measured;
  } finally {
    await contender.leave?.(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

export function whyNot(contender, { steps }) {
  const missing = contender.missing();
  if (missing !== undefined) return missing;
  if (steps > (contender.most ?? Infinity))
    return `not run above ${contender.most.toLocaleString('en-GB')} steps`;
  return undefined;
}

/** The median over the rounds of how often the other's time goes into this one's; NaN where either did not play. */
export function ratio(result, other, of = (measured) => measured.ms) {
  if (result === undefined || other === undefined) return NaN;
  const both = result.rounds.flatMap((measured, round) => {
    const against = other.rounds[round];
    return measured === undefined || against === undefined ? [] : [of(measured) / of(against)];
  });
  return both.length === 0 ? NaN : median(both);
}
