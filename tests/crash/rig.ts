import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { readFileSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readJournal } from '../../src/record/journal.ts';
import { crashScore, type CrashScore } from './score.ts';

const run = promisify(execFile);

/** The root of the checkout: the campaign is bundled and lies elsewhere, so the folder it is started in counts. */
export const root = process.cwd();
/** The command as it ships, and the same with a disk that obeys a test (entry.ts). */
export const command = join(root, 'dist/simphony.js');
export const obedient = join(root, 'node_modules/.cache/simphony-crash/entry.mjs');

/** 2026-11-21T12:00:00Z: with it two plays of the same thing give the same commits. */
const epoch = '1795262400';

/** Marks the person's own processes in their environment. */
const persons = 'CRASH_PERSONS';

/** How a session that was started ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Whether it has ended by now. */
  readonly over: () => boolean;
}

/** A change of the record to the disk: the n-th of all, or the n-th of this name. Syncs are counted too. */
interface Place {
  readonly at: number;
  readonly what?: string;
}

/** What the disk of a session is told to do (entry.ts). */
export interface DiskOrders {
  /** The names of all changes, in order, are written here when the session ends. */
  readonly count?: string;
  readonly kill?: Place & { readonly when: 'before' | 'after' };
  /** From one change until another each fails; counted like places. */
  readonly refuse?: {
    readonly what?: string;
    readonly from: number;
    readonly until?: number;
    readonly code: 'ENOSPC' | 'EIO';
  };
  /** The power goes at this change, or when the session has ended; what is durable then is written to a file. */
  readonly cut?: Place & { readonly when: 'before' | 'after'; readonly to: string };
  /** A program of somebody else's runs just before this change. */
  readonly meanwhile?: Place & { readonly words: readonly string[] };
  /** Seconds by which the session's clock is wrong: the next one each time it is asked. */
  readonly clock?: readonly number[];
}

/** A workspace as it stands before its first play, and what a session that nobody kills leaves. */
export interface Template {
  readonly folder: string;
  readonly score: CrashScore;
  readonly reference: Reference;
}

/** What must come out the same however often a session was killed. */
export interface Reference {
  /** `<mode> <blob> <path>` of all that is committed, but handoff, summary and the record, whose order may differ. */
  readonly tree: readonly string[];
  readonly handoff: readonly string[];
  readonly summary: readonly string[];
  readonly keys: ReadonlyMap<string, string>;
}

const orderMayDiffer = (path: string): boolean =>
  path === 'handoff.md' || path === 'summary.txt' || path.startsWith('sessions/');

/** Lines in which the session's id does not stand, sorted. */
const takeLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !/\([a-z0-9]{4}\)$/.test(line))
    .sort();

/** A temporary workspace with real git that outlives many plays. */
export class CrashRig implements AsyncDisposable {
  readonly top: string;
  readonly folder: string;
  readonly score: CrashScore;
  readonly env: Record<string, string>;
  /** The command with a disk that obeys; a mutation has one of its own. */
  entry = obedient;
  /** The workspace is a file system of its own. */
  unmounts = false;

  private constructor(top: string, score: CrashScore) {
    [this.top, this.folder, this.score] = [top, join(top, 'workspace'), score];
    this.env = {
      PATH: process.env['PATH'] ?? '',
      HOME: join(top, 'home'),
      LANG: 'C.UTF-8',
      GIT_CONFIG_NOSYSTEM: '1',
      NO_COLOR: '1',
      CI: '1',
      SOURCE_DATE_EPOCH: epoch,
    };
  }

  /** Makes the workspace once and plays it through once, to know what must come out. */
  static async template(steps: number): Promise<Template> {
    const score = crashScore(steps);
    const top = await mkdtemp(join(tmpdir(), 'simphony-crash-template-'));
    process.once('exit', () => rmSync(top, { recursive: true, force: true }));
    const rig = new CrashRig(top, score);
    await mkdir(rig.env['HOME'] ?? '', { recursive: true });
    await mkdir(rig.folder);
    await rig.git('init', '-q', '-b', 'main', '--template=');
    await rig.git('config', 'user.name', 'Ann Person');
    await rig.git('config', 'user.email', 'ann@example.org');
    const own = { 'notes.txt': 'notes\n', 'staged.txt': 'staged\n' };
    for (const [path, text] of Object.entries({ ...score.files, ...own })) {
      await mkdir(dirname(join(rig.folder, path)), { recursive: true });
      await writeFile(join(rig.folder, path), text);
    }
    await rig.git('add', '-A');
    await rig.git('commit', '-q', '-m', 'the workspace');
    await using copy = await CrashRig.of({ folder: top, score });
    const ended = await copy.play().ended;
    if (ended.code !== 0)
      throw new Error(`the session fails when nobody kills it: ${ended.stdout}${ended.stderr}`);
    const reference = await copy.reference();
    const missing = score.parts.filter((part) => !reference.keys.has(part));
    if (missing.length > 0 || reference.keys.size !== score.parts.length)
      throw new Error(`the score has other steps than it says: ${missing.join(', ')}`);
    const counted = new Set(copy.effects().map((line) => line.split(' ')[0] ?? ''));
    const silent = score.parts.filter((part) => !counted.has(part));
    if (silent.length > 0) throw new Error(`parts that leave no effect: ${silent.join(', ')}`);
    return { folder: top, score, reference };
  }

  static async of({ folder, score }: Pick<Template, 'folder' | 'score'>): Promise<CrashRig> {
    const top = await mkdtemp(join(tmpdir(), 'simphony-crash-'));
    await cp(folder, top, { recursive: true, preserveTimestamps: true });
    // git lists its own calls there: power.ts looks what each was told to sync.
    await writeFile(join(top, 'home/.gitconfig'), `[trace2]\n\teventTarget = ${join(top, 'git-calls')}\n`);
    return new CrashRig(top, score);
  }

