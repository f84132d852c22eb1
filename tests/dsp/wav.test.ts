import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readWav, writeWav } from '../../src/dsp/index.ts';
import type { Wav } from '../../src/dsp/index.ts';
import { noise, rate, sine } from './sounds.ts';
import { laid, needs, said, written } from './tools.ts';

const wavOf = (bytes: Uint8Array): Wav => {
  const file = readWav(bytes);
  if (file.read === 'mistake') throw new Error(file.mistake);
  return file.wav;
};
const mistakeIn = (bytes: Uint8Array): string | undefined => {
  const file = readWav(bytes);
  return file.read === 'mistake' ? file.mistake : undefined;
};

const ascii = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, place) => Math.floor(value / 256 ** place) % 256);
const chunk = (name: string, content: readonly number[]): number[] => [
  ...ascii(name),
  ...little(content.length, 4),
  ...content,
  ...(content.length % 2 === 1 ? [0] : []),
];
const riff = (...chunks: readonly (readonly number[])[]): Uint8Array => {
  const content = [...ascii('WAVE'), ...chunks.flat()];
  return Uint8Array.from([...ascii('RIFF'), ...little(content.length, 4), ...content]);
};
const format = (tag: number, bits: number, channels = 1, hertz = rate): number[] => [
  ...little(tag, 2),
  ...little(channels, 2),
  ...little(hertz, 4),
  ...little((hertz * channels * bits) / 8, 4),
  ...little((channels * bits) / 8, 2),
  ...little(bits, 2),
];
/** With one stretch of bytes in place of another. */
const altered = (bytes: Uint8Array, at: number, ...values: readonly number[]): Uint8Array => {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
};

describe('a WAV that is written', () => {
  test('is `fmt ` of 18 bytes, `fact`, and `data` whose samples begin at a multiple of four', () => {
    const bytes = writeWav({ rate, channels: [Float32Array.of(0.25, -0.5)] });
    expect(Buffer.from(bytes).toString('hex')).toBe(
      [
        '52494646440000005741564', // RIFF, 68, WAVE
        '5666d74201200000003000100', // fmt, 18, float, 1 channel
        '80bb000000ee0200040020000000', // 48,000 Hz, 192,000 bytes a second, 4 a frame, 32 bits, 0 more
        '666163740400000002000000', // fact, 4, 2 frames
        '4a554e4b020000000000', // JUNK, 2
        '6461746108000000', // data, 8
        '0000803e000000bf',
      ].join(''),
    );
    expect(bytes.indexOf(0x3e) - 3).toBe(68);
  });

  test('holds exactly the samples that it was given, of one channel or of several', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 1, max: 192_000 }),
        fc.infiniteStream(fc.float()),
        (channels, frames, hertz, stream) => {
          const sound = {
            rate: hertz,
            channels: Array.from({ length: channels }, () =>
              Float32Array.from({ length: frames }, () => stream.next().value ?? 0),
            ),
          };
          expect(wavOf(writeWav(sound))).toEqual({ ...sound, format: 'float32' });
        },
      ),
    );
  });

  test('is refused where no such file can be', () => {
    const one = new Float32Array(1);
    expect(() => writeWav({ rate, channels: [] })).toThrow('1 to 64 channels, not 0');
    expect(() => writeWav({ rate, channels: [one, new Float32Array(2)] })).toThrow('differ in length');
    expect(() => writeWav({ rate: 44_100.5, channels: [one] })).toThrow('a rate of 44100.5 Hz');
    expect(() => writeWav({ rate: 0, channels: [one] })).toThrow('a rate of 0 Hz');
  });

  test('is what sox, ffmpeg and libsndfile say it is', (context) => {
    needs(context, 'sox', 'ffmpeg', 'sndfile-info');
    const file = laid(writeWav({ rate, channels: [sine(1.5, 440)] }));
    expect(said('sndfile-info', [file])).toMatch(
      /Sample Rate : 48000\s+Frames +: 72000\s+Channels +: 1\s+Format +: 0x00010006/,
    );
    expect(said('sox', ['--info', file])).toMatch(
      /Channels +: 1[^]*= 72000 samples[^]*32-bit Floating Point PCM/,
    );
    expect(said('ffmpeg', ['-hide_banner', '-i', file, '-f', 'null', '-'])).toMatch(
      /Duration: 00:00:01\.50[^]*pcm_f32le[^]*48000 Hz, mono, flt/,
    );
  });
});

