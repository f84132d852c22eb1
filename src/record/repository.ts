import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Grounds } from '../base/index.ts';
import { plainDisk, type Disk } from './disk.ts';
import { fields, git, reasonOf, type Environment, type GitEnd } from './git.ts';
import { Objects } from './objects.ts';
import type { RepositoryFacts } from './record.ts';

/** The repository of one workspace, opened: git is called at the top of its working tree, with paths from there. */
export class Repository {
  readonly facts: RepositoryFacts;
  readonly environment: Environment;
  readonly now: () => Date;
  /** Every change goes through it. */
  readonly disk: Disk;
  readonly objects: Objects;
  /** Told of all that is looked at. */
  readonly grounds: Grounds | undefined;
  /** Absolute path of the workspace. */
  readonly workspace: string;
  /** Absolute path of `.simphony`. */
  readonly home: string;

  constructor(
    facts: RepositoryFacts,
    environment: Environment,
    now: () => Date,
    { disk = plainDisk, grounds }: { readonly disk?: Disk; readonly grounds?: Grounds } = {},
  ) {
    [this.disk, this.grounds] = [disk, grounds];
    this.facts = facts;
    this.environment = environment;
    this.now = now;
    this.workspace = join(facts.top, facts.prefix);
    this.home = join(this.workspace, '.simphony');
    this.objects = new Objects(facts.top, environment);
  }

  git(
    words: readonly string[],
    more: { readonly input?: string | Uint8Array; readonly also?: Environment } = {},
  ): Promise<GitEnd> {
    return git(words, { folder: this.facts.top, environment: this.environment, ...more });
  }

  /** What git printed; throws where it failed, for calls that have no business to. */
  async out(
    words: readonly string[],
    more: { readonly input?: string | Uint8Array; readonly also?: Environment } = {},
  ): Promise<Buffer> {
    const end = await this.git(words, more);
    if (end.code !== 0) throw new GitFailed(words[0] ?? 'git', reasonOf(end));
    return end.out;
  }

  /** A call to git that writes. */
  change(
    words: readonly string[],
    more: { readonly input?: string | Uint8Array; readonly also?: Environment } = {},
  ): Promise<Buffer> {
    return this.disk.change(`git ${words[0] ?? ''}`, [], () => this.out(words, more));
  }

  /** From the workspace's folder to the top of the working tree. */
  fromTop(path: string): string {
    return this.facts.prefix + path;
  }

  absolute(fromTop: string): string {
    return join(this.facts.top, fromTop);
  }

  /** The name git gives this content as a blob. */
  blobId(bytes: Uint8Array): string {
    return createHash(this.facts.objectFormat)
      .update(`blob ${bytes.byteLength}\0`)
      .update(bytes)
      .digest('hex');
  }

  get emptyTree(): string {
    return createHash(this.facts.objectFormat).update('tree 0\0').digest('hex');
  }

  get noObject(): string {
    return '0'.repeat(this.facts.objectFormat === 'sha256' ? 64 : 40);
  }

  /** The names and types of objects, asked with `:0:path` or `commit:path`; `undefined` where there is none. */
  async lookUp(names: readonly string[]): Promise<(Found | undefined)[]> {
    if (names.length === 0) return [];
    const out = await this.out(['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
      input: `${names.join('\n')}\n`,
    });
    const lines = out.toString().split('\n');
    return names.map((_, index) => {
      const [, id, type] = /^([0-9a-f]{40,64}) (blob|tree|commit|tag)$/.exec(lines[index] ?? '') ?? [];
      return id === undefined || type === undefined ? undefined : { id, type };
    });
  }

  /** Those of these paths (from the top) that git ignores and does not track. */
  async ignored(paths: readonly string[]): Promise<ReadonlySet<string>> {
    if (paths.length === 0) return new Set();
    // This command knows no literal pathspecs; `./` keeps a leading colon from being magic.
    const input = paths.map((path) => `./${path}\0`).join('');
    const end = await this.git(['check-ignore', '-z', '--stdin'], {
      input,
      also: { GIT_LITERAL_PATHSPECS: '0' },
    });
    if (end.code > 1) throw new GitFailed('check-ignore', reasonOf(end));
    return new Set(fields(end.out).map((path) => path.slice(2)));
  }

  /** Where HEAD and the session's ref stand now. */
  async head(): Promise<{ readonly ref: string | undefined; readonly commit: string | undefined }> {
    // Asked several times for each group, so without a process: the file says it, but for the reftable format,
    // where it names a ref that cannot be. The long-lived reader looks refs up afresh each time.
    const [file, commit] = await Promise.all([
      readFile(join(this.facts.gitDir, 'HEAD'), 'utf8').catch(() => ''),
      this.objects.read('HEAD'),
    ]);
    const named = /^ref: (refs\/heads\/[^\n]+)\n?$/.exec(file)?.[1];
    const id = commit?.type === 'commit' ? commit.id : undefined;
    if (named !== undefined && named !== 'refs/heads/.invalid') return { ref: named, commit: id };
    if (/^[0-9a-f]{40,64}\n?$/.test(file)) return { ref: undefined, commit: id };
    const asked = await this.git(['symbolic-ref', '-q', 'HEAD']);
    return { ref: asked.code === 0 ? asked.out.toString().trim() : undefined, commit: id };
  }

  async isAncestor(commit: string, of: string): Promise<boolean> {
    return commit === of || (await this.git(['merge-base', '--is-ancestor', commit, of])).code === 0;
  }

  close(): Promise<void> {
    return this.objects.close();
  }
}

export interface Found {
  readonly id: string;
  readonly type: string;
}

/** Git refused what should have worked: a full disk, a read-only or damaged repository. */
export class GitFailed extends Error {
  readonly doing: string;
  readonly because: string;

  constructor(doing: string, because: string) {
    super(`git ${doing}: ${because}`);
    this.doing = doing;
    this.because = because;
  }
}
