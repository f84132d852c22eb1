import { execFile, type ExecFileException } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digestOf, sha256, withoutSummary, type Address, type Json, type Key } from '../../src/base/index.ts';
import {
  inspectRepository,
  openRecord,
  type AcceptedTake,
  type Disk,
  type Published,
  type SessionRecord,
  type SessionStart,
  type Step,
} from '../../src/record/index.ts';

const noon = new Date('2026-11-21T12:00:00Z');

/** A workspace on real git in a temporary folder, away from the settings of whoever runs the tests. */
export class Rig {
  readonly folder: string;
  readonly home: string;
  readonly #base: string;
  readonly environment: { [name: string]: string | undefined };

  private constructor(base: string) {
    this.#base = base;
    [this.folder, this.home] = [join(base, 'workspace'), join(base, 'home')];
    this.environment = {
      PATH: process.env['PATH'],
      HOME: this.home,
      GIT_CONFIG_NOSYSTEM: '1',
      SOURCE_DATE_EPOCH: '1795262400',
      // What a Conductor started from a hook would inherit: it must reach no git of ours.
      GIT_DIR: '/nowhere',
    };
  }

  static async empty(): Promise<Rig> {
    const rig = new Rig(await realpath(await mkdtemp(join(tmpdir(), 'record-'))));
    await mkdir(rig.folder, { recursive: true });
    await mkdir(rig.home, { recursive: true });
    return rig;
  }

  static async with(files: { readonly [path: string]: string } = {}, commit = true): Promise<Rig> {
    const rig = await Rig.empty();
    await rig.git('init', '-q', '-b', 'main');
    await rig.git('config', 'user.name', 'Ada');
    await rig.git('config', 'user.email', 'ada@example.com');
    await rig.write({ 'sheetMusic.md': '# Test\n', ...files });
    if (commit) {
      await rig.git('add', '-A');
      await rig.git('commit', '-q', '-m', 'begin');
    }
    return rig;
  }

  async git(...words: string[]): Promise<string> {
    const { GIT_DIR: _, ...env } = this.environment;
    const dates = { GIT_AUTHOR_DATE: '@1795262400 +0000', GIT_COMMITTER_DATE: '@1795262400 +0000' };
    return run('git', words, { cwd: this.folder, env: { ...env, ...dates } });
  }

  async write(files: { readonly [path: string]: string | Uint8Array }): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.folder, path)), { recursive: true });
      await writeFile(join(this.folder, path), content);
    }
  }

  read(path: string): Promise<string> {
    return readFile(join(this.folder, path), 'utf8');
  }

  options(): { environment: Rig['environment']; now: () => Date } {
    return { environment: this.environment, now: () => noon };
  }

  async open(below = '', inTheWay?: 'take mine' | 'take theirs', disk?: Disk): Promise<SessionRecord> {
    const folder = join(this.folder, below);
    const { facts, diagnostics } = await inspectRepository(folder, this.options());
    if (facts === undefined) throw new Error(JSON.stringify(diagnostics));
    const { record, diagnostics: found } = await openRecord(folder, facts, {
      ...this.options(),
      ...(inTheWay === undefined ? {} : { inTheWay }),
      ...(disk === undefined ? {} : { disk }),
    });
    if (record === undefined) throw new Error(JSON.stringify(found));
    return record;
  }

  async start(more: Partial<SessionStart> = {}): Promise<SessionStart> {
    return {
      id: 'k3f9a0b1',
      title: 'Signals',
      scoreDigest: sha256('score'),
      date: '2026-11-21',
      scorePaths: ['sheetMusic.md'],
      handoffLimit: 100,
      commitLimit: 1024 * 1024,
      ...more,
    };
  }

  async step(
    part: string,
    output: Json,
    more: {
      files?: { [path: string]: string };
      summary?: string;
      key?: string;
      session?: string;
      script?: string;
      takePath?: string;
    } = {},
  ): Promise<Step> {
    const scratch = await mkdtemp(join(this.#base, 'scratch-'));
    const files = Object.entries(more.files ?? {});
    const contents = new Map<string, string>();
    for (const [index, [path, content]] of files.entries()) {
      await writeFile(join(scratch, String(index)), content);
      contents.set(path, join(scratch, String(index)));
    }
    const [ensemble = '', nickname = ''] = part.split('/');
    const takeBytes = Buffer.from(`${JSON.stringify(output)}\n`);
    const accepted: AcceptedTake = {
      part: part as Address,
      key: sha256(more.key ?? part) as Key,
      session: more.session ?? 'k3f9a0b1',
      ensembleVersion: '1.0.0',
      attempts: 1,
      verdict: '1 held',
      player: 'script',
      summary: more.summary ?? `did ${nickname}`,
      takePath: more.takePath ?? `takes/${ensemble}/${nickname.replace(/\[(.*)\]/, '/$1')}.json`,
      outputSha256: digestOf(withoutSummary(output)),
      takeSha256: sha256(takeBytes),
      files: files.map(([path, content]) => ({
        path,
        size: Buffer.byteLength(content),
        sha256: sha256(content),
        committed: true,
      })),
      digests: { instrument: sha256('i'), reads: { 'a.md': null } },
    };
    return {
      accepted,
      takeBytes,
      contents,
      ...(more.script === undefined
        ? {}
        : { script: { path: `tests/takes/${ensemble}/${nickname}_test.mjs`, text: more.script } }),
      handoffLine: `${nickname} · script · ${accepted.summary} → ${accepted.takePath}`,
      summaryLine: `${nickname}: ${accepted.summary}.`,
    };
  }

  /** Begins, accepts and publishes these steps, and closes. */
  async session(steps: readonly Step[], more: Partial<SessionStart> = {}, below = ''): Promise<void> {
    const record = await this.open(below);
    whole(await record.begin(await this.start(more)));
    await Promise.all(steps.map((step) => record.accept(step)));
    whole(await record.publish(steps.map(({ accepted }) => accepted.part)));
    whole(await record.close([], 'closed'));
    await record.release();
  }

  /** What must hold after every publication. */
  async invariants(): Promise<{ status: string; fsck: string }> {
    return {
      status: await this.git('status', '--porcelain'),
      fsck: await this.git('fsck', '--full', '--no-dangling', '--no-progress'),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#base, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Throws what stopped a publication. */
export function whole(published: Published): Published {
  if (published.published === 'stopped') throw new Error(JSON.stringify(published.diagnostics));
  return published;
}

function run(
  program: string,
  words: readonly string[],
  options: { cwd: string; env: { [name: string]: string | undefined } },
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      words,
      { ...options, env: options.env, maxBuffer: 1 << 26 },
      (error: ExecFileException | null, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${words.join(' ')}: ${stderr}`));
      },
    );
  });
}
