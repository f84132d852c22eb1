import { describe, expect, test } from 'vitest';
import { loudness, measure, spectrogram, waveform, writeWav } from '../../src/dsp/index.ts';
import type { Measures, Samples } from '../../src/dsp/index.ts';
import { fft } from '../../src/dsp/measure/fft.ts';
import { weighting } from '../../src/dsp/measure/loudness.ts';
import { truePeakOf } from '../../src/dsp/measure/true-peak.ts';
import { faded, noise, rate, sine, sound } from './sounds.ts';
import { laid, needs, said } from './tools.ts';

const measured = (...channels: readonly Float32Array[]): Measures => measure({ rate, channels });

describe('what is measured', () => {
  test('of a sine of half of full scale', () => {
    expect(measured(sine(2, 997))).toEqual({
      peak_dbfs: -6.021,
      true_peak_dbtp: expect.closeTo(-6.02, 2),
      rms_dbfs: -9.031,
      lufs: expect.closeTo(-9.03, 2),
      dc: 0,
      crest_db: 3.01,
      centroid_hz: expect.closeTo(997, -1),
      onsets: 1,
    });
  });

  test('of silence has a number for everything', () => {
    const silence = {
      peak_dbfs: -200,
      true_peak_dbtp: -200,
      rms_dbfs: -200,
      lufs: -70,
      dc: 0,
      crest_db: 0,
      centroid_hz: 0,
      onsets: 0,
    };
    expect(measured(new Float32Array(rate))).toEqual(silence);
    expect(measured(new Float32Array(0))).toEqual(silence);
    expect(measured()).toEqual(silence);
  });

  test('of what is no sound has none', () => {
    for (const wrong of [Number.NaN, Infinity, -Infinity]) {
      const figures = measured(sine(1, 440).fill(wrong, 100, 101));
      expect(Object.values(figures).every(Number.isNaN)).toBe(true);
    }
  });

  test('of stereo: the louder peak, the larger DC, the power of both, the onsets of their sum', () => {
    const left = sine(2, 440, 0.5).map((sample) => sample - 0.02);
    const right = sine(2, 440, 0.1).map((sample) => sample + 0.01);
    const both = measured(left, right);
    expect(both.peak_dbfs).toBeCloseTo(20 * Math.log10(0.52), 2);
    expect(both.dc).toBeCloseTo(-0.02, 5);
    expect(both.rms_dbfs).toBeCloseTo(10 * Math.log10((0.125 + 0.0004 + 0.005 + 0.0001) / 2), 2);
    expect(both.onsets).toBe(1);
    const alike = measured(sine(2, 997), sine(2, 997));
    expect(alike.lufs).toBeCloseTo(measured(sine(2, 997)).lufs + 10 * Math.log10(2), 2);
  });

  test('is the same figure each time, and the same whatever stands beside the array in memory', () => {
    const samples = noise(1, 0.3);
    const within = new Float32Array(samples.length + 10);
    within.set(samples, 5);
    expect(measured(within.subarray(5, 5 + samples.length))).toEqual(measured(samples));
  });
});

describe('loudness', () => {
  test('is weighted at 48 kHz by the coefficients that the standard prints', () => {
    const [shelf, cut] = weighting(48_000);
    const printed = [
      [shelf.b0, 1.53512485958697],
      [shelf.b1, -2.69169618940638],
      [shelf.b2, 1.19839281085285],
      [shelf.a1, -1.69065929318241],
      [shelf.a2, 0.73248077421585],
      [cut.a1, -1.99004745483398],
      [cut.a2, 0.99007225036621],
    ] as const;
    for (const [found, expected] of printed) expect(found).toBeCloseTo(expected, 12);
  });

  // EBU Tech 3341: a stereo sine of 1 kHz whose peak lies so many dB below full scale has that loudness
  test.each([-23, -33])('of a stereo sine of 1 kHz at %i dBFS is that, at any rate', (level) => {
    for (const hertz of [44_100, 48_000, 96_000, 11_025]) {
      const tone = Float32Array.from(
        { length: 20 * hertz },
        (_, frame) => 10 ** (level / 20) * Math.sin((2 * Math.PI * 1000 * frame) / hertz),
      );
      const found = loudness({ rate: hertz, channels: [tone, tone] });
      expect(Math.abs(found - level)).toBeLessThan(0.1);
    }
  });

  // EBU Tech 3341, cases 3 to 5: the gates leave out what is far quieter than the rest
  test.each([
    [
      'quiet before and after',
      [
        [10, -36],
        [60, -23],
        [10, -36],
      ],
    ],
    [
      'quieter still at the ends',
      [
        [10, -72],
        [10, -36],
        [60, -23],
        [10, -36],
        [10, -72],
      ],
    ],
    [
      'loud in the middle',
      [
        [20, -26],
        [20.1, -20],
        [20, -26],
      ],
    ],
  ] as const)('leaves out what passes no gate: %s', (_what, stretches) => {
    const levels = stretches.flatMap(([seconds, level]) =>
      Array.from({ length: Math.round(seconds * 10) }, () => 10 ** (level / 20)),
    );
    const tone = sound(
      levels.length / 10,
      (time, frame) => (levels[Math.floor(frame / 4800)] ?? 0) * Math.sin(2 * Math.PI * 1000 * time),
    );
    expect(Math.abs(loudness({ rate, channels: [tone, tone] }) + 23)).toBeLessThan(0.1);
  });

  test('of a sound shorter than a block is that of the whole', () => {
    expect(loudness({ rate, channels: [sine(0.1, 997)] })).toBeCloseTo(
      loudness({ rate, channels: [sine(4, 997)] }),
      0,
    );
  });
});

