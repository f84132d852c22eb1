import {
  choice,
  decibels,
  hz,
  mixOf,
  one,
  plain,
  ratio,
  seconds,
  share,
  type NodeType,
} from '../node-type.ts';

const filter = (doc: string, params: NodeType['params'] = {}): NodeType => ({
  family: 'filter',
  doc,
  gives: 'audio',
  inputs: { in: one('what is filtered') },
  params,
});

const cutoff = (otherwise: number) => hz(10, 20000, otherwise, 'where it begins to cut');
const centre = (otherwise: number, doc = 'its middle') => hz(10, 20000, otherwise, doc);
const resonance = share(0.15, '0 has no peak; 1 rings at the cutoff for long');
const q = plain(0.3, 100, 2, 'middle frequency over width: above 20 it rings');

export const filters = {
  one_pole: filter('the gentlest cut, 6 dB per octave', {
    cutoff: cutoff(1000),
    mode: choice(['lowpass', 'highpass'], 'lowpass', 'which side is kept'),
  }),
  lowpass: filter('state-variable low-pass, 12 dB per octave', { cutoff: cutoff(1000), resonance }),
  highpass: filter('state-variable high-pass, 12 dB per octave', { cutoff: cutoff(200), resonance }),
  bandpass: filter('keeps a band; 0 dB at its middle', { frequency: centre(800), q }),
  notch: filter('takes a band out', { frequency: centre(800), q }),
  peak: filter('raises or lowers a band', {
    frequency: centre(1000),
    q: plain(0.3, 100, 1, 'middle frequency over width'),
    gain: decibels(-30, 30, 6, 'at its middle'),
  }),
  ladder: filter(
    'four poles in a ladder with saturation, 24 dB per octave; sings by itself near resonance 1',
    {
      cutoff: cutoff(1000),
      resonance: share(0.3, 'feedback round the ladder'),
      drive: decibels(0, 36, 0, 'level into the saturation'),
    },
  ),
  comb: filter('a short tuned echo of itself: metallic pitch', {
    frequency: hz(20, 8000, 220, 'the pitch that it gives'),
    feedback: plain(-0.995, 0.995, 0.8, 'how long it rings; negative an octave lower and hollow'),
    damping: share(0.2, 'how much faster the high partials fade'),
    mix: mixOf(1),
  }),
  all_pass: filter('leaves the spectrum as it is and smears it in time; in a row they diffuse', {
    time: seconds(0.0001, 0.2, 0.02, 'the delay inside'),
    gain: plain(-0.95, 0.95, 0.6, 'how long it smears'),
  }),
  formant: filter('five resonances of a voice', {
    vowel: plain(0, 4, 0, 'a 0, e 1, i 2, o 3, u 4, and all between them'),
    voice: choice(['bass', 'tenor', 'alto', 'soprano'], 'tenor', 'whose'),
    shift: ratio(0.5, 2, 1, 'all resonances higher or lower: a smaller or larger head'),
    sharpness: share(0.5, 'how narrow the resonances are'),
    mix: mixOf(1),
  }),
  low_shelf: filter('raises or lowers all that is below', {
    frequency: centre(200, 'where the step lies'),
    gain: decibels(-30, 30, 6, 'of all that is below'),
  }),
  high_shelf: filter('raises or lowers all that is above', {
    frequency: centre(4000, 'where the step lies'),
    gain: decibels(-30, 30, 6, 'of all that is above'),
  }),
  resonators: filter('a bank of tuned resonances that whatever comes in sets ringing', {
    frequency: hz(20, 8000, 220, 'of the lowest'),
    structure: choice(
      ['harmonic', 'odd', 'fifths', 'bar', 'bell', 'cluster'],
      'harmonic',
      'how the others lie above it',
    ),
    count: plain(1, 24, 8, 'how many; between two whole numbers the last one fades in'),
    decay: seconds(0.01, 30, 1, 'until they have fallen by 60 dB'),
    brightness: share(0.6, 'level and length of the high ones'),
    mix: mixOf(1),
  }),
  dc_block: filter('takes out what does not swing, below 10 Hz'),
} satisfies { [type: string]: NodeType };
