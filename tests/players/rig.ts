import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digestOf, parseAddress, printAddress, type Address, type JsonObject } from '../../src/base/index.ts';
import { marked } from '../../src/players/tree.ts';
import {
  makePlayers,
  type Brought,
  type LaidFile,
  type LocalPlayers,
  type PlayRequest,
  type PlayersOptions,
  type StartedProcess,
} from '../../src/players/index.ts';
import {
  parseExpression,
  parseTemplate,
  type Expression,
  type Instrument,
  type Performer,
  type Template,
  type Values,
} from '../../src/score/index.ts';

const at = { file: 'ensembles/kitchen/cook.md', line: 1, column: 1 };

export function template(source: string): Template {
  const { template, mistakes } = parseTemplate(source, at, 'any');
  if (template === undefined) throw new Error(JSON.stringify(mistakes));
  return template;
}

export function expression(source: string): Expression {
  const { expression, mistakes } = parseExpression(source, at, 'any');
  if (expression === undefined) throw new Error(JSON.stringify(mistakes));
  return expression;
}

/** A command that a shell reads; its braces are no placeholders. */
export const shell = (script: string): Performer => command('sh', '-c', script.replace(/[{}]/g, '$&$&'));

export const command = (...words: readonly string[]): Performer => ({
  kind: 'command',
  words: words.map(template),
});

/** What a test says of one attempt; the rest is as for any instrument. */
export interface Attempt {
  readonly performer: Performer;
  readonly part?: string;
  readonly input?: JsonObject;
  readonly values?: Values;
  readonly laid?: readonly LaidFile[];
  /** With `*`: may match nothing; without: must be there. */
  readonly writes?: readonly string[];
  readonly output?: Instrument['output']['form'];
  readonly timeoutMs?: number;
  readonly outputLimit?: number;
  readonly attempt?: number;
  readonly idempotencyKey?: string;
  readonly unseen?: PlayRequest['unseen'];
  readonly env?: readonly string[];
  readonly environment?: { readonly [name: string]: string | undefined };
  readonly sandbox?: Instrument['sandbox'];
}

export interface Logged {
  readonly text: string;
  readonly fields?: JsonObject;
}

/** A workspace of one ensemble, `kitchen`, and players for it. */
export class Rig {
  readonly logs: Logged[] = [];
  readonly shares: number[] = [];
  readonly started: StartedProcess[] = [];
  readonly workspace: string;
  readonly players: LocalPlayers;
  private attempts = 0;
  private readonly code = new Map<string, string>();
  private readonly waitingForLog: { readonly text: string; readonly resolve: () => void }[] = [];

  private constructor(workspace: string, players: LocalPlayers) {
    this.workspace = workspace;
    this.players = players;
  }

  /** `files` lie in the ensemble's folder; one that begins with `#!` is executable. */
  static async with(
    files: { readonly [path: string]: string } = {},
    options: PlayersOptions = {},
  ): Promise<Rig> {
    const workspace = await realpath(await mkdtemp(join(tmpdir(), 'simphony-players-')));
    const rig = new Rig(workspace, makePlayers({ parallel: 2, ...options }));
    await rig.write('ensembles/kitchen/ensemble.md', '');
    for (const [path, content] of Object.entries(files)) {
      await rig.write(`ensembles/kitchen/${path}`, content);
      if (content.startsWith('#!')) await chmod(join(workspace, 'ensembles/kitchen', path), 0o755);
      rig.code.set(`ensembles/kitchen/${path}`, digestOf(content));
    }
    return rig;
  }

  async write(path: string, content: string): Promise<void> {
    const whole = join(this.workspace, path);
    await mkdir(dirname(whole), { recursive: true });
    await writeFile(whole, content);
  }

  /** As `with`; all commands are started by the launcher (src/players/launcher.ts), the first as well. */
  static async withLauncher(files: { readonly [path: string]: string } = {}): Promise<Rig> {
    const rig = await Rig.with(files);
    await rig.players.warmLauncher();
    return rig;
  }

  /** As seen from the workspace's folder. */
  read = (path: string): Promise<string> => readFile(join(this.workspace, path), 'utf8');

  get home(): string {
    return join(this.workspace, '.simphony');
  }

