import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { ProcessFacts, Stop } from './end.ts';
import { lineSplitter, type LineSplitter } from './lines.ts';
import {
  printedTooMuch,
  Said,
  type Answer,
  type AskedRun,
  type RanForModule,
  type TakeForWorker,
} from './protocol.ts';
import { longestTimer } from './run.ts';
import type { SimphonyHome } from './simphony-home.ts';
import { signalled } from './sandbox/inside.ts';
import type { Entered } from './sandbox/sandbox.ts';
import { exitOf } from './start.ts';
import { signalGroup, startOf } from './tree.ts';

/** Everything known when a take has ended. With an answer and without `stoppedBy` the worker is still there. */
export interface WorkerFacts extends ProcessFacts {
  readonly answer?: Answer;
  /** It had not even begun: the worker had died before, and another one may be asked. */
  readonly begun: boolean;
  /** The end of what it printed on stderr. */
  readonly printed: string;
}

export interface TakeListener {
  progress(share: number): void;
  log(text: string, fields?: Readonly<Record<string, unknown>>): void;
  run(asked: AskedRun): Promise<RanForModule>;
}

export interface TakeLimits {
  readonly timeoutMs: number;
  readonly outputLimit: number;
  readonly signal: AbortSignal;
}

/** Between the abort of `context.signal` and the end of the worker, milliseconds. */
const grace = 250;
/** What a frame may be larger than the output in it, bytes. */
const frameRoom = 1024 * 1024;
/** Bytes of stderr that are kept for the feedback. */
const keptStderr = 8192;

/** The take that a worker is playing. */
interface Playing {
  readonly number: number;
  readonly on: TakeListener;
  readonly limits: TakeLimits;
  /** Of stdout and of stderr, once it prints. */
  readonly lines: { stdout?: LineSplitter; stderr?: LineSplitter };
  readonly bytes: { stdout: number; stderr: number };
  readonly done: (facts: Pick<WorkerFacts, 'answer'>) => void;
  begun: boolean;
  stoppedBy?: Stop;
  printed: string;
}

/** One worker process, in a process group of its own. See worker/worker.mjs. */
export class Worker {
  /** Takes that it has played or is playing. */
  takes = 0;
  readonly gone: Promise<void>;
  private readonly child: ChildProcess;
  private readonly channel: Socket;
  private playing: Playing | undefined;
  private exit: ProcessFacts | undefined;
  private startedAt: string | undefined;
  private readonly unfinished: Buffer[] = [];
  private unfinishedBytes = 0;

