import { frameOf, frameReader, type Frame } from './child/frames.ts';
import type { Answer, Job, Said } from './child/job.ts';
import { framesOf } from './child/finish.ts';
import type { Confined } from './synth.ts';

/** How a job ended. After anything but an answer that leaves it `usable` the child is to be closed. */
export type Outcome =
  | { readonly outcome: 'answered'; readonly answer: Answer; readonly channels: readonly Float32Array[] }
  | { readonly outcome: 'too slow'; readonly during: Phase; readonly ms: number }
  | { readonly outcome: 'cancelled' }
  /** It ended by itself, or said what no child says. */
  | { readonly outcome: 'gone'; readonly during: Phase; readonly because: string };

export type Phase = 'starting' | 'compiling' | 'rendering';

export interface JobLimits {
  readonly timeoutMs: number;
  /** Of the time above: for compiling. */
  readonly compileMs: number;
  readonly signal: AbortSignal;
}

interface Running {
  readonly job: Job;
  readonly end: (outcome: Outcome) => void;
  phase: Phase;
}

/** The host's side of one compiler child: one job at a time. */
export class CompilerChild {
  /** Jobs that it was given. */
  jobs = 0;
  /** The most memory that it has had, bytes, as it said last. */
  memory = 0;
  private readonly confined: Confined;
  private readonly onReady: (faust: string) => void;
  private running: Running | undefined;
  private isReady = false;
  private state: 'usable' | 'spent' = 'usable';

  constructor(confined: Confined, onReady: (faust: string) => void) {
    this.confined = confined;
    this.onReady = onReady;
    confined.onBytes(
      frameReader(
        (frame) => this.hear(frame),
        () => mostBytes(this.running?.job),
        (because) => this.lose(because),
      ),
    );
    void confined.ended.then(({ code, signal, stderr }) => {
      const how = signal === undefined ? `with code ${code ?? 'unknown'}` : `by ${signal}`;
      this.lose(`it ended ${how}${lastLine(stderr)}`);
    });
  }

  get usable(): boolean {
    return this.state === 'usable';
  }

  /** Compiles, renders, measures. Never rejects. */
  work(job: Job, { timeoutMs, compileMs, signal }: JobLimits): Promise<Outcome> {
    this.jobs += 1;
    const began = performance.now();
    return new Promise<Outcome>((resolve) => {
      if (!this.usable)
        return resolve({ outcome: 'gone', during: 'starting', because: 'it had ended before' });
      const tooSlow = (): void => {
        const { phase = 'starting' } = this.running ?? {};
        stop({ outcome: 'too slow', during: phase, ms: Math.round(performance.now() - began) });
      };
      const whole = setTimeout(tooSlow, Math.min(timeoutMs, longestTimer));
      const compiling = setTimeout(
        () => {
          if (this.running?.phase !== 'rendering') tooSlow();
        },
        Math.min(compileMs, longestTimer),
      );
      const cancel = (): void => stop({ outcome: 'cancelled' });
      const stop = (outcome: Outcome): void => {
        this.close();
        end(outcome);
      };
      const end = (outcome: Outcome): void => {
        clearTimeout(whole);
        clearTimeout(compiling);
        signal.removeEventListener('abort', cancel);
        this.running = undefined;
        resolve(outcome);
      };
      this.running = { job, end, phase: this.isReady ? 'compiling' : 'starting' };
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) return cancel();
      for (const piece of frameOf(job)) this.confined.write(piece);
    });
  }

  close(): void {
    this.state = 'spent';
    this.confined.kill();
  }

  private lose(because: string): void {
    this.close();
    this.running?.end({ outcome: 'gone', during: this.running.phase, because });
  }

  private hear({ head, bytes }: Frame): void {
    // Both ends of the pipe are of one build.
    const said = head as Said;
    const { running } = this;
    switch (said.say) {
      case 'ready':
        this.isReady = true;
        if (running?.phase === 'starting') running.phase = 'compiling';
        return this.onReady(said.faust);
      case 'compiled':
        if (running !== undefined) running.phase = 'rendering';
        return;
      case 'worked': {
        const { answer, memory } = said;
        this.memory = memory;
        if (answer.say === 'trapped') this.close();
        const channels = answer.say === 'rendered' ? channelsOf(bytes, running?.job.asked.channels ?? 1) : [];
        return running?.end({ outcome: 'answered', answer, channels });
      }
    }
  }
}

/** Milliseconds: what a timer can wait. */
const longestTimer = 2 ** 31 - 1;

const mostBytes = (job: Job | undefined): number =>
  job === undefined ? 0 : 4 * job.asked.channels * framesOf(job.asked);

function channelsOf(bytes: Uint8Array<ArrayBuffer>, count: number): Float32Array[] {
  const samples = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const frames = samples.length / count;
  return Array.from({ length: count }, (_, channel) =>
    samples.subarray(channel * frames, (channel + 1) * frames),
  );
}

/** The line that says what was thrown, of what a child prints when it ends by itself. */
function lastLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => /\S/.test(line));
  const telling = lines.find((line) => /^(Uncaught )?\w*Error\b|out of memory/.test(line)) ?? lines.at(-1);
  return telling === undefined ? '' : `: ${telling.trim().slice(0, 300)}`;
}