describe('a WAV that is read', () => {
  test.each([
    ['int8', 1, 8, [0, 64, 128, 255], [-1, -0.5, 0, 127 / 128]],
    ['int16', 1, 16, [0, 128, 0, 192, 0, 0, 255, 127], [-1, -0.5, 0, 32767 / 32768]],
    ['int24', 1, 24, [0, 0, 128, 0, 0, 192, 1, 0, 0, 0, 0, 64], [-1, -0.5, 2 ** -23, 0.5]],
    ['int32', 1, 32, [0, 0, 0, 128, 0, 0, 0, 64], [-1, 0.5]],
    ['float32', 3, 32, [0, 0, 0, 191, 0, 0, 128, 62], [-0.5, 0.25]],
    ['float64', 3, 64, [0, 0, 0, 0, 0, 0, 224, 191], [-0.5]],
  ] as const)('of %s yields shares of full scale', (name, tag, bits, content, samples) => {
    const expected = { format: name, rate, channels: [Float32Array.from(samples)] };
    expect(wavOf(riff(chunk('fmt ', format(tag, bits)), chunk('data', content)))).toEqual(expected);
    const named = [...little(tag, 2), 0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113];
    const extension = [...little(22, 2), ...little(bits, 2), ...little(4, 4), ...named];
    const extensible = chunk('fmt ', [...format(0xfffe, bits), ...extension]);
    expect(wavOf(riff(extensible, chunk('data', content)))).toEqual(expected);
  });

  test('may hold chunks of any size between and after, those of odd size with their padding byte', () => {
    const file = riff(
      chunk('LIST', [1, 2, 3]),
      chunk('fmt ', format(1, 8)),
      chunk('odd!', [7]),
      chunk('data', [128, 192, 64]),
      chunk('cue ', [1, 2, 3, 4, 5]),
    );
    expect(wavOf(file).channels).toEqual([Float32Array.of(0, 0.5, -0.5)]);
  });

  test('lies in a larger array at any place', () => {
    const bytes = writeWav({ rate, channels: [Float32Array.of(0.5, -0.5)] });
    const larger = new Uint8Array(bytes.length + 6);
    larger.set(bytes, 3);
    expect(wavOf(larger.subarray(3, 3 + bytes.length)).channels).toEqual([Float32Array.of(0.5, -0.5)]);
  });

  const good = writeWav({ rate, channels: [Float32Array.of(0.1, 0.2, 0.3, 0.4)] });
  test.each([
    ['nothing', new Uint8Array(0), '0 bytes are no WAV file: its first twelve say what it is'],
    [
      'another file',
      Uint8Array.from(ascii('%PDF-1.4 is no sound')),
      'the file begins with `%PDF` where `RIFF` was expected',
    ],
    ['big ends first', altered(good, 3, 0x58), 'the file is RIFX, which is not read: RIFF is'],
    [
      'an AVI',
      altered(good, 8, ...ascii('AVI ')),
      'the RIFF file is of the type `AVI ` where `WAVE` was expected',
    ],
    ['cut short', good.subarray(0, 80), 'the RIFF header says that the file has 84 bytes; it has 80'],
    [
      'too large a RIFF size',
      altered(good, 4, 0xff),
      'the RIFF header says that the file has 263 bytes; it has 84',
    ],
    [
      'too small a RIFF size',
      altered(good, 4, 70),
      'the RIFF header says that the file has 78 bytes; it has 84',
    ],
    [
      'too large a data size',
      altered(good, 64, 20),
      'the chunk `data` at byte 60 says that it has 20 bytes; 16 are left',
    ],
    [
      'another number of frames in fact',
      altered(good, 46, 5),
      'the `fact` chunk says 5 frames; the `data` chunk has 4',
    ],
    ['no samples', riff(chunk('fmt ', format(3, 32))), 'the file has no `data` chunk'],
    ['no format', riff(chunk('data', [0, 0])), 'the file has no `fmt ` chunk'],
    [
      'a format too late',
      riff(chunk('data', [0]), chunk('fmt ', format(1, 8))),
      'the `fmt ` chunk stands after the `data` chunk',
    ],
    [
      'two kinds of samples',
      riff(chunk('fmt ', format(1, 8)), chunk('data', [0, 0]), chunk('data', [1, 1])),
      'the file has a second `data` chunk, at byte 46',
    ],
    [
      'half a frame',
      riff(chunk('fmt ', format(1, 16)), chunk('data', [0, 0, 0])),
      'the `data` chunk has 3 bytes, no whole number of frames of 2',
    ],
    [
      'μ-law',
      riff(chunk('fmt ', format(7, 8)), chunk('data', [0, 0])),
      'samples of 8 bits of the format 7 are not read',
    ],
    [
      '12 bits',
      riff(chunk('fmt ', format(1, 12)), chunk('data', [0, 0])),
      'samples of 12 bits of the format 1 are not read',
    ],
    [
      'no channels',
      riff(chunk('fmt ', format(1, 8, 0)), chunk('data', [])),
      'the file has 0 channels; 1 to 64 are read',
    ],
    [
      '65,535 channels',
      riff(chunk('fmt ', format(1, 8, 65_535)), chunk('data', [])),
      'the file has 65535 channels; 1 to 64 are read',
    ],
    ['no rate', riff(chunk('fmt ', format(1, 8, 1, 0)), chunk('data', [])), 'the file has a rate of 0 Hz'],
    [
      'a short format',
      riff(chunk('fmt ', [1, 0, 1, 0]), chunk('data', [])),
      'the `fmt ` chunk has 4 bytes where at least 16 were expected',
    ],
    [
      'a cut chunk',
      riff(chunk('fmt ', format(1, 8)), chunk('data', [0, 0]), [1, 2, 3]),
      'the file ends within the head of a chunk, at byte 46',
    ],
    [
      'no padding byte',
      riff(chunk('fmt ', format(1, 8)), [...ascii('data'), 1, 0, 0, 0, 128]),
      'the chunk `data` at byte 36 has an odd size and lacks its padding byte',
    ],
  ])('is refused with its reason: %s', (_what, bytes, mistake) => {
    expect(mistakeIn(bytes)).toBe(mistake);
  });

  test('says how many bytes a frame and a second have, and must say it truly', () => {
    const file = (head: readonly number[]): Uint8Array =>
      riff(chunk('fmt ', head), chunk('data', [0, 0, 0, 0]));
    const stereo = format(1, 16, 2);
    expect(mistakeIn(file([...stereo.slice(0, 12), 2, 0, 16, 0]))).toBe(
      'the `fmt ` chunk says 2 bytes a frame; 2 of 16 bits are 4',
    );
    expect(mistakeIn(file([...stereo.slice(0, 8), 1, 0, 0, 0, ...stereo.slice(12)]))).toBe(
      'the `fmt ` chunk says 1 bytes a second; 48000 frames of 4 are 192000',
    );
  });
});