  /** `inside`: the sandbox that it is started in. */
  constructor(home: SimphonyHome, nodeOptions: readonly string[], path: string, inside?: Entered) {
    const resolution = JSON.stringify({
      home: home.url,
      ...(home.kit === undefined ? {} : { kit: home.kit }),
    });
    const own = [...nodeOptions, home.worker, resolution];
    const entering = inside?.inside(process.execPath, own, path);
    const [program, ...words] = entering?.words ?? ([process.execPath, ...own] as const);
    this.child = spawn(program, words, {
      cwd: '/',
      env: { PATH: path },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const channel = this.child.stdio[3];
    if (!(channel instanceof Socket)) throw new Error('a worker was started without its channel');
    this.channel = channel;
    this.gone = new Promise((resolve) => {
      const end = (facts: ProcessFacts): void => {
        this.exit ??= facts;
        void (entering?.emptied() ?? Promise.resolve()).then(resolve);
        // What it said last may still lie in the pipes.
        void turn().then(() => this.playing?.done({}));
      };
      this.child.once('exit', (code, signal) =>
        end(inside === undefined ? exitOf(code, signal) : signalled(exitOf(code, signal))),
      );
      this.child.once('error', (error) => {
        if (this.child.pid === undefined)
          end({ startFault: { fault: 'system', tool: process.execPath, because: error.message } });
      });
    });
    channel.on('data', (chunk: Buffer) => this.hear(chunk));
    // A worker that has gone is known by its exit.
    channel.on('error', () => undefined);
    this.child.stdout?.on('data', (chunk: Buffer) => this.printed('stdout', chunk));
    this.child.stderr?.on('data', (chunk: Buffer) => this.printed('stderr', chunk));
    this.hold(false);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** When it started: see `startOf`. */
  get started(): string | undefined {
    if (this.child.pid !== undefined) this.startedAt ??= startOf(this.child.pid);
    return this.startedAt;
  }

  get isGone(): boolean {
    return this.exit !== undefined;
  }

  /** Plays one take. Resolves when the worker has answered, or is gone. */
  async play(take: TakeForWorker, on: TakeListener, limits: TakeLimits): Promise<WorkerFacts> {
    this.takes += 1;
    this.hold(true);
    const number = this.takes;
    let playing: Playing | undefined;
    let killing: NodeJS.Timeout | undefined;
    const stop = (stoppedBy: Stop): void => {
      if (playing === undefined || playing.stoppedBy !== undefined) return;
      playing.stoppedBy = stoppedBy;
      this.say({ ask: 'cancel', take: number });
      killing = setTimeout(() => this.kill(), grace);
    };
    const cancel = (): void => stop({ by: 'cancel' });
    const timer = setTimeout(
      () => stop({ by: 'time', ms: limits.timeoutMs }),
      Math.min(limits.timeoutMs, longestTimer),
    );
    limits.signal.addEventListener('abort', cancel, { once: true });
    try {
      const { answer } = await new Promise<Pick<WorkerFacts, 'answer'>>((resolve) => {
        playing = {
          number,
          on,
          limits,
          lines: {},
          bytes: { stdout: 0, stderr: 0 },
          done: resolve,
          begun: false,
          printed: '',
        };
        this.playing = playing;
        if (this.exit !== undefined) resolve({});
        else this.say({ ask: 'play', take: number, ...take });
      });
      // What it printed before it answered comes through other pipes, in the same turn of the loop.
      await turn();
      return this.facts(playing, answer);
    } finally {
      clearTimeout(timer);
      clearTimeout(killing);
      limits.signal.removeEventListener('abort', cancel);
      playing?.lines.stdout?.end();
      playing?.lines.stderr?.end();
      this.playing = undefined;
      this.hold(false);
    }
  }

  /** Ends the worker and everything in its group. */
  kill(): void {
    if (this.pid === undefined || this.exit !== undefined) return;
    // Whoever waits for its end must not find the process empty and leave.
    this.hold(true);
    signalGroup(this.pid, 'SIGKILL');
  }

  private facts(playing: Playing | undefined, answer: Answer | undefined): WorkerFacts {
    const limit = playing?.limits.outputLimit ?? 0;
    const tooMuch: Stop | undefined =
      answer === undefined && this.exit?.code === printedTooMuch
        ? { by: 'output', of: 'stdout', limit }
        : undefined;
    const stoppedBy = playing?.stoppedBy ?? tooMuch;
    return {
      ...this.exit,
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
      ...(answer === undefined ? {} : { answer }),
      begun: playing?.begun ?? false,
      printed: playing?.printed ?? '',
    };
  }

  private say(message: object): void {
    if (this.channel.writable) this.channel.write(`${JSON.stringify(message)}\n`);
  }

  /** Only a worker that plays keeps the Conductor's process alive. */
  private hold(yes: boolean): void {
    const pipes: (Readable | null)[] = [this.channel, this.child.stdout, this.child.stderr];
    for (const pipe of pipes) if (pipe instanceof Socket) pipe[yes ? 'ref' : 'unref']();
    this.child[yes ? 'ref' : 'unref']();
  }

  private printed(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    const { playing } = this;
    if (playing === undefined) return;
    playing.bytes[stream] += chunk.length;
    const { outputLimit } = playing.limits;
    if (playing.bytes[stream] > outputLimit) return this.tooMuch(playing, stream, outputLimit);
    if (stream === 'stderr') playing.printed = (playing.printed + chunk.toString()).slice(-keptStderr);
    playing.lines[stream] ??= lineSplitter((line) => playing.on.log(line));
    playing.lines[stream].add(chunk);
  }

  private tooMuch(playing: Playing, of: 'stdout' | 'stderr' | 'the output', limit: number): void {
    playing.stoppedBy ??= { by: 'output', of, limit };
    this.kill();
  }

  private hear(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...this.unfinished, chunk.subarray(start, end)]).toString();
      this.unfinished.length = 0;
      this.unfinishedBytes = 0;
      start = end + 1;
      this.heard(line);
    }
    if (start === chunk.length) return;
    this.unfinished.push(chunk.subarray(start));
    this.unfinishedBytes += chunk.length - start;
    const { playing } = this;
    const limit = playing?.limits.outputLimit ?? 0;
    if (this.unfinishedBytes <= limit + frameRoom) return;
    this.unfinished.length = 0;
    if (playing === undefined) this.kill();
    else this.tooMuch(playing, 'the output', limit);
  }

  private heard(line: string): void {
    const { playing } = this;
    if (playing !== undefined && line === `{"say":"began","take":${playing.number}}`) {
      playing.begun = true;
      return;
    }
    const said = readFrame(line);
    if (playing === undefined || said === undefined || said.take !== playing.number) return;
    switch (said.say) {
      case 'progress':
        playing.on.progress(said.share);
        break;
      case 'log':
        playing.on.log(said.text, said.fields);
        break;
      case 'run':
        void playing.on.run(said).then((end) => this.say({ ask: 'ran', id: said.id, end }));
        break;
      default:
        playing.done({ answer: said });
    }
  }
}

/** A line that is no frame was written by a module that found the channel: nobody's answer. */
function readFrame(line: string): Said | undefined {
  try {
    return Said.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
