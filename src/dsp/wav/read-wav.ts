import { tags } from './wav.ts';
import type { SampleFormat, Wav } from './wav.ts';

export type ReadWav =
  | { readonly read: 'wav'; readonly wav: Wav }
  /** In one sentence, with the byte where it shows. */
  | { readonly read: 'mistake'; readonly mistake: string };

/**
 * Reads a WAV file strictly: every size it states must be true, nothing may be missing and nothing left over. Reads
 * integers of 8, 16, 24 and 32 bits and floats of 32 and 64, plain and as WAVE_FORMAT_EXTENSIBLE; chunks that say
 * nothing about the samples are passed over. Any bytes may be handed in: it never throws, and what it allocates is
 * bounded by the bytes that are there, never by what they claim.
 */
export function readWav(bytes: Uint8Array): ReadWav {
  const chunks = chunksOf(bytes);
  if (typeof chunks === 'string') return { read: 'mistake', mistake: chunks };
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wav = wavOf(file, chunks);
  return typeof wav === 'string' ? { read: 'mistake', mistake: wav } : { read: 'wav', wav };
}

interface Chunk {
  readonly name: string;
  /** Of its first byte after name and size. */
  readonly at: number;
  readonly size: number;
}

const nameAt = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + 4)).replace(/[^ -~]/g, '?');

/** The chunks of the file in their order, or what is wrong with their sizes. */
function chunksOf(bytes: Uint8Array): readonly Chunk[] | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) return `${bytes.length} bytes are no WAV file: its first twelve say what it is`;
  const [form, type] = [nameAt(bytes, 0), nameAt(bytes, 8)];
  if (form !== 'RIFF') {
    return form === 'RIFX' || form === 'RF64'
      ? `the file is ${form}, which is not read: RIFF is`
      : `the file begins with \`${form}\` where \`RIFF\` was expected`;
  }
  if (type !== 'WAVE') return `the RIFF file is of the type \`${type}\` where \`WAVE\` was expected`;
  const stated = view.getUint32(4, true) + 8;
  if (stated !== bytes.length) {
    return `the RIFF header says that the file has ${stated} bytes; it has ${bytes.length}`;
  }
  const chunks: Chunk[] = [];
  for (let at = 12; at < bytes.length;) {
    if (at + 8 > bytes.length) return `the file ends within the head of a chunk, at byte ${at}`;
    const [name, size] = [nameAt(bytes, at), view.getUint32(at + 4, true)];
    const left = bytes.length - at - 8;
    if (size > left)
      return `the chunk \`${name}\` at byte ${at} says that it has ${size} bytes; ${left} are left`;
    // chunks begin at even places; the byte between belongs to no chunk, and must be there (IBM and Microsoft, 1991)
    const padded = size + (size % 2);
    if (padded > left)
      return `the chunk \`${name}\` at byte ${at} has an odd size and lacks its padding byte`;
    chunks.push({ name, at: at + 8, size });
    if (chunks.length > 10_000) return 'the file has more than 10,000 chunks';
    at += 8 + padded;
  }
  return chunks;
}

interface Layout {
  readonly format: SampleFormat;
  readonly channels: number;
  readonly rate: number;
  readonly frameBytes: number;
}

function wavOf(file: DataView, chunks: readonly Chunk[]): Wav | string {
  const only = (name: string): Chunk | string => {
    const [chunk, another] = chunks.filter((one) => one.name === name);
    if (chunk === undefined) return `the file has no \`${name}\` chunk`;
    return another === undefined
      ? chunk
      : `the file has a second \`${name}\` chunk, at byte ${another.at - 8}`;
  };
  const [head, data] = [only('fmt '), only('data')];
  if (typeof head === 'string') return head;
  if (typeof data === 'string') return data;
  if (data.at < head.at) return 'the `fmt ` chunk stands after the `data` chunk';
  const layout = layoutOf(file, head);
  if (typeof layout === 'string') return layout;
  const frames = data.size / layout.frameBytes;
  if (!Number.isInteger(frames)) {
    return `the \`data\` chunk has ${data.size} bytes, no whole number of frames of ${layout.frameBytes}`;
  }
  const fact = chunks.find(({ name }) => name === 'fact');
  if (fact !== undefined) {
    if (fact.size < 4) return `the \`fact\` chunk has ${fact.size} bytes where 4 were expected`;
    const stated = file.getUint32(fact.at, true);
    if (stated !== frames)
      return `the \`fact\` chunk says ${stated} frames; the \`data\` chunk has ${frames}`;
  }
  const { format, rate } = layout;
  return { format, rate, channels: samplesOf(file, data.at, frames, layout) };
}

