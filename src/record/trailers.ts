import {
  digestOf,
  isSha256,
  parseAddress,
  sha256,
  shortName,
  withoutSummary,
  type AcceptedTake,
  type Address,
  type Json,
  type Key,
  type PartName,
  type Sha256,
  type TakeFile,
  type Usage,
} from '../base/index.ts';
import { attemptUsage, sentIn, understudyIn } from './commit-message.ts';
import { fields } from './git.ts';
import { unsafePath } from './paths.ts';
import type { BlobDigests } from './blob-digests.ts';
import type { Repository } from './repository.ts';

/** What the message and author of a step's commit say. */
export interface StepCommit {
  readonly commit: string;
  readonly part: Address;
  readonly name: PartName;
  readonly key: Key;
  readonly session: string;
  readonly subject: string;
  readonly trailers: ReadonlyMap<string, readonly string[]>;
}

export type Revert = readonly [by: string, back: string];

export interface Walked {
  /** Newest first. */
  readonly steps: readonly StepCommit[];
  /** Newest first: a commit, and the one that it says it reverts. */
  readonly reverts: readonly Revert[];
}

/**
 * The step commits of a range, newest first. Only the last paragraph of a message counts, as git reads trailers,
 * and only where the author is the part that the trailers name.
 */
export async function walkSteps(repository: Repository, range: readonly string[]): Promise<Walked> {
  const format = '%H%x00%an%x00%ae%x00%s%x00%(trailers:only,unfold)%x00%b';
  const words = [
    'log',
    '-z',
    `--format=tformat:${format}`,
    '-E',
    '--grep=^Simphony-Part: ',
    '--grep=^This reverts commit [0-9a-f]{40}',
    ...range,
  ];
  const { prefix } = repository.facts;
  const said = (await repository.out([...words, ...(prefix === '' ? [] : ['--full-history', '--', prefix])]))
    .toString()
    .split('\0');
  const [steps, reverts]: [StepCommit[], Revert[]] = [[], []];
  for (let index = 0; index + 5 < said.length; index += 6) {
    const [commit = '', name = '', email = '', subject = '', block = '', body = ''] = said.slice(
      index,
      index + 6,
    );
    const step = stepOf(commit, { name, email }, subject, block);
    if (step !== undefined) steps.push(step);
    else
      for (const [, back] of body.matchAll(/^This reverts commit ([0-9a-f]{40,64})\b/gm))
        reverts.push([commit, back ?? '']);
  }
  return { steps, reverts };
}

/** A revert that was itself reverted takes nothing back. */
export function takenBackBy(reverts: readonly Revert[]): ReadonlySet<string> {
  const undone = new Set<string>();
  for (const [by, back] of reverts) if (!undone.has(by)) undone.add(back);
  return undone;
}

export function stepOf(
  commit: string,
  author: { readonly name: string; readonly email: string },
  subject: string,
  block: string,
): StepCommit | undefined {
  const trailers = new Map<string, string[]>();
  for (const line of block.split('\n')) {
    const at = line.indexOf(': ');
    if (at === -1) continue;
    const values = trailers.get(line.slice(0, at));
    if (values === undefined) trailers.set(line.slice(0, at), [line.slice(at + 2)]);
    else values.push(line.slice(at + 2));
  }
  const one = (key: string): string => trailers.get(key)?.[0] ?? '';
  const name = parseAddress(one('Simphony-Part'));
  const [part, key] = [one('Simphony-Part'), one('Simphony-Key')];
  if (name === undefined || !isAddress(part) || !isKey(key)) return undefined;
  if (author.name !== name.nickname || author.email !== `${name.nickname}@${name.ensemble}.simphony`)
    return undefined;
  return { commit, part, name, key, session: one('Simphony-Session'), subject, trailers };
}

const isAddress = (text: string): text is Address => parseAddress(text) !== undefined;
const isKey = (text: string): text is Key => isSha256(text);

/** Rebuilds what is known of takes from their commits alone: trailers, and the files that each commit changed. */
export async function takesOf(
  repository: Repository,
  digests: BlobDigests,
  steps: readonly StepCommit[],
): Promise<AcceptedTake[]> {
  if (steps.length === 0) return [];
  const words = [
    'diff-tree',
    '--stdin',
    '-r',
    '-z',
    '--root',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '-m',
    '--first-parent',
  ];
  const said = fields(
    await repository.out(words, { input: steps.map(({ commit }) => `${commit}\n`).join('') }),
  );
  const changed = new Map<string, { path: string; id: string; executable: boolean }[]>();
  let current: { path: string; id: string; executable: boolean }[] = [];
  for (let index = 0; index < said.length; index += 1) {
    const raw = /^\n?:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) \w/.exec(said[index] ?? '');
    if (raw === null) {
      const commit = /[0-9a-f]{40,64}$/.exec((said[index] ?? '').trim())?.[0];
      if (commit !== undefined) changed.set(commit, (current = []));
      continue;
    }
    const [path = '', [, mode, id = '']] = [said[(index += 1)], raw];
    if (mode !== '000000' && path.startsWith(repository.facts.prefix)) {
      current.push({ path: path.slice(repository.facts.prefix.length), id, executable: mode === '100755' });
    }
  }
  const takes: AcceptedTake[] = [];
  for (const step of steps) {
    const take = await takeOf(repository, digests, step, changed.get(step.commit) ?? []);
    if (take !== undefined) takes.push(take);
  }
  return takes;
}

const ofTheConductor = /^(handoff\.md|summary\.txt|production\.md|sessions\/.*|tests\/takes\/.*)$/;

