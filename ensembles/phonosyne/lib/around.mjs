/** What stands around a voice: the noise beneath it, the filter that a description names, the effects, in its order. */
import { moved } from './patch.mjs';

/** The noise that is named, made to fit: below, behind, or only where the voice sounds. */
export function withNoise(p, voice) {
  const { noise, noisePlace, numbers, events } = p.reading;
  if (noise === undefined) return voice;
  const fields = {
    velvet: { density: p.scale('dense', 400, 6000) },
    dust: { density: Math.max(2, Math.min(400, events * 2)), tone: p.scale('bright', 2500, 12000) },
    sample_hold: { rate: p.scale('bright', 800, 9000), glide: p.line('rough', 0.6, 0) },
  };
  const source = p.add(noise, `${noise}_noise`, fields[noise] ?? {});
  const level =
    {
      violet: 0.35,
      blue: 0.45,
      dust: 2.2,
      velvet: 1.1,
      sample_hold: 0.35,
      white: 0.5,
      grey: 0.7,
      brown: 1,
      pink: 0.9,
    }[noise] * p.line('noisy', 0.05, 0.16);
  switch (noisePlace) {
    case 'edges': {
      const ear = p.add('ear', 'follower', { in: voice, attack: 0.02, release: 0.35, gain: 1.6 });
      return p.mix('edged', [voice, 1], [p.multiply('halo', source, ear), level * 2.2]);
    }
    case 'below': {
      const cellar = p.add('cellar', 'ladder', {
        in: source,
        cutoff: moved(p.scale('bright', 220, 1400), { node: p.motion, octaves: 0.5 }),
        resonance: 0.25,
      });
      return p.mix('laid', [voice, 1], [cellar, level * 1.8]);
    }
    case 'behind': {
      const wall = p.add('wall', 'bandpass', {
        in: source,
        frequency: moved(p.scale('bright', 500, 4200), { node: p.motion, octaves: 0.9 }),
        q: 0.9,
      });
      return p.mix('backed', [voice, 1], [wall, level * 1.8]);
    }
    default:
      return p.mix(
        'lain',
        [voice, 1],
        [p.breathing('haze', source, p.motion, 0.4, 1), level * (numbers.noisy > 0 ? 1.2 : 0.8)],
      );
  }
}

/** Filters that let all of it pass a little, so that a voice never leaves its own band. */
export function withFilter(p, voice) {
  const { filter } = p.reading;
  if (filter === undefined) return voice;
  const at = filter.hz ?? p.scale('bright', 400, 4000);
  const swept = (octaves) => moved(at, { node: p.motion, octaves: octaves * p.reach });
  const beside = (name, dry) => p.mix('past', [name, 1], [voice, dry]);
  switch (filter.type) {
    case 'ladder':
      return beside(
        p.add('named', 'ladder', {
          in: voice,
          cutoff: swept(1),
          resonance: p.line('rough', 0.2, 0.6),
          drive: p.line('force', 0, 8),
        }),
        0.12,
      );
    case 'one_pole':
      return p.add('named', 'one_pole', { in: voice, cutoff: swept(0.7) });
    case 'bandpass':
      return beside(p.add('named', 'bandpass', { in: voice, frequency: swept(0.8), q: 1.2 }), 0.25);
    case 'highpass':
      return beside(p.add('named', 'highpass', { in: voice, cutoff: swept(0.6), resonance: 0.2 }), 0.22);
    case 'notch':
      return p.add('named', 'notch', { in: voice, frequency: swept(1.2), q: 1.5 });
    case 'peak':
      return p.add('named', 'peak', { in: voice, frequency: swept(0.8), q: 2, gain: p.line('force', 5, 11) });
    case 'comb':
      return p.add('named', 'comb', {
        in: voice,
        frequency: nearTone(p, at / 4),
        feedback: p.line('rough', 0.5, 0.85),
        damping: 0.35,
        mix: 0.45,
      });
    case 'all_pass':
      return p.add('named', 'all_pass', {
        in: voice,
        time: Math.max(0.002, Math.min(0.15, 40 / at)),
        gain: 0.6,
      });
    case 'low_shelf':
      return p.add('named', 'low_shelf', { in: voice, frequency: at, gain: p.line('bright', 9, -8) });
    case 'high_shelf':
      return p.add('named', 'high_shelf', { in: voice, frequency: at, gain: p.line('bright', -9, 8) });
    case 'resonators':
      return p.add('named', 'resonators', {
        in: voice,
        frequency: nearTone(p, at / 4),
        structure: p.pick(['fifths', 'odd', 'bell', 'bar']),
        count: 7,
        decay: p.scale('vast', 0.2, 1.6),
        brightness: 0.6,
        mix: 0.4,
      });
    case 'formant':
      return p.add('named', 'formant', {
        in: voice,
        vowel: moved(2, { node: p.motion, depth: 1.5 }),
        voice: 'tenor',
        mix: 0.7,
      });
    default:
      return beside(
        p.add('named', 'lowpass', { in: voice, cutoff: swept(1), resonance: p.line('rough', 0.1, 0.4) }),
        0.1,
      );
  }
}

/** The tone of the key that lies nearest below some frequency. */
const nearTone = (p, hz) => p.tone(Math.max(28, Math.min(96, 69 + 12 * Math.log2(hz / 440))));

const held = (value, least, most) => Math.max(least, Math.min(most, value));

