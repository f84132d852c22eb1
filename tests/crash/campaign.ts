/** `npm run crash`: as many kills as one likes, every kind of change, power cuts, faults, mutations. See CONTRIBUTING.md. */
import { parseArgs } from 'node:util';
import { random } from '../../src/kit/random.ts';
import { attacks } from './attacks.ts';
import { buildEntry } from './build.ts';
import {
  failingGit,
  filledUp,
  lateGit,
  limited,
  mayMount,
  readOnlyGit,
  refused,
  wrongClocks,
  type Mended,
} from './faults.ts';
import { killedSession, type Kill } from './kills.ts';
import { mutations } from './mutations.ts';
import { besides, changesOf, cutAt, endedAt, givesWay, withHook, type Outcome } from './points.ts';
import type { Mood } from './power.ts';
import { CrashRig, type Template } from './rig.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string' },
    steps: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Date.now() % 1e6)) },
    points: { type: 'boolean', default: false },
    cuts: { type: 'string' },
    faults: { type: 'boolean', default: false },
    attacks: { type: 'string' },
    mutations: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const seed = Number(values.seed);
const asked =
  values.kills ?? values.cuts ?? values.attacks ?? (values.points || values.faults || values.mutations);
/** Without a word about what to do: all but the mutations. */
const all = asked === false;

let wrong = 0;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

function tell(name: string, broken: readonly string[], more = ''): void {
  if (broken.length > 0) wrong += 1;
  say(`${broken.length === 0 ? 'held  ' : 'BROKEN'}  ${name}`);
  for (const one of broken) say(`          ${one}`);
  if (broken.length > 0 && more !== '') say(more.replaceAll(/^/gm, '          '));
}

const killed = ({ instant, whom, accepted }: Kill): string => {
  const { after, ...rest } = instant;
  const when = Object.entries(rest)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
  return `${after} (${when}), ${whom}${accepted === undefined ? ', over before' : `, ${accepted} accepted`}`;
};

async function kills(count: number): Promise<void> {
  say(`\n${count} random kills of a session of ${values.steps} steps`);
  const template = await CrashRig.template(Number(values.steps));
  let [left, restarts, early] = [count, 0, 0];
  for (let session = 0; left > 0; session += 1) {
    const stream = random(seed, `session ${session}`);
    const most = Math.min(left, stream.integer(3, 16));
    const result = await killedSession(template, stream, { kills: most, person: stream.integer(0, 1) === 0 });
    const fell = result.kills.filter(({ accepted }) => accepted !== undefined).length;
    [left, restarts, early] = [left - fell, restarts + result.restarts, early + result.kills.length - fell];
    const last = result.last === undefined ? '' : `${result.last.stdout}${result.last.stderr}`;
    tell(
      `session ${session}: ${fell} kills, ${result.restarts} starts`,
      result.broken,
      [...result.kills.map(killed), last].join('\n'),
    );
  }
  say(`${count} kills, ${restarts} starts, ${early} instants that came after the end`);
}

const outcome = (name: string, { broken, last }: Outcome): void =>
  tell(name, broken, last === undefined ? '' : `${last.stdout}${last.stderr}`);

/** Each kind of change, before and after: the first, the last and one between of its kind. */
async function points(template: Template): Promise<void> {
  const changes = await changesOf(template);
  const kinds = [...new Set(changes)];
  say(`\ncrash points: ${changes.length} changes of ${kinds.length} kinds in a session of 24 steps`);
  const stream = random(seed, 'points');
  for (const what of kinds) {
    const times = changes.filter((one) => one === what).length;
    const chosen = [...new Set([1, stream.integer(1, times), times])];
    for (const at of chosen) {
      for (const when of ['before', 'after'] as const)
        outcome(
          `killed ${when} ${what} ${at} of ${times}`,
          await endedAt(template, [{ kill: { what, at, when } }]),
        );
    }
  }
}

const moods: readonly Mood[] = ['nothing more', 'names only', 'anything'];

