import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/base/index.ts';
import { channelsOf, decibels, graphOf, mean, peak, rate, rms, samplesOf, spectrum } from './graph-rig.ts';

const play = (it: JsonObject, others: JsonObject = {}, seconds = 2): Promise<Float64Array> =>
  samplesOf(graphOf({ it, ...others }, 'it'), { seconds });
const noise = { sound: { type: 'white_noise' } };
const impulse = { sound: { type: 'ad', attack: 0, decay: 0.001, curve: 8 } };
const part = (samples: Float64Array, from: number, to: number): Float64Array =>
  samples.subarray(Math.round(from * rate), Math.round(to * rate));
/** dB by which the power between two frequencies changed. */
async function response(filter: JsonObject, low: number, high: number): Promise<number> {
  const [before, after] = await channelsOf(
    graphOf({ it: { in: 'sound', ...filter }, ...noise }, ['sound', 'it']),
    {
      seconds: 4,
    },
  );
  if (before === undefined || after === undefined) throw new Error('two channels were asked for');
  return 10 * Math.log10(spectrum(after).between(low, high) / spectrum(before).between(low, high));
}

describe('oscillators', () => {
  test.each(['sine', 'saw', 'square', 'pulse', 'triangle', 'additive', 'wavetable', 'supersaw', 'sync'])(
    '%s swings as often as it is asked',
    async (type) => {
      const still = {
        ...(type === 'supersaw' ? { voices: 1 } : {}),
        ...(type === 'sync' ? { ratio: 1 } : {}),
      };
      expect(spectrum(await play({ type, frequency: 440, ...still })).top()).toBeCloseTo(440, 0);
    },
  );

  // a fundamental that divides no rate: whatever is folded back falls between the harmonics
  const high = 2917.3;
  test.each([
    ['saw', -60],
    ['square', -60],
    ['pulse', -60],
    ['triangle', -60],
    ['additive', -75],
    ['sync', -45],
  ])('%s folds back less than %d dB below its fundamental, up to 10 kHz', async (type, limit) => {
    const { bins, hz, at } = spectrum(
      await play({ type, frequency: high, ...(type === 'sync' ? { ratio: 1.5 } : {}) }),
      32768,
    );
    let worst = -300;
    bins.forEach((power, bin) => {
      const frequency = bin * hz;
      const away = Math.abs(frequency - high * Math.round(frequency / high));
      if (frequency > 100 && frequency < 10_000 && away > 12 * hz)
        worst = Math.max(worst, 10 * Math.log10(power + 1e-30));
    });
    expect(worst - at(high)).toBeLessThan(limit);
  });

  test('a square is hollow, a sawtooth is not', async () => {
    const [square, saw] = await Promise.all(
      ['square', 'saw'].map(async (type) => spectrum(await play({ type, frequency: 300 }))),
    );
    expect((square?.at(600) ?? 0) - (square?.at(300) ?? 0)).toBeLessThan(-60);
    expect((saw?.at(600) ?? 0) - (saw?.at(300) ?? 0)).toBeCloseTo(-6, 0);
  });

  test('an FM pair has sidebands as far apart as its modulator is fast', async () => {
    const { at } = spectrum(await play({ type: 'fm', frequency: 1000, ratio: 0.3, index: 1 }));
    for (const side of [700, 1300]) expect(at(side)).toBeGreaterThan(at(850) + 60);
  });

  test.each(['pluck', 'modal'])(
    '%s has the pitch it is asked for and fades by 60 dB in its decay',
    async (type) => {
      const samples = await play({
        type,
        frequency: 330,
        decay: 1.5,
        brightness: 0.3,
        ...(type === 'modal' ? { modes: 1 } : {}),
      });
      expect(spectrum(part(samples, 0.1, 0.6)).top()).toBeCloseTo(330, 0);
      const fallen = decibels(rms(part(samples, 0.9, 1.1)) / rms(part(samples, 0.15, 0.35)));
      expect(fallen).toBeGreaterThan(-34);
      expect(fallen).toBeLessThan(-26);
    },
  );

  test('a cloud of grains lies around its pitch', async () => {
    const { between } = spectrum(await play({ type: 'grains', frequency: 1000, spread: 2, size: 0.2 }));
    expect(between(800, 1250) / between(20, 20_000)).toBeGreaterThan(0.9);
  });
});