describe('true peak', () => {
  test('is found between samples that all lie below it', () => {
    const tone = faded(sound(1, (_, frame) => 0.5 * Math.sin((Math.PI / 2) * frame + Math.PI / 4)));
    expect(measured(tone).peak_dbfs).toBeCloseTo(20 * Math.log10(0.5 * Math.SQRT1_2), 1);
    expect(measured(tone).true_peak_dbtp).toBeCloseTo(20 * Math.log10(0.5), 1);
  });

  test('passes over places, and finds what working all of them out would find', () => {
    for (const samples of [
      noise(0.3, 0.5),
      sine(0.3, 5000),
      sound(0.3, (time) => ((time * 220) % 1) - 0.5),
    ]) {
      const { below, between } = withinBand(samples, 18_000);
      expect(Math.abs(20 * Math.log10(truePeakOf([below]) / between))).toBeLessThan(0.05);
    }
  });

  /**
   * A sound without what lies above a frequency, and the largest of its values at four times the rate: a second way to
   * them, by zeros beyond its spectrum.
   */
  function withinBand(samples: Float32Array, hertz: number): { below: Float32Array; between: number } {
    const length = 2 ** Math.ceil(Math.log2(2 * samples.length));
    const spectrum = fft(length);
    spectrum.re.set(samples, Math.floor(samples.length / 2));
    spectrum.run();
    const [same, larger] = [fft(length), fft(4 * length)];
    for (let bin = 0; bin <= (hertz / rate) * length; bin++) {
      for (const from of bin === 0 ? [0] : [bin, length - bin]) {
        for (const back of [same, larger]) {
          const to = from === bin ? bin : back.length - bin;
          back.re[to] = (spectrum.re[from] ?? 0) / length;
          // turned round, the transform is its own inverse
          back.im[to] = -(spectrum.im[from] ?? 0) / length;
        }
      }
    }
    same.run();
    larger.run();
    return {
      below: Float32Array.from(same.re),
      between: larger.re.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    };
  }
});

describe('onsets', () => {
  const struck = (times: readonly number[], voice: (after: number) => number): Float32Array =>
    sound(6, (time) => times.reduce((sum, at) => sum + (time < at ? 0 : voice(time - at)), 0));

  test.each([
    ['plucks', (after: number) => 0.3 * Math.exp(-8 * after) * Math.sin(2 * Math.PI * 330 * after)],
    ['clicks', (after: number) => (after < 0.5 / rate ? 0.6 : 0)],
    ['low drums', (after: number) => 0.6 * Math.exp(-12 * after) * Math.sin(2 * Math.PI * 60 * after)],
  ])('of %s are counted', (_what, voice) => {
    expect(measured(struck([0.5, 1, 1.5, 2.25, 2.5, 3.1, 4, 5.2], voice)).onsets).toBe(8);
    expect(measured(struck([2], voice)).onsets).toBe(1);
  });

  test('of what goes on are one, or none where it fades in', () => {
    expect(measured(sine(5, 220)).onsets).toBe(1);
    expect(measured(noise(5, 0.3)).onsets).toBe(1);
    expect(
      measured(sound(5, (time) => 0.1 * time * Math.sin(2 * Math.PI * 220 * time))).onsets,
    ).toBeLessThanOrEqual(1);
  });
});

