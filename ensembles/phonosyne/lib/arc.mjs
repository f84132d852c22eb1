/** The six movements: what of the brief each one hears, and the curve on which they lie. */
import { axes, callsOf, numbersOf, read, tokensOf } from '../lexicon/index.mjs';

/** Energy of the six movements, 0..1, and what each is called. */
export const arcs = [
  {
    id: 'wave',
    energy: [0.2, 0.4, 0.65, 0.95, 0.6, 0.2],
    stages: ['the way in', 'first steps', 'the pull', 'the middle of it', 'the way out', 'what is left'],
  },
  {
    id: 'climb',
    energy: [0.1, 0.25, 0.4, 0.6, 0.8, 1],
    stages: ['the ground', 'a first answer', 'more of them', 'no way back', 'nearly there', 'the height'],
  },
  {
    id: 'descent',
    energy: [0.9, 0.75, 0.6, 0.45, 0.3, 0.1],
    stages: [
      'the surface',
      'one step down',
      'the light goes',
      'the deep',
      'the floor',
      'silence with something in it',
    ],
  },
  {
    id: 'late storm',
    energy: [0.25, 0.3, 0.4, 0.6, 1, 0.15],
    stages: ['before anything', 'a sign', 'unrest', 'the first gust', 'the storm', 'after it'],
  },
  {
    id: 'two peaks',
    energy: [0.3, 0.85, 0.4, 0.5, 1, 0.2],
    stages: ['the door', 'the first height', 'the valley', 'the second climb', 'the second height', 'home'],
  },
  {
    id: 'circle',
    energy: [0.3, 0.5, 0.75, 0.7, 0.5, 0.3],
    stages: [
      'setting out',
      'on the road',
      'far off',
      'the turn',
      'the road again',
      'the same place, changed',
    ],
  },
];

/** A text in six portions of about as many words each, cut between sentences where there are enough of them. */
export function portionsOf(text) {
  const sentences = text.split(/(?<=[.!?:;…。！？])\s+|\n{2,}/u).filter((one) => one.trim() !== '');
  const pieces = sentences.length >= 6 ? sentences : text.split(/\s+/u).filter((one) => one !== '');
  const sizes = pieces.map((piece) => Math.max(1, tokensOf(piece).length));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const portions = ['', '', '', '', '', ''];
  let before = 0;
  pieces.forEach((piece, at) => {
    const middle = (before + sizes[at] / 2) / all;
    portions[Math.min(5, Math.floor(middle * 6))] += `${piece} `;
    before += sizes[at];
  });
  return portions.map((portion) => portion.trim());
}

const correlation = (a, b) => {
  const mean = (list) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const [ma, mb] = [mean(a), mean(b)];
  const over = a.reduce((sum, one, at) => sum + (one - ma) * (b[at] - mb), 0);
  const size = (list, middle) => Math.sqrt(list.reduce((sum, one) => sum + (one - middle) ** 2, 0));
  const under = size(a, ma) * size(b, mb);
  return under === 0 ? 0 : over / under;
};

const clamped = (value) => Math.max(-1, Math.min(1, value));

/**
 * The six movements of a brief: `{ text, read, numbers, calls, energy, stage }`. The arc is the one that lies nearest to how the
 * brief itself rises and falls; chance decides between near ones, and fills in where the lexicon knows few of its words.
 */
export function movementsOf(brief, random) {
  const whole = read(brief);
  const everywhere = numbersOf(whole);
  const callsEverywhere = callsOf(whole);
  const portions = portionsOf(brief);
  const heard = portions.map((portion) => {
    const words = read(portion);
    return { words, numbers: words.known === 0 ? everywhere : numbersOf(words) };
  });
  const course = heard.map(({ numbers }) => numbers.force + 0.6 * numbers.dense + 0.6 * numbers.fast);
  const nearness = new Map(arcs.map((arc) => [arc, correlation(course, arc.energy) + 0.5 * random.next()]));
  const arc = arcs.toSorted((a, b) => nearness.get(b) - nearness.get(a))[0];
  const unknown = 1 - Math.min(1, whole.known / Math.max(6, whole.tokens.length / 5));
  const drift = Object.fromEntries(axes.map((axis) => [axis, (random.next() - 0.5) * 1.4 * unknown]));
  return {
    arc,
    whole,
    everywhere,
    movements: heard.map(({ words, numbers }, at) => {
      const energy = arc.energy[at];
      const lean = { force: 0.7, dense: 0.6, bright: 0.35, fast: 0.4, rough: 0.25 };
      const of = (axis) =>
        clamped(
          0.4 * everywhere[axis] +
            0.65 * numbers[axis] +
            drift[axis] +
            (lean[axis] ?? 0) * (energy - 0.5) +
            (random.next() - 0.5) * (0.2 + 0.5 * unknown),
        );
      const calls = { ...callsEverywhere };
      for (const voice of Object.keys(calls)) calls[voice] *= 0.2;
      for (const [voice, weight] of Object.entries(callsOf(words)))
        calls[voice] = (calls[voice] ?? 0) + weight;
      return {
        number: at + 1,
        text: portions[at] === '' ? brief : portions[at],
        words: words.known === 0 ? whole : words,
        numbers: Object.fromEntries(axes.map((axis) => [axis, of(axis)])),
        calls,
        energy,
        stage: arc.stages[at],
      };
    }),
  };
}
