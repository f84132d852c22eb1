/**
 * Figures of things that are struck or plucked, and ring. Each takes a `Patch` and gives the name of the node that is its sound, dry.
 */
import { moved } from '../patch.mjs';
import { figures } from './chords.mjs';

const decayFor = (p, short, long) => p.scale('vast', short, long);

export const struck = {
  plucks(p) {
    const tune = p.melody({ around: figures(p) });
    const brightness = p.line('bright', 0.35, 0.9);
    const lead = p.add('string', 'pluck', {
      trigger: tune.gate,
      frequency: tune.frequency,
      decay: decayFor(p, 0.6, 3.5),
      brightness: moved(brightness, { node: p.motion, depth: 0.15 }),
      position: p.between(0.08, 0.4),
    });
    const low = p.melody({
      name: 'bass',
      around: figures(p) - 19,
      octaves: 1,
      perBeat: Math.max(0.5, tune.perBeat / 4),
      strokes: 6,
    });
    const bass = p.add('bass', 'pluck', {
      trigger: low.gate,
      frequency: low.frequency,
      decay: decayFor(p, 1, 4),
      brightness: brightness * 0.6,
      position: 0.3,
    });
    const body = p.add('belly', 'resonators', {
      in: p.mix('strings', [lead, 0.8], [bass, 0.6]),
      frequency: p.tone(figures(p) - 12),
      structure: p.has('iron') ? 'bar' : 'odd',
      count: 6,
      decay: 0.25,
      brightness: 0.5,
      mix: 0.3,
    });
    const drone = p.add('sympathy', 'grains', {
      frequency: p.tone(figures(p) + 12, p.pick([0, 4])),
      density: p.scale('dense', 5, 24),
      size: 0.22,
      spread: 0.15,
      shape: 'triangle',
    });
    return p.mix('played', [body, 1], [drone, p.line('vast', 0.03, 0.09)]);
  },

  bells(p) {
    const around = figures(p) + 9;
    const material = p.has('glass', 'frozen')
      ? 'glass'
      : p.has('iron', 'mechanical')
        ? 'metal'
        : p.has('drowned')
          ? 'bowl'
          : 'bell';
    const tune = p.melody({
      around,
      perBeat: Math.min(2, p.reading.grain),
      strokes: Math.min(4, p.reading.strokes),
    });
    const first = p.add('bell', 'modal', {
      trigger: tune.gate,
      frequency: tune.frequency,
      decay: decayFor(p, 1.5, 5),
      material,
      brightness: moved(p.line('bright', 0.3, 0.8), { node: p.motion, depth: 0.15 }),
      modes: 9,
    });
    const slow = p.melody({ name: 'great', around: around - 17, octaves: 1, perBeat: 0.5, strokes: 3 });
    const great = p.add('great', 'modal', {
      trigger: slow.gate,
      frequency: slow.frequency,
      decay: decayFor(p, 4, 10),
      material: p.pick(['bell', 'bowl', material]),
      brightness: 0.35,
      modes: 11,
    });
    const ring = p.add('ring', 'exponential', { trigger: tune.gate, decay: decayFor(p, 0.8, 3) });
    const shine = p.multiply(
      'shine',
      p.add('tine', 'fm', {
        frequency: tune.frequency,
        ratio: p.pick([3.5, 2.76, 1.41, 5.4]),
        index: moved(1.4, { node: ring, depth: 2 }),
      }),
      ring,
    );
    return p.mix('peal', [first, 0.7], [great, 0.6], [shine, p.line('bright', 0.06, 0.2)]);
  },

  mallets(p) {
    const around = figures(p) + 2;
    const material = p.has('glass', 'frozen') ? 'glass' : p.has('stone', 'iron') ? 'metal' : 'wood';
    const tune = p.melody({ around, strokes: Math.max(3, p.reading.strokes) });
    const right = p.add('right', 'modal', {
      trigger: tune.gate,
      frequency: tune.frequency,
      decay: p.scale('vast', 0.3, 1.6),
      material,
      brightness: moved(p.line('bright', 0.3, 0.9), { node: p.motion, depth: 0.2 }),
      modes: 8,
    });
    const other = p.melody({
      name: 'left',
      around: around - 12,
      octaves: 1,
      strokes: 3,
      perBeat: Math.max(1, p.reading.grain / 2),
    });
    const left = p.add('left', 'modal', {
      trigger: other.gate,
      frequency: other.frequency,
      decay: p.scale('vast', 0.4, 2),
      material: 'wood',
      brightness: 0.4,
      modes: 8,
    });
    const soft = p.multiply(
      'felt',
      p.add('tube', 'triangle', { frequency: tune.frequency }),
      p.accents(tune, 0.35),
    );
    const knock = p.multiply(
      'knock',
      p.add('stick', 'bandpass', {
        in: p.add('grain', 'velvet_noise', { density: 4000 }),
        frequency: p.scale('bright', 900, 3200),
        q: 2,
      }),
      p.accents(tune, 0.03, 'contact'),
    );
    return p.mix('hands', [right, 0.7], [left, 0.55], [soft, 0.12], [knock, p.line('rough', 0.05, 0.25)]);
  },

  musicbox(p) {
    const around = 74 + 7 * p.reading.numbers.high;
    const tune = p.melody({ around, strokes: Math.max(3, p.reading.strokes) });
    const ring = p.add('ring', 'exponential', { trigger: tune.gate, decay: p.scale('vast', 0.5, 1.8) });
    const touch = p.accents(tune, p.scale('vast', 0.4, 1.1));
    const walk = p.add('age', 'random_walk', { rate: 1.5, step: 0.4 });
    const comb = p.add('comb', 'triangle', {
      frequency: {
        ...tune.frequency,
        by: [...tune.frequency.by, { node: walk, octaves: p.line('rough', 0.002, 0.02) }],
      },
    });
    const tine = p.add('tine', 'fm', {
      frequency: tune.frequency,
      ratio: 7,
      index: moved(0.2, { node: ring, depth: 1.2 }),
    });
    const other = p.melody({
      name: 'bass',
      around: around - 19,
      octaves: 1,
      perBeat: Math.max(0.5, tune.perBeat / 2),
      strokes: 5,
    });
    const bass = p.multiply(
      'plinks',
      p.add('low', 'triangle', { frequency: other.frequency }),
      p.add('lowring', 'exponential', { trigger: other.gate, decay: 1.2 }),
    );
    const works = p.multiply(
      'works',
      p.add('cog', 'highpass', {
        in: p.add('dustclick', 'dust_noise', { density: 60, tone: 9000 }),
        cutoff: 2500,
      }),
      p.add('cogs', 'pattern', { steps: p.row([0.6, 0.2], 2), rate: p.steps(2), length: 0.03 }),
    );
    return p.mix(
      'box',
      [p.multiply('teeth', p.mix('metal', [comb, 0.6], [tine, 0.35]), touch), 0.8],
      [bass, 0.35],
      [works, 0.15],
    );
  },

  gong(p) {
    const around = 43 + 9 * p.reading.numbers.high;
    const slow = p.melody({
      around,
      octaves: 1,
      perBeat: 0.5,
      strokes: Math.max(2, Math.min(5, p.reading.strokes)),
    });
    const gong = p.add('gong', 'modal', {
      trigger: slow.gate,
      frequency: slow.frequency,
      decay: decayFor(p, 3, 9),
      material: p.has('glass', 'drowned') ? 'bowl' : 'metal',
      brightness: moved(p.line('bright', 0.35, 0.85), { node: p.motion, depth: 0.1 }),
      modes: 13,
    });
    const bloom = p.add('bloom', 'ad', {
      trigger: slow.gate,
      attack: p.reading.beat * 0.6,
      decay: p.reading.beat * 3,
      curve: 2,
    });
    const shimmer = p.multiply(
      'shimmer',
      p.add('plate', 'fm', {
        frequency: p.tone(around + 12, 4),
        ratio: 1.414,
        index: moved(1, { node: bloom, depth: p.line('rough', 2, 6) }),
        feedback: 0.2,
      }),
      bloom,
    );
    const rust = p.multiply(
      'rust',
      p.add('scale', 'resonators', {
        in: p.add('rustnoise', 'white_noise'),
        frequency: p.tone(around + 24),
        structure: 'cluster',
        count: 7,
        decay: 0.6,
        brightness: 0.7,
      }),
      bloom,
    );
    const quick = p.melody({
      name: 'small',
      around: around + 19,
      strokes: Math.max(1, p.reading.strokes - 3),
      perBeat: Math.min(2, p.reading.grain),
    });
    const small = p.add('small', 'modal', {
      trigger: quick.gate,
      frequency: quick.frequency,
      decay: 0.7,
      material: 'metal',
      brightness: 0.6,
      modes: 9,
    });
    return p.mix('iron', [gong, 0.8], [shimmer, 0.15], [rust, 0.05], [small, p.line('dense', 0.08, 0.3)]);
  },
};
