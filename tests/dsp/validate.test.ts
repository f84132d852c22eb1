import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultsOf, measure, writeWav } from '../../src/dsp/index.ts';
import type { Asked } from '../../src/dsp/index.ts';
import { faded, noise, rate, sine, sound } from './sounds.ts';
import { needs, written } from './tools.ts';

const asked = (duration: number, more: Partial<Asked> = {}): Asked => ({
  duration,
  loop: false,
  channels: 1,
  ...more,
});
const mono = (samples: Float32Array): Uint8Array => writeWav({ rate, channels: [samples] });
/** A file's faults in one line each. */
const faults = (file: Uint8Array, of: Asked = asked(10)): string[] =>
  faultsOf(file, of).map(({ criterion, evidence }) => `${criterion}: ${evidence}`);
const tone = faded(sine(10, 220));
const good = mono(tone);
const altered = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
};

test('a good file has no faults, nor have its samples', () => {
  expect(faults(good)).toEqual([]);
  expect(faultsOf({ rate, channels: [tone] }, asked(10))).toEqual([]);
  expect(faults(writeWav({ rate, channels: [tone, noise(10, 0.3)] }), asked(10, { channels: 2 }))).toEqual(
    [],
  );
});

describe('is rejected', () => {
  test('all NaN', () => {
    expect(faults(mono(new Float32Array(10 * rate).fill(Number.NaN)))).toEqual([
      'finite: 480000 samples are NaN, the first at 0.000 s',
    ]);
  });

  test('what is infinite or denormal in one place', () => {
    const broken = tone.slice();
    broken.set([Infinity, 1e-40, -Infinity, -1e-45], rate);
    expect(faults(mono(broken))).toEqual([
      'finite: 2 samples are infinite, 2 samples are denormal, the first at 1.000 s',
    ]);
    expect(faults(mono(tone.map((sample, at) => (at === 24_000 ? Number.NaN : sample))))).toEqual([
      'finite: 1 sample is NaN, the first at 0.500 s',
    ]);
  });

  test('one click', () => {
    const click = sound(10, (_, frame) => (frame === 200_000 ? 0.5 : 0));
    expect(faults(mono(click))).toEqual([
      'spread: 95 % of the energy lies within 0.10 s of 10.00 s where at least 0.30 s was expected',
    ]);
    // a floor of noise that nobody hears makes it no sound
    const floor = noise(10, 0.0005);
    expect(faults(mono(click.map((sample, at) => sample + (floor[at] ?? 0))))).toEqual([
      'spread: 95 % of the energy lies within 0.10 s of 10.00 s where at least 0.30 s was expected',
    ]);
  });

  test('noise of -80 dBFS', () => {
    expect(faults(mono(noise(10, 1e-4 * Math.sqrt(3))))).toEqual([
      'not silent: -70.0 LUFS where more than -60 LUFS was expected',
    ]);
  });

  test('silence, and what moves too slowly to be heard', () => {
    expect(faults(mono(new Float32Array(10 * rate)))).toEqual([
      'not silent: the band from 20 Hz to 20 kHz peaks at no more than 0.00001',
    ]);
    expect(faults(mono(sine(10, 0.5, 0.5)))[0]).toMatch(/^not silent: /);
  });

  test('DC, alone or beneath a sound', () => {
    expect(faults(mono(new Float32Array(10 * rate).fill(0.5)))).toEqual([
      'not silent: the band from 20 Hz to 20 kHz peaks at no more than 0.00001',
      'no dc: the mean is 50.00 % of full scale where at most 1 % was expected',
    ]);
    expect(faults(mono(tone.map((sample) => sample - 0.02)))).toEqual([
      'no dc: the mean is -2.00 % of full scale where at most 1 % was expected',
    ]);
    expect(faults(mono(tone.map((sample) => sample + 0.009)))).toEqual([]);
  });

  test('clipped, at full scale or turned down afterwards', () => {
    const clip = (gain: number, hertz: number, level: number): Float32Array =>
      sine(10, hertz, gain).map((sample) => level * Math.max(-1, Math.min(1, sample)));
    expect(faults(mono(clip(2, 220, 1)))).toEqual([
      'peak: 0.000 dBFS where less than -1 dBFS was expected',
      expect.stringMatching(
        /^not clipped: 66\.\d % of the samples are clipped flat where at most 1 % was expected$/,
      ),
    ]);
    for (const [gain, hertz, level] of [
      [1.1, 440, 0.8],
      [2, 55, 0.5],
      [4, 1000, 0.88],
      [10, 440, 0.88],
      [10, 1000, 0.5],
    ] as const) {
      expect(faults(mono(clip(gain, hertz, level)))).toEqual([expect.stringMatching(/^not clipped: /)]);
    }
    const drowned = noise(10, 3).map((sample) => 0.8 * Math.max(-1, Math.min(1, sample)));
    expect(faults(mono(drowned))).toEqual([expect.stringMatching(/^not clipped: /)]);
  });

  test('another rate', () => {
    const file = writeWav({ rate: 44_100, channels: [tone.subarray(0, 441_000)] });
    expect(faults(file)).toEqual(['rate: 44100 Hz where 48000 Hz was expected']);
  });

  test('stereo where mono was asked for, and mono where stereo was', () => {
    expect(faults(writeWav({ rate, channels: [tone, tone] }))).toEqual([
      'channels: 2 channels where 1 was asked for',
    ]);
    expect(faults(good, asked(10, { channels: 2 }))).toEqual(['channels: 1 channel where 2 was asked for']);
  });

  test('16 bits', (context) => {
    needs(context, 'sox');
    const file = written(
      'sox',
      '-R',
      '-n',
      '-r',
      '48000',
      '-b',
      '16',
      '{file}',
      'synth',
      '10',
      'sine',
      '440',
      'vol',
      '0.5',
    );
    expect(faults(file)).toEqual(['format: the samples are int16 where float32 was expected']);
  });

  test('0.6 s too long or too short; half a second is allowed', () => {
    expect(faults(good, asked(9.4))).toEqual([
      'duration: 10.000 s where 9.4 s was asked for, 0.5 s more or less',
    ]);
    expect(faults(good, asked(10.6))).toEqual([
      'duration: 10.000 s where 10.6 s was asked for, 0.5 s more or less',
    ]);
    expect(faults(good, asked(9.5))).toEqual([]);
    expect(faults(good, asked(10.5))).toEqual([]);
  });

  test('a peak of exactly -1 dBFS; a little less is allowed', () => {
    const at = (level: number): string[] => faults(mono(tone.map((sample) => sample * 2 * level)).slice());
    const limit = 10 ** (-1 / 20);
    const exact = tone.map((sample) => sample);
    exact[rate] = limit;
    expect(faults(mono(exact))).toEqual(['peak: -1.000 dBFS where less than -1 dBFS was expected']);
    exact[rate] = limit - 1e-6;
    expect(faults(mono(exact))).toEqual([]);
    expect(at(0.95)).toEqual([expect.stringMatching(/^peak: -0\.44\d dBFS/)]);
  });

  test('a truncated file, and sizes that lie', () => {
    expect(faults(good.subarray(0, 1_000_000))).toEqual([
      'format: the RIFF header says that the file has 1920068 bytes; it has 1000000',
    ]);
    expect(faults(altered(good, 4, 0))).toEqual([
      'format: the RIFF header says that the file has 1920008 bytes; it has 1920068',
    ]);
    expect(faults(altered(good, 66, 0))[0]).toMatch(/^format: the chunk /);
    expect(faults(new Uint8Array(0))).toEqual([
      'format: 0 bytes are no WAV file: its first twelve say what it is',
    ]);
  });

  test('with all of its faults at once', () => {
    const file = writeWav({ rate: 44_100, channels: [sine(1, 440, 0.95), new Float32Array(rate).fill(0.5)] });
    expect(faultsOf(file, asked(10)).map(({ criterion }) => criterion)).toEqual([
      'rate',
      'channels',
      'duration',
      'peak',
      'no dc',
    ]);
  });
});

