/**
 * Reads a description: everything that it says about a sound, as plain values. Whatever it leaves open is filled in from
 * its own words and, where there are none, by chance.
 */
import { callsOf, numbersOf, read, rootOf, tokensOf } from '../lexicon/index.mjs';
import { modeFor, modes, pitchClassOf } from './music.mjs';
import { effects, noises, voices } from './voices.mjs';

const grainOf = {
  whole: 0.25,
  half: 0.5,
  quarter: 1,
  quarters: 1,
  eighth: 2,
  eighths: 2,
  triplets: 3,
  triplet: 3,
  sixteenth: 4,
  sixteenths: 4,
};

/**
 * @param prompt   the description
 * @param duration seconds
 * @param role     `ground`, `figure` or `texture` where the caller knows it
 * @param chance   a `Random` of the kit
 */
export function readDescription({ prompt, duration, role }, chance) {
  const words = read(prompt);
  const lower = prompt.toLowerCase();
  const numbers = numbersOf(words);
  // A text without a known word is as good as any other: it gets a colour of its own.
  const open = words.known < 4 ? 0.9 : 0.15;
  for (const axis of Object.keys(numbers)) {
    numbers[axis] = Math.max(-1, Math.min(1, numbers[axis] + (chance.next() - 0.5) * open));
  }
  const voice = voiceIn(words, lower, role, numbers, chance);
  const bpm = numberIn(lower, /(\d{2,3}(?:\.\d+)?)\s*bpm/) ?? 62 + 60 * (0.5 + numbers.fast / 2);
  const beats = Math.max(1, Math.round((duration * Math.max(20, Math.min(300, bpm))) / 60));
  const every = numberIn(lower, /every\s+(\d+(?:\.\d+)?)\s*(?:s\b|sec)/);
  return {
    duration,
    role: voice.role,
    voice: voice.id,
    numbers,
    words,
    key: keyIn(prompt, numbers, chance),
    beats,
    beat: duration / beats,
    grain: grainIn(lower, numbers),
    strokes: strokesIn(lower, numbers, chance),
    turns: turnsFor(every, duration, beats, numbers),
    events: Math.max(
      0.5,
      Math.min(80, numberIn(lower, /(\d+(?:\.\d+)?)\s+events/) ?? 4 + 18 * (numbers.dense + 1)),
    ),
    move: topOf(words.motions)?.move ?? chance.pick(['breathe', 'drift', 'swell', 'turn']),
    materials: [...words.materials.keys()].map((entry) => entry.word),
    noise: noiseIn(lower),
    noisePlace: /edges/.test(lower)
      ? 'edges'
      : /far below/.test(lower)
        ? 'below'
        : /behind/.test(lower)
          ? 'behind'
          : 'under',
    filter: filterIn(lower),
    effects: effectsIn(lower, numbers, voice, chance),
    hall: topOf(words.places) ?? { hall: 1.5 + 3 * (1 + numbers.vast), wet: 0.2 + 0.12 * (1 + numbers.vast) },
  };
}

const numberIn = (text, pattern) => {
  const match = pattern.exec(text);
  return match === null ? undefined : Number(match[1]);
};

const topOf = (entries) => [...entries].toSorted(([, a], [, b]) => b - a)[0]?.[0];

/** The voice that is named; the earlier in the text and the earlier in its list of names, the stronger. */
function voiceIn({ tokens, materials }, lower, role, numbers, chance) {
  const places = new Map();
  tokens.forEach((token, at) => {
    const root = rootOf(token);
    if (!places.has(root)) places.set(root, at);
  });
  const calls = callsOf({ materials });
  const worth = (voice) => {
    if (role !== undefined && voice.role !== role) return -Infinity;
    const named = voice.names.split(' ').map((name, rank) => {
      const at = places.get(rootOf(name));
      return at === undefined ? 0 : (3 - 0.3 * rank) / (1 + at / 25);
    });
    const said = voice.says.some((phrase) => lower.includes(phrase)) ? 20 : 0;
    const likes = Object.entries(voice.likes).reduce((sum, [axis, value]) => sum + value * numbers[axis], 0);
    return said + Math.max(...named) + 0.7 * (calls[voice.id] ?? 0) + 0.5 * likes + chance.next() * 0.3;
  };
  const worths = voices.map(worth);
  return voices[worths.indexOf(Math.max(...worths))];
}