describe('beside ffmpeg and sox', () => {
  /** Little is left near half of the rate, where each program's filter has its own opinion of the true peak. */
  const dull = (samples: Float32Array): Float32Array =>
    samples.map((_, at) => samples.slice(Math.max(0, at - 3), at + 1).reduce((sum, one) => sum + one, 0) / 4);
  const sounds: Readonly<Record<string, readonly Float32Array[]>> = {
    'a sine': [faded(sine(5, 997))],
    'a high sine': [faded(sine(5, 15_100, 0.8))],
    noise: [faded(dull(noise(5, 0.6)))],
    decays: [sound(6, (time) => 0.8 * Math.exp(-6 * (time % 1)) * Math.sin(2 * Math.PI * 330 * time))],
    'loud, then quiet': [
      sound(12, (time) => (time < 4 ? 0.5 : 0.02) * Math.sin(2 * Math.PI * (200 + 90 * time) * time)),
    ],
    'a sound with DC': [sine(4, 100, 0.3).map((sample) => sample + 0.05)],
    stereo: [faded(sine(5, 220)), faded(dull(noise(5, 0.4, 3)))],
  };
  const figure = (text: string, pattern: RegExp): number =>
    Number([...text.matchAll(pattern)].at(-1)?.[1] ?? Number.NaN);

  test.for(Object.entries(sounds))('%s has the same figures', ([, channels], context) => {
    needs(context, 'ffmpeg', 'sox');
    const heard: Samples = { rate, channels };
    const file = laid(writeWav(heard));
    const ffmpeg = said('ffmpeg', [
      '-hide_banner',
      '-nostats',
      '-i',
      file,
      '-af',
      'ebur128=peak=true,astats',
      '-f',
      'null',
      '-',
    ]);
    const found = measure(heard);
    const near = (ours: number, theirs: number, most: number): void => {
      expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(most);
    };
    // each compared to the last digit that the other program prints, and half a digit of its rounding
    near(found.lufs, figure(ffmpeg, /I: +(-?[\d.]+) LUFS/g), 0.1);
    near(found.true_peak_dbtp, figure(ffmpeg, /Peak: +(-?[\d.]+) dBFS/g), 0.3);
    near(found.peak_dbfs, figure(ffmpeg, /Peak level dB: (-?[\d.]+)/g), 0.001);
    near(found.rms_dbfs, figure(ffmpeg, /RMS level dB: (-?[\d.]+)/g), 0.001);
    if (channels.length === 1) near(found.dc, figure(ffmpeg, /DC offset: (-?[\d.]+)/g), 2e-6);
    const sox = said('sox', [file, '-n', 'stats']);
    near(found.peak_dbfs, figure(sox, /Pk lev dB +(-?[\d.]+)/g), 0.006);
    near(found.rms_dbfs, figure(sox, /RMS lev dB +(-?[\d.]+)/g), 0.006);
  });
});

describe('what is drawn', () => {
  test('of a waveform: the least and the largest sample of each column', () => {
    expect(waveform(Float32Array.of(0.5, -0.5, 0.25, 0.75, -1, -0.25), 3)).toEqual({
      low: Float32Array.of(-0.5, 0.25, -1),
      high: Float32Array.of(0.5, 0.75, -0.25),
    });
    expect(waveform(Float32Array.of(0.5), 2).high).toEqual(Float32Array.of(0.5, 0.5));
    expect(waveform(new Float32Array(0), 1)).toEqual({ low: new Float32Array(1), high: new Float32Array(1) });
  });

  test('of a spectrum: a tone lies in its row, as loud as it is, while it sounds', () => {
    const tone = sound(4, (time) => (time < 2 ? 0.5 * Math.sin(2 * Math.PI * 800 * time) : 0));
    const { decibels, columns, rows } = spectrogram(tone, rate, {
      columns: 40,
      rows: 80,
      lowest: 50,
      highest: 12_800,
    });
    expect([columns, rows, decibels.length]).toEqual([40, 80, 3200]);
    const loudest = (column: number): number =>
      Array.from({ length: rows }, (_, row) => row).reduce((best, row) =>
        (decibels[row * columns + column] ?? 0) > (decibels[best * columns + column] ?? 0) ? row : best,
      );
    // four of eight octaves above 50 Hz: the tone lies on the edge between the rows 39 and 40
    expect([39, 40]).toContain(loudest(10));
    expect(decibels[loudest(10) * columns + 10]).toBeCloseTo(-6, 0);
    expect(Math.max(...Array.from({ length: rows }, (_, row) => decibels[row * columns + 30] ?? 0))).toBe(
      -120,
    );
  });

  test('of a sound shorter than its picture leaves no gap', () => {
    const { decibels } = spectrogram(noise(0.005, 0.5), rate, { columns: 600, rows: 4 });
    expect(Math.min(...decibels)).toBeGreaterThan(-120);
  });
});

describe('the transform', () => {
  test.each([2, 4, 8, 32, 64, 1024])('of %i values is the sum that defines it', (length) => {
    const [real, imaginary] = [noise(length / rate, 1), noise(length / rate, 1, 2)];
    const transform = fft(length);
    transform.re.set(real);
    transform.im.set(imaginary);
    transform.run();
    for (const bin of [0, 1, length / 2, length - 1]) {
      let [re, im] = [0, 0];
      for (let at = 0; at < length; at++) {
        const angle = (-2 * Math.PI * bin * at) / length;
        re += (real[at] ?? 0) * Math.cos(angle) - (imaginary[at] ?? 0) * Math.sin(angle);
        im += (real[at] ?? 0) * Math.sin(angle) + (imaginary[at] ?? 0) * Math.cos(angle);
      }
      expect(transform.re[bin]).toBeCloseTo(re, 9);
      expect(transform.im[bin]).toBeCloseTo(im, 9);
    }
  });

  test.each([0, 1, 3, 1000, 2 ** 21, Number.NaN])('of %d values is refused', (length) => {
    expect(() => fft(length)).toThrow('no power of two');
  });
});