describe('is not taken for clipped', () => {
  test.each([
    ['a square', sound(10, (time) => (time % 0.01 < 0.005 ? 0.5 : -0.5))],
    ['a pulse', sound(10, (time) => (time % 0.02 < 0.009 ? 0.5 : -0.4))],
    ['a sine rounded to 16 bits', sine(10, 60, 0.1).map((sample) => Math.round(sample * 32_768) / 32_768)],
    [
      'a wave of steps',
      sound(10, (time) => 0.5 * Math.sin((2 * Math.PI * 3 * Math.floor(time * 200)) / 200)),
    ],
    ['a very low sine', sine(10, 21, 0.8)],
  ])('%s', (_what, samples) => {
    expect(faults(mono(samples))).toEqual([]);
  });
});

describe('is spread enough', () => {
  test.each([
    [
      'a pluck that rings',
      sound(10, (time) => 0.5 * Math.exp(-4 * time) * Math.sin(2 * Math.PI * 220 * time)),
    ],
    ['sparse clicks', sound(10, (_, frame) => (frame % 72_000 === 100 ? 0.6 : 0))],
    ['a swell', sound(10, (time) => 0.008 * time * time * Math.sin(2 * Math.PI * 110 * time))],
  ])('%s', (_what, samples) => {
    expect(faults(mono(samples))).toEqual([]);
  });

  test('a drum of a fifth of a second, in a file as short', () => {
    const drum = sound(0.2, (time) => 0.5 * Math.exp(-20 * time) * Math.sin(2 * Math.PI * 110 * time));
    expect(faults(mono(drum), asked(0.2))).toEqual([]);
  });
});

