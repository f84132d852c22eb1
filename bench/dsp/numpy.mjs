/**
 * (h) What rendering costs: `node bench/dsp/numpy.mjs`.
 *
 * The eighteen graphs of the shipped sheet, rendered by the compiler as in a session, and by NumPy and SciPy
 * (numpy_graphs/), two at once, in turns. Both sides write what they rendered, and it is compared: the same graphs must
 * sound the same.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { figure, median, megabytes, most, spread, times } from '../shared/figures.mjs';
import { asCommand, target } from '../shared/main.mjs';
import { environment, measure, settle } from '../shared/measure.mjs';
import { freshFolder, ratio } from '../shared/rounds.mjs';
import { builtDsp } from './built.mjs';
import { packOf } from './packs.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const atOnce = 2;
const ours = 'Simphony';
const theirs = 'NumPy and SciPy';

/** The first Python that has both packages. */
const python = ['python3', '/usr/bin/python3'].find(
  (program) =>
    spawnSync(program, ['-c', 'import numpy, scipy.signal'], { env: environment(), stdio: 'ignore' })
      .status === 0,
);

export async function bench(options) {
  const rounds = options.rounds ?? (options.quick ? 1 : 5);
  const folder = await freshFolder(options, 'numpy');
  try {
    const module = await builtDsp(folder);
    const dsp = await import(module);
    const pack = await packOf();
    const graphs = (options.quick ? pack.slice(0, 3).map(shortened) : pack).map((one) => checked(one, dsp));
    const jobs = path.join(folder, 'jobs.json');
    const { materials, structures, voices, vowels } = dsp;
    await writeFile(jobs, JSON.stringify({ graphs, tables: { materials, structures, voices, vowels } }));
    const contenders = [
      { name: ours, cwd: here, words: (to) => [execPath, 'render.mjs', module, jobs, to, atOnce] },
      ...(python === undefined
        ? []
        : [{ name: theirs, cwd: here, words: (to) => [python, '-m', 'numpy_graphs', jobs, to, atOnce] }]),
    ];
    const results = await played(contenders, rounds, folder, options);
    const seconds = graphs.reduce((sum, { graph }) => sum + graph.duration, 0);
    const apart = python === undefined ? NaN : await furthest(graphs, folder, dsp);
    const [us, them] = [ours, theirs].map((name) => results.find(({ contender }) => contender.name === name));
    return {
      tables: [
        {
          title: `${graphs.length} graphs, ${figure(seconds)} s of sound, ${atOnce} at once, ${rounds} rounds`,
          head: ['', 's', 'spread', '× real time', 'CPU s', 'largest process, MB', '× Simphony'],
          rows: results.map((result) => row(result, us, seconds)),
        },
      ],
      notes: [
        'The largest process of the first row is a compiler child: the host that starts it needs less.',
        python === undefined
          ? `${theirs}: not measured, no Python here has both`
          : `The two sides differ by ${figure(apart)} dB in the spectrum where they differ most.`,
      ],
      targets: options.quick
        ? []
        : [
            target(
              'real time to the time that rendering takes',
              median(us.rounds.map(({ ms }) => ms)) / 1000 / seconds,
              1 / 40,
            ),
            target('Simphony to NumPy and SciPy', ratio(us, them), 1 / 4),
          ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Two seconds of it, for a run that only shows that all works. */
const shortened = ({ graph, ...rest }) => ({ ...rest, graph: { ...graph, duration: 2, loop: false } });

/** As it was asked, and as the checker read it, with every default. */
function checked({ id, seed, graph: asked }, { readGraph }) {
  const { graph, mistakes } = readGraph(asked);
  if (graph === undefined) throw new Error(`${id}: ${JSON.stringify(mistakes)}`);
  return { id, seed, asked, graph: { ...graph, nodes: Object.fromEntries(graph.nodes) } };
}

const madeBy = (name, folder) => path.join(folder, name.replaceAll(' ', '-'));

async function played(contenders, rounds, folder, options) {
  const results = contenders.map((contender) => ({ contender, rounds: [] }));
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < results.length; at++) {
      const { contender, rounds: measured } = results[(at + round) % results.length];
      const to = madeBy(contender.name, folder);
      await rm(to, { recursive: true, force: true });
      await mkdir(to);
      settle();
      measured[round] = await measure(contender.words(to).map(String), {
        cwd: contender.cwd,
        env: { PYTHONDONTWRITEBYTECODE: '1' },
      });
      options.say(`round ${round + 1} of ${rounds}: ${contender.name} ${Math.round(measured[round].ms)} ms`);
    }
  }
  return results;
}

function row(result, us, seconds) {
  const each = result.rounds.map(({ ms }) => ms / 1000);
  const cpu = result.rounds.map(({ cpuMs }) => (cpuMs ?? NaN) / 1000);
  return [
    result.contender.name,
    figure(median(each)),
    spread(each),
    figure(seconds / median(each)),
    figure(median(cpu)),
    megabytes(most(result.rounds.map(({ peakBytes }) => peakBytes ?? NaN))),
    result === us ? '–' : times(ratio(result, us)),
  ];
}

/**
 * The largest mean difference, over the graphs, of the levels of a spectrogram of 40 moments and 24 bands, where they
 * are less than 50 dB below the loudest. Chance of a trigger that falls a sample apart is other chance, so a few dB are
 * two takes of one sound.
 */
async function furthest(graphs, folder, { readWav, spectrogram }) {
  let largest = 0;
  for (const { id, graph } of graphs) {
    const file = readWav(await readFile(path.join(madeBy(ours, folder), `${id}.wav`)));
    if (file.read !== 'wav') throw new Error(`${id}: ${file.mistake}`);
    const bytes = new Uint8Array(await readFile(path.join(madeBy(theirs, folder), `${id}.f32`)));
    const frames = new Float32Array(bytes.buffer).filter((_, at) => at % graph.out.length === 0);
    const [one, other] = [file.wav.channels[0], frames].map(
      (samples) => spectrogram(samples, file.wav.rate, { columns: 40, rows: 24 }).decibels,
    );
    const top = one.reduce((highest, level) => Math.max(highest, level), -Infinity);
    const heard = [...one.keys()].filter((at) => one[at] > top - 50);
    const apart = heard.reduce((sum, at) => sum + Math.abs(one[at] - other[at]), 0) / heard.length;
    if (!(apart < 10)) throw new Error(`${id} is another sound: ${figure(apart)} dB apart`);
    largest = Math.max(largest, apart);
  }
  return largest;
}

await asCommand(import.meta, bench, 'Rendering a pack of sounds, against NumPy and SciPy.');