describe('noises', () => {
  const slopes: readonly (readonly [string, number])[] = [
    ['white_noise', 0],
    ['pink_noise', -3.01],
    ['brown_noise', -6.02],
    ['blue_noise', 3.01],
    ['violet_noise', 6.02],
    ['velvet_noise', 0],
  ];
  test.each(slopes)('%s has a slope of %d dB per octave', async (type, slope) => {
    const { between } = spectrum(await play({ type }, {}, 8));
    const density = (low: number): number => 10 * Math.log10(between(low, 2 * low) / low);
    expect((density(6400) - density(200)) / 5).toBeCloseTo(slope, 0);
    expect(Math.abs((density(6400) - density(200)) / 5 - slope)).toBeLessThan(0.35);
  });

  test('no two are alike, not even of the same type, and no stream is another one later', async () => {
    const [a, b] = await channelsOf(
      graphOf({ a: { type: 'white_noise' }, b: { type: 'white_noise' } }, ['a', 'b']),
    );
    let most = 0;
    for (let lag = -50; lag <= 50; lag++) {
      let sum = 0;
      for (let at = 1000; at < 40_000; at++) sum += (a?.[at] ?? 0) * (b?.[at + lag] ?? 0);
      most = Math.max(most, Math.abs(sum / 39_000 / (1 / 3)));
    }
    expect(most).toBeLessThan(0.03);
  });

  test('another seed gives another noise, the same seed the same', async () => {
    const graph = graphOf({ it: { type: 'pink_noise' } }, 'it');
    const [one, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => samplesOf(graph, { seed, seconds: 0.1 })),
    );
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test('dust falls as often as it is asked', async () => {
    const samples = await play({ type: 'dust_noise', density: 50, tone: 20_000 }, {}, 20);
    const clicks = samples.filter(
      (x, at) => Math.abs(x) > 0.2 && Math.abs(samples[at - 1] ?? 0) < 0.05,
    ).length;
    expect(clicks / 20).toBeGreaterThan(38);
    expect(clicks / 20).toBeLessThan(62);
  });
});

describe('filters', () => {
  const cases: readonly (readonly [string, JsonObject, readonly (readonly [number, number, number])[]])[] = [
    [
      'one_pole',
      { cutoff: 500 },
      [
        [40, 120, 0],
        [8000, 8800, -24.5],
      ],
    ],
    [
      'lowpass',
      { cutoff: 1000, resonance: 0 },
      [
        [40, 120, 0],
        [8000, 8800, -37],
      ],
    ],
    [
      'highpass',
      { cutoff: 1000, resonance: 0 },
      [
        [100, 140, -37],
        [10_000, 12_000, 0],
      ],
    ],
    [
      'bandpass',
      { frequency: 1000, q: 5 },
      [
        [985, 1015, 0],
        [200, 240, -27],
      ],
    ],
    [
      'notch',
      { frequency: 1000, q: 2 },
      [
        [992, 1008, -30],
        [60, 120, 0],
      ],
    ],
    [
      'peak',
      { frequency: 1000, q: 1, gain: 12 },
      [
        [960, 1040, 12],
        [40, 80, 0],
      ],
    ],
    [
      'low_shelf',
      { frequency: 500, gain: -12 },
      [
        [30, 60, -12],
        [8000, 9000, 0],
      ],
    ],
    [
      'high_shelf',
      { frequency: 2000, gain: 9 },
      [
        [12_000, 16_000, 9],
        [60, 120, 0],
      ],
    ],
    [
      'all_pass',
      {},
      [
        [100, 200, 0],
        [2000, 4000, 0],
      ],
    ],
    ['dc_block', {}, [[100, 200, 0]]],
  ];
  test.each(cases)('%s %j lets through what it says', async (type, keys, bands) => {
    for (const [low, high, expected] of bands) {
      const heard = await response({ type, ...keys }, low, high);
      if (expected <= -30) expect(heard).toBeLessThan(expected + 6);
      else expect(Math.abs(heard - expected)).toBeLessThan(1.6);
    }
  });

  test('a ladder falls by 24 dB per octave and sings at its cutoff', async () => {
    expect(await response({ type: 'ladder', cutoff: 500, resonance: 0 }, 4000, 4400)).toBeLessThan(-60);
    const sings = await play({ type: 'ladder', in: 'sound', cutoff: 700, resonance: 1 }, impulse);
    expect(rms(part(sings, 1.5, 2))).toBeGreaterThan(0.05);
    expect(Math.abs(spectrum(part(sings, 1, 2)).top() - 700)).toBeLessThan(15);
  });

  test('a comb, a bank of resonators and a formant colour noise where they are tuned', async () => {
    const comb = spectrum(
      await play({ type: 'comb', in: 'sound', frequency: 480, feedback: 0.95, damping: 0 }, noise, 4),
    );
    expect(comb.at(960)).toBeGreaterThan(comb.at(720) + 20);
    const bank = spectrum(
      await play({ type: 'resonators', in: 'sound', frequency: 480, decay: 1 }, noise, 4),
    );
    expect(bank.at(960)).toBeGreaterThan(bank.at(720) + 20);
    const vowel = spectrum(await play({ type: 'formant', in: 'sound', vowel: 2, sharpness: 0.7 }, noise, 4));
    expect(vowel.between(250, 290)).toBeGreaterThan(3 * vowel.between(900, 940));
  });
});

describe('envelopes and control', () => {
  test('an ADSR rises, stays and fades when it says', async () => {
    const it = { type: 'adsr', attack: 0.1, decay: 0.2, sustain: 0.5, hold: 1, release: 0.4 };
    const samples = await play(it);
    const at = (second: number): number => samples[Math.round(second * rate)] ?? 0;
    expect(at(0.05)).toBeCloseTo(0.5, 2);
    expect(at(0.1)).toBeCloseTo(1, 2);
    expect(at(0.9)).toBeCloseTo(0.5, 3);
    expect(at(1.1)).toBeLessThan(0.4);
    expect(at(1.45)).toBe(0);
  });

  test('an envelope that is started anew begins where it stood', async () => {
    const it = { type: 'ad', trigger: 'beat', attack: 0.05, decay: 1 };
    const samples = await play(it, { beat: { type: 'clock', rate: 3 } });
    const steps = samples.map((x, at) => (at === 0 ? 0 : x - (samples[at - 1] ?? 0)));
    expect(peak(steps)).toBeLessThan(2 / (0.05 * rate));
  });

  test('segments go through their points, and over again', async () => {
    const points = [
      { time: 0.2, level: 1 },
      { time: 0.2, level: 0.2 },
      { time: 0.1, level: 0.5 },
    ];
    const samples = await play({ type: 'segments', points, after: 'repeat' });
    for (const [second, level] of [
      [0.2, 1],
      [0.4, 0.2],
      [0.5, 0.5],
      [0.7, 1],
      [0.9, 0.2],
    ] as const)
      expect(samples[Math.round(second * rate) - 1]).toBeCloseTo(level, 2);
  });

  test('a pattern holds its steps in order', async () => {
    const samples = await play({
      type: 'pattern',
      steps: [0.1, 0.9, 0.4],
      rate: 4,
      shape: 'hold',
      length: 0.001,
    });
    expect(
      [0.1, 0.35, 0.6, 0.85].map((second) => Number(samples[Math.round(second * rate)]?.toFixed(3))),
    ).toEqual([0.1, 0.9, 0.4, 0.1]);
  });

  test('a clock begins at once and ticks as often as it is asked', async () => {
    const samples = await play({ type: 'clock', rate: 5 });
    expect(samples[0]).toBe(1);
    expect(samples.filter((x, at) => x > 0.5 && (samples[at - 1] ?? 0) <= 0.5).length).toBe(10);
  });

  test('a follower hears how loud it is', async () => {
    const samples = await play(
      { type: 'follower', in: 'sound', attack: 0.001, release: 0.5 },
      { sound: { type: 'gain', in: 'tone', gain: 0.5 }, tone: { type: 'sine' } },
    );
    expect(mean(part(samples, 1, 2))).toBeCloseTo(0.5, 1);
  });

  test.each(['lfo', 'random_walk'])('%s stays between -1 and 1', async (type) => {
    expect(peak(await play({ type, rate: 50 }))).toBeLessThanOrEqual(1);
  });
});

describe('effects', () => {
  const tone = { sound: { type: 'saw', frequency: 110 } };

  test('a delay repeats when it says, each time softer', async () => {
    const samples = await play({ type: 'delay', in: 'sound', time: 0.3, feedback: 0.5, mix: 0.5 }, impulse);
    const level = (second: number): number => peak(part(samples, second - 0.01, second + 0.02));
    expect(level(0.6) / level(0.3)).toBeCloseTo(0.5, 2);
    expect(level(0.45)).toBeLessThan(1e-6);
  });

  test('a dub echo grows darker, and past 1 it sings within its bounds', async () => {
    const dark = await play(
      { type: 'dub_echo', in: 'sound', time: 0.25, feedback: 0.8, mix: 1, wow: 0 },
      impulse,
    );
    const bright = (from: number): number =>
      spectrum(part(dark, from, from + 0.2), 4096).between(2000, 20_000) /
      spectrum(part(dark, from, from + 0.2), 4096).between(20, 20_000);
    expect(bright(1.24)).toBeLessThan(0.7 * bright(0.24));
    const sings = await play(
      { type: 'dub_echo', in: 'sound', time: 0.1, feedback: 1.2, mix: 1 },
      impulse,
      20,
    );
    expect(rms(part(sings, 18, 20))).toBeGreaterThan(0.01);
    expect(peak(sings)).toBeLessThan(2);
  });

  test.each([
    ['short_reverb', 1],
    ['long_reverb', 4],
  ])('%s falls by 60 dB in its decay', async (type, decay) => {
    const samples = await play({ type, in: 'sound', decay, damping: 0, mix: 1 }, impulse, 1.2 * decay);
    const level = (share: number): number =>
      decibels(rms(part(samples, share * decay, (share + 0.1) * decay)));
    expect(level(0.8) - level(0.3)).toBeGreaterThan(-36);
    expect(level(0.8) - level(0.3)).toBeLessThan(-24);
  });

  test('a compressor makes loud things softer, a gate soft things silent', async () => {
    const loud = await play(
      { type: 'compressor', in: 'sound', threshold: -30, ratio: 10, knee: 0 },
      { sound: { type: 'sine' } },
    );
    expect(decibels(peak(part(loud, 1, 2)))).toBeLessThan(-18);
    const soft = { sound: { type: 'gain', in: 'tone', gain: 0.003 }, tone: { type: 'sine' } };
    expect(peak(part(await play({ type: 'noise_gate', in: 'sound' }, soft), 1, 2))).toBeLessThan(1e-6);
  });

  test.each(['soft', 'hard', 'fold', 'sine', 'crush'])('a %s distortion adds harmonics', async (shape) => {
    const { at } = spectrum(
      await play(
        { type: 'distortion', in: 'sound', shape, drive: 24 },
        { sound: { type: 'sine', frequency: 300 } },
      ),
    );
    expect(at(900) - at(300)).toBeGreaterThan(-45);
  });

  test('overdrive and fuzz bend their halves unevenly, so even harmonics come too', async () => {
    for (const type of ['overdrive', 'fuzz']) {
      const samples = await play({ type, in: 'sound' }, { sound: { type: 'sine', frequency: 300 } });
      const { at } = spectrum(samples);
      expect(at(600) - at(300)).toBeGreaterThan(-45);
      expect(Math.abs(mean(part(samples, 1, 2)))).toBeLessThan(0.01);
    }
  });

  test('a rainbow machine gives a fifth above, and of that a fifth again', async () => {
    const { at } = spectrum(
      await play(
        { type: 'rainbow_machine', in: 'sound', pitch: 7, second: 0, magic: 0.7, mix: 1 },
        { sound: { type: 'sine', frequency: 400 } },
        4,
      ),
      16384,
    );
    const fifth = 2 ** (7 / 12);
    // the heads of a pitch shifter waver: the tone lies in a band around its pitch
    const near = (hz: number): number => Math.max(...[-24, -12, 0, 12, 24].map((away) => at(hz + away)));
    expect(near(400 * fifth)).toBeGreaterThan(near(500) + 15);
    expect(near(400 * fifth ** 2)).toBeGreaterThan(near(750) + 10);
  });

  test('particles go on with what there was while they are frozen', async () => {
    const others = {
      tone: { type: 'sine', frequency: 500 },
      gate: { type: 'ahd', attack: 0.01, hold: 0.8, decay: 0.1 },
      sound: { type: 'multiply', in: ['tone', 'gate'] },
      late: {
        type: 'segments',
        points: [
          { time: 0.7, level: 0 },
          { time: 0.001, level: 1 },
        ],
      },
    };
    const freeze = { value: 0, by: [{ node: 'late', depth: 1 }] };
    const frozen = await play({ type: 'particle', in: 'sound', freeze, mix: 1 }, others, 4);
    expect(rms(part(frozen, 3, 4))).toBeGreaterThan(0.1);
    expect(spectrum(part(frozen, 2, 4)).top()).toBeCloseTo(500, -1);
    const { late: _, ...living } = others;
    expect(rms(part(await play({ type: 'particle', in: 'sound', mix: 1 }, living, 4), 3, 4))).toBeLessThan(
      1e-6,
    );
  });

  test.each(['chorus', 'flanger', 'phaser', 'vibrato', 'tremolo', 'autowah'])(
    '%s moves what goes through it',
    async (type) => {
      const extra: Json = type === 'autowah' ? { in: 'swell', frequency: 200 } : { in: 'sound', rate: 1 };
      const swell = { type: 'multiply', in: ['sound', 'rise'] };
      const rise = { type: 'segments', points: [{ time: 2, level: 1 }] };
      const samples = await play({ type, ...extra }, type === 'autowah' ? { ...tone, swell, rise } : tone);
      const shape = (from: number): readonly number[] => {
        const { at } = spectrum(part(samples, from, from + 0.2), 4096);
        return [110, 220, 440, 880, 1760, 3520].map(at);
      };
      const [early, late] = [shape(0.5), shape(1.0)];
      expect(Math.max(...early.map((one, index) => Math.abs(one - (late[index] ?? 0))))).toBeGreaterThan(
        type === 'vibrato' ? 0.2 : 1,
      );
    },
  );
});

describe('feedback', () => {
  const circle = (gain: number): Json =>
    graphOf(
      {
        it: { type: 'feedback', in: 'sound', from: 'loud', gain, delay: 0.05 },
        loud: { type: 'gain', in: 'it', gain: 4 },
        ...impulse,
      },
      'it',
    );

  test('comes back after its delay', async () => {
    const samples = await samplesOf(circle(0.1), { seconds: 0.2 });
    expect(peak(part(samples, 0.049, 0.06)) / peak(part(samples, 0, 0.01))).toBeCloseTo(0.4, 1);
  });

  test('never runs away, however much comes back', async () => {
    const samples = await samplesOf(circle(1.2), { seconds: 10 });
    expect(rms(part(samples, 9, 10))).toBeGreaterThan(0.1);
    expect(peak(samples)).toBeLessThan(5);
    expect(Math.abs(mean(part(samples, 9, 10)))).toBeLessThan(0.05);
  });

  test('is lowered by the guard', async () => {
    const guarded = await samplesOf(circle(0.3), { seconds: 1, guard: 0.5 });
    expect(guarded).toEqual(await samplesOf(circle(0.15), { seconds: 1 }));
  });
});
