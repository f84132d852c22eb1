import { lstat, readFile, readlink } from 'node:fs/promises';
import {
  parseAddress,
  sha256,
  shortName,
  type AcceptedTake,
  type Address,
  type Diagnostic,
  type Sha256,
} from '../base/index.ts';
import { conversions, isConverted, type Conversion } from './attributes.ts';
import type { Cache } from './cache.ts';
import { authorOf, conductorSignature, messageOf, sessionMessage, type LeftOut } from './commit-message.ts';
import type { Content, NewCommit, TreeChange } from './commits.ts';
import { exclude, excludedByUs } from './exclude.ts';
import { appendBounded, headingOf, holdsLine, summaryLineOf } from './handoff.ts';
import type { Begun, KnownStep } from './journal-state.ts';
import { foldersOf } from './paths.ts';
import { cleanId, type LooseFile, type SharedText } from './place.ts';
import type { Change, SessionStart } from './record.ts';
import type { Repository } from './repository.ts';
import { recordPath, sessionLine, type RecordedTake } from './session-line.ts';
import { say } from './wording.ts';

/** Commits that are to go onto a base, and all that has to happen around them. Paths are from the top. */
export interface Built {
  readonly commits: readonly NewCommit[];
  /** The parts of the commits, in their order; none for an opening or closing commit. */
  readonly parts: readonly Address[];
  readonly texts: ReadonlyMap<string, SharedText>;
  readonly loose: readonly LooseFile[];
  readonly atHand: ReadonlyMap<string, Uint8Array>;
  /** By part: workspace paths that no commit holds, and digests that the clean filters change. */
  readonly left: { [part: string]: string[] };
  readonly clean: { [part: string]: { [path: string]: Sha256 } };
}

export type Building = Built | { readonly mistake: Diagnostic };

/** Bytes of a take that waits: beside it in the journal, or in the cache. */
export async function takeBytesOf(known: KnownStep, cache: Cache): Promise<Uint8Array | undefined> {
  if (known.text !== undefined) return Buffer.from(known.text);
  const file = cache.pathOf(known.accepted.takeSha256);
  return file === undefined ? undefined : readFile(file);
}

interface StepFile {
  /** From the workspace's folder. */
  readonly path: string;
  readonly size: number;
  readonly sha256: Sha256;
  readonly executable: boolean;
  readonly bytes: () => Promise<Uint8Array | undefined>;
}

function filesOf(known: KnownStep, cache: Cache): StepFile[] {
  const { accepted, step } = known;
  const fromCache = (digest: Sha256) => async (): Promise<Uint8Array | undefined> => {
    const file = cache.pathOf(digest);
    return file === undefined ? undefined : readFile(file);
  };
  const script =
    step.script === undefined ? [] : [{ path: step.script.path, bytes: Buffer.from(step.script.text) }];
  return [
    {
      path: accepted.takePath,
      size: 0,
      sha256: accepted.takeSha256,
      executable: false,
      bytes: () => takeBytesOf(known, cache),
    },
    ...accepted.files.map((file) => ({
      ...file,
      executable: file.executable === true,
      bytes: fromCache(file.sha256),
    })),
    ...script.map(({ path, bytes }) => ({
      path,
      size: bytes.length,
      sha256: sha256(bytes),
      executable: false,
      bytes: () => Promise.resolve(bytes),
    })),
  ];
}