  instrument(asked: Attempt): Instrument {
    return {
      ensemble: 'kitchen',
      nickname: 'cook',
      file: at.file,
      kind: asked.performer.kind === 'service' ? 'service' : 'script',
      description: '',
      needs: [],
      hearsSheet: false,
      hearsHandoff: false,
      hearsRecord: false,
      reads: [],
      whenPerItem: false,
      flags: [],
      named: [],
      writes: [],
      output: { form: asked.output ?? 'json' },
      checks: [],
      attempts: 1,
      timeoutMs: asked.timeoutMs ?? 30_000,
      idempotent: true,
      env: asked.env ?? [],
      emits: 'take_accepted',
      result: false,
      performer: asked.performer,
      text: '',
      frontMatter: {},
      // what else lies there is nobody's: two modules are two instruments' code
      code:
        asked.performer.kind === 'module'
          ? new Map([...this.code, ['module', asked.performer.path]])
          : this.code,
      ...(asked.sandbox === undefined ? {} : { sandbox: asked.sandbox }),
    };
  }

  request(asked: Attempt): PlayRequest {
    const name = parseAddress(asked.part ?? 'kitchen/cook');
    if (name === undefined) throw new Error(`${asked.part ?? ''} is no address`);
    return {
      part: printAddress(name),
      instrument: this.instrument(asked),
      input: asked.input ?? {},
      values: asked.values ?? {},
      laid: asked.laid ?? [],
      writes: (asked.writes ?? []).map((glob) => ({ glob, required: !glob.includes('*') })),
      attempt: asked.attempt ?? (this.attempts += 1),
      idempotencyKey: asked.idempotencyKey ?? '00000000-0000-8000-8000-000000000000',
      ...(asked.unseen === undefined ? {} : { unseen: asked.unseen }),
      seed: 7,
      workspace: this.workspace,
      home: this.home,
      outputLimit: asked.outputLimit ?? 16 * 1024 * 1024,
      environment: asked.environment ?? { PATH: process.env['PATH'] },
    };
  }

  submit(asked: Attempt): Address {
    const request = this.request(asked);
    this.players.submit(request, {
      progress: (share) => this.shares.push(share),
      log: (text, fields) => {
        this.logs.push({ text, ...(fields === undefined ? {} : { fields }) });
        for (const waiting of this.waitingForLog) if (text === waiting.text) waiting.resolve();
      },
      started: (process) => this.started.push(process),
    });
    return request.part;
  }

  play(asked: Attempt): Promise<Brought> {
    return this.players.result(this.submit(asked));
  }

  /** What came back, which the test expects to be a take. The folder stays until the rig is put away. */
  async take(asked: Attempt): Promise<Extract<Brought, { brought: 'take' }>> {
    const brought = await this.play(asked);
    if (brought.brought !== 'take') throw new Error(`no take: ${JSON.stringify(brought)}`);
    return brought;
  }

  /** The output of a take; its folder is removed. */
  async output(asked: Attempt): Promise<unknown> {
    const { take, scratch } = await this.take(asked);
    await scratch.release();
    return take.output;
  }

  /** `failed: …` or `refused: …`, the evidence of an attempt that brought no take. */
  async failure(asked: Attempt): Promise<string> {
    const brought = await this.play(asked);
    if (brought.brought === 'take' || brought.brought === 'cancelled' || brought.brought === 'waits')
      throw new Error(`no failure: ${JSON.stringify(brought)}`);
    return `${brought.brought}: ${brought.feedback.map(({ evidence }) => evidence).join(' | ')}`;
  }

  /** Resolves when an instrument has logged exactly this. */
  logged(text: string): Promise<void> {
    if (this.logs.some((log) => log.text === text)) return Promise.resolve();
    return new Promise((resolve) => this.waitingForLog.push({ text, resolve }));
  }

  /** Processes that still belong to an attempt of this workspace. */
  processes(): number[] {
    return marked(join(this.home, 'scratch'), new Set());
  }

  /** What attempts left under `.simphony/scratch`, besides folders that stand empty for the next one. */
  leftOver(): string[] {
    const all = readdirSync(join(this.home, 'scratch'), { recursive: true, encoding: 'utf8' });
    return all.filter((path) => !/^\d+(?:\/(?:work|home|tmp))?$/.test(path));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.players.close();
    await rm(this.workspace, { recursive: true, force: true });
  }
}
