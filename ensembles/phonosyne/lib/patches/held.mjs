/**
 * Grounds of held tones: pad, organ, strings, choir, waves, reeds. Each takes a `Patch` and gives the name of the node that is its sound, dry.
 */
import { moved } from '../patch.mjs';
import { chordFor, detuned, grounds } from './chords.mjs';

export const held = {
  pad(p) {
    const around = grounds(p) + 7;
    const saws = chordFor(p).map((at, rank) =>
      p.add(`saws${rank + 1}`, 'supersaw', {
        frequency: p.tone(around, at),
        detune: moved(p.scale('rough', 0.08, 0.5), { node: p.motion, depth: 0.05 }),
        voices: 7,
        blend: p.line('vast', 0.5, 0.85),
      }),
    );
    const other = p.add('answer', 'supersaw', {
      frequency: p.tone(around, p.pick([3, 5, 6])),
      detune: 0.18,
      voices: 5,
    });
    const chord = p.mix('chord', ...saws.map((name, at) => [name, 0.34 - 0.04 * at]));
    const floor = p.add('floor', 'triangle', { frequency: p.tone(around - 12) });
    const both = p.add('change', 'crossfade', {
      a: chord,
      b: p.mix('second', [saws[0], 0.3], [other, 0.35]),
      position: moved(0.3, {
        node: p.swing('sway', Math.max(1, Math.round(p.reading.turns / 2))),
        depth: 0.3,
      }),
    });
    const dark = p.add('veil', p.reading.numbers.rough > 0.2 ? 'ladder' : 'lowpass', {
      in: p.mix('body', [both, 0.8], [floor, 0.3]),
      cutoff: moved(p.scale('bright', 320, 3800), { node: p.motion, octaves: 1.1 * p.reach }),
      resonance: p.line('force', 0.1, 0.35),
    });
    return dark;
  },

  organ(p) {
    const around = grounds(p) + 9;
    const tones = chordFor(p).map((at, rank) =>
      p.add(`pipe${rank + 1}`, 'additive', {
        frequency: detuned(p, `pipe${rank + 1}`, p.tone(around, at), 4),
        partials: moved(p.scale('bright', 5, 22), { node: p.motion, depth: 4 * p.reach }),
        tilt: p.line('bright', -13, -4),
        even: p.between(0.2, 1),
        stretch: p.has('iron', 'bronze', 'glass') ? p.between(1.02, 1.12) : 1,
      }),
    );
    const pedal = p.add('pedal', 'sine', { frequency: p.tone(around - 12) });
    const wide = p.mix(
      'stops',
      ...tones.map((name, at) => [
        name,
        {
          value: 0.32,
          by: [{ node: p.swing(`stop${at + 1}`, p.reading.turns + at, 'sine', at / 3), depth: 0.16 }],
        },
      ]),
      [pedal, 0.35],
    );
    return p.add('case', 'low_shelf', { in: wide, frequency: 180, gain: p.line('vast', -2, 4) });
  },

  bowed(p) {
    const around = grounds(p) + 5;
    const string = (name, at, gain) => {
      const shake = p.swing(`${name}shake`, Math.round(p.between(4.2, 5.6) * p.reading.duration));
      const walk = p.add(`${name}hand`, 'random_walk', { rate: 3, step: 0.4 });
      const frequency = p.tone(around, at);
      const saw = p.add(name, 'saw', {
        frequency: moved(frequency, { node: shake, octaves: 0.006 }, { node: walk, octaves: 0.008 }),
      });
      const bow = p.multiply(
        `${name}bow`,
        p.add(`${name}hair`, 'pink_noise'),
        p.add(`${name}press`, 'follower', { in: saw, attack: 0.003, release: 0.02 }),
      );
      const wood = p.add(`${name}body`, 'resonators', {
        in: p.mix(`${name}sum`, [saw, 0.4], [bow, p.line('rough', 0.1, 0.5)]),
        frequency,
        structure: p.has('glass') ? 'bell' : p.has('iron', 'bronze') ? 'bar' : 'harmonic',
        count: 10,
        decay: p.scale('vast', 0.15, 1.2),
        brightness: p.line('bright', 0.35, 0.85),
        mix: 0.55,
      });
      return [wood, gain];
    };
    const first = string('string', 0, 0.6);
    const second = string('fifth', p.pick([4, 4, 2, 7]), {
      value: 0.35,
      by: [{ node: p.motion, depth: 0.3 }],
    });
    return p.add('bridge', 'lowpass', {
      in: p.mix('strings', first, second),
      cutoff: moved(p.scale('bright', 600, 5500), { node: p.motion, octaves: 0.7 * p.reach }),
      resonance: 0.15,
    });
  },

  choir(p) {
    const around = grounds(p) + 12;
    const wrong = p.reading.numbers.glad < -0.2 || p.reading.numbers.rough > 0.3;
    const parts = [0, 4, 7, wrong ? 8 : 9].map((at, rank) => {
      const name = ['bass', 'tenor', 'alto', 'soprano'][rank];
      const shake = p.swing(`${name}shake`, Math.round((4.6 + 0.3 * rank) * p.reading.duration));
      const walk = p.add(`${name}walk`, 'random_walk', { rate: 2 + rank, step: 0.3 });
      return p.add(name, 'pulse', {
        frequency: moved(p.tone(around, at), { node: shake, octaves: 0.007 }, { node: walk, octaves: 0.012 }),
        width: 0.22 + 0.05 * rank,
      });
    });
    const air = p.add('air', 'pink_noise');
    const throats = p.mix(
      'throats',
      ...parts.map((name, at) => [
        name,
        {
          value: 0.3,
          by: [{ node: p.swing(`${name}swell`, p.reading.turns + (at % 2), 'sine', at / 4), depth: 0.15 }],
        },
      ]),
      [air, 0.05],
    );
    const vowel = p.add('mouths', 'formant', {
      in: throats,
      vowel: moved(p.between(0.5, 3.3), { node: p.motion, depth: 0.9 * p.reach }),
      voice: p.reading.numbers.high > 0.2 ? 'alto' : p.reading.numbers.high < -0.5 ? 'bass' : 'tenor',
      shift: p.scale('high', 0.85, 1.15),
      sharpness: p.line('warm', 0.55, 0.35),
    });
    return p.add('chests', 'lowpass', {
      in: p.mix('people', [vowel, 0.9], [throats, 0.06]),
      cutoff: p.scale('bright', 1800, 7000),
      resonance: 0.05,
    });
  },

  glow(p) {
    const around = grounds(p) + 9;
    const table = p.has('glass', 'frozen')
      ? 'glass'
      : p.has('iron', 'bronze', 'mechanical', 'transmitted')
        ? 'metal'
        : p.has('choral')
          ? 'voice'
          : p.has('reedy', 'wooden')
            ? 'reed'
            : p.pick(['classic', 'organ', 'glass', 'metal']);
    const waves = chordFor(p)
      .slice(0, 3)
      .map((at, rank) =>
        p.add(`wave${rank + 1}`, 'wavetable', {
          frequency: detuned(p, `wave${rank + 1}`, p.tone(around, at), 7),
          table,
          position: moved(0.45, {
            node: rank === 0 ? p.motion : p.swing(`morph${rank + 1}`, p.reading.turns + rank),
            depth: 0.45,
          }),
        }),
      );
    const sum = p.mix('waves', ...waves.map((name, at) => [name, 0.4 - 0.06 * at]));
    return p.add('edge', 'lowpass', {
      in: sum,
      cutoff: moved(p.scale('bright', 700, 9000), {
        node: p.swing('shade', p.reading.turns * 2),
        octaves: 0.8,
      }),
      resonance: p.line('rough', 0.1, 0.5),
    });
  },

  reed(p) {
    const around = grounds(p) + 14;
    const reeds = chordFor(p).flatMap((at, rank) => [
      [
        p.add(`reed${rank + 1}`, 'square', {
          frequency: detuned(p, `reed${rank + 1}`, p.tone(around, at), 5),
        }),
        0.17,
      ],
      [
        p.add(`second${rank + 1}`, 'pulse', {
          frequency: p.tone(around, at) * 1.003,
          width: moved(0.28, { node: p.motion, depth: 0.12 }),
        }),
        0.14,
      ],
    ]);
    const drone = p.add('bourdon', 'saw', { frequency: p.tone(around - 12) });
    const bellows = p.swing('bellows', p.reading.turns);
    const box = p.add('box', 'peak', {
      in: p.mix('reeds', ...reeds, [drone, 0.14]),
      frequency: p.scale('bright', 600, 1900),
      q: 1.4,
      gain: 8,
    });
    const leather = p.add('leather', 'one_pole', {
      in: box,
      cutoff: moved(p.scale('bright', 900, 5200), { node: bellows, octaves: 0.8 }),
    });
    return p.breathing('pressure', leather, bellows, 0.5, 1);
  },
};
