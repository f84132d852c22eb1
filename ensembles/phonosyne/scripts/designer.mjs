/**
 * The understudy of `designer`: an arc of six movements from the words of the brief, and eighteen descriptions that hold
 * everything the analyzer needs to know. The same brief and seed give the same specs; another brief gives others.
 */
import { keywordsOf, random } from 'simphony/kit';
import { ends } from '../lexicon/axes.mjs';
import { movementsOf } from '../lib/arc.mjs';
import { modeFor, pitchNames } from '../lib/music.mjs';
import { Names } from '../lib/names.mjs';
import { effects, noises, roles, voices } from '../lib/voices.mjs';

/** Quarters in a minute: those whose bars have handy lengths. */
const tempos = [48, 54, 60, 64, 72, 75, 80, 90, 96, 100, 108, 120, 125, 132];
/** Semitones that the root of the six movements lies above that of the pack. */
const journeys = [
  [0, 0, 5, 7, 3, 0],
  [0, 8, 3, 10, 5, 0],
  [0, 5, 10, 3, 8, 0],
  [0, 7, 2, 9, 5, 0],
  [0, 10, 8, 7, 5, 0],
  [0, 3, 5, 8, 7, 0],
];
const ordinal = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Last'];

export default function play({ sheet, seed }) {
  const brief = [sheet.title, sheet.text, sheet.cue ?? ''].join('\n\n').normalize('NFC').trim();
  const chance = random(seed, `brief ${brief}`);
  const { movements, everywhere } = movementsOf(brief, chance);
  const pack = {
    tempo: tempoFor(everywhere, chance),
    root: chance.integer(0, 11),
    journey: chance.pick(journeys),
    mode: modeFor(everywhere, chance.integer(0, 1)),
  };
  const names = new Names(chance);
  const cast = Object.fromEntries(roles.map((role) => [role, castOf(role, movements, chance)]));
  const unused = { effects: chance.shuffle(effects), noises: chance.shuffle(noises) };
  return movements.flatMap((movement) => {
    const key = {
      root: (pack.root + pack.journey[movement.number - 1]) % 12,
      mode: Math.abs(movement.numbers.glad - everywhere.glad) > 0.5 ? modeFor(movement.numbers) : pack.mode,
    };
    return [
      { id: `L${movement.number}.1`, role: 'ground' },
      { id: `L${movement.number}.2`, role: 'figure' },
      { id: `A${movement.number}`, role: 'texture' },
    ].map(({ id, role }) => {
      const voice = cast[role].get(movement);
      const own = { ...movement, numbers: coloured(movement.numbers, voice) };
      const length = role === 'texture' ? undefined : barsFor(pack.tempo, role, own, chance);
      const chain = effectsFor(voice, own, unused, chance);
      return {
        id,
        name: names.from(`${movement.text} ${sheet.title}`),
        description: describe({
          voice,
          movement: own,
          key,
          length,
          tempo: pack.tempo,
          chain,
          brief,
          unused,
          chance,
        }),
        duration: length === undefined ? 10 : length.duration,
        module: role === 'texture' ? 'arbhar' : 'lubadh',
      };
    });
  });
}

/** For each movement a voice of a role, none twice: whoever belongs together most is joined first. */
function castOf(role, movements, chance) {
  const pairs = movements.flatMap((movement) =>
    voices
      .filter((voice) => voice.role === role)
      .map((voice) => ({ movement, voice, worth: affinity(voice, movement) + chance.next() * 0.5 })),
  );
  const cast = new Map();
  const taken = new Set();
  for (const { movement, voice } of pairs.toSorted((a, b) => b.worth - a.worth)) {
    if (cast.has(movement) || taken.has(voice)) continue;
    cast.set(movement, voice);
    taken.add(voice);
  }
  return cast;
}

/** Takes the one with the highest worth out of the list. */
function take(list, worth) {
  const worths = list.map(worth);
  const [one] = list.splice(worths.indexOf(Math.max(...worths)), 1);
  return one;
}

/** What the movement's materials call for counts most, then whether its numbers are those that the voice likes. */
function affinity(voice, { calls, numbers }) {
  const likes = Object.entries(voice.likes).reduce((sum, [axis, value]) => sum + value * numbers[axis], 0);
  return 1.2 * Math.sqrt(calls[voice.id] ?? 0) + 0.8 * likes + (voice.home ?? 0);
}

