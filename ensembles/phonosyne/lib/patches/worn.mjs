/**
 * Textures of things under load: radio, stone, wood. Each takes a `Patch` and gives the name of the node that is its sound, dry.
 */
import { moved } from '../patch.mjs';
import { textures } from './chords.mjs';

export const worn = {
  radio(p) {
    const dial = p.add('dial', 'random_walk', { rate: p.scale('fast', 2, 9), step: 0.5, glide: 0.8 });
    const hop = p.add('hop', 'lfo', { rate: p.fits(p.scale('fast', 0.7, 3.5)), shape: 'steps' });
    const band = p.add('band', 'bandpass', {
      in: p.add('static', 'white_noise'),
      frequency: moved(p.scale('bright', 900, 3000), { node: dial, octaves: 1.4 }),
      q: p.line('rough', 1.2, 3.5),
    });
    const crush = p.add('crush', 'sample_hold_noise', {
      rate: moved(p.scale('bright', 900, 5000), { node: dial, octaves: 1.5 }),
    });
    const whistle = p.add('heterodyne', 'sine', {
      frequency: moved(p.tone(textures(p)), { node: dial, octaves: 1.6 }, { node: p.motion, octaves: 0.2 }),
    });
    const voice = p.add('announcer', 'formant', {
      in: p.add('glottis', 'saw', {
        frequency: moved(p.tone(45), {
          node: p.add('prosody', 'random_walk', { rate: 5, step: 0.5 }),
          octaves: 0.4,
        }),
      }),
      vowel: moved(2, { node: p.add('syllables', 'lfo', { rate: p.fits(4.5), shape: 'drift' }), depth: 2 }),
      voice: 'tenor',
    });
    const speaks = p.multiply(
      'speaks',
      voice,
      p.add('words', 'pattern', {
        steps: [1, 0.6, 0, 0.8, 0.7, 0, 0, 0.9, 0, 0.5, 0.8, 0],
        rate: p.fits(4.5),
        shape: 'fall',
        length: 0.19,
      }),
    );
    const station = p.add('tuning', 'crossfade', {
      a: p.mix('between', [band, 1], [crush, 0.12], [whistle, 0.12]),
      b: p.mix('station', [speaks, 0.9], [band, 0.25]),
      position: moved(p.line('noisy', 0.6, 0.3), { node: hop, depth: 0.5 }),
    });
    const small = p.add('speaker', 'highpass', {
      in: station,
      cutoff: p.scale('vast', 500, 220),
      resonance: 0.2,
    });
    return p.add('cone', 'peak', {
      in: p.breathing('fading', small, p.motion, 0.4, 1),
      frequency: 1700,
      q: 1.2,
      gain: 7,
    });
  },

  scrape(p) {
    const press = p.add('press', 'random_walk', { rate: p.scale('fast', 5, 22), step: 0.5, glide: 0.7 });
    const hand = p.motion;
    const dust = p.add('grit', 'velvet_noise', {
      density: moved(p.scale('dense', 250, 3500), { node: press, depth: 200 }),
    });
    const rough = p.add('roughness', 'brown_noise');
    const force = p.add('force', 'gain', {
      in: p.mix('contact', [dust, 0.8], [rough, 0.4]),
      gain: moved(0.5, { node: press, depth: 0.35 }, { node: hand, depth: 0.25 * p.reach }),
    });
    const plate = p.add('plate', 'resonators', {
      in: force,
      frequency: moved(p.tone(textures(p) - 8), { node: hand, octaves: 0.12 }),
      structure: p.has('glass') ? 'bell' : p.has('iron') ? 'cluster' : 'bar',
      count: 9,
      decay: p.scale('vast', 0.08, 0.9),
      brightness: p.line('bright', 0.4, 0.95),
      mix: 0.8,
    });
    const skid = p.add('skid', 'bandpass', {
      in: force,
      frequency: moved(p.scale('bright', 700, 3200), { node: press, octaves: 0.8 }),
      q: 6,
    });
    const squeal = p.multiply(
      'squeal',
      p.add('edge', 'saw', { frequency: moved(p.tone(textures(p) + 5), { node: press, octaves: 0.1 }) }),
      p.add('slip', 'follower', { in: skid, attack: 0.01, release: 0.08, gain: 2 }),
    );
    return p.mix('scrape', [plate, 0.8], [skid, 0.7], [squeal, p.line('rough', 0.04, 0.2)]);
  },

  creak(p) {
    const load = p.add('load', 'random_walk', { rate: p.scale('fast', 2, 7), step: 0.55, glide: 1 });
    const strain = p.add('strain', 'segments', {
      points: [
        { time: p.between(0.4, 1.3), level: 1, curve: -1 },
        { time: p.between(0.2, 0.6), level: 0.1 },
        { time: p.between(0.3, 1.2), level: 0.05 },
        { time: p.between(0.2, 0.9), level: p.between(0.5, 1) },
        { time: 0.2, level: 0 },
        { time: p.between(0.5, 1.6), level: 0.02 },
      ],
      after: 'repeat',
    });
    const slip = p.add('stick', 'saw', {
      frequency: moved(p.scale('fast', 14, 38), { node: load, octaves: 1.3 }, { node: strain, octaves: 1.1 }),
    });
    const second = p.add('hinge', 'pulse', {
      frequency: moved(p.scale('fast', 7, 21), { node: load, octaves: -1.1 }),
      width: 0.04,
    });
    const chatter = p.multiply('chatter', p.mix('slips', [slip, 0.5], [second, 0.6]), strain);
    const wood = p.add('wood', 'resonators', {
      in: chatter,
      frequency: moved(p.tone(textures(p) - 14), { node: strain, octaves: 0.1 }),
      structure: p.has('iron') ? 'cluster' : 'bar',
      count: 8,
      decay: p.scale('vast', 0.05, 0.4),
      brightness: p.line('bright', 0.4, 0.9),
      mix: 0.9,
    });
    const door = p.add('door', 'bandpass', {
      in: chatter,
      frequency: moved(p.scale('bright', 500, 1800), { node: load, octaves: 0.7 }),
      q: 5,
    });
    const groan = p.multiply(
      'groan',
      p.add('beam', 'sync', {
        frequency: moved(p.tone(40), { node: load, octaves: 0.3 }),
        ratio: moved(2, { node: strain, depth: 1.5 }),
      }),
      strain,
    );
    return p.mix('house', [wood, 0.8], [door, 0.6], [groan, p.line('force', 0.03, 0.16)]);
  },
};