async function takeOf(
  repository: Repository,
  digests: BlobDigests,
  step: StepCommit,
  changed: readonly { readonly path: string; readonly id: string; readonly executable: boolean }[],
): Promise<AcceptedTake | undefined> {
  const candidates = placesOf(step.name);
  const own =
    changed.find(({ path }) => candidates.includes(path)) ??
    (await unchangedTake(repository, step.commit, candidates));
  const left = leftOut(step.trailers.get('Simphony-Output') ?? []);
  const leftTake = left.find(({ path }) => candidates.includes(path));
  const takePath = own?.path ?? leftTake?.path;
  if (takePath === undefined) return undefined;
  const bytes = own === undefined ? undefined : (await repository.objects.read(own.id))?.bytes;
  const takeSha256 = bytes === undefined ? leftTake?.sha256 : sha256(bytes);
  if (takeSha256 === undefined) return undefined;
  const output = bytes === undefined ? undefined : outputIn(takePath, bytes);
  const files: (TakeFile & { committed: boolean })[] = [];
  for (const { path, id, executable } of changed) {
    if (path === takePath || path.startsWith('takes/') || ofTheConductor.test(path)) continue;
    const known = await digests.of(id);
    if (known !== undefined)
      files.push({ path, ...known, ...(executable ? { executable } : {}), committed: true });
  }
  files.push(...left.filter(({ path }) => path !== takePath).map((file) => ({ ...file, committed: false })));
  const one = (name: string): string | undefined => step.trailers.get(name)?.[0];
  const model = one('Simphony-Model');
  const played = understudyIn(one('Simphony-Understudy'));
  const { understudy } = played;
  const sent = sentIn(one('Simphony-Sent'));
  return {
    part: step.part,
    key: step.key,
    session: step.session,
    ensembleVersion: (one('Simphony-Ensemble') ?? '').replace(/^[^@]*@/, ''),
    attempts: Number(one('Simphony-Attempts') ?? '1') || 1,
    verdict: one('Simphony-Verdict') ?? '',
    player: model ?? (understudy === undefined ? 'script' : `understudy ${understudy}`),
    ...(model === undefined ? {} : { model }),
    ...played,
    ...usageIn(step.trailers),
    ...(sent === undefined ? {} : { sent }),
    summary: step.subject.startsWith(`${shortName(step.name)}: `)
      ? step.subject.slice(shortName(step.name).length + 2)
      : step.subject,
    takePath,
    outputSha256: output === undefined ? takeSha256 : digestOf(withoutSummary(output)),
    takeSha256,
    files,
    commit: step.commit,
  };
}

/** Where the take of a part can lie: plain or split, JSON or Markdown, with the round in its name or without. */
export function placesOf({ ensemble, nickname, item, round }: PartName): string[] {
  const split = (name: string): string[] => [name, `${sha256(name).slice(0, 2)}/${name}`];
  const rounds = [`.${round}`, ''];
  const folders = split(nickname).flatMap((folder) =>
    rounds.map((end) => `takes/${ensemble}/${folder}${end}`),
  );
  const files =
    item === undefined
      ? folders
      : folders.flatMap((folder) => split(item).map((name) => `${folder}/${name}`));
  return files.flatMap((file) => [`${file}.json`, `${file}.md`]);
}

/** A take that came out as the one before is in the commit's tree, but not among its changes. */
async function unchangedTake(
  repository: Repository,
  commit: string,
  candidates: readonly string[],
): Promise<{ path: string; id: string } | undefined> {
  const found = await repository.lookUp(candidates.map((path) => `${commit}:${repository.fromTop(path)}`));
  for (const [index, path] of candidates.entries()) {
    const there = found[index];
    if (there?.type === 'blob') return { path, id: there.id };
  }
  return undefined;
}

/** The output in a take's file: JSON, or the text of a Markdown take; `undefined` where it is neither. */
export function outputIn(path: string, bytes: Uint8Array): Json | undefined {
  const text = Buffer.from(bytes).toString();
  if (path.endsWith('.md')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What JSON.parse gives is JSON: there is nothing to look at. */
const isJson = (value: unknown): value is Json => value !== undefined;

/** `sha256:<hex> <size> <path>`; the one line that stands for a long list names no file. */
export function leftOut(lines: readonly string[]): { path: string; size: number; sha256: Sha256 }[] {
  return lines.flatMap((line) => {
    const [, hex, size, said] = /^sha256:([0-9a-f]{64}) (\d+) (.*)$/.exec(line) ?? [];
    if (hex === undefined || !isSha256(hex) || said === undefined || said.startsWith('*')) return [];
    const path = said.startsWith('"') ? unquoted(said) : said;
    return path === undefined || unsafePath(path) !== undefined
      ? []
      : [{ path, size: Number(size), sha256: hex }];
  });
}

function unquoted(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What a step's trailers say that it cost: all attempts, and each where there were several. */
export function usageIn(
  trailers: StepCommit['trailers'],
): { readonly usage: Usage; readonly usages?: readonly Usage[] } | undefined {
  const usage = usageOf(trailers.get('Simphony-Tokens')?.[0], trailers.get('Simphony-Cost-USD')?.[0]);
  const usages = (trailers.get('Simphony-Attempt') ?? []).flatMap((said) => attemptUsage(said) ?? []);
  return usage && { usage, ...(usages.length === 0 ? {} : { usages }) };
}

function usageOf(tokens: string | undefined, usd: string | undefined): Usage | undefined {
  const [, input, output, cached] = /^(\d+)\/(\d+)\/(\d+)$/.exec(tokens ?? '') ?? [];
  if (input === undefined) return undefined;
  return {
    input: Number(input),
    output: Number(output),
    cached: Number(cached),
    ...(usd === undefined ? {} : { usd: Number(usd) }),
  };
}