/** The numbers of a movement as one of its voices has them. */
const coloured = (numbers, { likes }) =>
  Object.fromEntries(
    Object.entries(numbers).map(([axis, value]) => [
      axis,
      Math.max(-1, Math.min(1, 0.85 * value + 0.35 * (likes[axis] ?? 0))),
    ]),
  );

function tempoFor({ fast, force }, chance) {
  const wanted = 84 + 38 * fast + 12 * force + (chance.next() - 0.5) * 16;
  return tempos.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0];
}

/** Whole bars of four quarters: figures nearer to 10 s, grounds nearer to 20 s, slow movements longer ones. */
function barsFor(tempo, role, { numbers }, chance) {
  const bar = 240 / tempo;
  const wanted = (role === 'ground' ? 19 : 13.5) - 3 * numbers.fast + (chance.next() - 0.5) * 6;
  const bars = Math.min(Math.floor(30 / bar), Math.max(Math.ceil(10 / bar), Math.round(wanted / bar)));
  return { bars, duration: Math.round(bars * bar * 1000) / 1000 };
}

/** One to three effects: what becomes the voice, those first that the pack has not had yet, a room last. */
function effectsFor(voice, { numbers, words }, unused, chance) {
  const home = [...words.places.keys()].flatMap((place) => place.effects);
  const worth = (name) => {
    const at = voice.effects.indexOf(name);
    const becomes = at < 0 ? -2.4 : 1 - 0.15 * at;
    return (
      becomes +
      (unused.effects.includes(name) ? 1.6 : 0) +
      (home.includes(name) ? 0.5 : 0) +
      chance.next() * 0.4
    );
  };
  const list = effects.slice();
  const count = 1 + (chance.next() < 0.75 ? 1 : 0) + (numbers.vast > 0.2 && chance.next() < 0.4 ? 1 : 0);
  const worths = new Map(list.map((name) => [name, worth(name)]));
  const chosen = list.toSorted((a, b) => worths.get(b) - worths.get(a)).slice(0, count);
  unused.effects = unused.effects.filter((name) => !chosen.includes(name));
  return chosen.toSorted((a, b) => stage(a) - stage(b));
}

/** Where an effect stands in a chain: dynamics and dirt, then what turns, then repeats, then rooms. */
const order = [
  ['noise_gate', 'compressor', 'autowah'],
  ['overdrive', 'distortion', 'fuzz'],
  ['vibrato', 'tremolo', 'chorus', 'flanger', 'phaser'],
  ['rainbow_machine', 'particle', 'delay', 'echo', 'dub_echo'],
  ['short_reverb', 'long_reverb'],
];
const stage = (name) => order.findIndex((names) => names.includes(name));

const spaced = (name) => name.replaceAll('_', ' ');
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const most = 60;
const wordCount = (text) => text.split(/\s+/u).filter((word) => word !== '').length;

/** At most sixty words; what says least about the sound is left out first. */
function describe({ voice, movement, key, length, tempo, chain, brief, unused, chance }) {
  const { numbers, words, stage: name, number } = movement;
  const adjectives = [topOf(words.moods, chance), topOf(words.materials, chance)]
    .filter((entry) => entry !== undefined)
    .map((entry) => entry.word)
    .filter((word, at, all) => all.indexOf(word) === at && !voice.says.some((says) => says.includes(word)));
  const opening = [adjectives.join(', '), chance.pick(voice.says)].filter((part) => part !== '').join(' ');
  const pitch = `on ${pitchNames[key.root]} ${key.mode}`;
  const sentences = [
    { text: `${capital(opening)}, ${pitch}.`, keep: 9 },
    { text: movingSentence(voice, movement, length, tempo, chance), keep: 8 },
    { text: underneath(voice, numbers, unused, chance), keep: 4 },
    { text: filterSentence(voice, numbers, chance), keep: 3 },
    { text: `${capital(extremes(numbers).join(', '))}.`, keep: 6 },
    { text: `Through ${chain.map(spaced).join(', then ')}.`, keep: 7 },
    { text: placeSentence(words), keep: 2 },
    { text: imageSentence(movement, brief), keep: 1 },
    { text: `${ordinal[number - 1]} of six: ${name}.`, keep: 5 },
  ].filter(({ text }) => text !== '');
  for (;;) {
    const text = sentences.map((sentence) => sentence.text).join(' ');
    if (wordCount(text) <= most) return text;
    const least = sentences.reduce((low, one) => (one.keep < low.keep ? one : low));
    sentences.splice(sentences.indexOf(least), 1);
  }
}

/** One of the entries, those that were named more often more likely. */
function topOf(entries, chance) {
  const list = [...entries];
  const all = list.reduce((sum, [, count]) => sum + count, 0);
  let at = chance.next() * all;
  return list.find(([, count]) => (at -= count) < 0)?.[0];
}

