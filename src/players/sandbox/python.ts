import { mkdtempSync, rmSync } from 'node:fs';
import { endianness, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Feedback } from '../../base/index.ts';
import { failureOf, type Failure } from '../end.ts';
import { run, type Ran } from '../run.ts';
import { startHere, type StartProgram } from '../start.ts';
import { feedbackOf, size } from '../wording.ts';
import { findPython, type FoundPython } from './find-python.ts';
import { limitWords, type Limits } from './limits.ts';
import { pythonRunner } from './python-runner.ts';
import type { Sandbox } from './sandbox.ts';
import { systemTools } from './confine.ts';

/** A program that a model wrote, and the sound that is asked of it. */
export interface PythonRequest {
  /** Its text: it defines `render(duration, sample_rate, rng)`. */
  readonly program: string;
  /** Seconds. */
  readonly duration: number;
  /** Hz. */
  readonly rate: number;
  readonly seed: number;
  readonly timeoutMs: number;
  /** Bytes of memory; default 1 GiB. */
  readonly memory?: number;
  readonly signal: AbortSignal;
  /** PATH on which `python3` is looked for. */
  readonly path: string;
  /** `best`: where there is no sandbox it runs all the same, under limits alone (concerto.md). */
  readonly sandbox: 'required' | 'best';
}

export type PythonRan =
  /** As they came: not yet looked at. `player` is `python 3.11 · numpy 1.24`. */
  | { readonly ran: 'samples'; readonly samples: readonly Float32Array[]; readonly player: string }
  /** The program's own doing, for the next attempt. */
  | { readonly ran: 'faults'; readonly faults: readonly Feedback[] }
  /** This machine's doing: no program would fare better. */
  | ({ readonly ran: 'refused' } & Refusal)
  | { readonly ran: 'cancelled' };

export interface Refusal {
  readonly because: string;
  readonly instead: string;
}

export interface Python {
  run(request: PythonRequest): Promise<PythonRan>;
  /** Why this machine would run no program at all: asked before a model is asked for one. */
  refusal(asked: Pick<PythonRequest, 'path' | 'sandbox'>): Promise<Refusal | undefined>;
}

const MiB = 1024 * 1024;
/** Seconds that a sound may be longer than asked before nobody wants the rest. */
const overhang = 10;
const mostChannels = 2;
/** What the first line may hold. */
const headRoom = 16 * 1024;

/** Runs programs in Python, one process each, in the sandbox (design: no agent but the compiler executes a model's code). */
export function makePython(sandbox: Sandbox, start: StartProgram = startHere): Python {
  type How = Pick<PythonRequest, 'path' | 'sandbox'>;
  const ready = async (
    asked: How,
  ): Promise<Refusal | { readonly python: FoundPython; readonly inside: boolean }> => {
    const python = await findPython(asked.path, start);
    if ('because' in python) return python;
    const level = await sandbox.level();
    if (level.level === 'sandbox') return { python, inside: true };
    if (asked.sandbox === 'best') return { python, inside: false };
    return {
      because: `a program in Python is run in a sandbox alone, and there is none: ${level.because}`,
      instead: `${level.instead}; or \`sandbox: best\` in concerto.md lets it run without`,
    };
  };
  return {
    async refusal(asked) {
      const found = await ready(asked);
      return 'because' in found ? found : undefined;
    },
    async run(request) {
      const found = await ready(request);
      if ('because' in found) return { ran: 'refused', ...found };
      if (request.signal.aborted) return { ran: 'cancelled' };
      return found.inside
        ? await runInside(request, found.python, sandbox, start)
        : await runOutside(request, found.python, start);
    },
  };
}

const limitsOf = ({ timeoutMs, memory = 1024 * MiB }: PythonRequest): Limits => ({
  cpuSeconds: timeoutMs / 1000 + 1,
  data: memory,
  fileSize: 64 * MiB,
  descriptors: 64,
});

async function runInside(
  request: PythonRequest,
  python: FoundPython,
  sandbox: Sandbox,
  start: StartProgram,
): Promise<PythonRan> {
  const inside = sandbox.enter({
    // One process: the filter lets it make threads alone, so those are all that is counted.
    room: { written: [], network: false, tmp: 64 * MiB, limits: { ...limitsOf(request), processes: 64 } },
    shown: python.shown,
    filter: 'alone',
  });
  try {
    return heard(request, python, await runAs(request, python.executable, [], '/', inside.around(start)));
  } finally {
    inside.leave();
  }
}

