import type { ProgramDescription } from './library.ts';
import { sampleRate } from '../sample-rate.ts';
import { wasm, type WasmMemory, type WasmModule } from './webassembly.ts';

export type Computed =
  | { readonly computed: 'all'; readonly channels: readonly Float64Array[] }
  | { readonly computed: 'until it ran away'; readonly at: number; readonly value: string };

/** +120 dB of full scale: what comes here does not come back by itself. */
const beyondEveryLevel = 1e6;

/** What the compiler leaves to its host. The arguments of `_remainder` are those of C. */
const mathematics = {
  _abs: Math.abs,
  _acos: Math.acos,
  _acosh: Math.acosh,
  _asin: Math.asin,
  _asinh: Math.asinh,
  _atan: Math.atan,
  _atan2: Math.atan2,
  _atanh: Math.atanh,
  _ceil: Math.ceil,
  _copysign: (x: number, y: number) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)),
  _cos: Math.cos,
  _cosh: Math.cosh,
  _exp: Math.exp,
  _floor: Math.floor,
  _fmod: (x: number, y: number) => x % y,
  _isinf: (x: number) => (x === Infinity || x === -Infinity ? 1 : 0),
  _isnan: (x: number) => (Number.isNaN(x) ? 1 : 0),
  _log: Math.log,
  _log10: Math.log10,
  _max_: Math.max,
  _min_: Math.min,
  _pow: Math.pow,
  _remainder: (x: number, y: number) => x - roundToEven(x / y) * y,
  _rint: roundToEven,
  _round: (x: number) => Math.sign(x) * Math.round(Math.abs(x)),
  _sin: Math.sin,
  _sinh: Math.sinh,
  _sqrt: Math.sqrt,
  _tan: Math.tan,
  _tanh: Math.tanh,
};

function roundToEven(x: number): number {
  const below = Math.floor(x);
  const over = x - below;
  if (over !== 0.5) return over < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** The face of a compiled program that has its memory inside. */
interface Program {
  readonly memory: WasmMemory;
  init(dsp: number, rate: number): void;
  compute(dsp: number, frames: number, inputs: number, outputs: number): void;
}

/**
 * Runs a program from its beginning. `block` frames are computed at once, which changes no sample.
 * @throws what the program traps with, and RangeError where its state does not fit into memory.
 */
export function compute(
  code: WasmModule,
  { outputs, size }: ProgramDescription,
  frames: number,
  block: number,
): Computed {
  const imports = { env: mathematics, math: mathematics };
  const program = new wasm.Instance(code, imports).exports as Program;
  // Behind the program's state: a pointer for each output, then their buffers.
  const pointers = Math.ceil(size / 8) * 8;
  const buffers = pointers + Math.ceil((outputs * 4) / 8) * 8;
  const needed = buffers + outputs * block * 8 - program.memory.buffer.byteLength;
  if (needed > 0) program.memory.grow(Math.ceil(needed / 65_536));
  const { buffer } = program.memory;
  const starts = Array.from({ length: outputs }, (_, channel) => buffers + channel * block * 8);
  new Int32Array(buffer, pointers, outputs).set(starts);
  const blocks = starts.map((start) => new Float64Array(buffer, start, block));

  program.init(0, sampleRate);
  const channels = blocks.map(() => new Float64Array(frames));
  for (let at = 0; at < frames; at += block) {
    const count = Math.min(block, frames - at);
    program.compute(0, count, 0, pointers);
    for (const [channel, computed] of blocks.entries()) {
      const part = count === block ? computed : computed.subarray(0, count);
      const lost = firstLost(part);
      if (lost >= 0)
        return {
          computed: 'until it ran away',
          at: (at + lost) / sampleRate,
          value: inPlainWords(part[lost] ?? NaN),
        };
      channels[channel]?.set(part, at);
    }
  }
  return { computed: 'all', channels };
}

/** The first sample that is no number or beyond every level, -1 where there is none. */
function firstLost(samples: Float64Array): number {
  for (let at = 0; at < samples.length; at++) if (!(Math.abs(samples[at] ?? 0) < beyondEveryLevel)) return at;
  return -1;
}

function inPlainWords(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return 'infinite';
  return `${(20 * Math.log10(Math.abs(value))).toFixed(0)} dB over full scale`;
}