/** One commit for each step, in the order given. */
export async function buildSteps(
  repository: Repository,
  cache: Cache,
  session: Begun,
  base: string | undefined,
  steps: readonly KnownStep[],
  recovering: boolean,
): Promise<Building> {
  const all = steps.map((known) => ({ known, files: filesOf(known, cache) }));
  const shared = ['handoff.md', 'summary.txt'].map((path) => repository.fromTop(path));
  const paths = [
    ...new Set([...all.flatMap(({ files }) => files.map(({ path }) => repository.fromTop(path))), ...shared]),
  ];
  const over = new Set(
    all.flatMap(({ files }) =>
      files.filter(({ size }) => size > session.commitLimit).map(({ path }) => repository.fromTop(path)),
    ),
  );
  const wrongFolder = await linkInTheWay(repository, paths);
  if (wrongFolder !== undefined) return { mistake: say.inTheWay(wrongFolder, 'folder') };
  const wasOver = await excludedByUs(repository, paths);
  await exclude(repository, { add: [...over], remove: [...wasOver].filter((path) => !over.has(path)) });
  const [ignored, conversion, blocked] = await Promise.all([
    repository.ignored(paths),
    conversions(repository, paths),
    folderInTheWay(repository, base, paths),
  ]);
  if (blocked !== undefined) return { mistake: say.inTheWay(blocked, 'folder') };
  const built = new Builder(repository);
  const tracked = base === undefined ? new Set<string>() : await trackedOf(repository, base, [...over]);
  const texts = await readTexts(repository, base, shared);
  const commits: NewCommit[] = [];
  const loose = new Map<string, LooseFile>();
  const [left, clean]: [Built['left'], Built['clean']] = [{}, {}];
  for (const { known, files } of all) {
    const changes: TreeChange[] = [];
    const { part } = known.accepted;
    const [leftHere, cleanHere]: [string[], { [path: string]: Sha256 }] = [[], {}];
    const also: LeftOut[] = [];
    for (const file of files) {
      const path = repository.fromTop(file.path);
      const bytes = await file.bytes();
      if (bytes === undefined) return { mistake: say.contentLost(file.path, part) };
      if (over.has(path) || ignored.has(path)) {
        const lies = cache.pathOf(file.sha256) ?? (await written(cache, file.sha256, bytes));
        loose.set(path, { path, sha256: file.sha256, file: lies, executable: file.executable });
        leftHere.push(file.path);
        if (file.path === known.accepted.takePath)
          also.push({ path: file.path, size: bytes.byteLength, sha256: file.sha256 });
        if (tracked.has(path)) changes.push({ path, mode: 'gone' });
        continue;
      }
      loose.delete(path);
      const content = await built.content(path, bytes, conversion.get(path) ?? 'none');
      if (content.clean !== undefined && content.clean !== file.sha256) cleanHere[file.path] = content.clean;
      changes.push({ path, mode: file.executable ? '100755' : '100644', content: content.content });
    }
    for (const [path, add] of addLines(known, session)) {
      const top = repository.fromTop(path);
      if (ignored.has(top)) continue;
      const text = add(texts.get(top) ?? '');
      texts.set(top, text);
      changes.push({
        path: top,
        mode: '100644',
        content: (await built.content(top, Buffer.from(text), conversion.get(top) ?? 'none')).content,
      });
    }
    const accepted = withCommitted(known.accepted, leftHere);
    [left[part], clean[part]] = [leftHere, cleanHere];
    commits.push({ of: part, author: authorOf(accepted), message: messageOf(accepted, also), changes });
  }
  return {
    commits,
    parts: steps.map(({ accepted }) => accepted.part),
    texts: new Map(shared.map((path) => [path, sharedLines(repository, path, session, steps, recovering)])),
    loose: [...loose.values()],
    atHand: built.atHand,
    left,
    clean,
  };
}

const written = async (cache: Cache, digest: Sha256, bytes: Uint8Array): Promise<string> => {
  await cache.write(digest, bytes);
  return cache.pathOf(digest) ?? '';
};

const withCommitted = (take: AcceptedTake, left: readonly string[]): AcceptedTake => ({
  ...take,
  files: take.files.map((file) => ({ ...file, committed: !left.includes(file.path) })),
});

type AddLine = (text: string) => string;

function addLines(known: KnownStep, session: Begun): [string, AddLine][] {
  const name = parseAddress(known.accepted.part);
  if (name === undefined) throw new Error(`${known.accepted.part} is no address`);
  const { step } = known;
  const summary = summaryLineOf(shortName(name), step.summaryLine);
  return [
    [
      'handoff.md',
      (text) =>
        appendBounded(text, headingOf('handoff', session), step.handoffLine, session.handoffLimit, 'handoff'),
    ],
    [
      'summary.txt',
      (text) => appendBounded(text, headingOf('summary', session), summary, session.handoffLimit, 'summary'),
    ],
  ];
}

/** The same lines for the person's own version of the text. On recovery those that are there are not added again. */
export function sharedLines(
  repository: Repository,
  top: string,
  session: Begun,
  steps: readonly KnownStep[],
  recovering: boolean,
): SharedText {
  const form = top === repository.fromTop('handoff.md') ? 'handoff' : 'summary';
  return {
    revise: (text) =>
      steps.reduce((so, known) => {
        const name = parseAddress(known.accepted.part);
        const line =
          form === 'handoff'
            ? known.step.handoffLine
            : summaryLineOf(name === undefined ? '' : shortName(name), known.step.summaryLine);
        if (recovering && holdsLine(so, headingOf(form, session), line, form)) return so;
        return appendBounded(so, headingOf(form, session), line, session.handoffLimit, form);
      }, text),
  };
}

async function readTexts(
  repository: Repository,
  base: string | undefined,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = base === undefined ? undefined : await repository.objects.text(`${base}:${path}`);
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}