/** Each effect, set for this sound: repeats keep the beat, rooms are as large as the place. */
const effects = {
  autowah: (p) => ({
    frequency: p.scale('bright', 180, 700),
    range: p.line('force', 2, 4),
    sensitivity: 16,
    q: p.line('rough', 2.5, 7),
    release: held(p.reading.beat / 2, 0.05, 1),
    mix: 0.75,
  }),
  chorus: (p) => ({
    rate: p.fits(p.scale('fast', 0.15, 1.1)),
    depth: p.line('rough', 0.002, 0.006),
    voices: 4,
    mix: p.line('vast', 0.4, 0.6),
  }),
  compressor: (p) => ({
    threshold: -28,
    ratio: p.line('force', 3, 9),
    attack: p.scale('force', 0.03, 0.004),
    release: held(p.reading.beat / 2, 0.06, 0.5),
    makeup: 8,
  }),
  delay: (p) => ({
    time: held(p.reading.beat * p.pick([0.75, 0.5, 1.5]), 0.05, 3),
    feedback: p.line('vast', 0.25, 0.55),
    mix: 0.32,
  }),
  distortion: (p) => ({
    drive: p.line('force', 12, 26),
    shape: p.reading.numbers.warm > 0.2 ? 'soft' : p.pick(['soft', 'fold', 'hard', 'sine']),
    tone: p.scale('bright', 1800, 8000),
    mix: p.line('rough', 0.45, 0.95),
    level: -6,
  }),
  dub_echo: (p) => ({
    time: moved(held(p.reading.beat * p.pick([0.75, 0.5, 1]), 0.08, 2.5), {
      node: p.swing('tape', p.reading.turns),
      depth: 0.002,
    }),
    feedback: p.line('vast', 0.5, 0.8),
    low_cut: 180,
    high_cut: p.scale('bright', 1200, 4500),
    drive: p.line('rough', 3, 12),
    wow: p.line('rough', 0.15, 0.5),
    mix: 0.42,
  }),
  echo: (p) => ({
    time: held(p.reading.beat * p.pick([1, 0.75, 1.5, 0.5]), 0.08, 3.5),
    feedback: p.line('vast', 0.35, 0.65),
    damping: p.line('bright', 0.6, 0.25),
    diffusion: 0.4,
    mix: 0.38,
  }),
  flanger: (p) => ({
    rate: p.turns(p.reading.turns),
    delay: p.between(0.0012, 0.006),
    depth: 0.85,
    feedback: p.line('rough', 0.35, 0.78),
    mix: 0.5,
  }),
  fuzz: (p) => ({
    drive: p.line('force', 24, 42),
    bias: p.between(0.1, 0.4),
    gate: 0.03,
    tone: p.scale('bright', 1400, 5200),
    mix: p.line('rough', 0.35, 0.8),
    level: -9,
  }),
  short_reverb: (p) => ({
    decay: held(p.reading.hall.hall, 0.3, 2.2),
    size: p.line('vast', 0.25, 0.7),
    damping: p.line('bright', 0.55, 0.25),
    mix: held(p.reading.hall.wet, 0.15, 0.4),
  }),
  long_reverb: (p) => ({
    decay: held(p.reading.hall.hall * 1.3, 2.5, 12),
    size: p.line('vast', 0.5, 0.95),
    damping: p.line('bright', 0.6, 0.3),
    low_cut: 90,
    motion: 0.35,
    mix: held(p.reading.hall.wet + 0.06, 0.22, 0.52),
  }),
  noise_gate: (p) => ({
    threshold: p.line('dense', -22, -32),
    attack: 0.003,
    hold: 0.04,
    release: held(p.reading.beat / 4, 0.04, 0.3),
    floor: -34,
  }),
  overdrive: (p) => ({
    drive: p.line('force', 8, 20),
    tone: p.scale('bright', 2200, 8000),
    mix: 0.85,
    level: -4,
  }),
  particle: (p) => ({
    density: p.scale('dense', 10, 42),
    size: p.scale('fast', 0.18, 0.05),
    scatter: p.scale('vast', 0.1, 0.8),
    pitch: p.pick([0, 0, 12, -12, 7]),
    spread: p.pick([0, 0.15, 7]),
    stutter: p.line('rough', 0.1, 0.5),
    freeze: 0,
    mix: 0.5,
  }),
  phaser: (p) => ({
    rate: p.turns(Math.max(1, Math.round(p.reading.turns / 2))),
    frequency: p.scale('bright', 400, 1800),
    depth: p.line('vast', 1, 2.2),
    stages: p.pick([4, 6, 8]),
    feedback: p.line('rough', 0.25, 0.7),
    mix: 0.5,
  }),
  rainbow_machine: (p) => ({
    pitch: p.pick(p.reading.numbers.high > -0.2 ? [7, 12, 5, 12] : [-5, -12, 7, 12]),
    second: 0.35,
    magic: p.line('vast', 0.3, 0.62),
    lag: held(p.reading.beat / 4, 0.04, 0.6),
    tone: p.scale('bright', 3500, 9500),
    mix: p.line('bright', 0.28, 0.42),
  }),
  tremolo: (p) => ({
    rate: p.turns(Math.max(1, Math.round(p.reading.beats * p.pick([1, 2, 2, 3, 4])))),
    depth: p.line('force', 0.35, 0.8),
    shape: p.reading.numbers.rough > 0.5 ? 'square' : 'sine',
  }),
  vibrato: (p) => ({ rate: p.fits(p.scale('fast', 2.2, 6.5)), depth: p.line('rough', 9, 32), mix: 1 }),
};

/** Through the effects, in the order of the description. */
export function withEffects(p, voice) {
  return p.reading.effects.reduce(
    (into, name) => p.add(name, name, { in: into, ...effects[name](p) }),
    voice,
  );
}
