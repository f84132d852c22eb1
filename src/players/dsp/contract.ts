import type { JsonObject } from '../../base/index.ts';
import type { OfProgram } from '../../score/index.ts';
import type { SoundAsked } from './asked.ts';

/** Of every sound that a program makes, Hz. */
export const sampleRate = 48_000;

/** A program that a model is asked to write, and the sound that it must make. */
export interface ProgramWanted extends OfProgram {
  readonly asked: SoundAsked;
}

/** The same for every item and attempt, so that the provider's cache can keep it: what changes is among the data. */
export function contractText({ language, channels }: ProgramWanted): string {
  const outputs = channels === 1 ? 'one output' : 'two outputs, left and right';
  return [
    `You write one whole ${language === 'faust' ? 'Faust' : 'Python'} program. It is run as it stands, nobody mends it, and the samples it makes become a sound file. \`sound\` in the data says what is asked of the sound.`,
    language === 'faust' ? faust(outputs) : python(channels),
    held(channels),
  ].join('\n\n');
}

const faust = (outputs: string): string =>
  [
    'The program:',
    `- It is compiled with the Faust standard libraries (\`import("stdfaust.lib");\`) and defines \`process\`, with no inputs and ${outputs}.`,
    `- It is rendered for \`sound.duration\` seconds at ${sampleRate} Hz from a silent start; nobody turns a knob, so controls stay at their initial values, and there is no gate but one that the program makes itself.`,
    '- Chance comes from `no.noise` and its like, which are the same in every run. Files, sound files and foreign functions cannot be reached.',
    '- Keep it small: recursion that never ends, or thousands of parallel voices, are stopped while they compile.',
  ].join('\n');

const python = (channels: 1 | 2): string =>
  [
    'The program:',
    '- It defines `def render(duration, sample_rate, rng):` and returns a NumPy array of floats, ' +
      (channels === 1 ? 'of one dimension' : 'of shape (2, n): left and right') +
      ', with `round(duration * sample_rate)` samples' +
      (channels === 1 ? '.' : ' each.'),
    '- `import numpy as np` and `scipy` are there, and nothing else besides the standard library. All chance comes from `rng`, a `numpy.random.Generator` that is seeded by the caller.',
    '- It runs alone in a sandbox: no network, no files, no other processes, bounded time and memory. Vectorise; a Python loop over every sample is too slow.',
  ].join('\n');

const held = (channels: 1 | 2): string =>
  [
    'The sound file is refused, and you hear why, unless all of this holds:',
    `- ${channels === 1 ? 'mono' : 'stereo'}, ${sampleRate} Hz, samples as floats; as long as asked, at most 0.5 s more or less`,
    '- its largest sample stays strictly below -1 dBFS (0.891); aim for about -3 dBFS (0.7)',
    '- no NaN, no infinity, no denormal number',
    '- not silent: louder than -60 LUFS, with something to hear between 20 Hz and 20 kHz',
    '- no DC above 1 %, not more than 1 % of its samples clipped flat',
    '- not a lone click: the energy is spread over the duration',
    '- where `sound.loop` is true, its end runs into its beginning without a click',
  ].join('\n');

/** What is asked of the sound, as it stands among the data. */
export const soundData = ({ asked, channels }: ProgramWanted): JsonObject => ({
  ...(asked.duration === undefined ? {} : { duration: asked.duration }),
  loop: asked.loop ?? false,
  sample_rate: sampleRate,
  channels,
});