async function trackedOf(
  repository: Repository,
  base: string,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await repository.lookUp(paths.map((path) => `${base}:${path}`));
  return new Set(paths.filter((_, index) => found[index] !== undefined));
}

/** A folder on the way that is a link or a file in the working tree: nothing is ever written through a link. */
async function linkInTheWay(repository: Repository, paths: readonly string[]): Promise<string | undefined> {
  for (const folder of new Set(paths.flatMap(foldersOf))) {
    const there = await lstat(repository.absolute(folder)).catch(() => undefined);
    if (there !== undefined && !there.isDirectory()) return folder;
  }
  return undefined;
}

/** A path that is a folder in the base, or goes through a file there: fast-import would replace it without a word. */
async function folderInTheWay(
  repository: Repository,
  base: string | undefined,
  paths: readonly string[],
): Promise<string | undefined> {
  if (base === undefined) return undefined;
  const folders = [...new Set(paths.flatMap(foldersOf))];
  const found = await repository.lookUp([...paths, ...folders].map((path) => `${base}:${path}`));
  const wrong = [...paths, ...folders].findIndex((_, index) => {
    const type = found[index]?.type;
    return type !== undefined && (index < paths.length ? type !== 'blob' : type !== 'tree');
  });
  return wrong === -1 ? undefined : [...paths, ...folders][wrong];
}

/** Turns bytes into blobs: most are named here and stored with the commits, those that git converts go through git. */
class Builder {
  readonly atHand = new Map<string, Uint8Array>();
  readonly #repository: Repository;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  async content(
    path: string,
    bytes: Uint8Array,
    conversion: Conversion,
  ): Promise<{ content: Content; clean?: Sha256 }> {
    if (!isConverted(conversion, bytes)) {
      const id = this.#repository.blobId(bytes);
      this.atHand.set(id, bytes);
      return { content: { id, bytes } };
    }
    const id = await cleanId(this.#repository, path, bytes, true);
    const blob = await this.#repository.objects.read(id);
    return blob === undefined ? { content: { id } } : { content: { id }, clean: sha256(blob.bytes) };
  }
}

/** The person's commit that opens a session: the working content of the score, and nothing else. */
export async function buildOpening(
  repository: Repository,
  base: string | undefined,
  start: SessionStart,
): Promise<Building> {
  const wanted = new Set(start.scorePaths.map((path) => repository.fromTop(path)));
  const folder = repository.fromTop('ensembles/');
  const before = new Map<string, string>();
  if (base !== undefined) {
    const listed = await repository.out([
      'ls-tree',
      '-r',
      '-z',
      '--full-tree',
      base,
      '--',
      folder.slice(0, -1),
      ...wanted,
    ]);
    for (const entry of listed.toString().split('\0')) {
      const [, mode, path] = /^(\d+) \w+ [0-9a-f]+\t([^]*)$/.exec(entry) ?? [];
      if (mode !== undefined && path !== undefined && mode !== '160000') before.set(path, mode);
    }
  }
  const paths = [...new Set([...wanted, ...before.keys()])];
  const [ignored, conversion] = await Promise.all([
    repository.ignored(paths),
    conversions(repository, paths),
  ]);
  const built = new Builder(repository);
  const changes: TreeChange[] = [];
  for (const path of paths.toSorted()) {
    const there = await lstat(repository.absolute(path)).catch(() => undefined);
    const mode = before.get(path);
    if (ignored.has(path) && mode === undefined) continue;
    if (there === undefined || there.isDirectory()) {
      // What a sparse checkout leaves out was not taken away by anybody.
      if (mode !== undefined && !(repository.facts.sparse && (await isSkipped(repository, path))))
        changes.push({ path, mode: 'gone' });
    } else if (there.isSymbolicLink()) {
      const { content } = await built.content(
        path,
        Buffer.from(await readlink(repository.absolute(path))),
        'none',
      );
      changes.push({ path, mode: '120000', content });
    } else if (there.isFile()) {
      const { content } = await built.content(
        path,
        await readFile(repository.absolute(path)),
        conversion.get(path) ?? 'none',
      );
      changes.push({ path, mode: there.mode & 0o100 ? '100755' : '100644', content });
    }
  }
  const message = sessionMessage('open', start.title, start.id);
  const commit: NewCommit = { of: 'open', author: repository.facts.author, message, changes };
  return {
    commits: [commit],
    parts: [],
    texts: new Map(),
    loose: [],
    atHand: built.atHand,
    left: {},
    clean: {},
  };
}

const isSkipped = async (repository: Repository, path: string): Promise<boolean> =>
  (await repository.out(['ls-files', '-t', '-z', '--', path])).toString().startsWith('S ');

