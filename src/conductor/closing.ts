import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  parseAddress,
  sha256,
  type AcceptedTake,
  type Address,
  type PartName,
  type Sha256,
} from '../base/index.ts';
import { isOwnScript, scriptPath, scriptPlaces } from '../judge/index.ts';
import type { Performance } from '../performance/index.ts';
import {
  nodeId,
  partIn,
  placesLike,
  standingOf,
  takePath,
  withoutRound,
  type LoopNode,
  type Node,
  type Part,
  type Plan,
  type Slot,
} from '../plan/index.ts';
import type { Change, SessionRecord } from '../record/index.ts';
import { markProduction, type Score, type Track } from '../score/index.ts';
import type { ScoreGuard } from './score-guard.ts';

/**
 * What the closing commit holds besides the session's record: production.md with its ticks and rows, the kept
 * rounds of loops under their plain names, kept takes where they now belong, and the removal of what the plan
 * no longer has.
 */
export async function closingChanges(options: {
  readonly folder: string;
  readonly score: Score;
  readonly state: Performance;
  readonly record: SessionRecord;
  readonly before: ReadonlyMap<Address, AcceptedTake>;
  readonly ticks: ReadonlyMap<string, boolean>;
  readonly guard: ScoreGuard;
}): Promise<readonly Change[]> {
  const { folder, state, score, record, before, ticks, guard } = options;
  const { plan } = state;
  const changes: Change[] = [];
  if (score.production.text !== undefined) {
    const tracks = tracksOf(folder, plan);
    changes.push({
      change: 'revise',
      path: 'production.md',
      revise: (text) => guard.expects('production.md', text, (one) => markProduction(one, { ticks, tracks })),
    });
  }
  const liesAt: LiesAt = (path) => existsSync(join(folder, path));
  const stands = new Map<string, Sha256>();
  for (const part of standingParts(plan)) note(part, stands);
  changes.push(
    ...(await keptRounds(plan, record, stands, liesAt)),
    ...moves(plan, stands, liesAt),
    ...removals(plan, score, before, stands, liesAt),
    ...(await scriptRemovals(folder, score, before)),
    ...(await scriptMoves(folder, score, plan)),
  );
  return changes;
}

/** A session that was cut short after its last take did not come to lay the kept rounds of its loops under their plain names. */
export const lacksKeptRounds = (folder: string, plan: Plan): boolean =>
  [...keptParts(plan)].some(({ plain }) => !existsSync(join(folder, plain)));

/** The takes of kept rounds, each with the path of its plain name. */
function* keptParts(plan: Plan): Generator<{
  readonly loop: LoopNode;
  readonly part: Part;
  readonly take: AcceptedTake;
  readonly plain: string;
}> {
  for (const loop of plan.slots.loops.values()) {
    if (!loop.ended || loop.kept === undefined) continue;
    for (const id of loop.node.body) {
      for (const part of plan.slots.slotOf(id, loop.kept)?.parts ?? []) {
        const take = standingOf(part)?.accepted;
        if (take === undefined) continue;
        const { instrument } = part.slot.node;
        const there = takePath(instrument, part.name, plan.countsFor(part));
        yield { loop: loop.node, part, take, plain: withoutRound(there, instrument, part.name) };
      }
    }
  }
}

/** Whether there is a file at a path of the workspace. */
type LiesAt = (path: string) => boolean;

/** 0 where nobody can say. */
function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** One row per instrument: where its raw output lies, its size, its verdict. */
export function tracksOf(folder: string, plan: Plan): Track[] {
  const rows: Track[] = [];
  for (const node of plan.graph.nodes.values()) {
    const slot = plan.slots.standingSlot(node.id);
    const standing = (slot?.parts ?? []).flatMap((part) => standingOf(part)?.accepted ?? []);
    const failed = (slot?.parts ?? []).filter(({ ending }) => ending?.ended === 'failed').length;
    if (standing.length === 0 && failed === 0) continue;
    const sizes = standing.map(({ takePath: path }) => sizeOf(join(folder, path)));
    const [first] = standing;
    const output =
      node.instrument.each === undefined
        ? plainPath(first?.takePath ?? '', node)
        : `takes/${node.ensemble.name}/${node.instrument.nickname}/`;
    rows.push({
      part: node.id,
      output,
      size: sizes.reduce((sum, size) => sum + size, 0),
      verdict: verdictOf(standing, failed),
    });
  }
  return rows;
}

