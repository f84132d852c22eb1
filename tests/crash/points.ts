import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { random, type Random } from '../../src/kit/random.ts';
import { broken, read, type Promised } from './invariants.ts';
import { playToItsEnd } from './kills.ts';
import { cutPower, type Mood, type Survived } from './power.ts';
import { CrashRig, type DiskOrders, type Ended, type Template } from './rig.ts';

/** How a session that was ended at one change came out. */
export interface Outcome {
  readonly broken: readonly string[];
  /** The change was never reached: the session ended before. */
  readonly ended: boolean;
  readonly last?: Ended;
}

/** Names of all changes of a session that nobody disturbs, in order. */
export async function changesOf(template: Template): Promise<string[]> {
  await using rig = await CrashRig.of(template);
  const list = join(rig.top, 'changes');
  const { code, stderr } = await rig.playOn({ count: list }).ended;
  if (code !== 0) throw new Error(`the session fails with a disk that only counts: ${stderr}`);
  return (await readFile(list, 'utf8')).split('\n');
}

/** Parts that the session has told to be accepted: from then on they are promised. */
const told = ({ stdout }: Ended): string[] =>
  [...stdout.matchAll(/"event":"take_accepted","node":"([^"]+)"/g)].map(([, node]) => `e/${node ?? ''}`);

/** One session after the other is ended at these changes; then the real command plays on. */
export async function endedAt(
  template: Template,
  orders: readonly DiskOrders[],
  entry?: string,
  cut?: { readonly moods: readonly Mood[]; readonly random: Random },
): Promise<Outcome> {
  await using rig = await CrashRig.of(template);
  if (entry !== undefined) rig.entry = entry;
  const promised: Promised[] = [];
  const asked: { payments: number; again?: boolean } = { payments: 1 };
  let over = false;
  for (const [index, order] of orders.entries()) {
    const session = rig.playOn(order);
    const ended = await session.ended;
    await rig.kill(session, 'everything');
    if (ended.signal !== 'SIGKILL') over = true;
    if (cut !== undefined && order.cut !== undefined && ended.signal === 'SIGKILL') {
      cutPower(
        rig.folder,
        JSON.parse(await readFile(order.cut.to, 'utf8')) as Survived,
        cut.moods[index] ?? 'anything',
        cut.random,
      );
      promised.push({ accepted: told(ended), effects: rig.effects().length });
    } else promised.push({ accepted: rig.accepted(), effects: rig.effects().length });
  }
  const { last } = await playToItsEnd(rig, asked);
  const wrong = [
    ...(last.code === 0 ? [] : [`the session ends with ${last.code}: ${read(last.stdout)?.reason ?? ''}`]),
    ...(await broken(rig, template.reference, { promised, payments: asked.payments })),
  ];
  return { broken: wrong, ended: over, ...(wrong.length === 0 ? {} : { last }) };
}

/** A place at which the power goes; never reached, it goes when the session has ended. */
type CutPlace = { readonly at: number; readonly what?: string; readonly when: 'before' | 'after' };

/** The power goes at a change; what the disk then has is drawn by the seed. */
export const cutAt = (
  template: Template,
  place: CutPlace,
  mood: Mood,
  seed: number,
  entry?: string,
): Promise<Outcome> => cutInARow(template, [[place, mood]], seed, entry);

/** The power goes, and goes again while the session is brought back, and so on. */
export function cutInARow(
  template: Template,
  cuts: readonly (readonly [place: CutPlace, mood: Mood])[],
  seed: number,
  entry?: string,
): Promise<Outcome> {
  const orders = cuts.map(([place, mood]): DiskOrders => {
    const name = `survived-${place.what ?? ''}${place.at}-${mood}-${process.pid}`.replaceAll(' ', '-');
    return { cut: { ...place, to: join(template.folder, name) } };
  });
  const moods = cuts.map(([, mood]) => mood);
  return endedAt(template, orders, entry, { moods, random: random(seed, `cut ${cuts[0]?.[0].at ?? 0}`) });
}

/** Somebody moves the branch without a look at git's index, right before the session does. */
export async function besides(template: Template, entry?: string): Promise<Outcome> {
  await using rig = await CrashRig.of(template);
  if (entry !== undefined) rig.entry = entry;
  const commit = 'git update-ref refs/heads/main $(git commit-tree HEAD^{tree} -p HEAD -m own0)';
  const meanwhile = { what: 'git update-ref', at: 3, words: ['sh', '-c', commit] };
  const last = await rig.playOn({ meanwhile }).ended;
  const persons = { status: [], contents: {}, commits: ['own0'] };
  const wrong = [
    ...(last.code === 0 ? [] : [`the session ends with ${last.code ?? ''}`]),
    ...(await broken(rig, template.reference, { promised: [], payments: 1, persons })),
  ];
  return { broken: wrong, ended: true, ...(wrong.length === 0 ? {} : { last }) };
}

/** A person's file gives way to a take, as they asked for; after a cut at the end their copy of it is still there. */
export async function givesWay(template: Template, entry?: string): Promise<Outcome> {
  await using rig = await CrashRig.of(template);
  if (entry !== undefined) rig.entry = entry;
  const inTheWay = join(rig.folder, 'output/crash/m0.txt');
  await mkdir(dirname(inTheWay), { recursive: true });
  await writeFile(inTheWay, 'mine\n');
  const to = join(rig.top, 'survived');
  const last = await rig.playOn({ cut: { at: 1e9, when: 'before', to } }, '--take-theirs').ended;
  const survived = JSON.parse(await readFile(to, 'utf8')) as Survived;
  cutPower(rig.folder, survived, 'nothing more', random(1));
  const aside = join(rig.folder, '.simphony/set-aside');
  const names = await readdir(aside).catch(() => []);
  const texts = await Promise.all(names.map((name) => readFile(join(aside, name), 'utf8')));
  const wrong = texts.includes('mine\n') ? [] : [`the person's file is lost: ${texts.join()}`];
  return { broken: wrong, ended: true, ...(wrong.length === 0 ? {} : { last }) };
}

/** A repository with a hook: git makes each commit by itself, of loose objects. The power goes when all is told. */
export async function withHook(template: Template, entry?: string): Promise<Outcome> {
  await using rig = await CrashRig.of(template);
  if (entry !== undefined) rig.entry = entry;
  const hook = join(rig.folder, '.git/hooks/pre-commit');
  await mkdir(dirname(hook), { recursive: true });
  await writeFile(hook, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const to = join(rig.top, 'survived');
  const ended = await rig.playOn({ cut: { at: 1e9, when: 'before', to } }).ended;
  cutPower(rig.folder, JSON.parse(await readFile(to, 'utf8')) as Survived, 'nothing more', random(1));
  await chmod(hook, 0o755);
  const promised = [{ accepted: told(ended), effects: rig.effects().length }];
  const asked: { payments: number; again?: boolean } = { payments: 1 };
  const { last } = await playToItsEnd(rig, asked);
  const wrong = await broken(rig, template.reference, { promised, payments: asked.payments });
  if (last.code !== 0) wrong.unshift(`the session ends with ${last.code ?? ''}`);
  return { broken: wrong, ended: true, ...(wrong.length === 0 ? {} : { last }) };
}
