import { readFile, stat } from 'node:fs/promises';
import { parseAddress, sha256, shortName, type AcceptedTake, type Sha256 } from '../base/index.ts';
import { lookAt } from './at-once.ts';
import { conversions } from './attributes.ts';
import type { Cache } from './cache.ts';
import { authorOf, messageOf, type LeftOut } from './commit-message.ts';
import type { NewCommit, TreeChange } from './commits.ts';
import { exclude, excludedByUs } from './exclude.ts';
import { GrowingText, headingOf, holdsLine, summaryLineOf } from './handoff.ts';
import type { Begun, WaitingStep } from './journal-state.ts';
import { foldersOf } from './paths.ts';
import type { LooseFile, SharedText } from './place.ts';
import type { Repository } from './repository.ts';
import { say } from './wording.ts';
import { Builder, type Built, type Building } from './built.ts';

/** Bytes of a take that waits: beside it in the journal, or in the cache. */
export async function takeBytesOf(known: WaitingStep, cache: Cache): Promise<Uint8Array | undefined> {
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

function filesOf(known: WaitingStep, cache: Cache): StepFile[] {
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
  steps: readonly WaitingStep[],
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
  const wrongFolder = linkInTheWay(repository, paths);
  if (wrongFolder !== undefined) return { mistake: say.inTheWay(wrongFolder, 'folder') };
  const wasOver = await excludedByUs(repository, paths);
  await exclude(repository, { add: [...over], remove: [...wasOver].filter((path) => !over.has(path)) });
  const [ignored, conversion, blocked] = await Promise.all([
    ignoredAndUntracked(repository, paths),
    conversions(repository, paths),
    folderInTheWay(repository, base, paths),
  ]);
  if (blocked !== undefined) return { mistake: say.inTheWay(blocked, 'folder') };
  const built = new Builder(repository);
  const tracked = base === undefined ? new Set<string>() : await trackedOf(repository, base, [...over]);
  const before = await readTexts(repository, base, shared);
  const texts = new Map(
    shared.map((path) => {
      const form = path === repository.fromTop('handoff.md') ? 'handoff' : 'summary';
      const heading = headingOf(form, session);
      return [path, new GrowingText(before.get(path) ?? '', heading, session.handoffLimit, form)];
    }),
  );
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
      if (over.has(path) || ignored.has(path)) {
        const lies = await lyingInCache(file, cache);
        if (lies === undefined) return { mistake: say.contentLost(file.path, part) };
        loose.set(path, { path, sha256: file.sha256, file: lies, executable: file.executable });
        leftHere.push(file.path);
        if (file.path === known.accepted.takePath)
          also.push({ path: file.path, size: (await stat(lies)).size, sha256: file.sha256 });
        if (tracked.has(path)) changes.push({ path, mode: 'gone' });
        continue;
      }
      const bytes = await file.bytes();
      if (bytes === undefined) return { mistake: say.contentLost(file.path, part) };
      loose.delete(path);
      const content = await built.content(path, bytes, conversion.get(path) ?? 'none');
      if (content.clean !== undefined && content.clean !== file.sha256) cleanHere[file.path] = content.clean;
      changes.push({ path, mode: file.executable ? '100755' : '100644', content: content.content });
    }
    for (const [path, line] of linesOf(known)) {
      const top = repository.fromTop(path);
      if (ignored.has(top)) continue;
      const text = texts.get(top)?.add(line) ?? '';
      changes.push({
        path: top,
        mode: '100644',
        content: (await built.content(top, Buffer.from(text), conversion.get(top) ?? 'none')).content,
      });
    }
    const accepted = withCommitted(known.accepted, leftHere);
    [left[part], clean[part]] = [leftHere, cleanHere];
    commits.push({
      of: part,
      author: authorOf(accepted),
      message: messageOf(accepted, also, session),
      changes,
    });
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

async function ignoredAndUntracked(
  repository: Repository,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const matched = [...(await repository.matchedByIgnore(paths))];
  const tracked = matched.length === 0 ? [] : await repository.index.blobsAt(matched);
  return new Set(matched.filter((_, index) => tracked[index] === undefined));
}

/** Where a file that is not committed is copied from. What lies there already is not read: it may be larger than memory. */
async function lyingInCache(file: StepFile, cache: Cache): Promise<string | undefined> {
  const there = cache.pathOf(file.sha256);
  if (there !== undefined) return there;
  const bytes = await file.bytes();
  if (bytes !== undefined) await cache.write(file.sha256, bytes);
  return cache.pathOf(file.sha256);
}

const withCommitted = (take: AcceptedTake, left: readonly string[]): AcceptedTake => ({
  ...take,
  files: take.files.map((file) => ({ ...file, committed: !left.includes(file.path) })),
});

function linesOf(known: WaitingStep): [path: 'handoff.md' | 'summary.txt', line: string][] {
  const name = parseAddress(known.accepted.part);
  if (name === undefined) throw new Error(`${known.accepted.part} is no address`);
  const { step } = known;
  const summary = summaryLineOf(shortName(name), step.summaryLine);
  return [
    ['handoff.md', step.handoffLine],
    ['summary.txt', summary],
  ];
}

/** The same lines for the person's own version of the text. On recovery those that are there are not added again. */
export function sharedLines(
  repository: Repository,
  top: string,
  session: Begun,
  steps: readonly WaitingStep[],
  recovering: boolean,
): SharedText {
  const form = top === repository.fromTop('handoff.md') ? 'handoff' : 'summary';
  return {
    revise: (text) => {
      const growing = new GrowingText(text, headingOf(form, session), session.handoffLimit, form);
      return steps.reduce((so, known) => {
        const name = parseAddress(known.accepted.part);
        const line =
          form === 'handoff'
            ? known.step.handoffLine
            : summaryLineOf(name === undefined ? '' : shortName(name), known.step.summaryLine);
        if (recovering && holdsLine(so, headingOf(form, session), line, form)) return so;
        return growing.add(line);
      }, text);
    },
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
function linkInTheWay(repository: Repository, paths: readonly string[]): string | undefined {
  for (const folder of new Set(paths.flatMap(foldersOf))) {
    const there = lookAt(repository.absolute(folder));
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