/** `on D dorian`, `in F# minor`, `A lydian`; a bare `a` is an article. */
function keyIn(prompt, numbers, chance) {
  const names = Object.keys(modes).join('|');
  const whole = new RegExp(`\\b([A-H](?:#|b|♯|♭| sharp| flat)?)[ -]?(${names}|ionian|aeolian)\\b`, 'i').exec(
    prompt,
  );
  const alone =
    /\b(?:on|in|of|root|note|key)\s+(?:an?\s+|low\s+|high\s+|deep\s+)?([A-H](?:#|b|♯|♭| sharp| flat)?)(?![\w'’])/.exec(
      prompt,
    );
  const root = pitchClassOf((whole ?? alone)?.[1] ?? '') ?? chance.integer(0, 11);
  const named = { ionian: 'major', aeolian: 'minor' }[whole?.[2].toLowerCase()] ?? whole?.[2].toLowerCase();
  return { root, mode: named ?? modeFor(numbers, chance.integer(0, 1)) };
}

function grainIn(lower, numbers) {
  for (const token of tokensOf(lower)) if (Object.hasOwn(grainOf, token)) return grainOf[token];
  return numbers.fast > 0.35 ? 4 : numbers.fast < -0.5 ? 1 : 2;
}

function strokesIn(lower, numbers, chance) {
  const told = numberIn(lower, /(\d+)\s+strokes? in eight/);
  return Math.max(1, Math.min(8, told ?? Math.round(4.2 + 2.2 * numbers.dense + (chance.next() - 0.5) * 2)));
}

/** How often the motion comes round in the whole: a whole number, so that a loop ends where it began. */
function turnsFor(every, duration, beats, numbers) {
  if (every !== undefined && every > 0.05) return Math.max(1, Math.min(200, Math.round(duration / every)));
  const bars = Math.max(1, Math.round(beats / 4));
  return numbers.fast > 0.3 ? bars : Math.max(1, Math.round(bars / 2));
}

function noiseIn(lower) {
  const spelt = { grey: 'gr[ea]y', sample_hold: 'sample[ _-](?:and[ _-])?hold' };
  return noises.find((name) => new RegExp(`${spelt[name] ?? name}[ _-]noise`).test(lower));
}

const filterNames = [
  ['ladder', /ladder/],
  ['one_pole', /one[- ]pole/],
  ['bandpass', /band[- ]?pass/],
  ['highpass', /high[- ]?pass/],
  ['low_shelf', /low[- ]shelf/],
  ['high_shelf', /high[- ]shelf/],
  ['notch', /notch/],
  ['peak', /\bpeak/],
  ['comb', /\bcomb\b/],
  ['all_pass', /all[- ]?pass/],
  ['resonators', /resonat/],
  ['formant', /formant/],
  ['lowpass', /low[- ]?pass/],
];

function filterIn(lower) {
  const near = /([a-z -]+?)\s+(?:near|at|around)\s+(\d+(?:\.\d+)?)\s*(k?)hz/g;
  for (const [, name, number, thousands] of lower.matchAll(near)) {
    const found = filterNames.find(([, pattern]) => pattern.test(name));
    if (found !== undefined)
      return {
        type: found[0],
        hz: Math.max(40, Math.min(16000, Number(number) * (thousands === 'k' ? 1000 : 1))),
      };
  }
  const named = filterNames.find(([type, pattern]) => type !== 'peak' && pattern.test(lower));
  return named === undefined ? undefined : { type: named[0] };
}

const synonyms = [
  ['autowah', /auto[- ]?wah|\bwah\b/],
  ['chorus', /\bchorus\b/],
  ['compressor', /compress|squashed|pumping/],
  ['dub_echo', /dub|tape echo/],
  ['delay', /\bdelay/],
  ['distortion', /distort/],
  ['echo', /(?<!dub |tape )\becho(?:es|ing)?\b/],
  ['flanger', /flang/],
  ['fuzz', /fuzz/],
  ['short_reverb', /short[ _]reverb|room reverb|small room/],
  ['long_reverb', /long[ _]reverb|\bhall\b|reverb|cathedral|cavern/],
  ['noise_gate', /noise[ _]gate|\bgated?\b/],
  ['overdrive', /overdr|saturat|\bdriven\b/],
  ['particle', /particle|granulat|stutter/],
  ['phaser', /phas/],
  ['rainbow_machine', /rainbow|shimmer|pitch[- ]shift/],
  ['tremolo', /tremolo/],
  ['vibrato', /vibrato|wobbl/],
];

/** In the order in which they are named; a description that names none gets one that becomes the voice. */
function effectsIn(lower, numbers, voice, chance) {
  const through = /through ([^.]*)\./.exec(lower)?.[1];
  const exact =
    through === undefined
      ? []
      : through.split(/,|\bthen\b|\band\b|\binto\b/).map((part) => part.trim().replaceAll(' ', '_'));
  const known = exact.filter((name) => effects.includes(name));
  if (known.length > 0) return known;
  const found = synonyms
    .map(([name, pattern]) => ({ name, at: lower.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)
    .map(({ name }) => name);
  const single = found.includes('short_reverb') ? found.filter((name) => name !== 'long_reverb') : found;
  return single.length > 0
    ? single.slice(0, 4)
    : [chance.pick(voice.effects.slice(0, 3)), numbers.vast > 0 ? 'long_reverb' : 'short_reverb'];
}
