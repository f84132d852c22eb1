/**
 * Figures that something drives: machines, drums, signals, calls. Each takes a `Patch` and gives the name of the node that is its sound, dry.
 */
import { moved } from '../patch.mjs';
import { chordFor, figures } from './chords.mjs';

export const driven = {
  sequence(p) {
    const around = 38 + 7 * p.reading.numbers.high;
    const perBeat = Math.max(2, p.reading.grain);
    const tune = p.melody({ around, perBeat, strokes: Math.max(4, p.reading.strokes), octaves: 2 });
    const width = p.swing('width', p.reading.turns * 2);
    const lead = p.add('pulses', 'pulse', {
      frequency: tune.frequency,
      width: moved(0.35, { node: width, depth: 0.2 }),
    });
    const sub = p.add('sub', 'square', { frequency: p.tone(around - 12) });
    const accent = p.accents(tune, (p.reading.beat / perBeat) * 1.1);
    const loud = p.accents(tune, (p.reading.beat / perBeat) * p.line('dense', 1.2, 2.4), 'touch');
    const ladder = p.add('ladder', 'ladder', {
      in: p.mix('bass', [lead, 0.55], [sub, 0.2]),
      cutoff: moved(
        p.scale('bright', 140, 700),
        { node: accent, octaves: p.line('force', 2, 3.8) },
        { node: p.motion, octaves: 0.8 * p.reach },
      ),
      resonance: p.line('rough', 0.35, 0.82),
      drive: p.line('force', 0, 14),
    });
    const hat = p.multiply(
      'hat',
      p.add('tick', 'highpass', { in: p.add('fizz', 'violet_noise'), cutoff: 6000 }),
      p.add('offbeat', 'pattern', {
        steps: p.row([0, 0, 0.6, 0.2, 0, 0.1, 0.7, 0], perBeat),
        rate: p.steps(perBeat),
        length: 0.05,
      }),
    );
    return p.mix('line', [p.multiply('voice', ladder, loud), 1], [hat, p.line('bright', 0.02, 0.09)]);
  },

  loom(p) {
    const perBeat = Math.max(2, p.reading.grain);
    const beat = p.reading.beat;
    const tune = p.melody({
      around: 45 + 7 * p.reading.numbers.high,
      perBeat,
      strokes: p.reading.strokes,
      octaves: 2,
    });
    const noise = p.add(
      'cotton',
      p.reading.noise !== undefined && p.reading.noise !== 'dust'
        ? `${p.reading.noise}_noise`
        : 'white_noise',
    );
    const strokes = p.accents(tune, (beat / perBeat) * 0.5);
    const shuttle = p.add('shuttle', 'comb', {
      in: p.multiply('throw', noise, strokes),
      frequency: tune.frequency,
      feedback: p.line('rough', 0.6, 0.86),
      damping: 0.45,
    });
    const thud = p.add('floor', 'pattern', {
      steps: p.row([1, 0, 0, 0, 0.7, 0, 0, 0.2], 2),
      rate: p.steps(2),
      shape: 'fall',
      length: 0.16,
    });
    const beam = p.multiply(
      'beam',
      p.add('drop', 'sine', { frequency: moved(p.tone(36), { node: thud, octaves: 1.3 }) }),
      thud,
    );
    const reed = p.multiply(
      'batten',
      p.add('rattle', 'bandpass', {
        in: p.add('bobbins', 'sample_hold_noise', { rate: p.scale('bright', 4000, 14000) }),
        frequency: moved(p.scale('bright', 1800, 5000), { node: p.motion, octaves: 0.5 }),
        q: 3,
      }),
      p.add('teeth', 'pattern', {
        steps: p.row([0.7, 0.2, 0.5, 0.2, 0.8, 0.1, 0.5, 0.3], perBeat),
        rate: p.steps(perBeat),
        length: 0.04,
      }),
    );
    const motor = p.add('motor', 'lowpass', {
      in: p.add('belt', 'pulse', {
        frequency: moved(p.tone(36), { node: p.swing('slip', p.reading.beats), octaves: 0.01 }),
        width: 0.2,
      }),
      cutoff: moved(p.scale('bright', 180, 600), { node: p.motion, octaves: 0.6 }),
    });
    return p.mix('machine', [shuttle, 0.7], [beam, 0.8], [reed, 0.35], [motor, p.line('dense', 0.02, 0.07)]);
  },

  heartbeat(p) {
    const perBeat = p.reading.beat > 0.8 || p.reading.grain > 1 ? 2 : 1;
    const steps = p.pick([
      [1, 0.55, 0, 0, 0.9, 0.5, 0, 0],
      [1, 0, 0, 0.55, 0.8, 0, 0.55, 0],
      [1, 0, 0.6, 0, 0, 0.55, 0.7, 0],
    ]);
    const gate = p.add('pulse', 'pattern', {
      steps: p.row(
        steps.map((one) => Number(one > 0)),
        perBeat,
      ),
      rate: p.steps(perBeat),
      shape: 'gate',
      length: 0.05,
    });
    const level = p.add('weight', 'pattern', {
      steps: p.row(steps, perBeat),
      rate: p.steps(perBeat),
      shape: 'hold',
      length: 0.004,
    });
    const body = p.add('body', 'ad', {
      trigger: gate,
      attack: 0.004,
      decay: Math.min(p.scale('vast', 0.35, 0.9), (2.5 * p.reading.beat) / perBeat),
      curve: 1.5,
    });
    const frequency = p.tone(33 + 5 * p.reading.numbers.high);
    const bend = p.add('bend', 'exponential', { trigger: gate, decay: 0.12 });
    const heart = p.multiply(
      'heart',
      p.add('drum', 'sine', {
        frequency: moved(frequency, { node: bend, octaves: p.line('force', 0.8, 1.8) }),
      }),
      level,
      body,
    );
    const skin = p.add('skin', 'modal', {
      trigger: gate,
      frequency: frequency * 2,
      decay: p.scale('vast', 0.4, 1.4),
      material: 'skin',
      brightness: p.line('bright', 0.15, 0.6),
      modes: 10,
    });
    const tune = p.melody({
      around: figures(p) + 5,
      strokes: Math.max(1, Math.min(3, p.reading.strokes - 2)),
      perBeat: p.reading.grain,
    });
    const glint = p.multiply(
      'glint',
      p.add('vein', 'sine', { frequency: tune.frequency }),
      p.accents(tune, 0.5),
    );
    const air = p.multiply(
      'rush',
      p.add('blood', 'bandpass', {
        in: p.add('flow', 'brown_noise'),
        frequency: moved(p.scale('bright', 220, 900), { node: p.motion, octaves: 0.8 }),
        q: 1.2,
      }),
      level,
      body,
    );
    const chest = p.mix('chest', [heart, 1], [skin, 0.12], [air, 0.5], [glint, p.line('bright', 0.04, 0.2)]);
    // four poles that saturate: what a heart is heard through
    return p.add('ribs', 'ladder', {
      in: chest,
      cutoff: p.scale('bright', 1400, 6000),
      resonance: 0.1,
      drive: p.line('force', 6, 14),
    });
  },

  horn(p) {
    const around = 46 + 8 * p.reading.numbers.high;
    const tune = p.melody({
      around,
      perBeat: Math.min(2, p.reading.grain),
      strokes: Math.max(2, p.reading.strokes - 2),
      octaves: 1,
    });
    const beat = p.reading.beat;
    const call = p.add('call', 'adsr', {
      trigger: tune.gate,
      attack: p.scale('force', 0.09, 0.01),
      decay: 0.3,
      sustain: 0.6,
      hold: beat * 0.7,
      release: beat * 0.6,
    });
    const tear = p.add('tear', 'ad', { trigger: tune.gate, attack: 0.05, decay: beat * 1.2, curve: 2 });
    const horn = p.add('horn', 'sync', {
      frequency: tune.frequency,
      ratio: moved(
        p.scale('bright', 1.5, 3.2),
        { node: tear, depth: p.line('force', 0.8, 3) },
        { node: p.motion, depth: 0.3 },
      ),
    });
    const second = p.add('second', 'sync', {
      frequency: p.tone(around, p.pick([4, 7])),
      ratio: moved(2, { node: tear, depth: 1.5 }),
    });
    const bore = p.add('bore', 'bandpass', {
      in: p.mix('brass', [horn, 0.6], [second, 0.25]),
      frequency: moved(p.scale('bright', 350, 1600), { node: tear, octaves: 1 }),
      q: 0.7,
    });
    const low = p.multiply('ground', p.add('pedal', 'saw', { frequency: p.tone(around - 12) }), call);
    return p.mix(
      'calls',
      [p.multiply('lips', bore, call), 0.9],
      [p.add('deck', 'lowpass', { in: low, cutoff: p.scale('bright', 160, 500) }), 0.35],
    );
  },

  telegraph(p) {
    const perBeat = 4;
    const morse = Array.from({ length: 32 }, (_, at) =>
      at % 8 === 7 ? 0 : Number(p.chance.next() < p.line('dense', 0.42, 0.75)),
    );
    morse[0] = 1;
    const key = p.add('key', 'pattern', {
      steps: p.row(morse, perBeat),
      rate: p.steps(perBeat),
      shape: 'gate',
      length: (p.reading.beat / perBeat) * p.between(0.45, 0.9),
    });
    const around = figures(p) + 12;
    const tune = p.melody({ around, octaves: 1, perBeat: 0.5, strokes: 8 });
    const beep = p.multiply('beep', p.add('tone', 'square', { frequency: tune.frequency }), key);
    const answer = p.multiply(
      'answer',
      p.add('far', 'sine', { frequency: p.tone(around + 12, p.pick([2, 4])) }),
      p.add('reply', 'pattern', {
        steps: p.row([0, 0, 0, 1, 0, 1, 1, 0], 2),
        rate: p.steps(2),
        shape: 'gate',
        length: 0.07,
      }),
    );
    const carrier = p.add('carrier', 'fm', {
      frequency: p.tone(around - 24),
      ratio: 1.005,
      index: moved(1, { node: p.motion, depth: 0.8 }),
    });
    const line = p.add('wire', 'bandpass', {
      in: p.mix('signal', [beep, 0.5], [answer, 0.4], [carrier, 0.12]),
      frequency: moved(p.scale('bright', 700, 2600), { node: p.motion, octaves: 0.5 * p.reach }),
      q: 0.9,
    });
    const relay = p.multiply(
      'relay',
      p.add('click', 'highpass', { in: p.add('contact', 'white_noise'), cutoff: 3000 }),
      p.add('contacts', 'pattern', { trigger: key, steps: [0.6, 0.3, 0.5], length: 0.012 }),
    );
    return p.mix('office', [line, 1], [relay, 0.12], [carrier, 0.05]);
  },

  chords(p) {
    const around = 50 + 8 * p.reading.numbers.high;
    const tune = p.melody({ around, perBeat: 2, strokes: Math.max(2, p.reading.strokes - 2), octaves: 1 });
    const stab = p.add('stab', 'ahd', {
      trigger: tune.gate,
      attack: 0.006,
      hold: 0.04,
      decay: p.reading.beat * p.line('vast', 0.35, 1),
      curve: 3,
    });
    const saws = chordFor(p).map((at, rank) => {
      const shifted = {
        ...tune.frequency,
        value: Number((tune.frequency.value * 2 ** (([0, 3, 7, 10, 14][rank] ?? 0) / 12)).toPrecision(5)),
      };
      return p.add(`saw${rank + 1}`, 'saw', {
        frequency:
          rank === 0
            ? tune.frequency
            : p.reading.numbers.glad > 0 && rank === 1
              ? { ...shifted, value: shifted.value * 1.0595 }
              : shifted,
      });
    });
    const held = p.add('held', 'supersaw', { frequency: p.tone(around - 12), detune: 0.12, voices: 3 });
    const dark = p.add('filter', 'lowpass', {
      in: p.mix('chord', ...saws.map((name) => [name, 0.26])),
      cutoff: moved(
        p.scale('bright', 350, 1800),
        { node: stab, octaves: 1.6 },
        { node: p.motion, octaves: 0.8 * p.reach },
      ),
      resonance: p.line('rough', 0.15, 0.5),
    });
    const low = p.add('under', 'lowpass', { in: held, cutoff: p.scale('bright', 140, 420), resonance: 0.1 });
    return p.mix('stabs', [p.multiply('played', dark, stab), 1], [low, 0.16]);
  },
};
