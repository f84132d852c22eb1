/**
 * (c) What it costs to find out that nothing has to be played: `node bench/rerun.mjs --steps 1000,10000`.
 *
 * Everyone's N steps are played once, unmeasured; then everyone runs again, in turns, with nothing changed. The first
 * such run stands in a column of its own, because that is where caches are written.
 */
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { builders } from './contenders/builders.mjs';
import { runners, turbo } from './contenders/engines.mjs';
import { manifest } from './contenders/manifest.mjs';
import { simphony } from './contenders/simphony.mjs';
import { snakemake } from './contenders/snakemake.mjs';
import { count, figure, median, spread, times } from './shared/figures.mjs';
import { asCommand, chosen, target } from './shared/main.mjs';
import { measure, settle } from './shared/measure.mjs';
import { freshFolder, ratio, whyNot } from './shared/rounds.mjs';
import { git } from './shared/workspace.mjs';

/** What is kept is found the same way whoever played it, so the quicker of the two fills the workspace. */
const kept = { ...simphony.find(({ name }) => name === 'Simphony, module'), name: 'Simphony' };
const contenders = [
  kept,
  manifest,
  ...builders.filter(({ name }) => !name.endsWith('commits')),
  snakemake,
  turbo,
  ...runners,
];

export async function bench(options) {
  const tables = [];
  const targets = [];
  for (const steps of options.steps ?? (options.quick ? [20] : [100, 1_000, 10_000])) {
    const rounds = options.rounds ?? (options.quick ? 2 : steps > 1_000 ? 5 : 10);
    const results = await rerun(steps, rounds, options);
    const by = (name) => results.find(({ contender }) => contender.name === name);
    tables.push({
      title: `Null rerun of ${count(steps)} steps, ${rounds} rounds`,
      head: ['', 'ms', 'spread', 'first', '× manifest', 'CPU ms', 'what it compares'],
      left: [0, 6],
      rows: results.map((result) => row(result, by(manifest.name))),
    });
    const ours = by(kept.name);
    if (steps === 1_000) {
      targets.push(
        target(
          'null rerun of 1,000 against loading a manifest and stats',
          ratio(ours, by(manifest.name)),
          1.8,
        ),
        target('… against turbo', ratio(ours, by('turbo')), 1, 'less than it'),
        target('… against nx', ratio(ours, by('nx')), 1 / 10),
        target('… against wireit', ratio(ours, by('wireit')), 1 / 10),
        target('… against snakemake', ratio(ours, by('snakemake')), 1 / 3),
      );
    }
    if (steps === 10_000 && ours?.rounds.length > 0) {
      const ms = median(ours.rounds.map((round) => round.ms));
      targets.push({
        what: 'null rerun of 10,000',
        wanted: 'under 1,500 ms',
        got: `${figure(ms)} ms`,
        met: ms < 1_500,
      });
    }
  }
  return { tables, targets };
}

async function rerun(steps, rounds, options) {
  const given = { steps, shape: 'chain', parallel: availableParallelism() };
  const results = chosen(contenders, options).map((contender) => ({
    contender,
    rounds: [],
    why: whyNot(contender, given),
  }));
  try {
    for (const result of results) await fill(result, given, options);
    settle();
    for (let round = 0; round <= rounds; round++) {
      for (let at = 0; at < results.length; at++) {
        await again(results[(at + round) % results.length], round, options);
      }
    }
  } finally {
    for (const { contender, folder } of results) {
      if (folder === undefined) continue;
      await contender.leave?.(folder);
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    }
  }
  return results;
}

/** Plays everything once. */
async function fill(result, given, options) {
  const { contender } = result;
  if (result.why !== undefined) return options.say(`${contender.name}: ${result.why}`);
  result.folder = await freshFolder(options, contender.name);
  try {
    const { words, env, fill: first = { words, env } } = await contender.prepare(result.folder, given);
    options.say(`${contender.name} plays ${given.steps} steps for the first time`);
    await measure(first.words, { cwd: result.folder, env: first.env, usage: false });
    first.after?.();
    await contender.verify?.(result.folder, given);
    Object.assign(result, { words, env, head: head(result) });
  } catch (error) {
    failed(result, error, options);
  }
}

async function again(result, round, options) {
  if (result.why !== undefined) return;
  try {
    const measured = await measure(result.words, { cwd: result.folder, env: result.env });
    if (head(result) !== result.head) throw new Error('a null rerun made a commit');
    if (round === 0) result.first = measured;
    else result.rounds[round - 1] = measured;
    options.say(`${result.contender.name}: ${Math.round(measured.ms)} ms`);
  } catch (error) {
    failed(result, error, options);
  }
}

function failed(result, error, options) {
  result.why = 'failed';
  options.say(`${result.contender.name} failed: ${error.message}`);
  options.failed?.(result.contender.name, error);
}

/** For those that commit, what HEAD is. */
const head = ({ contender, folder }) =>
  contender.name === kept.name ? git(folder, 'rev-parse', 'HEAD') : undefined;

function row(result, floor) {
  const { contender, rounds, why, first } = result;
  if (why !== undefined) return [contender.name, '–', '–', '–', '–', '–', why];
  const each = rounds.map(({ ms }) => ms);
  const cpu = rounds.flatMap(({ cpuMs }) => (cpuMs === undefined ? [] : [cpuMs]));
  return [
    contender.name,
    figure(median(each)),
    spread(each),
    figure(first.ms),
    times(ratio(result, floor)),
    cpu.length === 0 ? '–' : figure(median(cpu)),
    contender.compares,
  ];
}

await asCommand(import.meta, bench, 'A rerun of N steps that are all up to date.');