async function runOutside(
  request: PythonRequest,
  python: FoundPython,
  start: StartProgram,
): Promise<PythonRan> {
  const folder = mkdtempSync(join(tmpdir(), 'simphony-python-'));
  try {
    const [program, ...words] = [...limitWords(limitsOf(request), systemTools().prlimit), python.executable];
    return heard(request, python, await runAs(request, program, words, folder, start));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runAs(
  { program, duration, rate, seed, timeoutMs, signal }: PythonRequest,
  executable: string,
  words: readonly string[],
  folder: string,
  start: StartProgram,
): Promise<Ran> {
  const most = Math.ceil((duration + overhang) * rate);
  const tmp = folder === '/' ? '/tmp' : folder;
  return await run(
    {
      words: [executable, ...words, '-s', '-B', '-c', pythonRunner],
      cwd: folder,
      environment: {
        ...{ PATH: '/usr/bin:/bin', HOME: tmp, TMPDIR: tmp, LANG: 'C.UTF-8', PYTHONHASHSEED: '0' },
        // Sums come out the same whatever the machine's cores are.
        ...{ OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1', BLIS_NUM_THREADS: '1' },
      },
      stdin: JSON.stringify({ program, duration, rate, seed, most }),
      timeoutMs,
      outputLimit: headRoom + most * mostChannels * Float32Array.BYTES_PER_ELEMENT,
      ...(folder === '/' ? {} : { mark: folder }),
      signal,
    },
    start,
  );
}

const Head = z.union([
  z.object({ fault: z.string().max(200), evidence: z.string().max(4000) }),
  z.object({ channels: z.number().int().min(1).max(mostChannels), samples: z.number().int().min(0) }),
]);

function heard(request: PythonRequest, python: FoundPython, { end, stdout, stderr }: Ran): PythonRan {
  const failure = failureOf(end, stderr.toString());
  if (failure === 'cancelled') return { ran: 'cancelled' };
  if (failure !== undefined) return faults(plainer(failure, request));
  const line = stdout.indexOf(10);
  const head = Head.safeParse(jsonOf(stdout.subarray(0, Math.max(0, line)).toString()));
  if (!head.success) return faults(answeredNothing);
  if ('fault' in head.data) return faults({ criterion: head.data.fault, evidence: head.data.evidence });
  const { channels, samples } = head.data;
  const bytes = stdout.subarray(line + 1);
  if (bytes.length !== channels * samples * Float32Array.BYTES_PER_ELEMENT) return faults(answeredNothing);
  const all = floatsOf(bytes);
  return {
    ran: 'samples',
    samples: Array.from({ length: channels }, (_, index) =>
      all.subarray(index * samples, (index + 1) * samples),
    ),
    player: python.player,
  };
}

const faults = (...all: readonly Feedback[]): PythonRan => ({ ran: 'faults', faults: all });

const answeredNothing: Feedback = {
  criterion: 'render returns samples',
  evidence: 'its process ended, or wrote to descriptors that are not its own, before `render` had returned',
};

/** What a limit did to it, in the words of the one who set the limit. */
function plainer(failure: Failure, { memory = 1024 * MiB, duration }: PythonRequest): Feedback {
  if (failure.failure === 'too much output' && failure.of === 'stderr')
    return { criterion: 'the program runs', evidence: `it printed more than ${size(failure.limit)}` };
  if (failure.failure === 'too much output')
    return {
      criterion: 'render returns samples',
      evidence: `it sent more than a sound of ${duration} s can have`,
    };
  const said = feedbackOf(failure);
  const outOfMemory =
    'printed' in failure &&
    /MemoryError|Cannot allocate memory|bad_alloc|Unable to allocate/.test(failure.printed);
  const evidence = outOfMemory
    ? `it wants more memory than the ${size(memory)} it may have: ${said.evidence}`
    : said.evidence;
  return { criterion: 'the program runs', evidence };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function floatsOf(bytes: Buffer): Float32Array {
  const own = Buffer.from(bytes);
  if (endianness() === 'BE') own.swap32();
  return new Float32Array(own.buffer, own.byteOffset, own.length / Float32Array.BYTES_PER_ELEMENT);
}