  /** Starts a program in a process group of its own. */
  start(words: readonly string[], also: Readonly<Record<string, string>> = {}): Running {
    const [program = '', ...rest] = words;
    const child = spawn(program, rest, {
      cwd: this.folder,
      env: { ...this.env, ...also },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr, over] = ['', '', false];
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      // Not `close`: a child that survives its Conductor holds the pipes open.
      child.on('exit', (code, signal) => {
        over = true;
        setImmediate(() => resolve({ code, signal, stdout, stderr }));
      });
    });
    if (child.pid === undefined) throw new Error('the command did not start');
    return { pid: child.pid, ended, over: () => over };
  }

  play(...words: string[]): Running {
    return this.start([process.execPath, command, 'play', '--json', ...words]);
  }

  /** The same through a disk that obeys. */
  playOn(orders: DiskOrders, ...words: string[]): Running {
    return this.start([process.execPath, this.entry, 'play', '--jsonl', ...words], {
      CRASH_ORDERS: JSON.stringify(orders),
    });
  }

  /** The person's git: no kill of ours is meant for it. */
  async git(...words: string[]): Promise<string> {
    const env = { ...this.env, [persons]: '1' };
    return (await run('git', words, { cwd: this.folder, env, maxBuffer: 64 * 1024 * 1024 })).stdout;
  }

  read(path: string): Promise<string> {
    return readFile(join(this.folder, path), 'utf8');
  }

  /** Lines that the instruments left: `<part> <attempt>`. */
  effects(): string[] {
    return textOf(join(this.top, 'effects'))
      .split('\n')
      .filter((line) => line !== '');
  }

  /** The journals of the workspace as they lie there. */
  journals(): string[] {
    const folder = join(this.folder, '.simphony/journal');
    return namesIn(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => join(folder, name));
  }

  /** Bytes of all journals. */
  promised(): number {
    return this.journals().reduce(
      (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  /** Parts whose acceptance is on disk now. */
  accepted(): string[] {
    return this.journals().flatMap((file) => {
      const read = readJournal(readFileSync(file));
      if ('damagedLine' in read) throw new Error(`${file}: line ${read.damagedLine} is damaged`);
      return read.events.flatMap((event) => (event.event === 'accepted' ? [event.step.accepted.part] : []));
    });
  }

  async reference(): Promise<Reference> {
    const listed = (await this.git('ls-tree', '-r', 'HEAD')).split('\n').filter((line) => line !== '');
    const keys = new Map<string, string>();
    for (const [part, key] of await this.steps()) keys.set(part, key);
    return {
      tree: listed.flatMap((line) => {
        const [, mode = '', id = '', path = ''] = /^(\d+) \w+ (\w+)\t(.*)$/.exec(line) ?? [];
        return orderMayDiffer(path) ? [] : [`${mode} ${id} ${path}`];
      }),
      handoff: takeLines(await this.read('handoff.md')),
      summary: takeLines(await this.read('summary.txt')),
      keys,
    };
  }

  /** Part and key of every step on the branch, as often as it stands there. */
  async steps(): Promise<[string, string][]> {
    const trailer = (name: string): string => `%(trailers:key=${name},valueonly,separator=)`;
    const said = await this.git(
      'log',
      '--reverse',
      `--format=${trailer('Simphony-Part')} ${trailer('Simphony-Key')}`,
    );
    return said.split('\n').flatMap((line): [string, string][] => {
      const [part = '', key = ''] = line.split(' ');
      return part === '' ? [] : [[part, key]];
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { pid } of await this.alive()) endProcess(pid);
    if (this.unmounts) await run('umount', ['-l', this.folder]);
    await rm(this.top, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Processes that have to do with this workspace: they stand in it, or carry it in their words or environment. */
  async alive(): Promise<{ readonly pid: number; readonly words: string }[]> {
    const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
    if (pids.length === 0) {
      const { stdout } = await run('ps', ['-A', '-o', 'pid=,command=']);
      return stdout
        .split('\n')
        .filter((line) => line.includes(this.top))
        .map((words) => ({ pid: parseInt(words, 10), words }));
    }
    // At once: handing each of some hundred small reads to another thread costs more than the reads.
    return pids.flatMap((pid) => {
      if (pid === process.pid) return [];
      const words = textOf(`/proc/${pid}/cmdline`);
      const environment = textOf(`/proc/${pid}/environ`);
      const isOurs = [words, environment, linkOf(`/proc/${pid}/cwd`)].some((text) => text.includes(this.top));
      return isOurs && !environment.includes(`${persons}=`) && stateOf(pid) !== 'Z'
        ? [{ pid, words: words.replaceAll('\0', ' ') }]
        : [];
    });
  }

  /** SIGKILL: to the Conductor alone, to its process group, or to all that it started. */
  async kill(session: Running, whom: 'conductor' | 'group' | 'everything'): Promise<void> {
    const others = whom === 'everything' ? await this.alive() : [];
    endProcess(whom === 'group' ? -session.pid : session.pid);
    for (const { pid } of others) endProcess(pid);
    await session.ended;
    // What was just being started when the others were listed.
    if (whom === 'everything') for (const { pid } of await this.alive()) endProcess(pid);
  }
}

const endProcess = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
};

const stateOf = (pid: number): string => {
  const text = textOf(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2)[0] ?? 'Z';
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

const linkOf = (file: string): string => {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
};

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
