import { existsSync } from 'node:fs';
import { readdir, readFile, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../base/index.ts';
import { AskedGit, GitEnded, type ReadAnswer } from './asked-git.ts';
import type { Signature } from './commit-message.ts';
import { privateRef, whenOf, type Content, type NewCommit, type Written } from './commits.ts';
import { syncFolder } from './disk.ts';
import { unsafePath } from './paths.ts';
import type { Repository } from './repository.ts';
import { say } from './wording.ts';

/**
 * Writes chains of commits through one long-lived `git fast-import` (git-fast-import(1)), one pack for each chain, onto
 * a private ref: no branch is touched.
 *
 * F1  `--done`: a stream that is cut, because we were killed, moves no ref.
 * F2  `checkpoint` ends the pack: what it answers after that is on disk, as git syncs packs by itself.
 *     Also one commit alone is a pack (unpackLimit 0): made a loose object, its name would be on no disk.
 * F3  It knows its own last commit without reading it; for any other it is told to begin there.
 */
export class CommitStream {
  readonly #repository: Repository;
  readonly #git: AskedGit<readonly string[]>;
  #used = false;
  /** Packs it ended whose guards are gone. */
  #unguarded = 0;
  /** What it stands on, since its process began. */
  #tip: { readonly pid: number | undefined; readonly commit: string } | undefined;

  constructor(repository: Repository) {
    this.#repository = repository;
    const words = [
      ...[
        '-c',
        'fastimport.unpackLimit=0',
        'fast-import',
        '--quiet',
        '--done',
        '--force',
        '--date-format=raw',
      ],
      `--export-pack-edges=${packsFile(repository)}`,
    ];
    const { facts, environment } = repository;
    this.#git = new AskedGit({ folder: facts.top, environment, words }, readCommits);
  }

  /** Puts these commits onto `from`, one after the other. */
  async write(from: string | undefined, commits: readonly NewCommit[]): Promise<Written> {
    const { disk } = this.#repository;
    const stands = this.#git.pid !== undefined && this.#tip?.pid === this.#git.pid;
    const goesOn = stands && from !== undefined && this.#tip?.commit === from;
    const written = await disk.change('git fast-import', [], () => this.#ask(from, goesOn, commits));
    // It may have lost sight of what another git packed anew meanwhile: a fresh one has not.
    const names =
      stands && 'mistake' in written
        ? await disk.change('git fast-import', [], () => this.#ask(from, false, commits))
        : written;
    if ('mistake' in names) return names;
    this.#unguarded = await removeKeeps(this.#repository, this.#unguarded);
    await syncFolder(disk, join(this.#repository.facts.commonDir, 'objects', 'pack'));
    return names;
  }

  async #ask(from: string | undefined, goesOn: boolean, commits: readonly NewCommit[]): Promise<Written> {
    [this.#tip, this.#used] = [undefined, true];
    const asked = this.#git.ask(streamOf(this.#repository, from, goesOn, commits), 1);
    const { pid } = this.#git;
    try {
      const [names = []] = await asked;
      const last = names.at(-1);
      if (names.length !== commits.length || last === undefined)
        throw new Error(`git fast-import named ${names.length} of ${commits.length} commits`);
      this.#tip = { pid, commit: last };
      return { commits: names };
    } catch (error) {
      if (!(error instanceof GitEnded)) throw error;
      const { disk, facts } = this.#repository;
      const report = join(facts.gitDir, `fast_import_crash_${pid ?? ''}`);
      await disk.change('crash-report.remove', [report], () => unlink(report)).catch(() => {});
      // A pack that it could not lay, because somebody pruned what it had begun, is guarded all the same: another
      // git could not lay it either.
      const [pack] = /[^\s']*\/pack-[0-9a-f]+(?=\.pack)/.exec(error.because) ?? [];
      if (pack !== undefined && !existsSync(resolve(facts.top, `${pack}.pack`))) {
        const keep = resolve(facts.top, `${pack}.keep`);
        await disk.change('keep.remove', [keep], () => unlink(keep)).catch(() => {});
      }
      return { mistake: storeFailed(error.because) };
    }
  }

  async close(): Promise<void> {
    if (!this.#used) return;
    await this.#repository.disk.change('git fast-import', [], () => this.#git.close('done\n'));
    await dropPrivateRef(this.#repository);
    this.#used = false;
  }
}

const storeFailed = (because: string): Diagnostic => say.gitFailed('store the commits', because);

/** The packs that it ended, a line each. */
const packsFile = (repository: Repository): string => join(repository.home, 'packs');

/**
 * fast-import lays a `.keep` beside each pack and takes them away when it ends; where it was killed they would keep
 * `git gc` from ever joining those packs. The ref that holds their commits is written by the same checkpoint.
 * Those from the place `seen` on; how many there are now.
 */
async function removeKeeps(repository: Repository, seen: number): Promise<number> {
  const { disk, facts } = repository;
  const text = await readFile(packsFile(repository), 'utf8').catch(() => '');
  const packs = text.split('\n').flatMap((line) => /^(.*)\.pack:/.exec(line)?.[1] ?? []);
  for (const pack of packs.slice(seen)) {
    const keep = resolve(facts.top, `${pack}.keep`);
    await disk.change('keep.remove', [keep], () => unlink(keep)).catch(() => {});
  }
  return packs.length;
}

/** What a fast-import of ours left when its Conductor was killed: its crash report, what guards its packs, the private ref. */
export async function removeLeftovers(repository: Repository): Promise<void> {
  const { gitDir } = repository.facts;
  const { disk } = repository;
  for (const name of await readdir(gitDir).catch(() => [])) {
    if (!name.startsWith('fast_import_crash_')) continue;
    const file = join(gitDir, name);
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.includes(privateRef(repository)))
      await disk.change('crash-report.remove', [file], () => unlink(file)).catch(() => {});
  }
  await removeKeeps(repository, 0);
  if (await mayHavePrivateRef(repository)) await dropPrivateRef(repository);
}

/** Asked of the files, since there is hardly ever one: a session takes its own away. */
async function mayHavePrivateRef(repository: Repository): Promise<boolean> {
  const { commonDir } = repository.facts;
  const [ref, packed, tables] = [privateRef(repository), 'packed-refs', 'reftable'];
  if ([packsFile(repository), join(commonDir, ref), join(commonDir, tables)].some((one) => existsSync(one)))
    return true;
  return (await readFile(join(commonDir, packed), 'latin1').catch(() => '')).includes(ref);
}

/** The commits are on the branch, or will be made again. */
async function dropPrivateRef(repository: Repository): Promise<void> {
  const { disk } = repository;
  const packs = packsFile(repository);
  await disk.change('packs.remove', [packs], () => unlink(packs)).catch(() => {});
  const words = ['update-ref', '-d', privateRef(repository)];
  await disk.change('git update-ref', [], () => repository.git(words));
}

/** The names of a chain's commits, a line each, and the line that follows the checkpoint. */
const readCommits: ReadAnswer<readonly string[]> = (heard) => {
  const end = heard.indexOf(onDisk);
  if (end === -1) return heard.length + 1;
  const names = heard
    .toString('utf8', 0, end)
    .split('\n')
    .filter((name) => name !== '');
  return { answer: names, bytes: end + onDisk.length };
};
const onDisk = 'progress on disk\n';

function* streamOf(
  repository: Repository,
  from: string | undefined,
  goesOn: boolean,
  commits: readonly NewCommit[],
): Generator<string | Uint8Array> {
  const marks = new Map<Content, number>();
  // Versions of one path follow one another, because fast-import stores each blob as a difference to the last one.
  const byPath = new Map<string, Content[]>();
  for (const { changes } of commits) {
    for (const change of changes) {
      const wrong = unsafePath(change.path);
      if (wrong !== undefined) throw new Error(`\`${change.path}\` must not be committed: ${wrong}`);
      if (change.mode === 'gone') continue;
      const versions = byPath.get(change.path);
      if (versions === undefined) byPath.set(change.path, [change.content]);
      else versions.push(change.content);
    }
  }
  for (const contents of byPath.values()) {
    for (const content of contents) {
      const { bytes } = content;
      if (bytes === undefined || marks.has(content)) continue;
      marks.set(content, marks.size + 1);
      yield `blob\nmark :${marks.size}\ndata ${bytes.byteLength}\n`;
      yield bytes;
      yield '\n';
    }
  }
  const ref = privateRef(repository);
  const { seconds, zone } = whenOf(repository);
  const signed = ({ name, email }: Signature): string =>
    `${name.replace(/[<>\n]/g, '')} <${email.replace(/[<>\n]/g, '')}> ${seconds} ${zone}`;
  let mark = marks.size;
  if (!goesOn) yield `reset ${ref}\n${from === undefined ? '' : `from ${from}\n`}\n`;
  for (const { author, message, changes } of commits) {
    const bytes = Buffer.from(message);
    mark += 1;
    yield `commit ${ref}\nmark :${mark}\nauthor ${signed(author)}\ncommitter ${signed(repository.facts.person)}\ndata ${bytes.length}\n`;
    yield bytes;
    yield '\n';
    for (const change of changes) {
      if (change.mode === 'gone') yield `D ${quoted(change.path)}\n`;
      else {
        const known = marks.get(change.content);
        const blob = known === undefined ? change.content.id : `:${known}`;
        yield `M ${change.mode} ${blob} ${quoted(change.path)}\n`;
      }
    }
    yield `\nget-mark :${mark}\n`;
  }
  // What is optional after a command is written too: it is waited for.
  yield `checkpoint\n\n${onDisk}\n`;
}

/** A path as fast-import reads it: in C quotes, control characters in octal. */
const quoted = (path: string): string =>
  `"${path.replace(/["\\]/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;