const plainPath = (path: string, { instrument }: Node): string =>
  instrument.loop === undefined ? path : path.replace(/\.\d+\.(json|md)$/, '.$1');

function verdictOf(takes: readonly AcceptedTake[], failed: number): string {
  const sum = (word: string): number =>
    takes.reduce((all, { verdict }) => all + Number(new RegExp(`(\\d+) ${word}`).exec(verdict)?.[1] ?? 0), 0);
  const [held, unheard] = [sum('held'), sum('not heard')];
  return [
    `${held} held`,
    ...(unheard > 0 ? [`${unheard} not heard`] : []),
    ...(failed > 0 ? [`${failed} ${failed === 1 ? 'part' : 'parts'} failed`] : []),
  ].join(', ');
}

function* standingParts(plan: Plan): Generator<Part> {
  for (const slot of plan.slots.all)
    for (const part of slot.parts) if (standingOf(part) !== undefined) yield part;
}

function note(part: Part, stands: Map<string, Sha256>): void {
  const take = standingOf(part)?.accepted;
  if (take === undefined) return;
  stands.set(take.takePath, take.takeSha256);
  for (const { path, sha256 } of take.files) stands.set(path, sha256);
}

/** Where the kept round of each loop also stands, and its files, unless a part after the loop wrote those. */
async function keptRounds(
  plan: Plan,
  record: SessionRecord,
  stands: Map<string, Sha256>,
  liesAt: LiesAt,
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const { loop, part, take, plain } of keptParts(plan)) {
    const from = placesLike(take.takePath, part.name).find(liesAt) ?? take.takePath;
    changes.push({ change: 'copy', from, to: plain, sha256: take.takeSha256 });
    stands.set(plain, take.takeSha256);
    for (const { path, sha256 } of take.files) {
      const writer = lastWriter(plan, path);
      if (writer?.slot.node.loop !== loop || writer === part) continue;
      const cached = record.cached(sha256);
      if (
        cached !== undefined &&
        standingOf(writer)?.accepted.files.find((file) => file.path === path)?.sha256 !== sha256
      ) {
        changes.push({ change: 'write', path, bytes: await readFile(cached) });
      }
      stands.set(path, sha256);
    }
  }
  return changes;
}

function lastWriter(plan: Plan, path: string): Part | undefined {
  let last: Part | undefined;
  for (const part of standingParts(plan)) {
    if (standingOf(part)?.accepted.files.some((file) => file.path === path) !== true) continue;
    if (last === undefined || last.turn.distance <= part.turn.distance) last = part;
  }
  return last;
}

/** Kept takes lie where they were accepted; here they go where this plan would put them. */
function moves(plan: Plan, stands: Map<string, Sha256>, liesAt: LiesAt): Change[] {
  const changes: Change[] = [];
  for (const part of standingParts(plan)) {
    const take = standingOf(part)?.accepted;
    if (take === undefined || part.ending?.ended !== 'kept') continue;
    const to = takePath(part.slot.node.instrument, part.name, plan.countsFor(part));
    if (to === take.takePath && liesAt(to)) continue;
    const from = placesLike(take.takePath, part.name).find((path) => path !== to && liesAt(path));
    if (from === undefined) continue;
    changes.push({ change: 'move', from, to, sha256: take.takeSha256 });
    stands.set(to, take.takeSha256);
  }
  return changes;
}