describe('a loop', () => {
  const loop = asked(10, { loop: true });
  const joined = (samples: Float32Array): string[] => faults(mono(samples), loop);

  test('joins where it goes on as it ends', () => {
    expect(joined(sine(10, 220))).toEqual([]);
    expect(joined(noise(10, 0.4))).toEqual([]);
    expect(joined(sound(10, (time) => ((time * 110) % 1) - 0.5))).toEqual([]);
    expect(joined(tone)).toEqual([]);
  });

  test('clicks where its end lies elsewhere than its beginning, or leads elsewhere', () => {
    expect(joined(sine(10, 220.02))).toEqual([
      expect.stringMatching(
        /^joins: the end meets the beginning with a bend of 0\.\d{4} of full scale where at most 0\.\d{4} was expected$/,
      ),
    ]);
    expect(joined(sine(10, 220.05))).toEqual([expect.stringMatching(/^joins: /)]);
    expect(faults(mono(sine(10, 220.02)))).toEqual([]);
  });

  test('joins in every channel', () => {
    const file = writeWav({ rate, channels: [sine(10, 220), sine(10, 220.02)] });
    expect(faults(file, { ...loop, channels: 2 })).toEqual([expect.stringMatching(/^joins: /)]);
  });
});

test('whatever the samples are, there is an answer', () => {
  const value = fc.oneof(fc.float(), fc.constantFrom(0, 0.5, -0.5, 1, Number.NaN, Infinity, 1e-40));
  const samples = fc.array(value, { maxLength: 3_000 }).map((values) => Float32Array.from(values));
  const wanted = fc.record({
    duration: fc.double({ min: 0, max: 120, noNaN: true }),
    loop: fc.boolean(),
    channels: fc.constantFrom<1 | 2>(1, 2),
  });
  const hertz = fc.constantFrom(1, 8, 11_025, 44_100, 48_000, 192_000);
  fc.assert(
    fc.property(fc.array(samples, { maxLength: 3 }), hertz, wanted, (channels, at, of) => {
      for (const { criterion, evidence } of faultsOf({ rate: at, channels }, of)) {
        expect([criterion, evidence]).not.toContain('');
      }
      measure({ rate: at, channels });
    }),
    { numRuns: 300 },
  );
});

describe('files of others are accepted', () => {
  test.for([['sine', '440'], ['sine', '55'], ['square', '110'], ['pinknoise'], ['pluck', '220']])(
    'by sox: %s',
    (words, context) => {
      needs(context, 'sox');
      const file = written(
        'sox',
        '-R',
        '-n',
        '-r',
        '48000',
        '-c',
        '1',
        '-b',
        '32',
        '-e',
        'float',
        '{file}',
        'synth',
        '10',
        ...words,
        'vol',
        '0.5',
      );
      expect(faults(file)).toEqual([]);
    },
  );

  test.for([
    'sine=f=100:r=48000:d=10',
    'sine=f=440:b=4:r=48000:d=10',
    'anoisesrc=c=brown:r=48000:d=10:a=0.5:s=1',
    "aevalsrc='0.4*sin(2*PI*(200+20*t)*t)':s=48000:d=10",
  ])('by ffmpeg: %s', (source, context) => {
    needs(context, 'ffmpeg');
    const words = [
      '-hide_banner',
      '-loglevel',
      'error',
      '-f',
      'lavfi',
      '-i',
      source,
      '-metadata',
      'title=odd',
    ];
    const float = written('ffmpeg', ...words, '-c:a', 'pcm_f32le', '{file}');
    // ffmpeg writes floats as WAVE_FORMAT_EXTENSIBLE
    expect([float[20], float[21]]).toEqual([0xfe, 0xff]);
    expect(faults(float)).toEqual([]);
  });
});
