import * as z from 'zod';

/** What a worker may say besides `began` (worker/worker.mjs lists it), checked because a module shares the worker's process. */
const detached = z.array(z.string());
const take = z.number();

export const Said = z.discriminatedUnion('say', [
  z.object({ say: z.literal('progress'), take, share: z.number().min(0).max(1) }),
  z.object({
    say: z.literal('log'),
    take,
    text: z.string(),
    fields: z.record(z.string(), z.unknown()).optional(),
  }),
  z.object({
    say: z.literal('run'),
    take,
    id: z.number(),
    words: z.array(z.string()).min(1),
    timeoutMs: z.number().positive().optional(),
  }),
  z.object({ say: z.literal('returned'), take, output: z.unknown(), detached }),
  z.object({
    say: z.literal('threw'),
    take,
    message: z.string(),
    at: z.string().optional(),
    fatal: z.boolean(),
    detached: detached.optional(),
  }),
  z.object({ say: z.literal('no json'), take, where: z.string(), what: z.string(), detached }),
  z.object({ say: z.literal('no function'), take, detached }),
  z.object({ say: z.literal('too large'), take, detached }),
]);

export type Said = z.infer<typeof Said>;
/** What ends a take. */
export type Answer = Extract<Said, { say: 'returned' | 'threw' | 'no json' | 'no function' | 'too large' }>;
export type AskedRun = Extract<Said, { say: 'run' }>;

/** How a run that a module asked for ended, as the worker hears it. */
export type RanForModule =
  | { readonly end: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly end: 'failed'; readonly because: string };

/** One take, as the worker hears it. */
export interface TakeForWorker {
  /** URL of the module. */
  readonly url: string;
  /** Absolute path of the ensemble's folder: the first line of a stack that lies in it names an error's place. */
  readonly root: string;
  readonly input: unknown;
  /** What was answered: the module is called with it, the input and its context, and not with the last two alone. */
  readonly answer?: unknown;
  readonly env: { readonly [name: string]: string };
  readonly cwd: string;
  readonly outputLimit: number;
}

/** Exit status of a worker whose module printed more than it may. */
export const printedTooMuch = 97;
