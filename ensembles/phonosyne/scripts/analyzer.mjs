/**
 * The understudy of `analyzer`: a description becomes a synthesis graph. It hears what the model hears, reads it with the
 * lexicon (`../lib/reading.mjs`), builds the voice that is named (`../lib/patches/`) and puts around it what is said to be there.
 * Same description, duration and seed, same graph.
 */
import { oneLine, random } from 'simphony/kit';
import { withEffects, withFilter, withNoise } from '../lib/around.mjs';
import { Patch } from '../lib/patch.mjs';
import { patches } from '../lib/patches/index.mjs';
import { readDescription } from '../lib/reading.mjs';

export default function play({ item, seed, attempt = 1, round = 1 }) {
  const { prompt, duration, id = '' } = item;
  // a graph that was sent back is not made again: the next one is drawn anew
  const chance = random(seed, `${id} ${duration} ${round} ${attempt} ${prompt}`);
  return graphOf({ prompt, duration, role: roleOf(id, prompt, chance) }, chance);
}

/** @returns a synthesis graph, version 1, and a line that says what it is */
export function graphOf(asked, chance) {
  const reading = readDescription(asked, chance);
  const patch = new Patch(reading, chance);
  const voice = patches[reading.voice](patch);
  const whole = withEffects(patch, withFilter(patch, withNoise(patch, voice)));
  const out = patch.add('out', 'dc_block', { in: whole });
  const nodes = heardFrom(out, patch.nodes);
  const effects = reading.effects.map((name) => name.replaceAll('_', ' '));
  return {
    summary: `${reading.voice}, ${Object.keys(nodes).length} nodes, through ${effects.join(', ')}`,
    version: 1,
    note: oneLine(`${reading.voice}: ${asked.prompt}`, 160),
    duration: asked.duration,
    seed: chance.integer(0, 2 ** 32 - 1),
    nodes,
    out,
    ...endingOf(reading),
    level: {
      lufs: reading.role === 'texture' ? patch.line('force', -25, -19) : patch.line('force', -23, -17),
    },
  };
}

/** Loops have the ids of the module `lubadh`; without an id, what keeps a beat is a loop. */
function roleOf(id, prompt, chance) {
  if (/^A/i.test(id)) return 'texture';
  if (/^L\d+\.1$/i.test(id)) return 'ground';
  if (/^L\d+\.2$/i.test(id)) return 'figure';
  return /bpm|beats|loop/i.test(prompt) ? chance.pick(['ground', 'figure']) : undefined;
}

/** A ground flows into itself; a figure needs no more than its own tail; a texture ends. */
function endingOf({ role, duration, beat }) {
  if (role === 'texture') return { fade: { in: 0.02, out: Math.min(0.4, duration / 10) } };
  const crossfade = role === 'ground' ? Math.min(4, duration / 5) : Math.min(beat, duration / 8, 1.2);
  return { loop: { crossfade: Math.max(0.02, Number(crossfade.toPrecision(4))) } };
}

/** Only what the output hears, directly or not: in the order in which it was made. */
function heardFrom(out, nodes) {
  const heard = new Set();
  const open = [out];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (heard.has(name)) continue;
    heard.add(name);
    open.push(...namesIn(nodes[name], nodes));
  }
  return Object.fromEntries(Object.entries(nodes).filter(([name]) => heard.has(name)));
}

/** Every name of a node in the fields that can hold one. */
function namesIn(value, nodes) {
  if (Array.isArray(value))
    return value.flatMap((one) => (typeof one === 'string' ? [one] : namesIn(one, nodes)));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    typeof one === 'string'
      ? ['node', 'in', 'from', 'a', 'b', 'trigger', 'side'].includes(key)
        ? [one]
        : []
      : namesIn(one, nodes),
  );
}
