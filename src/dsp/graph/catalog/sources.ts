import {
  choice,
  cycles,
  hz,
  maybe,
  perSecond,
  plain,
  ratio,
  seconds,
  semitones,
  share,
  slope,
  trigger,
  type NodeType,
  type Range,
} from '../node-type.ts';

const pitch = (otherwise = 220): Range => hz(0.1, 16000, otherwise, 'how often a second it swings');

const source = (doc: string, params: NodeType['params'], inputs: NodeType['inputs'] = {}): NodeType => ({
  family: 'source',
  doc,
  gives: 'audio',
  inputs,
  params,
});

export const sources = {
  sine: source('one pure tone', {
    frequency: pitch(),
    phase: cycles(-8, 8, 0, 'added to its phase; moved by another node it is phase modulation'),
  }),
  saw: source('a bright band-limited sawtooth, all harmonics', { frequency: pitch() }),
  square: source('a hollow band-limited square, odd harmonics', { frequency: pitch() }),
  pulse: source('a band-limited pulse; move its width for a slow chorus of its own', {
    frequency: pitch(),
    width: plain(0.01, 0.99, 0.5, 'share of each swing that is high'),
  }),
  triangle: source('a soft band-limited triangle, weak odd harmonics', { frequency: pitch() }),
  fm: source('a pair of sines, the second moving the phase of the first: bells, glass, brass', {
    frequency: pitch(),
    ratio: ratio(0, 32, 2, 'frequency of the modulator to that of the carrier'),
    index: plain(0, 40, 2, 'how far the phase is moved, in radians: brightness'),
    feedback: share(0, 'how much the modulator moves itself: from sine towards noise'),
  }),
  additive: source('a sum of sines', {
    frequency: pitch(),
    partials: plain(1, 48, 16, 'how many sines; between two whole numbers the last one fades in'),
    tilt: slope(-36, 6, -6, 'how fast the partials fall'),
    even: share(1, 'level of the even partials: 0 is hollow'),
    stretch: plain(0.25, 4, 1, 'exponent of the series: 1 is harmonic, above wider, below narrower'),
    amplitudes: {
      is: 'numbers',
      of: share(0, 'level of one partial'),
      least: 1,
      most: 48,
      default: [],
      doc: 'a level for each partial, instead of `partials`, `tilt` and `even`',
    },
  }),
  sync: source('a band-limited sawtooth that a slower one starts anew: sweep `ratio` for the tearing sound', {
    frequency: pitch(110),
    ratio: ratio(1, 16, 2.5, 'frequency of the sawtooth that is heard to that of the one that restarts it'),
  }),
  wavetable: source('a scan through four band-limited waves', {
    frequency: pitch(),
    table: choice(
      ['classic', 'voice', 'organ', 'glass', 'metal', 'reed'],
      'classic',
      'which four waves: classic is sine, triangle, saw, square',
    ),
    position: share(0, 'where between the first wave and the last'),
  }),
  supersaw: source('detuned sawtooths side by side', {
    frequency: pitch(110),
    detune: semitones(0, 2, 0.2, 'how far the outermost are from the middle'),
    voices: plain(1, 9, 7, 'how many; between two whole numbers the last one fades in'),
    blend: share(0.7, 'level of the detuned ones beside the middle one'),
  }),
  pluck: source(
    'a plucked string',
    {
      frequency: hz(20, 8000, 220, 'of the string'),
      decay: seconds(0.02, 60, 3, 'until it has fallen by 60 dB'),
      brightness: share(0.6, 'how long the high partials ring, and how hard the pick is'),
      position: plain(0.02, 0.5, 0.2, 'where on the string it is plucked'),
    },
    { trigger },
  ),
  modal: source(
    'a bank of ringing modes: struck wood, glass, metal, skin, bells and bowls',
    {
      frequency: hz(20, 8000, 220, 'of the lowest mode'),
      decay: seconds(0.02, 60, 2, 'of the lowest mode, until it has fallen by 60 dB'),
      material: choice(
        ['wood', 'glass', 'metal', 'skin', 'bell', 'bowl'],
        'bell',
        'how the modes lie and fade',
      ),
      brightness: share(0.5, 'how hard the mallet is: level and length of the high modes'),
      modes: plain(1, 24, 12, 'how many; between two whole numbers the last one fades in'),
    },
    { in: maybe('excites the modes instead of the mallet'), trigger },
  ),
  grains: source('a cloud of short tones', {
    frequency: hz(20, 12000, 440, 'of the grains, on average'),
    density: perSecond(0.2, 400, 30, 'grains that begin each second'),
    size: seconds(0.002, 1, 0.08, 'length of a grain'),
    spread: semitones(0, 48, 7, 'how far from `frequency` a grain may lie, up or down'),
    sweep: semitones(-24, 24, 0, 'how far a grain glides while it sounds'),
    shape: choice(['sine', 'triangle', 'buzz', 'noise'], 'sine', 'what a grain is made of'),
    jitter: share(0.7, '0 is an even row of grains, 1 falls by chance'),
  }),
} satisfies { [type: string]: NodeType };