describe('whatever is read', () => {
  const bytes = fc.uint8Array({ maxLength: 400 });
  const good = fc.constantFrom(
    writeWav({ rate, channels: [noise(0.01, 0.5)] }),
    writeWav({ rate: 44_100, channels: [noise(0.002, 0.5), noise(0.002, 0.5, 2)] }),
    riff(chunk('LIST', [1, 2, 3]), chunk('fmt ', format(1, 24, 2)), chunk('data', [1, 2, 3, 4, 5, 6])),
    riff(
      chunk('fmt ', [
        ...format(0xfffe, 16),
        22,
        0,
        16,
        0,
        4,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        0,
        0,
        16,
        0,
        128,
        0,
        0,
        170,
        0,
        56,
        155,
        113,
      ]),
      chunk('data', [1, 2]),
    ),
  );
  /** It answered, and holds no more samples than there are bytes. */
  const holds = (file: Uint8Array): void => {
    const read = readWav(file);
    if (read.read === 'mistake') {
      expect(read.mistake).not.toBe('');
      return;
    }
    const samples = read.wav.channels.reduce((sum, { length }) => sum + length, 0);
    expect(samples).toBeLessThanOrEqual(file.length);
  };

  test('any bytes, with and without the head of a WAV, get an answer', () => {
    fc.assert(fc.property(bytes, holds), { numRuns: 2_000 });
    const headed = fc.tuple(bytes, fc.boolean()).map(([rest, honest]) => {
      const size = honest ? little(rest.length + 4, 4) : [255, 255, 255, 255];
      return Uint8Array.from([...ascii('RIFF'), ...size, ...ascii('WAVE'), ...rest]);
    });
    fc.assert(fc.property(headed, holds), { numRuns: 2_000 });
  });

  test('good files with bytes changed, cut out, put in and cut off get an answer', () => {
    const edit = fc.record({
      kind: fc.constantFrom('set', 'size', 'cut', 'put', 'end'),
      at: fc.nat(),
      value: fc.constantFrom(0, 1, 2, 3, 16, 40, 127, 128, 254, 255),
      extent: fc.integer({ min: 1, max: 40 }),
    });
    const mutated = fc.tuple(good, fc.array(edit, { minLength: 1, maxLength: 6 })).map(([file, edits]) => {
      let changed = Array.from(file);
      for (const { kind, at, value, extent } of edits) {
        // half of the time in the first hundred bytes, where the sizes stand
        const place = (at % 2 === 0 ? at % 100 : at) % Math.max(1, changed.length);
        if (kind === 'set') changed[place] = value;
        if (kind === 'size') changed.splice(place, 4, value, value, value, value);
        if (kind === 'cut') changed.splice(place, extent);
        if (kind === 'put') changed.splice(place, 0, ...Array.from({ length: extent }, () => value));
        if (kind === 'end') changed = changed.slice(0, place);
      }
      return Uint8Array.from(changed);
    });
    fc.assert(fc.property(mutated, holds), { numRuns: 5_000 });
  });

  test('chunks that claim 4 GiB, and very many chunks, take no more memory than the file', () => {
    const claims = riff(chunk('fmt ', format(3, 32)), [...ascii('data'), 0xff, 0xff, 0xff, 0xff]);
    const many = riff(...Array.from({ length: 10_002 }, () => chunk('JUNK', [])));
    const before = process.memoryUsage().arrayBuffers;
    for (let time = 0; time < 200; time++) readWav(claims);
    expect(mistakeIn(claims)).toBe(
      'the chunk `data` at byte 36 says that it has 4294967295 bytes; 0 are left',
    );
    expect(mistakeIn(many)).toBe('the file has more than 10,000 chunks');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });
});