async function cuts(template: Template, count: number): Promise<void> {
  const changes = await changesOf(template);
  say(`\n${count} power cuts at ${changes.length} changes of a session of 24 steps`);
  const stream = random(seed, 'cuts');
  outcome('cut after the end, commits under a hook', await withHook(template));
  outcome("cut after the end, a person's file gave way", await givesWay(template));
  for (let cut = 0; cut < count; cut += 1) {
    // One beyond the last: the session has ended, and said so.
    const at = stream.integer(1, changes.length + 1);
    const mood = stream.pick(moods);
    const name = `cut before change ${at} (${changes[at - 1] ?? 'after the end'}), the disk has ${mood}`;
    outcome(name, await cutAt(template, { at, when: 'before' }, mood, seed + cut));
  }
}

async function faults(template: Template): Promise<void> {
  say('\nfaults');
  const mended = (name: string, { failed, broken }: Mended): void =>
    tell(
      `${name}: ended with ${failed.code ?? failed.signal ?? ''}`,
      failed.code === 70 ? [...broken, 'told as a bug'] : broken,
      `${failed.stdout}${failed.stderr}`,
    );
  const stream = random(seed, 'faults');
  const changes = await changesOf(template);
  for (const what of new Set(changes)) {
    const from = stream.integer(1, changes.filter((one) => one === what).length);
    mended(
      `disk full from ${what} ${from} on`,
      await refused(template, { from: changes.indexOf(what) + 1, code: 'ENOSPC' }),
    );
    mended(`${what} ${from} fails once`, await refused(template, { what, from, until: from, code: 'EIO' }));
  }
  for (const blocks of [8, 16, 24, 32, 48, 64, 96])
    mended(`no file over ${blocks} blocks`, await limited(template, blocks));
  for (const name of [
    'fast-import',
    'update-ref',
    'update-index',
    'add',
    'cat-file',
    'check-attr',
    'check-ignore',
    'diff-tree',
    'ls-files',
    'gc',
  ]) {
    for (const how of ['refuses', 'killed before', 'killed after', 'hangs'] as const) {
      for (const nth of [1, 3])
        mended(`git ${name}, call ${nth}, ${how}`, await failingGit(template, { command: name, nth, how }));
    }
  }
  tell('a git that outlives its Conductor moves the branch late', await lateGit(template));
  outcome('somebody moves the branch right before the session does', await besides(template));
  for (const at of [20, 150, 300])
    mended(`clocks that jump, killed at ${at}`, await wrongClocks(template, at));
  if (!mayMount()) return say('not tried: a full file system and a read-only .git need the right to mount');
  for (const spare of [100, 300, 500, 700])
    mended(`a file system with ${spare} KiB left`, await filledUp(template, spare));
  mended('a read-only .git', await readOnlyGit(template));
}

/** Each kind so many times. */
async function attacked(template: Template, times: number): Promise<void> {
  say(`\nattacks, ${times} of each kind`);
  for (const [kind, attack] of attacks.entries()) {
    const stream = random(seed, `attack ${kind}`);
    for (let time = 0; time < times; time += 1) {
      const { name, ...came } = await attack(template, stream);
      outcome(name, { ...came, ended: true });
    }
  }
}

say(`seed ${seed}`);
await buildEntry();
if (all || values.kills !== undefined) await kills(Number(values.kills ?? 200));
const small = await CrashRig.template(24);
if (all || values.points) await points(small);
if (all || values.cuts !== undefined) await cuts(small, Number(values.cuts ?? 60));
if (all || values.faults) await faults(small);
if (all || values.attacks !== undefined) await attacked(small, Number(values.attacks ?? 5));
if (values.mutations) wrong += await mutations(small, say, values.only);
say(wrong === 0 ? `\nall invariants held (seed ${seed})` : `\n${wrong} broken (seed ${seed})`);
process.exitCode = wrong === 0 ? 0 : 1;
