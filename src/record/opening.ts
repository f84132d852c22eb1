import { existsSync } from 'node:fs';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { posix } from 'node:path';
import { byBytes, sha256, type Sha256 } from '../base/index.ts';
import { cleanId, conversions, isConverted, type Conversion } from './attributes.ts';
import type { BlobDigests } from './blob-digests.ts';
import type { Cache } from './cache.ts';
import { fields } from './git.ts';
import { tellListing, tellRules } from './listing-grounds.ts';
import { foldersOf } from './paths.ts';
import type { Opening } from './record.ts';
import type { Repository } from './repository.ts';

/**
 * The workspace as it stood when the session opened, content after git's clean filters.
 *
 * O1  A tracked file that is as git has it is its blob: nothing that happens later can change that.
 * O2  A file that a person changed, or that git does not track yet, is copied into the cache: at once where it is
 *     among those asked for, else before our own hand lays anything over it, else when it is first asked for.
 */
type Source =
  | { readonly from: 'blob'; readonly id: string }
  | { readonly from: 'disk'; readonly path: string }
  | { readonly from: 'link'; readonly to: string };

interface Snapshot {
  readonly sha256: Sha256;
  readonly content: { readonly file: string } | { readonly bytes: Uint8Array };
}

/** Without a word about what will be read, at most so much is copied at once: bytes and files. */
const bounds = { bytes: 256 * 1024 * 1024, files: 20_000 };

export interface OpeningOptions {
  /**
   * Workspace paths that parts may read: those that are not clean in git are copied at once. Default: all, within
   * bounds. Where nobody will ask for anything nothing is listed.
   */
  readonly wanted?: ((path: string) => boolean) | 'nothing';
}

export class WorkspaceOpening implements Opening {
  readonly paths: readonly string[];
  readonly #repository: Repository;
  readonly #cache: Cache;
  readonly #digests: BlobDigests;
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #snapshots = new Map<string, Promise<Snapshot | undefined>>();
  readonly #conversions = new Map<string, Conversion>();