/** The conductor's commit that closes a session. */
export async function buildClosing(
  repository: Repository,
  cache: Cache,
  session: Begun,
  base: string | undefined,
  changes: readonly Change[],
  records: readonly { readonly path: string; readonly takes: readonly RecordedTake[] }[],
  ending: 'closed' | 'interrupted',
): Promise<Building> {
  const tree = new Tree(repository, base);
  const texts = new Map<string, SharedText>();
  const loose: LooseFile[] = [];
  for (const change of changes) {
    if (change.change === 'write') await tree.put(change.path, change.bytes);
    else if (change.change === 'remove') await tree.removeIf(change.path, change.sha256);
    else if (change.change === 'revise') {
      const text = await tree.read(change.path);
      if (text === undefined) continue;
      await tree.put(change.path, Buffer.from(change.revise(text.toString())));
      texts.set(repository.fromTop(change.path), change);
    } else {
      const moved = await tree.copy(change.from, change.to, change.sha256);
      if (moved && change.change === 'move') await tree.removeIf(change.from, change.sha256);
      const file = cache.pathOf(change.sha256);
      // A file that no commit holds is copied in the working tree only.
      if (!moved && file !== undefined)
        loose.push({ path: repository.fromTop(change.to), sha256: change.sha256, file, executable: false });
    }
  }
  for (const { path, takes } of records) {
    if (takes.length > 0) await tree.put(path, Buffer.from(takes.map(sessionLine).join('')));
  }
  const ignored = await repository.ignored(tree.changes().map(({ path }) => path));
  const message = sessionMessage(
    'close',
    session.title,
    session.id,
    ending === 'interrupted' ? 'interrupted' : undefined,
  );
  const commit: NewCommit = {
    of: 'close',
    author: conductorSignature,
    message,
    changes: tree.changes().filter(({ path }) => !ignored.has(path)),
  };
  return { commits: [commit], parts: [], texts, loose, atHand: tree.atHand, left: {}, clean: {} };
}

/** A base tree with changes on top, as a closing commit is worked out. Takes workspace paths. */
class Tree {
  readonly #repository: Repository;
  readonly #base: string | undefined;
  readonly #builder: Builder;
  readonly #changes = new Map<string, TreeChange>();

  constructor(repository: Repository, base: string | undefined) {
    [this.#repository, this.#base, this.#builder] = [repository, base, new Builder(repository)];
  }

  get atHand(): ReadonlyMap<string, Uint8Array> {
    return this.#builder.atHand;
  }

  changes(): TreeChange[] {
    return [...this.#changes.values()];
  }

  /** The content after git's clean filters, with what stands above the base. */
  async read(path: string): Promise<Uint8Array | undefined> {
    const top = this.#repository.fromTop(path);
    const change = this.#changes.get(top);
    if (change?.mode === 'gone') return undefined;
    if (change !== undefined)
      return change.content.bytes ?? (await this.#repository.objects.read(change.content.id))?.bytes;
    const found =
      this.#base === undefined ? undefined : await this.#repository.objects.read(`${this.#base}:${top}`);
    return found?.type === 'blob' ? found.bytes : undefined;
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    const top = this.#repository.fromTop(path);
    const conversion = (await conversions(this.#repository, [top])).get(top) ?? 'none';
    this.#changes.set(top, {
      path: top,
      mode: '100644',
      content: (await this.#builder.content(top, bytes, conversion)).content,
    });
  }

  async removeIf(path: string, digest: Sha256): Promise<void> {
    const bytes = await this.read(path);
    const top = this.#repository.fromTop(path);
    if (bytes !== undefined && sha256(bytes) === digest) this.#changes.set(top, { path: top, mode: 'gone' });
  }

  async copy(from: string, to: string, digest: Sha256): Promise<boolean> {
    const bytes = await this.read(from);
    if (bytes === undefined || sha256(bytes) !== digest) return false;
    const top = this.#repository.fromTop(to);
    const id = this.#repository.blobId(bytes);
    this.#changes.set(top, { path: top, mode: await this.#modeOf(from), content: { id, bytes } });
    return true;
  }

  async #modeOf(path: string): Promise<'100644' | '100755'> {
    const top = this.#repository.fromTop(path);
    const change = this.#changes.get(top);
    if (change !== undefined) return change.mode === '100755' ? '100755' : '100644';
    const listed = await this.#repository.out([
      'ls-tree',
      '--full-tree',
      this.#base ?? this.#repository.emptyTree,
      '--',
      top,
    ]);
    return listed.toString().startsWith('100755') ? '100755' : '100644';
  }
}

export { recordPath };
