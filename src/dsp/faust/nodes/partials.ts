/** Where the modes of bodies lie, as ratios to the lowest, and how the higher ones differ from it. */
interface Material {
  readonly ratios: readonly number[];
  /** Octaves of length that a mode loses for each octave above the lowest. */
  readonly fading: number;
  /** The same of level, besides what the mallet does. */
  readonly level: number;
}

const most = 24;
const count = Array.from({ length: most }, (_, index) => index);
const filled = (known: readonly number[], further: (index: number) => number): readonly number[] =>
  count.map((index) => known[index] ?? further(index));

/** A bar that is free at both ends: (2n+1)² from the second on (Rayleigh, "The Theory of Sound", § 170). */
const bar = filled([1, 2.7565, 5.4039], (index) => ((2 * index + 3) / 3.0112) ** 2);
/** Zeros of Bessel functions: an ideal drumhead. */
const membrane = filled(
  [1, 1.5933, 2.1355, 2.2954, 2.6531, 2.9173, 3.1555, 3.5001, 3.6, 3.6475, 4.0589, 4.1317, 4.2304, 4.6011],
  (index) => 4.6011 + 0.29 * (index - 13) + 0.04 * (index % 3),
);
/** Modes of a rim that bends, n² nearly: a wine glass. */
const rim = count.map((index) => ((index + 2) ** 2 - 0.4) / 3.6);
/** A tuned bell: hum, prime, minor third, fifth, nominal, and what lies above. */
const bell = filled(
  [1, 2, 2.4, 3, 4, 5, 5.33, 6, 8, 8.2, 10.7, 11.9, 13.4, 16.3],
  (index) => 16.3 + 1.87 * (index - 13),
);
/** A square plate, both directions, slightly uneven so that no two modes fall together. */
const plate = [...count]
  .flatMap((index) => [0, 1, 2, 3].map((other) => ((index % 8) + 1) ** 2 + 1.07 * (other + 1) ** 2))
  .toSorted((a, b) => a - b)
  .filter((one, index, all) => index === 0 || one - (all[index - 1] ?? 0) > 0.01)
  .slice(0, most)
  .map((one) => one / 2.07);
/** A bowl is never quite round, so each mode is two that beat. */
const bowl = count.map((index) => (rim[Math.floor(index / 2)] ?? 1) ** 0.96 * (index % 2 === 0 ? 1 : 1.0035));

export const materials: { readonly [material: string]: Material } = {
  wood: { ratios: bar, fading: 1.1, level: -0.7 },
  glass: { ratios: rim, fading: 0.5, level: -0.4 },
  metal: { ratios: plate, fading: 0.35, level: -0.25 },
  skin: { ratios: membrane, fading: 1.4, level: -0.9 },
  bell: { ratios: bell, fading: 0.6, level: -0.35 },
  bowl: { ratios: bowl, fading: 0.75, level: -0.6 },
};

/** How the resonances of a bank lie above the lowest. */
export const structures: { readonly [structure: string]: readonly number[] } = {
  harmonic: count.map((index) => index + 1),
  odd: count.map((index) => 2 * index + 1),
  fifths: count.map(
    (index) => 1.5 ** Math.ceil(index / 2) * 2 ** (index % 2 === 0 ? 0 : -1) * (index % 2 === 0 ? 1 : 2),
  ),
  bar,
  bell,
  cluster: count.map((index) => 1 + 0.137 * index + 0.011 * index ** 1.5),
};

/** The vowels a, e, i, o, u: five formants in Hz, and their levels in dB. The first three after Peterson and Barney (1952), men. */
export const vowels: readonly { readonly hz: readonly number[]; readonly level: readonly number[] }[] = [
  { hz: [730, 1090, 2440, 3400, 4500], level: [0, -4, -16, -20, -30] },
  { hz: [530, 1840, 2480, 3500, 4500], level: [0, -10, -13, -20, -28] },
  { hz: [270, 2290, 3010, 3600, 4600], level: [0, -14, -16, -20, -28] },
  { hz: [570, 840, 2410, 3300, 4500], level: [0, -6, -22, -26, -34] },
  { hz: [300, 870, 2240, 3300, 4500], level: [0, -12, -28, -32, -38] },
];

/** How much higher the resonances of a voice lie than those of a man of middle size. */
export const voices: { readonly [voice: string]: number } = {
  bass: 0.92,
  tenor: 1,
  alto: 1.15,
  soprano: 1.24,
};
