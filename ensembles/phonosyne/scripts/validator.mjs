/** Listens to every finished file once more, from its bytes, and compares them. */
import { faultsOf, measure, readWav, sha256 } from 'simphony/kit';
import { nearestOf, printOf } from '../lib/distance.mjs';

const rounded = (value) => Math.round(value * 100) / 100;

/** Why there is no sound, and after how many graphs and renders nobody tried again. */
function becauseOf({ failed = 'was not rendered', attempts, round = 1 } = {}) {
  if (attempts === undefined) return failed;
  const graphs = round === 1 ? '1 graph' : `${round} graphs`;
  return `${failed}; given up after ${graphs}, the last rendered ${attempts === 1 ? 'once' : `${attempts} times`}`;
}

export default async function play({ inputs: { designer, compiler } }, context) {
  const rendered = new Map((compiler ?? []).map((entry) => [entry.id, entry]));
  const gaps = [];
  const samples = [];
  const prints = [];
  for (const [at, spec] of designer.entries()) {
    const entry = rendered.get(spec.id);
    const file = entry?.files.find(({ path }) => path.endsWith(`/${spec.id}.wav`));
    if (entry === undefined || file === undefined) {
      gaps.push({ id: spec.id, reason: becauseOf(entry) });
      continue;
    }
    const bytes = await context.readBytes(file.path);
    const faults = faultsOf(bytes, { duration: spec.duration, loop: spec.module === 'lubadh', channels: 1 });
    const digest = sha256(bytes);
    const read = readWav(bytes);
    if (faults.length > 0 || read.read === 'mistake' || digest !== file.sha256) {
      const because = faults.map(({ criterion, evidence }) => `${criterion}: ${evidence}`);
      gaps.push({
        id: spec.id,
        reason: because.length > 0 ? because.join('; ') : 'is not the file that was rendered',
      });
      continue;
    }
    const figures = measure(read.wav);
    prints.push({ id: spec.id, print: printOf(read.wav.channels[0], read.wav.rate) });
    samples.push({
      id: spec.id,
      sha256: digest,
      duration: Math.round((read.wav.channels[0].length / read.wav.rate) * 1000) / 1000,
      ...Object.fromEntries(
        Object.entries(figures).map(([name, value]) => [
          name,
          name === 'dc' ? Number(value.toPrecision(2)) : rounded(value),
        ]),
      ),
    });
    context.progress((at + 1) / designer.length);
  }
  const nearest = nearestOf(prints);
  const compared = samples.map((sample, at) => ({
    ...sample,
    nearest: nearest[at] === null ? null : { id: nearest[at].id, distance: rounded(nearest[at].distance) },
  }));
  const closest = compared
    .filter((one) => one.nearest !== null)
    .toSorted((a, b) => a.nearest.distance - b.nearest.distance)[0];
  const loudness = compared.map(({ lufs }) => lufs);
  return {
    summary: `${compared.length} of ${designer.length} valid${closest === undefined ? '' : `, the nearest two ${closest.nearest.distance} dB apart`}`,
    valid: compared.length,
    gaps,
    samples: compared,
    nearest:
      closest === undefined
        ? null
        : { a: closest.id, b: closest.nearest.id, distance: closest.nearest.distance },
    onsets: compared.reduce((sum, { onsets }) => sum + onsets, 0),
    loudness: compared.length === 0 ? {} : { lowest: Math.min(...loudness), highest: Math.max(...loudness) },
  };
}