/** What follows the two bytes of the tag in the identifier of an extensible format (KSDATAFORMAT_SUBTYPE_WAVEFORMATEX). */
const identifierTail = [0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113];

function layoutOf(file: DataView, { at, size }: Chunk): Layout | string {
  if (size < 16) return `the \`fmt \` chunk has ${size} bytes where at least 16 were expected`;
  const short = (offset: number): number => file.getUint16(at + offset, true);
  const channels = short(2);
  const rate = file.getUint32(at + 4, true);
  const frameBytes = short(12);
  const bits = short(14);
  const extra = size >= 18 ? short(16) : 0;
  if (size >= 18 && 18 + extra > size) {
    return `the \`fmt \` chunk has ${size} bytes and says that ${extra} follow its first 18`;
  }
  let tag = short(0);
  if (tag === tags.extensible) {
    if (size < 40 || extra < 22) return `an extensible \`fmt \` chunk has 40 bytes; this one has ${size}`;
    if (!identifierTail.every((byte, index) => file.getUint8(at + 26 + index) === byte)) {
      return 'the extensible `fmt ` chunk names a format that is not read';
    }
    tag = short(24);
    const valid = short(18);
    if (valid !== bits && valid !== 0) return `${valid} of the ${bits} bits of a sample are in use: not read`;
  }
  const format = formatOf(tag, bits);
  if (format === undefined) return `samples of ${bits} bits of the format ${tag} are not read`;
  if (channels < 1 || channels > 64) return `the file has ${channels} channels; 1 to 64 are read`;
  if (rate === 0) return 'the file has a rate of 0 Hz';
  if (frameBytes !== (channels * bits) / 8) {
    return `the \`fmt \` chunk says ${frameBytes} bytes a frame; ${channels} of ${bits} bits are ${(channels * bits) / 8}`;
  }
  const perSecond = file.getUint32(at + 8, true);
  if (perSecond !== rate * frameBytes) {
    return `the \`fmt \` chunk says ${perSecond} bytes a second; ${rate} frames of ${frameBytes} are ${rate * frameBytes}`;
  }
  return { format, channels, rate, frameBytes };
}

function formatOf(tag: number, bits: number): SampleFormat | undefined {
  if (tag === tags.float) return bits === 32 ? 'float32' : bits === 64 ? 'float64' : undefined;
  if (tag !== tags.integer) return undefined;
  return bits === 8
    ? 'int8'
    : bits === 16
      ? 'int16'
      : bits === 24
        ? 'int24'
        : bits === 32
          ? 'int32'
          : undefined;
}

/** One sample at a byte; integers become shares of full scale. Those of 8 bits have no sign and rest at 128. */
const reading: Readonly<Record<SampleFormat, (file: DataView, at: number) => number>> = {
  float32: (file, at) => file.getFloat32(at, true),
  float64: (file, at) => file.getFloat64(at, true),
  int8: (file, at) => (file.getUint8(at) - 128) / 2 ** 7,
  int16: (file, at) => file.getInt16(at, true) / 2 ** 15,
  int24: (file, at) => (file.getUint16(at, true) + file.getInt8(at + 2) * 2 ** 16) / 2 ** 23,
  int32: (file, at) => file.getInt32(at, true) / 2 ** 31,
};

function samplesOf(file: DataView, start: number, frames: number, layout: Layout): readonly Float32Array[] {
  const { format, channels, frameBytes } = layout;
  const sampleAt = reading[format];
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    let at = start + (channel * frameBytes) / channels;
    for (let frame = 0; frame < frames; frame++) {
      samples[frame] = sampleAt(file, at);
      at += frameBytes;
    }
    return samples;
  });
}
