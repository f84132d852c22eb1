/**
 * Grounds that flow: wind, surf, current, feedback. Each takes a `Patch` and gives the name of the node that is its sound, dry.
 */
import { moved } from '../patch.mjs';
import { detuned, grounds } from './chords.mjs';

export const flowing = {
  wind(p) {
    const around = grounds(p) + 31;
    const air = p.add(
      'air',
      p.reading.noise === undefined || p.reading.noise === 'dust' ? 'pink_noise' : `${p.reading.noise}_noise`,
    );
    const gust = p.add('gust', 'random_walk', { rate: p.scale('fast', 1, 6), step: 0.35 });
    const band = (name, at, q, reach) =>
      p.add(name, 'bandpass', {
        in: air,
        frequency: moved(
          p.tone(around, at),
          { node: gust, octaves: reach },
          { node: p.motion, octaves: 0.5 * p.reach },
        ),
        q,
      });
    const body = p.add('mass', 'bandpass', {
      in: air,
      frequency: moved(p.scale('bright', 180, 900), { node: p.motion, octaves: 0.9 }),
      q: 0.8,
    });
    const whistle = p.mix(
      'whistles',
      [band('whistle', 0, 34, 0.06), 2.2],
      [band('whistle2', 4, 26, 0.09), 1.4],
      [band('crack', 9, 40, 0.04), 1.2],
    );
    const level = p.breathing(
      'strength',
      p.mix('wind', [body, 0.9], [whistle, p.line('noisy', 1.2, 0.5)]),
      gust,
      0.35,
      1,
    );
    return p.add('lull', 'gain', { in: level, gain: moved(0.75, { node: p.motion, depth: 0.25 * p.reach }) });
  },

  tide(p) {
    const low_ = p.add('swellbody', 'brown_noise');
    const spray = p.add('spray', p.reading.numbers.bright > 0.2 ? 'blue_noise' : 'white_noise');
    const wave = p.motion;
    const deep = p.add('deep', 'lowpass', {
      in: p.mix('mass', [low_, 1], [spray, 0.08]),
      cutoff: moved(p.scale('bright', 260, 1500), { node: wave, octaves: 1.6 }),
      resonance: 0.08,
    });
    const foam = p.breathing(
      'foam',
      p.add('crest', 'bandpass', {
        in: spray,
        frequency: moved(p.scale('bright', 1800, 5000), { node: wave, octaves: 0.6 }),
        q: 0.7,
      }),
      wave,
      0.005,
      p.line('force', 0.12, 0.3),
    );
    const hull = p.add('hull', 'resonators', {
      in: deep,
      frequency: p.tone(grounds(p)),
      structure: 'fifths',
      count: 5,
      decay: 1.4,
      brightness: 0.4,
      mix: 1,
    });
    const sea = p.mix(
      'sea',
      [p.breathing('water', deep, wave, 0.4, 1), 1],
      [foam, 1],
      [hull, p.line('noisy', 0.55, 0.2)],
    );
    // the ground swell carries most of the level and little of what is heard
    return p.add('shore', 'low_shelf', { in: sea, frequency: 150, gain: p.line('high', -6, -14) });
  },

  hum(p) {
    const around = 33 + 6 * p.reading.numbers.high;
    const frequency = p.tone(around);
    const coil = p.add('coil', 'fm', {
      frequency,
      ratio: p.pick([1, 2, 3, 0.5]),
      index: moved(p.scale('rough', 1, 5), { node: p.motion, depth: 1.2 * p.reach }),
      feedback: p.line('rough', 0, 0.35),
    });
    const core = p.add('core', 'fm', {
      frequency: frequency * 2.004,
      ratio: p.pick([1.5, 2.01, 3.5]),
      index: p.scale('bright', 0.8, 4),
    });
    const fifth = p.add('hum', 'fm', {
      frequency: p.tone(around + 12, 4),
      ratio: 1,
      index: moved(1.2, { node: p.swing('load', p.reading.turns * 2), depth: 0.8 }),
    });
    const buzz = p.multiply(
      'buzz',
      p.add('lamina', 'pulse', { frequency: frequency * 4, width: 0.12 }),
      p.add('contact', 'lfo', { rate: p.fits(p.scale('fast', 5, 13)), shape: 'steps' }),
    );
    const sum = p.mix(
      'windings',
      [coil, 0.5],
      [core, 0.25],
      [fifth, 0.2],
      [buzz, p.line('rough', 0.03, 0.14)],
    );
    return p.add('tin', 'lowpass', {
      in: sum,
      cutoff: moved(p.scale('bright', 700, 6000), { node: p.motion, octaves: 0.6 * p.reach }),
      resonance: 0.2,
    });
  },

  undertow(p) {
    const around = grounds(p) + 3;
    const seed = p.add('seed', 'triangle', { frequency: detuned(p, 'seed', p.tone(around), 6) });
    const second = p.add('fifth', 'sine', { frequency: detuned(p, 'fifth', p.tone(around, 4), 6) });
    const pulses = p.add('pushes', 'pattern', {
      steps: p.row([1, 0, 0, 0.4, 0, 0.7, 0, 0], 1),
      rate: p.steps(1),
      shape: 'fall',
      length: p.reading.beat * 0.9,
    });
    const grit = p.multiply(
      'grit',
      p.add('silt', p.reading.numbers.bright > 0 ? 'velvet_noise' : 'brown_noise'),
      pulses,
    );
    const into = p.mix(
      'into',
      [p.breathing('feed', p.mix('tones', [seed, 0.5], [second, 0.3]), p.motion, 0.15, 0.6), 1],
      [grit, 0.35],
    );
    const circle = p.add('circle', 'feedback', {
      in: into,
      from: 'bed',
      gain: p.line('force', 0.72, 0.9),
      delay: p.reading.beat * p.pick([0.5, 0.75, 1]),
    });
    const current = p.add('current', 'all_pass', { in: circle, time: p.between(0.013, 0.06), gain: 0.55 });
    p.add('bed', 'bandpass', {
      in: current,
      frequency: moved(p.scale('bright', 200, 900), {
        node: p.swing('undertow', p.reading.turns + 1),
        octaves: 1.2,
      }),
      q: p.between(0.8, 1.6),
    });
    const teeth = p.add('hollow', 'comb', {
      in: circle,
      frequency: p.tone(around + 12),
      feedback: p.line('rough', 0.6, 0.9),
      damping: 0.5,
      mix: 0.4,
    });
    return p.add('depth', 'lowpass', {
      in: p.mix('all', [teeth, 0.8], ['bed', 0.5]),
      cutoff: moved(p.scale('bright', 600, 3500), { node: p.motion, octaves: 0.8 * p.reach }),
      resonance: 0.2,
    });
  },
};