/** Takes of instruments, items and rounds that are gone, and their files, while they are as they were left. */
function removals(
  plan: Plan,
  score: Score,
  before: ReadonlyMap<Address, AcceptedTake>,
  stands: ReadonlyMap<string, Sha256>,
  liesAt: LiesAt,
): Change[] {
  const changes: Change[] = [];
  const seen = new Set<string>();
  for (const take of before.values()) {
    const name = parseAddress(take.part);
    if (name === undefined || !isGone(name, plan, score)) continue;
    const places = new Set([take.takePath, ...placesLike(take.takePath, name), ...plainPlaces(take, name)]);
    const takes = [...places].filter(liesAt).map((path) => ({ path, sha256: take.takeSha256 }));
    for (const { path, sha256 } of [...takes, ...take.files]) {
      // Each round left something else there: what the last one left is what lies there.
      if (stands.has(path) || seen.has(`${sha256} ${path}`)) continue;
      seen.add(`${sha256} ${path}`);
      changes.push({ change: 'remove', path, sha256 });
    }
  }
  return changes;
}

/** Validation scripts of instruments that are gone, unless somebody has changed them. */
async function scriptRemovals(
  folder: string,
  score: Score,
  before: ReadonlyMap<Address, AcceptedTake>,
): Promise<Change[]> {
  const paths = new Set<string>();
  for (const take of before.values()) {
    const name = parseAddress(take.part);
    if (name !== undefined && !isInScore(name, score)) for (const path of scriptPlaces(name)) paths.add(path);
  }
  const changes: Change[] = [];
  for (const path of paths) {
    const text = await ownScript(folder, path);
    if (text !== undefined) changes.push({ change: 'remove', path, sha256: sha256(text) });
  }
  return changes;
}

/** Those that lie where their ensemble's folder was not split yet, or was, go where they now belong. */
async function scriptMoves(folder: string, score: Score, plan: Plan): Promise<Change[]> {
  const changes: Change[] = [];
  for (const name of plan.graph.ensembles.keys()) {
    const instruments = score.ensembles.get(name)?.instruments;
    if (instruments === undefined) continue;
    const there = filesBelow(folder, `tests/takes/${name}`);
    for (const nickname of instruments.keys()) {
      const whose = { ensemble: name, nickname };
      const to = scriptPath(whose, instruments.size);
      const from = scriptPlaces(whose).find((path) => path !== to && there.has(path));
      const text = from === undefined ? undefined : await ownScript(folder, from);
      if (from === undefined || text === undefined) continue;
      changes.push({ change: 'remove', path: from, sha256: sha256(text) });
      if (!there.has(to)) changes.push({ change: 'write', path: to, bytes: Buffer.from(text) });
    }
  }
  return changes;
}

/** The text of a script that nobody has changed, with LF. */
async function ownScript(folder: string, path: string): Promise<string | undefined> {
  const text = (await readFile(join(folder, path), 'utf8').catch(() => '')).replaceAll('\r\n', '\n');
  return isOwnScript(text) ? text : undefined;
}

function filesBelow(folder: string, path: string): ReadonlySet<string> {
  try {
    return new Set(
      readdirSync(join(folder, path), { recursive: true, encoding: 'utf8' }).map((name) => `${path}/${name}`),
    );
  } catch {
    return new Set();
  }
}

const isInScore = ({ ensemble, nickname }: PartName, score: Score): boolean =>
  score.ensembles.get(ensemble)?.instruments.has(nickname) === true;

/** Where a round that its loop kept also stands. */
function plainPlaces({ takePath: path }: AcceptedTake, name: PartName): readonly string[] {
  const plain = path.replace(`/${name.nickname}.${name.round}`, `/${name.nickname}`);
  return plain === path ? [] : placesLike(plain, name);
}

function isGone(name: PartName, plan: Plan, score: Score): boolean {
  const node = plan.graph.nodes.get(nodeId(name));
  if (node === undefined) return !isInScore(name, score);
  if (node.loop !== undefined && goneRound(node.loop, name.round, plan)) return true;
  const slot: Slot | undefined = plan.slots.slotOf(node.id, node.loop === undefined ? 1 : name.round);
  if (slot === undefined || !slot.expanded || slot.stopped !== undefined) return false;
  return partIn(slot, name.item ?? '') === undefined;
}

function goneRound(loop: LoopNode, round: number, plan: Plan): boolean {
  const state = plan.slots.loops.get(loop);
  return state?.ended === true && round > state.round;
}