  private constructor(
    repository: Repository,
    cache: Cache,
    digests: BlobDigests,
    sources: ReadonlyMap<string, Source>,
  ) {
    [this.#repository, this.#cache, this.#digests, this.#sources] = [repository, cache, digests, sources];
    this.paths = [...sources.keys()].toSorted(byBytes);
  }

  static async capture(
    repository: Repository,
    cache: Cache,
    digests: BlobDigests,
    options: OpeningOptions,
  ): Promise<WorkspaceOpening> {
    const { wanted } = options;
    if (wanted === 'nothing') return new WorkspaceOpening(repository, cache, digests, new Map());
    const opening = new WorkspaceOpening(repository, cache, digests, await sourcesOf(repository));
    await opening.#copy(wanted);
    return opening;
  }

  async digest(path: string): Promise<Sha256 | undefined> {
    this.#tell(path);
    const source = this.#resolved(path);
    if (source === undefined) return undefined;
    return source.from === 'blob'
      ? (await this.#digests.of(source.id))?.sha256
      : (await this.#snapshot(source.path))?.sha256;
  }

  async lookedFor(where: Parameters<Opening['lookedFor']>[0]): Promise<void> {
    const { grounds } = this.#repository;
    if (grounds === undefined) return;
    if ('path' in where) return this.#tell(where.path);
    const name = `${where.deep ? 'deep' : 'flat'} ${where.base}`;
    if (this.#lookedFor.has(name)) return;
    this.#lookedFor.add(name);
    this.#holds ??= new Set(this.paths.flatMap(foldersOf));
    await tellListing(this.#repository, { ...where, holds: this.#holds });
  }

  readonly #lookedFor = new Set<string>();
  #holds: ReadonlySet<string> | undefined;

  #tell(path: string): void {
    const { grounds } = this.#repository;
    if (grounds === undefined) return;
    const absolute = this.#absolute(path);
    grounds.on(absolute, 'late');
    tellRules({ grounds, absolute: (top) => this.#repository.absolute(top) }, this.#repository.fromTop(path));
    // Git may have listed it under another spelling of the same letters.
    if (path !== path.normalize('NFD') && !existsSync(absolute)) grounds.once(`${path} is spelled otherwise`);
  }

  async content(path: string): Promise<{ readonly file: string } | { readonly bytes: Uint8Array }> {
    const source = this.#resolved(path);
    if (source === undefined) throw new Error(`\`${path}\` was not there at the opening`);
    if (source.from === 'disk') {
      const snapshot = await this.#snapshot(source.path);
      if (snapshot === undefined) throw new Error(`\`${path}\` is gone, and nobody had asked for it before`);
      return snapshot.content;
    }
    const top = this.#repository.fromTop(path);
    // A filter such as LFS keeps only a pointer in git: who reads the file wants what it stands for.
    if ((await this.#filtered(top)) && this.#sources.get(path)?.from === 'blob') {
      return { bytes: await this.#repository.out(['cat-file', '--filters', `--path=${top}`, source.id]) };
    }
    const blob = await this.#repository.objects.read(source.id);
    if (blob === undefined) throw new Error(`git has lost the content of \`${path}\``);
    return { bytes: blob.bytes };
  }

  /** O2: our own hand is about to lay something over these workspace paths. */
  async keep(paths: readonly string[]): Promise<void> {
    await Promise.all(
      paths.filter((path) => this.#sources.get(path)?.from === 'disk').map((path) => this.#snapshot(path)),
    );
  }

  /** Links inside the workspace stand for what they point at; others are no files of it. */
  #resolved(path: string): Exclude<Source, { from: 'link' }> | undefined {
    let source = this.#sources.get(path);
    for (let hops = 0; source?.from === 'link'; hops += 1) {
      if (hops === 8) return undefined;
      source = this.#sources.get(source.to);
    }
    return source;
  }

  async #copy(wanted: ((path: string) => boolean) | undefined): Promise<void> {
    let [bytes, files] = [0, 0];
    const now: string[] = [];
    for (const [path, source] of this.#sources) {
      if (source.from !== 'disk') continue;
      if (wanted === undefined) {
        if (files >= bounds.files || bytes >= bounds.bytes) break;
        const size = (await lstat(this.#absolute(path)).catch(() => undefined))?.size ?? 0;
        [bytes, files] = [bytes + size, files + 1];
      } else if (!wanted(path)) continue;
      now.push(path);
    }
    const found = await conversions(
      this.#repository,
      now.map((path) => this.#repository.fromTop(path)),
    );
    for (const [top, conversion] of found) this.#conversions.set(top, conversion);
    // A few at a time: a file each is enough to keep a disk busy, and open files are few.
    for (let index = 0; index < now.length; index += 16) {
      await Promise.all(now.slice(index, index + 16).map((path) => this.#snapshot(path)));
    }
  }

  #snapshot(path: string): Promise<Snapshot | undefined> {
    const known = this.#snapshots.get(path);
    if (known !== undefined) return known;
    const taken = this.#take(path);
    this.#snapshots.set(path, taken);
    return taken;
  }

  async #take(path: string): Promise<Snapshot | undefined> {
    const bytes = await readFile(this.#absolute(path)).catch(() => undefined);
    if (bytes === undefined) return undefined;
    const top = this.#repository.fromTop(path);
    const conversion =
      this.#conversions.get(top) ?? (await conversions(this.#repository, [top])).get(top) ?? 'none';
    const clean = isConverted(conversion, bytes) ? await this.#cleaned(top, bytes) : bytes;
    const digest = sha256(clean);
    const content = (await this.#filtered(top)) ? bytes : clean;
    // Small ones are held; large ones lie in the cache, under the digest of what lies there.
    if (content.length <= 4096) return { sha256: digest, content: { bytes: content } };
    const own = content === clean ? digest : sha256(content);
    await this.#cache.write(own, content);
    const file = this.#cache.pathOf(own);
    return { sha256: digest, content: file === undefined ? { bytes: content } : { file } };
  }

  async #cleaned(top: string, bytes: Uint8Array): Promise<Uint8Array> {
    const id = await cleanId(this.#repository, top, bytes, true);
    return (await this.#repository.objects.read(id))?.bytes ?? bytes;
  }

  /** Asked once for all paths: most workspaces have no filter at all. */
  async #filtered(top: string): Promise<boolean> {
    this.#filters ??= this.#allFiltered();
    return (await this.#filters).has(top);
  }

  #filters: Promise<ReadonlySet<string>> | undefined;

  async #allFiltered(): Promise<ReadonlySet<string>> {
    const input = this.paths.map((path) => `${this.#repository.fromTop(path)}\0`).join('');
    const said = fields(await this.#repository.out(['check-attr', '-z', '--stdin', 'filter'], { input }));
    const tops = new Set<string>();
    for (let index = 0; index + 2 < said.length; index += 3) {
      const [top = '', value] = [said[index], said[index + 2]];
      if (value !== 'unspecified' && value !== 'unset') tops.add(top);
    }
    return tops;
  }

  #absolute(path: string): string {
    return this.#repository.absolute(this.#repository.fromTop(path));
  }
}

/** What git tracks or would track under the workspace's folder, and where the content of each lies. */
async function sourcesOf(repository: Repository): Promise<ReadonlyMap<string, Source>> {
  const { prefix } = repository.facts;
  const words = ['ls-files', '-z', '-t', '-s', '-c', '-m', '-d', '-o', '--exclude-standard', '--full-name'];
  const said = fields(await repository.out(prefix === '' ? words : [...words, '--', prefix]));
  const sources = new Map<string, Source>();
  const links: [string, string][] = [];
  const gone = new Set<string>();
  for (const line of said) {
    const [, tag, mode, id, top] = /^(\S) (?:(\d{6}) ([0-9a-f]+) \d\t)?([^]*)$/.exec(line) ?? [];
    if (tag === undefined || top === undefined || !top.startsWith(prefix) || top.endsWith('/')) continue;
    const path = top.slice(prefix.length).normalize('NFC');
    if (path.startsWith('.simphony/') || mode === '160000') continue;
    if (tag === 'R') gone.add(path);
    else if (tag === '?' || tag === 'C') {
      if (gone.has(path)) continue;
      const link = (tag === '?' || mode === '120000') && (await linkAt(repository.absolute(top)));
      if (typeof link === 'string') links.push([path, link]);
      else sources.set(path, { from: 'disk', path });
    } else if (mode === '120000' && id !== undefined)
      links.push([path, (await repository.objects.text(id)) ?? '']);
    else if (id !== undefined) sources.set(path, { from: 'blob', id });
  }
  for (const path of gone) sources.delete(path);
  for (const [path, to] of links) {
    const target = posix.normalize(posix.join(posix.dirname(path), to)).normalize('NFC');
    if (
      !gone.has(path) &&
      !to.startsWith('/') &&
      (sources.has(target) || links.some(([other]) => other === target))
    ) {
      sources.set(path, { from: 'link', to: target });
    }
  }
  return sources;
}

const linkAt = async (absolute: string): Promise<string | undefined> => {
  const stat = await lstat(absolute).catch(() => undefined);
  return stat?.isSymbolicLink() === true ? readlink(absolute) : undefined;
};
