/**
 * Textures of air, water and sand. Each takes a `Patch` and gives the name of the node that is its sound, dry.
 */
import { moved } from '../patch.mjs';
import { textures } from './chords.mjs';

export const airy = {
  drops(p) {
    const drop = (name, around, share, gain) => {
      const fall = p.sprinkle((p.reading.events / 3) * share, name, { around, octaves: 2 });
      const blip = p.add(`${name}ring`, 'exponential', {
        trigger: fall.clock,
        decay: p.scale('vast', 0.07, 0.3),
        attack: 0.002,
      });
      const bend = p.add(`${name}bend`, 'ad', { trigger: fall.clock, attack: 0.05, decay: 0.05, curve: 0 });
      return [
        p.multiply(
          `${name}drop`,
          p.add(name, 'sine', {
            frequency: {
              ...fall.frequency,
              by: [...fall.frequency.by, { node: bend, octaves: p.between(0.4, 1.1) }],
            },
          }),
          blip,
        ),
        gain,
      ];
    };
    const around = textures(p);
    const drops = [
      drop('small', around + 12, 1.6, 0.4),
      drop('round', around, 1, 0.6),
      drop('large', around - 14, 0.5, 0.7),
    ];
    const basin = p.add('basin', 'resonators', {
      in: p.add('wet', 'dust_noise', { density: p.reading.events * 2, tone: 5000 }),
      frequency: p.tone(around - 5),
      structure: p.has('glass') ? 'bell' : 'odd',
      count: 6,
      decay: p.scale('vast', 0.2, 1),
      brightness: 0.5,
    });
    const bubbles = p.add('bubbles', 'grains', {
      frequency: moved(p.tone(around - 7), { node: p.motion, octaves: 0.4 }),
      density: p.reading.events,
      size: 0.05,
      spread: 11,
      sweep: 9,
      shape: 'sine',
      jitter: 1,
    });
    const pool = p.add('pool', 'lowpass', {
      in: p.add('depth', 'brown_noise'),
      cutoff: moved(p.scale('bright', 180, 600), { node: p.motion, octaves: 0.8 }),
    });
    return p.mix(
      'water',
      ...drops,
      [basin, 0.35],
      [bubbles, p.line('dense', 0.1, 0.4)],
      [pool, p.line('noisy', 0.05, 0.25)],
    );
  },

  rain(p) {
    const heavy = p.motion;
    const near = p.add('drops', 'dust_noise', {
      density: moved(p.reading.events * 6, { node: heavy, depth: p.reading.events * 4 }),
      variation: 0.9,
      tone: p.scale('bright', 3500, 9000),
    });
    const roof = p.add('roof', 'modal', {
      in: near,
      frequency: p.tone(textures(p) - 3),
      decay: p.scale('vast', 0.05, 0.35),
      material: p.has('iron') ? 'metal' : p.has('glass') ? 'glass' : 'wood',
      brightness: 0.7,
      modes: 8,
    });
    const sheet = p.breathing(
      'sheet',
      p.add('veil', 'highpass', {
        in: p.add('curtain', 'velvet_noise', { density: p.scale('dense', 1200, 9000) }),
        cutoff: p.scale('bright', 700, 2600),
      }),
      heavy,
      0.15,
      0.5,
    );
    const mist = p.breathing('mist', p.add('spray', 'blue_noise'), heavy, 0.01, 0.07);
    const gutter = p.add('gutter', 'resonators', {
      in: p.add('runoff', 'dust_noise', { density: p.reading.events * 1.5, tone: 2500 }),
      frequency: moved(p.tone(textures(p) - 17), {
        node: p.add('fill', 'random_walk', { rate: 3, step: 0.4 }),
        octaves: 0.5,
      }),
      structure: 'odd',
      count: 5,
      decay: 0.25,
      brightness: 0.4,
    });
    const rain = p.mix('rain', [roof, 0.9], [near, 0.3], [sheet, 0.32], [mist, 0.6], [gutter, 0.7]);
    return p.add('eaves', 'high_shelf', { in: rain, frequency: 3200, gain: p.line('bright', -14, -2) });
  },

  breath(p) {
    const cycle = p.add('lungs', 'segments', {
      points: p.pick([
        [
          { time: 1.3, level: 0.8, curve: -1 },
          { time: 0.5, level: 0.1 },
          { time: 1.9, level: 1, curve: 2 },
          { time: 1.3, level: 0.03 },
        ],
        [
          { time: 0.6, level: 0.9 },
          { time: 0.9, level: 0.05 },
          { time: 0.3, level: 0.6 },
          { time: 0.7, level: 0.02 },
        ],
      ]),
      after: 'repeat',
    });
    const air = p.add('air', p.reading.numbers.bright > 0.4 ? 'white_noise' : 'grey_noise');
    const mouth = p.add('mouth', 'formant', {
      in: air,
      vowel: moved(
        2,
        { node: p.motion, depth: 1.6 },
        { node: p.add('tongue', 'random_walk', { rate: 4, step: 0.4 }), depth: 0.8 },
      ),
      voice: p.reading.numbers.high > 0 ? 'soprano' : 'tenor',
      shift: p.scale('high', 0.8, 1.25),
      sharpness: 0.45,
    });
    const teeth = p.multiply(
      'teeth',
      p.add('hiss', 'bandpass', {
        in: air,
        frequency: moved(p.scale('bright', 4200, 8500), { node: p.motion, octaves: 0.3 }),
        q: 1.5,
      }),
      p.add('sibilants', 'pattern', {
        steps: [0, 0.8, 0, 0, 0.5, 0, 0.9, 0, 0, 0, 0.6],
        rate: p.fits(p.scale('fast', 3, 7)),
        length: 0.11,
      }),
    );
    const tone = p.add('throat', 'bandpass', { in: air, frequency: p.tone(textures(p)), q: 45 });
    return p.multiply(
      'breath',
      p.mix('body', [mouth, 0.9], [teeth, 0.35], [tone, p.line('noisy', 1.2, 0.3)]),
      cycle,
    );
  },

  steam(p) {
    const vent = p.add('valve', 'clock', {
      rate: p.fits(Math.max(0.3, p.reading.events / 12)),
      jitter: 0.7,
      skip: 0.15,
    });
    const jet = p.add('jet', 'ahd', {
      trigger: vent,
      attack: p.scale('force', 0.08, 0.008),
      hold: p.between(0.1, 0.35),
      decay: p.scale('vast', 0.25, 1.1),
      curve: 3,
    });
    const leak = p.add('leak', 'random_walk', { rate: 7, step: 0.4 });
    const steam = p.add('steam', p.reading.numbers.bright > 0.2 ? 'violet_noise' : 'white_noise');
    const nozzle = p.add('nozzle', 'bandpass', {
      in: p.mix('gas', [steam, 0.9], [p.add('mass', 'pink_noise'), 0.5]),
      frequency: moved(
        p.scale('bright', 1600, 6000),
        { node: jet, octaves: 0.9 },
        { node: leak, octaves: 0.3 },
      ),
      q: 0.9,
    });
    const pipe = p.add('pipe', 'comb', {
      in: nozzle,
      frequency: moved(p.tone(textures(p) - 6), { node: jet, octaves: 0.08 }),
      feedback: p.line('rough', 0.55, 0.9),
      damping: 0.25,
      mix: 0.6,
    });
    const blow = p.multiply('blow', pipe, jet);
    const seep = p.breathing('seep', nozzle, leak, 0.02, 0.16);
    const whistle = p.multiply(
      'whistle',
      p.add('tone', 'triangle', {
        frequency: moved(
          p.tone(textures(p) + 12),
          { node: jet, octaves: 0.35 },
          { node: p.motion, octaves: 0.08 },
        ),
      }),
      jet,
    );
    return p.mix('boiler', [blow, 0.9], [seep, 1], [whistle, p.line('noisy', 0.06, 0.02)]);
  },

  sand(p) {
    const gust = p.add('gust', 'random_walk', { rate: p.scale('fast', 1.5, 6), step: 0.4 });
    const grit = p.add('grit', 'sample_hold_noise', { rate: p.scale('bright', 5000, 18000), glide: 0.2 });
    const corn = p.add('grain', 'velvet_noise', {
      density: moved(p.scale('dense', 300, 4000), { node: gust, depth: 250 }),
    });
    const dune = p.add('dune', 'bandpass', {
      in: p.mix('sand', [grit, 0.4], [corn, 0.9]),
      frequency: moved(
        p.scale('bright', 1500, 6000),
        { node: gust, octaves: 0.8 },
        { node: p.motion, octaves: 0.6 * p.reach },
      ),
      q: 1.1,
    });
    const song = p.add('song', 'resonators', {
      in: dune,
      frequency: p.tone(textures(p) - 18),
      structure: 'fifths',
      count: 6,
      decay: p.scale('vast', 0.3, 1.8),
      brightness: 0.5,
    });
    const fine = p.add('fine', 'grains', {
      frequency: p.tone(textures(p) + 19),
      density: p.reading.events * 3,
      size: 0.012,
      spread: 20,
      shape: 'noise',
      jitter: 1,
    });
    const blown = p.breathing('blown', dune, gust, 0.15, 1);
    return p.mix('desert', [blown, 0.9], [song, 0.4], [fine, p.line('dense', 0.05, 0.2)]);
  },
};