const grains = ['eighths', 'sixteenths', 'quarters', 'triplets'];

function movingSentence({ role }, { numbers, words }, length, tempo, chance) {
  const motion = topOf(words.motions, chance);
  if (role === 'texture') {
    const verb = motion?.verb ?? chance.pick(['scatters', 'drifts', 'flickers', 'swells']);
    const rate = Math.max(
      1,
      Math.round(3 + 14 * (numbers.dense + 1) ** 2 * chance.next() + 5 * (numbers.fast + 1)),
    );
    return `It ${verb}, about ${rate} events a second.`;
  }
  const beats = length.bars * 4;
  if (role === 'ground') {
    const verb = motion?.verb ?? chance.pick(['breathes', 'drifts', 'swells', 'turns']);
    const turns = length.bars % 2 === 0 && numbers.fast < 0.3 ? length.bars / 2 : length.bars;
    const each = Math.round((length.duration / turns) * 10) / 10;
    return motion?.move === 'still'
      ? `It hardly moves; ${beats} beats at ${tempo} bpm.`
      : `It ${verb} every ${each} seconds; ${beats} beats at ${tempo} bpm.`;
  }
  const grain = grains[numbers.fast > 0.35 ? 1 : numbers.fast < -0.45 ? 2 : chance.next() < 0.2 ? 3 : 0];
  const strokes = Math.max(2, Math.min(7, Math.round(4.2 + 2.2 * numbers.dense + (chance.next() - 0.5) * 2)));
  const verb = motion === undefined || motion.move === 'still' ? '' : ` that ${motion.verb}`;
  return `${capital(grain)} at ${tempo} bpm${verb}, ${beats} beats, ${strokes} strokes in eight.`;
}

/** A noise beneath it, for two voices in three; those first that the pack has not had yet. */
function underneath(voice, numbers, unused, chance) {
  if (chance.next() > 0.62 + 0.25 * numbers.noisy) return '';
  if (unused.noises.length === 0) unused.noises = chance.shuffle(noises);
  const dark = ['brown', 'pink', 'grey'];
  const fitting = (name) => (dark.includes(name) ? -numbers.bright : numbers.bright) + chance.next();
  const noise = take(unused.noises, fitting);
  const where = chance.pick(['underneath, faint', 'behind it', 'around its edges', 'far below']);
  return `${capital(spaced(noise))} noise ${where}.`;
}

const filters = [
  ['low-pass', -0.4],
  ['ladder low-pass', -0.2],
  ['one-pole low-pass', -0.5],
  ['band-pass', 0.1],
  ['high-pass', 0.6],
  ['notch', 0.3],
  ['peak', 0.2],
  ['comb', 0.3],
  ['all-pass', 0],
  ['low shelf', -0.5],
  ['high shelf', 0.7],
  ['resonators', 0.1],
];

function filterSentence({ role }, numbers, chance) {
  if (chance.next() < 0.35) return '';
  const [name] = filters.toSorted(
    ([, a], [, b]) => Math.abs(a - numbers.bright) - Math.abs(b - numbers.bright),
  )[chance.integer(0, 5)];
  const centre = 160 * 2 ** (2.6 + 1.9 * numbers.bright + (role === 'ground' ? 0 : 1) + chance.next());
  const rounded = Math.round(centre / 50) * 50;
  return `${capital(name)} near ${Math.max(100, Math.min(9000, rounded))} Hz.`;
}

/** The three axes that say most about a movement, in its words. */
function extremes(numbers) {
  const told = Object.entries(numbers)
    .filter(([axis]) => axis !== 'noisy' && axis !== 'glad')
    .toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .slice(0, 4);
  return told.map(([axis, value]) => ends[axis][value < 0 ? 0 : 1]);
}

function placeSentence({ places }) {
  const place = [...places].toSorted(([, a], [, b]) => b - a)[0]?.[0];
  return place === undefined ? '' : `As in ${place.word}.`;
}

/** Words of the brief that are heard in this movement, so that a reader finds the way back. */
function imageSentence({ text }, brief) {
  const own = keywordsOf(text, 12).filter((word) => /^\p{L}{4,14}$/u.test(word));
  const spoken = (own.length === 0 ? keywordsOf(brief, 4) : own)
    .filter((word) => word.length <= 20)
    .slice(0, 3);
  return spoken.length === 0 ? '' : `Image: ${spoken.join(', ')}.`;
}
