import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readGraph } from '../../src/dsp/index.ts';
import { analyse, briefs, design, voices, type Spec } from './ensemble.ts';

const ids = [1, 2, 3, 4, 5, 6].flatMap((movement) => [`L${movement}.1`, `L${movement}.2`, `A${movement}`]);
const wordsIn = (text: string): number => text.trim().split(/\s+/u).length;

function expectPlan(specs: readonly Spec[]): void {
  expect(specs.map(({ id }) => id)).toEqual(ids);
  for (const spec of specs) {
    expect(Object.keys(spec)).toEqual(['id', 'name', 'description', 'duration', 'module']);
    expect(wordsIn(spec.description)).toBeLessThanOrEqual(60);
    const loop = spec.id.startsWith('L');
    expect(spec.module).toBe(loop ? 'lubadh' : 'arbhar');
    if (loop) {
      expect(spec.duration).toBeGreaterThanOrEqual(10);
      expect(spec.duration).toBeLessThanOrEqual(30);
    } else expect(spec.duration).toBe(10);
    // can be said aloud: no heap of consonants, no heap of vowels
    expect(spec.name).toMatch(/^[A-Z][a-z]{3,9}$/);
    expect(spec.name).toMatch(/[aeiouy]/i);
    expect(spec.name).not.toMatch(/[^aeiouy]{4}|[aeiouy]{4}/i);
  }
  expect(new Set(specs.map(({ name }) => name)).size).toBe(18);
  expect(new Set(specs.map(({ description }) => description)).size).toBe(18);
}

function expectGraphs(specs: readonly Spec[]): void {
  for (const spec of specs) {
    const read = readGraph(analyse(spec));
    expect(read.read === 'mistakes' ? { spec, mistakes: read.mistakes } : read.read).toBe('graph');
  }
}

/** Its kind, as the graph's note says it. */
const voiceOf = (spec: Spec): string =>
  /^\w+/.exec(JSON.stringify(analyse(spec)['note']).slice(1))?.[0] ?? '';

const odd = [
  ['nothing', ''],
  ['one word', 'Moth'],
  ['only signs', '… !? --- ***'],
  ['emoji', '🌊🔔🦗🔥 🧊🎻'],
  ['German', 'Der Nebel liegt über dem Moor, und tief unten läutet eine Glocke aus Eisen.'],
  ['Japanese', '夜の海。遠くの鐘。雨が屋根に落ちる。'],
  ['Arabic', 'ريح فوق الصحراء وجرس بعيد'],
  ['negations', 'No rain, no bells, never any wind, without water, nothing burning.'],
  ['ten thousand words', 'The bell under the water rings while cold rain falls on iron roofs. '.repeat(800)],
  ['one line of code', 'for (let i = 0; i < 10; i++) { console.log(`<b>${i}</b>`) } // --- $&'],
  ['half a character', '\ud83c and \udf0a'],
] as const;

test.each(odd)(
  '%s gives a whole plan, and each of its descriptions a graph without mistakes',
  (name, text) => {
    const specs = design(name === 'nothing' ? '' : 'Untitled', text);
    expectPlan(specs);
    expectGraphs(specs);
  },
);

test('any text does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(2 ** 32 - 1), (text, seed) => {
      const specs = design(text.slice(0, 20), text, seed);
      expectPlan(specs);
      expectGraphs(specs.slice(0, 3));
    }),
    { numRuns: 40 },
  );
});

test('any description does, with or without an id', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.double({ min: 0.5, max: 60, noNaN: true }),
      fc.constantFrom('', 'L1.1', 'L4.2', 'A3', 'x'),
      (description, duration, id) => expectGraphs([{ id, name: '', description, duration, module: '' }]),
    ),
    { numRuns: 60 },
  );
});

test('the same brief and seed give the same plan, another seed or another brief another one', async () => {
  const [first, second] = await briefs();
  if (first === undefined || second === undefined) throw new Error('there are six briefs');
  const plan = design(first.title, first.text, 1);
  expect(design(first.title, first.text, 1)).toEqual(plan);
  const said = new Set(plan.map(({ description }) => description));
  for (const other of [design(first.title, first.text, 2), design(second.title, second.text, 1)]) {
    expect(other.filter(({ description }) => said.has(description))).toEqual([]);
  }
});

test('a pack has no voice twice, and the briefs bring all of them', async () => {
  const heard = new Set<string>();
  for (const { title, text, seed } of await briefs()) {
    const notes = design(title, text, seed).map((spec) => voiceOf(spec));
    expect(new Set(notes).size).toBe(18);
    for (const note of notes) heard.add(note);
  }
  expect([...heard].toSorted()).toEqual(voices.map(({ id }) => id).toSorted());
});

test('movements hear their own part of the brief', () => {
  const text =
    'Rain on a tin roof. Rain and more rain. Then a forest of bells, chimes, a carillon. Bells again. A fire burns low, embers, ash. In the end a choir, voices, a choir.';
  const voicesOf = (movement: number): string[] =>
    design('Four things', text, 3)
      .filter(
        ({ id }) =>
          id.includes(String(movement)) && id.replace(/^L(\d)\..|^A(\d)/, '$1$2') === String(movement),
      )
      .map((spec) => voiceOf(spec));
  expect([...voicesOf(1), ...voicesOf(2)]).toContain('rain');
  expect([...voicesOf(3), ...voicesOf(2)]).toContain('bells');
  expect([...voicesOf(4), ...voicesOf(5)]).toContain('embers');
  expect(voicesOf(6)).toContain('choir');
});
