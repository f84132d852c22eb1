/**
 * Textures of many small events. Each takes a `Patch` and gives the name of the node that is its sound, dry.
 */
import { moved } from '../patch.mjs';
import { textures } from './chords.mjs';

export const grainy = {
  cloud(p) {
    const around = textures(p);
    const shape = p.has('burning', 'sandy', 'papery')
      ? 'noise'
      : p.reading.numbers.rough > 0.3
        ? 'buzz'
        : p.reading.numbers.warm > 0
          ? 'triangle'
          : 'sine';
    const density = Math.max(4, p.reading.events * 1.6);
    const cloud = (name, at, size, gain) => [
      p.add(name, 'grains', {
        frequency: moved(p.tone(around, at), {
          node: p.add(`${name}walk`, 'random_walk', { rate: 6, step: 0.5 }),
          octaves: p.line('rough', 0.1, 0.9),
        }),
        density,
        size,
        spread: p.line('rough', 0.1, 9),
        sweep: p.between(-4, 6),
        shape,
        jitter: 0.9,
      }),
      gain,
    ];
    const parts = [
      cloud('near', 0, p.scale('fast', 0.16, 0.04), 0.6),
      cloud('far', p.pick([4, 7, 2]), p.scale('fast', 0.4, 0.12), 0.45),
      cloud('high', 11, 0.03, p.line('bright', 0.08, 0.3)),
    ];
    for (const [name] of parts)
      p.nodes[name].density = moved(Math.min(300, density * (name === 'high' ? 1.8 : 1)), {
        node: p.motion,
        depth: density * 0.5 * p.reach,
      });
    return p.add('haze', 'lowpass', {
      in: p.mix('grains', ...parts),
      cutoff: moved(p.scale('bright', 1200, 11000), { node: p.motion, octaves: 0.6 }),
      resonance: 0.1,
    });
  },

  embers(p) {
    const crackle = p.add('crackle', 'dust_noise', {
      density: moved(p.reading.events, { node: p.motion, depth: p.reading.events * 0.6 }),
      variation: 0.9,
      tone: p.scale('bright', 3000, 12000),
    });
    const sparks = p.add('sparks', 'highpass', {
      in: p.add('sparkle', 'dust_noise', { density: p.reading.events * 3, variation: 1, tone: 16000 }),
      cutoff: 2500,
    });
    const pops = p.add('pops', 'modal', {
      in: p.add('popping', 'dust_noise', { density: Math.max(0.5, p.reading.events / 5), variation: 0.8 }),
      frequency: moved(p.tone(textures(p) - 6), {
        node: p.add('split', 'lfo', { rate: p.fits(3), shape: 'steps' }),
        octaves: 0.7,
      }),
      decay: 0.09,
      material: 'wood',
      brightness: 0.8,
      modes: 7,
    });
    const glow = p.add('glow', 'lowpass', {
      in: p.add('heat', 'brown_noise'),
      cutoff: moved(p.scale('bright', 120, 420), { node: p.motion, octaves: 0.7 * p.reach }),
      resonance: 0.15,
    });
    const breath = p.breathing(
      'draught',
      p.add('flame', 'bandpass', {
        in: p.add('gas', 'pink_noise'),
        frequency: p.scale('bright', 350, 900),
        q: 0.9,
      }),
      p.add('flutter', 'random_walk', { rate: 8, step: 0.4 }),
      0.05,
      0.35,
    );
    const wall = p.add('hearth', 'resonators', {
      in: crackle,
      frequency: p.tone(textures(p) - 12),
      structure: 'odd',
      count: 7,
      decay: 0.12,
      brightness: 0.6,
      mix: 0.55,
    });
    return p.mix('fire', [wall, 1], [sparks, 0.5], [pops, 0.9], [glow, 0.55], [breath, 0.5]);
  },

  swarm(p) {
    const around = textures(p);
    const bees = [0, 1, 2].map((at) => {
      const way = p.add(`way${at + 1}`, 'random_walk', { rate: p.between(4, 11), step: 0.45 });
      const near = p.add(`near${at + 1}`, 'random_walk', { rate: p.between(1, 4), step: 0.5 });
      const wing = p.add(`wings${at + 1}`, 'pulse', {
        frequency: moved(p.tone(around - 12 + at * 2, p.pick([0, 2, 4])), { node: way, octaves: 0.22 }),
        width: 0.15,
      });
      return [p.breathing(`bee${at + 1}`, wing, near, 0.02, 0.5), 0.5];
    });
    const crickets = [0, 1].map((at) => {
      const chirp = p.add(`chirp${at + 1}`, 'pattern', {
        steps: p.pick([
          [1, 0.8, 0.9, 0, 0, 0, 0.7, 0, 0, 0],
          [1, 1, 0, 0, 1, 0.7, 1, 0, 0, 0, 0, 0],
          [1, 0.6, 0.8, 0.6, 0.9, 0, 0, 0],
        ]),
        rate: p.fits(p.scale('fast', 9, 19) * (1 + 0.17 * at)),
        length: 0.05,
      });
      return [
        p.multiply(
          `cricket${at + 1}`,
          p.add(`leg${at + 1}`, 'fm', {
            frequency: p.tone(around + 31 + at * 4),
            ratio: p.between(0.02, 0.05),
            index: 2,
          }),
          chirp,
        ),
        0.3,
      ];
    });
    const mass = p.add('mass', 'grains', {
      frequency: moved(p.tone(around + 14), { node: p.motion, octaves: 0.3 }),
      density: moved(p.reading.events * 3, { node: p.motion, depth: p.reading.events }),
      size: 0.035,
      spread: 14,
      shape: 'buzz',
      jitter: 1,
    });
    const air = p.add('grass', 'highpass', {
      in: p.mix('all', ...bees, ...crickets, [mass, p.line('dense', 0.15, 0.5)]),
      cutoff: p.scale('high', 120, 500),
    });
    return p.add('meadow', 'peak', { in: air, frequency: p.scale('bright', 1800, 5200), q: 0.8, gain: 5 });
  },

  shards(p) {
    const around = textures(p) + 7;
    const material = p.has('iron', 'mechanical', 'electric') ? 'metal' : 'glass';
    const layer = (name, offset, share, decay, gain) => {
      const thrown = p.sprinkle((p.reading.events / 3) * share, name, {
        around: around + offset,
        octaves: 2,
        jitter: 1,
        skip: 0.35,
      });
      return [
        p.add(name, 'modal', {
          trigger: thrown.clock,
          frequency: thrown.frequency,
          decay,
          material,
          brightness: moved(p.line('bright', 0.5, 0.95), { node: p.motion, depth: 0.2 }),
          modes: 8,
        }),
        gain,
      ];
    };
    const layers = [
      layer('splinter', 12, 1.6, p.scale('vast', 0.15, 0.6), 0.4),
      layer('shard', 0, 1, p.scale('vast', 0.5, 1.8), 0.6),
      layer('pane', -15, 0.35, p.scale('vast', 1.2, 4), 0.6),
    ];
    const glitter = p.add('glitter', 'highpass', {
      in: p.add('powder', 'dust_noise', {
        density: moved(p.reading.events * 5, { node: p.motion, depth: p.reading.events * 4 }),
        tone: 18000,
      }),
      cutoff: 5000,
    });
    const bed = p.add('rim', 'resonators', {
      in: glitter,
      frequency: p.tone(around + 3),
      structure: 'bell',
      count: 7,
      decay: p.scale('vast', 0.6, 3),
      brightness: 0.8,
    });
    return p.mix('glass', ...layers, [glitter, 0.15], [bed, 0.3]);
  },
};
