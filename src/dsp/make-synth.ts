import { fileURLToPath } from 'node:url';
import { sampleRate } from './sample-rate.ts';
import { CompilerChild } from './compiler-child.ts';
import { compilerChildren } from './compiler-children.ts';
import { findFaust } from './faust-library.ts';
import { measure } from './measure/measure.ts';
import { renderer } from './render.ts';
import { soundOf } from './sound.ts';
import type { StartConfined, Synth } from './synth.ts';
import { faultsOf } from './validate/faults.ts';

export interface SynthOptions {
  readonly start: StartConfined;
  /** Renders at once: the parts that may be in flight. */
  readonly children: number;
  /** Frames that are computed at once. No byte depends on it. */
  readonly block?: number;
  /** Bytes of memory of a child, its stack and its code. */
  readonly memory?: number;
  /** Milliseconds for one compilation: a graph of two hundred nodes needs a tenth of it. */
  readonly compileMs?: number;
}

/** Raised when the same graph gives other bytes. */
const synthesis = 1;

/** Seconds of CPU of a child in all its renders. */
const cpuSeconds = 3600;

/** Of the synth that `makeSynth` makes here. */
export const synthVersion = (): string => `${synthesis}/${findFaust().version}`;

export function makeSynth(options: SynthOptions): Synth {
  const { start, children: most, block = 1024, memory = 1024 ** 3, compileMs = 60_000 } = options;
  const faust = findFaust();
  let player = 'faust';
  const children = compilerChildren(
    most,
    () =>
      new CompilerChild(
        start({
          program: process.execPath,
          words: [childFile, faust.folder],
          dataLimit: memory,
          cpuSeconds,
        }),
        (version) => (player = `faust ${version}`),
      ),
  );
  return {
    get player() {
      return player;
    },
    version: synthVersion(),
    render: renderer(children, { block, compileMs }),
    accept(channels, asked) {
      const sound = { rate: sampleRate, channels };
      const faults = faultsOf(sound, asked);
      if (faults.length > 0) return { rendered: 'faults', faults, iters: 1 };
      return soundOf(channels, measure(sound), 1, []);
    },
    close() {
      children.close();
      return Promise.resolve();
    },
  };
}

/** Built to dist/worker/, also where this is run from src/. */
export const childFile = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../dist/worker/faust.mjs' : './worker/faust.mjs',
    import.meta.url,
  ),
);
