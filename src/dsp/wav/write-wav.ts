import { tags } from './wav.ts';
import type { Samples } from './wav.ts';

/** The samples begin here: a multiple of four, so that a reader may map them as they lie. */
const header = 68;
const sampleBytes = 4;

/**
 * A sound as a WAV file of 32-bit IEEE floats: `fmt ` of 18 bytes, `fact`, two bytes of `JUNK` for the alignment, and
 * `data` (Microsoft, "New Multimedia Data Types and Data Techniques", 1994). The bytes follow from the samples alone.
 * Throws a RangeError where channels differ in length or none is there, where the rate is no whole number of Hz, and
 * where the file would be longer than its 32-bit sizes can say.
 */
export function writeWav({ rate, channels }: Samples): Uint8Array {
  const frames = channels[0]?.length ?? 0;
  const frameBytes = channels.length * sampleBytes;
  const dataBytes = frames * frameBytes;
  if (channels.length === 0 || channels.length > 64) {
    throw new RangeError(`a WAV file has 1 to 64 channels, not ${channels.length}`);
  }
  if (channels.some(({ length }) => length !== frames)) throw new RangeError('the channels differ in length');
  if (!Number.isInteger(rate) || rate < 1 || rate * frameBytes > 0xffffffff) {
    throw new RangeError(`a WAV file cannot say a rate of ${rate} Hz`);
  }
  if (header + dataBytes - 8 > 0xffffffff) throw new RangeError('a WAV file cannot be longer than 4 GiB');

  const bytes = new Uint8Array(header + dataBytes);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const text = (word: string): void => {
    for (const letter of word) view.setUint8(at++, letter.charCodeAt(0));
  };
  const short = (value: number): void => {
    view.setUint16(at, value, true);
    at += 2;
  };
  const long = (value: number): void => {
    view.setUint32(at, value, true);
    at += 4;
  };
  text('RIFF');
  long(header + dataBytes - 8);
  text('WAVEfmt ');
  long(18);
  short(tags.float);
  short(channels.length);
  long(rate);
  long(rate * frameBytes);
  short(frameBytes);
  short(8 * sampleBytes);
  short(0); // nothing follows that only this format would have
  text('fact');
  long(4);
  long(frames);
  text('JUNK');
  long(2);
  short(0);
  text('data');
  long(dataBytes);
  channels.forEach((samples, channel) => {
    let place = header + channel * sampleBytes;
    for (let frame = 0; frame < frames; frame++) {
      view.setFloat32(place, samples[frame] ?? 0, true);
      place += frameBytes;
    }
  });
  return bytes;
}
