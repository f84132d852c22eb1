import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { SimphonyHome } from './simphony-home.ts';
import { exitOf, startHere, type ProgramToStart, type ProgramWatcher, type StartProgram } from './start.ts';
import { signalGroup } from './tree.ts';
import { frameReader, writeFrame } from './worker/frames.mjs';

/**
 * Starts programs through a small process beside the Conductor (worker/launcher.mjs, which says why).
 *
 * L1  The first programs, and those that come while the launcher is being started, are started from here: who plays
 *     one command does not wait for it.
 * L2  A launcher that has gone takes nobody along: what it had started is ended and fails, the next is started from
 *     here, and another launcher takes its place.
 * L3  It keeps this process alive only while something that it started is running.
 */
export interface Launcher {
  readonly start: StartProgram;
  /** Starts the launcher before it is needed; resolves when it is ready, or could not be started. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

/** Programs that are started from here before the launcher is worth its own start. */
const first = 1;

/** What the launcher says (worker/launcher.mjs lists it). */
type Said =
  | { readonly say: 'ready' }
  | { readonly say: 'started'; readonly id: number; readonly group: number; readonly started?: string }
  | { readonly say: 'refused'; readonly id: number; readonly code?: string; readonly message: string }
  | { readonly say: 'printed'; readonly id: number; readonly of: 'stdout' | 'stderr' }
  | {
      readonly say: 'exited';
      readonly id: number;
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly alone: boolean;
    }
  | { readonly say: 'closed'; readonly id: number };

export function makeLauncher(home: SimphonyHome, path: string): Launcher {
  let started = 0;
  let launcher: LauncherProcess | undefined;
  let closed = false;
  return {
    start(what, on) {
      started += 1;
      if (launcher?.state === 'gone') launcher = undefined;
      if (launcher?.state === 'ready') return launcher.start(what, on);
      if (launcher === undefined && started > first && !closed) launcher = new LauncherProcess(home, path);
      return startHere(what, on);
    },
    async warm() {
      if (closed || launcher?.state === 'ready') return;
      if (launcher === undefined || launcher.state === 'gone') launcher = new LauncherProcess(home, path);
      await launcher.ready;
    },
    async close() {
      closed = true;
      await launcher?.close();
    },
  };
}

/** A program that the launcher has started, or is about to. */
interface Running {
  readonly on: ProgramWatcher;
  group?: number;
  hasExited: boolean;
}

class LauncherProcess {
  state: 'starting' | 'ready' | 'gone' = 'starting';
  private readonly child: ChildProcess;
  private readonly channel: Socket;
  /** Resolves also where it has gone instead. */
  readonly ready: Promise<void>;
  private isNowReady = (): void => undefined;
  private readonly gone: Promise<void>;
  private readonly running = new Map<number, Running>();
  private last = 0;

  constructor(home: SimphonyHome, path: string) {
    this.child = spawn(process.execPath, ['--max-semi-space-size=1', home.launcher], {
      cwd: '/',
      env: { PATH: path },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      detached: true,
    });
    const channel = this.child.stdio[3];
    if (!(channel instanceof Socket)) throw new Error('the launcher was started without its channel');
    this.channel = channel;
    this.ready = new Promise((resolve) => (this.isNowReady = resolve));
    this.gone = new Promise((resolve) => {
      const end = (): void => {
        this.state = 'gone';
        resolve();
        this.isNowReady();
        // What it said last may still lie in the pipe.
        void turn().then(() => this.loseAll());
      };
      this.child.once('exit', end);
      this.child.once('error', end);
    });
    channel.on(
      'data',
      frameReader<Said>((said, bytes) => this.hear(said, bytes)),
    );
    // A launcher that has gone is known by its exit.
    channel.on('error', () => undefined);
    this.hold(false);
  }

  start({ program, words, cwd, environment, stdin, hold }: ProgramToStart, on: ProgramWatcher): () => void {
    const id = (this.last += 1);
    if (this.running.size === 0) this.hold(true);
    this.running.set(id, { on, hasExited: false });
    writeFrame(
      this.channel,
      { ask: 'start', id, program, words, cwd, env: environment, hold },
      Buffer.from(stdin),
    );
    return () => {
      if (!this.running.has(id)) return;
      this.forget(id);
      if (this.state !== 'gone') writeFrame(this.channel, { ask: 'let go', id });
    };
  }

  /** It ends what it has started when its channel closes. */
  async close(): Promise<void> {
    if (this.state === 'gone') return;
    this.hold(true);
    this.channel.destroy();
    await this.gone;
  }

  private hear(said: Said, bytes: Buffer): void {
    if (said.say === 'ready') {
      if (this.state === 'starting') this.state = 'ready';
      return this.isNowReady();
    }
    const one = this.running.get(said.id);
    if (one === undefined) return;
    switch (said.say) {
      case 'started':
        one.group = said.group;
        return one.on.started(said.group, said.started);
      case 'refused':
        this.forget(said.id);
        return one.on.refused(Object.assign(new Error(said.message), { code: said.code }));
      case 'printed':
        return one.on.printed(said.of, bytes);
      case 'exited':
        one.hasExited = true;
        return one.on.exited(exitOf(said.code, said.signal), said.alone);
      case 'closed':
        this.forget(said.id);
        return one.on.closed();
    }
  }

  private forget(id: number): void {
    this.running.delete(id);
    if (this.running.size === 0) this.hold(false);
  }

  /** The launcher has gone without being asked to. */
  private loseAll(): void {
    for (const [id, { on, group, hasExited }] of [...this.running]) {
      this.forget(id);
      if (group === undefined) {
        on.refused(new Error('the process that starts programs has ended; it is started again'));
        continue;
      }
      signalGroup(group, 'SIGKILL');
      if (!hasExited) on.exited({ signal: 'SIGKILL' }, false);
      on.closed();
    }
  }

  private hold(yes: boolean): void {
    this.channel[yes ? 'ref' : 'unref']();
    this.child[yes ? 'ref' : 'unref']();
  }
}
