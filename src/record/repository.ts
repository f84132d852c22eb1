import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Grounds } from '../base/index.ts';
import { AskedGit, nulFields, type ReadAnswer } from './asked-git.ts';
import { plainDisk, type Disk } from './disk.ts';
import { fields, git, GitFailed, reasonOf, type Environment, type GitEnd } from './git.ts';
import { IndexEntries } from './index-entries.ts';
import { IndexView } from './index-view.ts';
import { Layer } from './layer.ts';
import { foundIn, Objects, type Found } from './objects.ts';
import { RuleFiles } from './rule-files.ts';
import { Syncs } from './syncs.ts';
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
  /** What stands in the index where steps write. */
  readonly index: IndexView;
  readonly indexEntries: IndexEntries;
  readonly syncs: Syncs;
  readonly layer: Layer;
  readonly #differences: AskedGit<readonly string[]>;
  readonly #attributes: AskedGit<string[]>;
  readonly #attributeFiles: RuleFiles;
  readonly #ignores: AskedGit<string[]>;
  readonly #ignoreFiles: RuleFiles;
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
    const asked = { folder: facts.top, environment };
    this.objects = new Objects(asked);
    this.index = new IndexView(this);
    this.indexEntries = new IndexEntries(this);
    this.syncs = new Syncs(disk, facts.top, environment);
    this.layer = new Layer(disk);
    this.#differences = new AskedGit(
      {
        ...asked,
        words: ['diff-tree', '--stdin', '-r', '-z', '--no-renames', '--raw', '--no-abbrev', '--no-commit-id'],
      },
      readDifferences,
    );
    this.#attributes = new AskedGit(
      { ...asked, words: ['check-attr', '-z', '--stdin', ...askedAttributes] },
      nulFields(3 * askedAttributes.length),
    );
    this.#ignores = new AskedGit(
      {
        ...asked,
        words: ['check-ignore', '-z', '--stdin', '--no-index', '--verbose', '--non-matching'],
        also: { GIT_LITERAL_PATHSPECS: '0' },
      },
      nulFields(4),
    );
    const info = join(facts.commonDir, 'info');
    this.#attributeFiles = new RuleFiles(facts.top, '.gitattributes', [join(info, 'attributes')]);
    this.#ignoreFiles = new RuleFiles(facts.top, '.gitignore', [facts.excludeFile]);
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

  /** What differs between a commit and one before it, as `diff-tree -z --raw` says it. */
  async differences(from: string, to: string): Promise<readonly string[]> {
    // A line that names no object is given back, so that the end of the answer can be seen.
    return (await this.#differences.ask(`${to} ${from}\n${endOfDifferences}`, 1))[0] ?? [];
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
    if (!names.some((name) => name.startsWith(':'))) return this.objects.lookUp(names);
    const out = await this.out(['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
      input: `${names.join('\n')}\n`,
    });
    const lines = out.toString().split('\n');
    return names.map((_, index) => foundIn(lines[index] ?? ''));
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

  /** Those of these paths that a pattern ignores, whether git tracks them or not. For many calls: one git answers all. */
  async matchedByIgnore(paths: readonly string[]): Promise<ReadonlySet<string>> {
    if (paths.length === 0) return new Set();
    if (this.#ignoreFiles.haveChanged(paths)) await this.#ignores.close();
    const said = await this.#ignores.ask(paths.map((path) => `./${path}\0`).join(''), paths.length);
    // Source, line, pattern, path: the pattern is empty where none matches, and begins with `!` where it takes back.
    return new Set(paths.filter((_, index) => /^[^!]/.test(said[index]?.[2] ?? '')));
  }

  /** The values of six attributes for each path (from the top), in the order asked. */
  async attributes(paths: readonly string[]): Promise<readonly (readonly string[])[]> {
    if (this.#attributeFiles.haveChanged(paths)) await this.#attributes.close();
    const said = await this.#attributes.ask(paths.map((path) => `${path}\0`).join(''), paths.length);
    return said.map((fields) => askedAttributes.map((_, index) => fields[3 * index + 2] ?? ''));
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

  async close(): Promise<void> {
    await Promise.all([
      this.objects.close(),
      this.indexEntries.close(),
      this.syncs.close(),
      this.layer.close(),
      this.#differences.close(),
      this.#attributes.close(),
      this.#ignores.close(),
    ]);
  }
}

const endOfDifferences = 'end\n';

/** Pairs of fields that end in NUL, until the line that was given back: a field that begins a pair begins with a colon. */
const readDifferences: ReadAnswer<readonly string[]> = (heard) => {
  const said: string[] = [];
  let at = 0;
  while (heard[at] === 0x3a) {
    for (let field = 0; field < 2; field += 1) {
      const end = heard.indexOf(0, at);
      if (end === -1) return heard.length + 1;
      said.push(heard.toString('utf8', at, end));
      at = end + 1;
    }
  }
  const end = at + endOfDifferences.length;
  return heard.length < end ? end : { answer: said, bytes: end };
};

/** The attributes that say how git changes content (gitattributes(5)). */
export const askedAttributes = ['text', 'eol', 'ident', 'working-tree-encoding', 'filter', 'crlf'] as const;
