/** Pitches, modes and metres: what designer and analyzer must agree on. */

/** Semitones above the root. `glad` and `bright` say where a mode stands in the lexicon's axes. */
export const modes = {
  lydian: { steps: [0, 2, 4, 6, 7, 9, 11], glad: 0.8, bright: 0.6 },
  major: { steps: [0, 2, 4, 5, 7, 9, 11], glad: 0.9, bright: 0.2 },
  mixolydian: { steps: [0, 2, 4, 5, 7, 9, 10], glad: 0.5, bright: 0 },
  pentatonic: { steps: [0, 2, 4, 7, 9], glad: 0.4, bright: 0.4 },
  dorian: { steps: [0, 2, 3, 5, 7, 9, 10], glad: -0.1, bright: 0.1 },
  'whole-tone': { steps: [0, 2, 4, 6, 8, 10], glad: 0, bright: 0.8 },
  minor: { steps: [0, 2, 3, 5, 7, 8, 10], glad: -0.5, bright: -0.2 },
  phrygian: { steps: [0, 1, 3, 5, 7, 8, 10], glad: -0.8, bright: -0.6 },
};

export const pitchNames = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'];

const letters = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11, h: 11 };

/** `Eb`, `f sharp`, `F#` → 0..11; undefined for anything else. */
export function pitchClassOf(name) {
  const match = /^([a-h])\s*(#|♯|sharp|b|♭|flat)?$/i.exec(name.trim());
  if (match === null) return undefined;
  const turn = { '#': 1, '♯': 1, sharp: 1, b: -1, '♭': -1, flat: -1 }[(match[2] ?? '').toLowerCase()] ?? 0;
  return (letters[match[1].toLowerCase()] + turn + 12) % 12;
}

/** Hz of a MIDI note, equal temperament, A4 = 440 Hz; rounded to a thousandth so that graphs stay readable. */
export const hz = (note) => Math.round(440 * 2 ** ((note - 69) / 12) * 1000) / 1000;

/** The note of a mode's degree (0 is the root, 7 the next octave in a mode of seven). */
export function degree(root, mode, at) {
  const { steps } = modes[mode];
  const octave = Math.floor(at / steps.length);
  return root + 12 * octave + steps[at - octave * steps.length];
}

/** Which mode is nearest to what was read. */
export function modeFor({ glad, bright }, chance = 0) {
  const names = Object.keys(modes);
  const far = (name) => (modes[name].glad - glad) ** 2 + 0.5 * (modes[name].bright - bright) ** 2;
  return names.toSorted((a, b) => far(a) - far(b))[chance];
}