describe('files of others are read', () => {
  const tone = ['synth', '0.1', 'sine', '440', 'vol', '0.5'];
  const soxWrote = (...words: readonly string[]): Wav =>
    wavOf(written('sox', '-R', '-D', '-n', '-r', '48000', ...words, '{file}', ...tone));
  const ffmpegWrote = (source: string, ...words: readonly string[]): Wav =>
    wavOf(
      written(
        'ffmpeg',
        '-hide_banner',
        '-loglevel',
        'error',
        '-f',
        'lavfi',
        '-i',
        source,
        ...words,
        '{file}',
      ),
    );
  const loudest = ({ channels }: Wav): number =>
    Math.max(...channels.flatMap((one) => Array.from(one, Math.abs)));

  test.for([
    ['float32', ['-e', 'float', '-b', '32', '-c', '1']],
    ['float64', ['-e', 'float', '-b', '64', '-c', '2']],
    ['int8', ['-e', 'unsigned', '-b', '8', '-c', '1']],
    ['int16', ['-e', 'signed', '-b', '16', '-c', '3']],
    ['int24', ['-e', 'signed', '-b', '24', '-c', '1']],
    ['int32', ['-e', 'signed', '-b', '32', '-c', '2']],
  ] as const)('by sox, as %s', ([name, words], context) => {
    needs(context, 'sox');
    const wav = soxWrote(...words);
    expect([wav.format, wav.rate, wav.channels.length]).toEqual([name, rate, Number(words.at(-1))]);
    expect(loudest(wav)).toBeCloseTo(0.5, 1.5);
  });

  test.for([
    ['float32', 'pcm_f32le'],
    ['float64', 'pcm_f64le'],
    ['int8', 'pcm_u8'],
    ['int16', 'pcm_s16le'],
    ['int24', 'pcm_s24le'],
    ['int32', 'pcm_s32le'],
  ] as const)('by ffmpeg, as %s, with a title of odd length', ([name, codec], context) => {
    needs(context, 'ffmpeg');
    const wav = ffmpegWrote('sine=f=440:r=48000:d=0.10003', '-c:a', codec, '-metadata', 'title=odd');
    expect([wav.format, wav.rate, wav.channels.length]).toEqual([name, rate, 1]);
    expect(loudest(wav)).toBeCloseTo(1 / 8, 1.5);
  });

  test('but not where they were written to a pipe, with a size that nobody knew', (context) => {
    needs(context, 'ffmpeg');
    const bytes = written(
      'ffmpeg',
      '-hide_banner',
      '-loglevel',
      'error',
      '-f',
      'lavfi',
      '-i',
      'sine=d=0.1',
      '{file}',
    );
    expect(mistakeIn(altered(bytes, 4, 255, 255, 255, 255))).toMatch(
      /^the RIFF header says that the file has 4294967303 bytes; it has \d+$/,
    );
  });
});
