import { statSync, readFileSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../../src/kit/random.ts';
import { broken, nobody, read, type Persons, type Promised } from './invariants.ts';
import { CrashRig, type Ended, type Running, type Template } from './rig.ts';

/** When a kill falls: after what the session has done since it was started. Drawn by the seed. */
type Instant =
  | { readonly after: 'milliseconds'; readonly ms: number }
  /** The journal has grown by so much: everything that is promised grows it. */
  | { readonly after: 'journal'; readonly bytes: number; readonly ms: number }
  /** git's index lock is held: the branch is about to move, or has just moved. */
  | { readonly after: 'index lock'; readonly times: number; readonly ms: number }
  /** The closing commit is being made. */
  | { readonly after: 'closing'; readonly ms: number };

const whoms = ['conductor', 'group', 'everything'] as const;

export interface Kill {
  readonly instant: Instant;
  readonly whom: (typeof whoms)[number];
  /** How many takes were accepted when it fell; absent where the session had ended before. */
  readonly accepted?: number;
}

/** A session that was killed until it came to its end. */
export interface KilledSession {
  readonly kills: readonly Kill[];
  readonly restarts: number;
  readonly broken: readonly string[];
  /** What the last start printed, where something is broken. */
  readonly last?: Ended;
}

function instantOf(random: Random): Instant {
  const ms = random.integer(0, 12);
  switch (random.integer(0, 9)) {
    case 0:
      return { after: 'milliseconds', ms: random.integer(0, 400) };
    case 1:
    case 2:
      return { after: 'milliseconds', ms: random.integer(200, 1500) };
    case 3:
    case 4:
    case 5:
      return { after: 'journal', bytes: random.integer(1, 40_000), ms };
    case 6:
      return { after: 'closing', ms };
    default:
      return { after: 'index lock', times: random.integer(1, 4), ms };
  }
}

/** Resolves when the instant has come, or the session is over. */
async function until(rig: CrashRig, session: Running, instant: Instant): Promise<void> {
  const began = performance.now();
  const bytes = rig.promised();
  const lock = join(rig.folder, '.git/index.lock');
  let [times, held] = [0, false];
  const hasCome = (): boolean => {
    switch (instant.after) {
      case 'milliseconds':
        return performance.now() - began >= instant.ms;
      case 'journal':
        return rig.promised() >= bytes + instant.bytes;
      case 'closing':
        return rig.journals().some((file) => readFileSync(file, 'utf8').includes('"closing":'));
      case 'index lock': {
        const now = statSync(lock, { throwIfNoEntry: false }) !== undefined;
        if (now && !held) times += 1;
        held = now;
        return times >= instant.times;
      }
    }
  };
  while (!session.over() && !hasCome()) await pause(instant.after === 'closing' ? 5 : 1);
  if ('ms' in instant && instant.after !== 'milliseconds') await pause(instant.ms);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a person leaves in the workspace before the first play, and commits between kills. */
export class Person {
  readonly #rig: CrashRig;
  readonly #commits: string[] = [];

  private constructor(rig: CrashRig) {
    this.#rig = rig;
  }

  static async at(rig: CrashRig): Promise<Person> {
    await writeFile(join(rig.folder, 'staged.txt'), 'staged by me\n');
    await rig.git('add', 'staged.txt');
    await appendFile(join(rig.folder, 'staged.txt'), 'and then changed\n');
    await appendFile(join(rig.folder, 'notes.txt'), 'more notes\n');
    await writeFile(join(rig.folder, 'mine.txt'), 'mine\n');
    return new Person(rig);
  }

  /** A commit of their own; git may refuse it while the Conductor holds the index, or has left its lock there. */
  async commits(): Promise<void> {
    const subject = `own${this.#commits.length}`;
    await writeFile(join(this.#rig.folder, `${subject}.txt`), `${subject}\n`);
    for (let tries = 0; tries < 3; tries += 1) {
      try {
        await this.#rig.git('add', `${subject}.txt`);
        await this.#rig.git('commit', '-q', '-m', subject, '--', `${subject}.txt`);
        this.#commits.push(subject);
        return;
      } catch {
        await pause(20);
      }
    }
  }

  /** The commit that git refused is made when nobody is in its way any more. */
  async leaves(): Promise<Persons> {
    const subject = `own${this.#commits.length}`;
    const left = (await this.#rig.git('status', '--porcelain', '--', `${subject}.txt`)).trim();
    if (left !== '') await this.commits();
    return {
      status: [' M notes.txt', 'MM staged.txt', '?? mine.txt'],
      contents: {
        'notes.txt': 'notes\nmore notes\n',
        'staged.txt': 'staged by me\nand then changed\n',
        ':staged.txt': 'staged by me\n',
        'mine.txt': 'mine\n',
      },
      commits: this.#commits,
    };
  }
}

/** Plays on until the session ends well; a person decides about the part that may not be played twice. */
export async function playToItsEnd(
  rig: CrashRig,
  asked: { payments: number },
): Promise<{ readonly restarts: number; readonly last: Ended }> {
  for (let restarts = 1; ; restarts += 1) {
    const last = await rig.play(...again(rig, asked)).ended;
    if (last.code === 0 || restarts === 4) return { restarts, last };
    uncertain(last, asked);
  }
}

/** The person has been told that the part is uncertain, and asks for it once more. */
function uncertain({ stdout }: Ended, asked: { payments: number; again?: boolean }): void {
  if ((read(stdout)?.parts?.['uncertain'] ?? 0) > 0) asked.again = true;
}

function again(rig: CrashRig, asked: { payments: number; again?: boolean }): string[] {
  if (asked.again !== true) return [];
  asked.again = false;
  asked.payments += 1;
  return ['--again', rig.score.payment];
}

/** One session, killed `kills` times at instants drawn by `random`, and then played to its end. */
export async function killedSession(
  template: Template,
  random: Random,
  { kills, person }: { readonly kills: number; readonly person: boolean },
): Promise<KilledSession> {
  await using rig = await CrashRig.of(template);
  const them = person ? await Person.at(rig) : undefined;
  const done: Kill[] = [];
  const promised: Promised[] = [];
  const asked: { payments: number; again?: boolean } = { payments: 1 };
  let restarts = 0;
  while (done.length < kills) {
    const [instant, whom] = [instantOf(random), random.pick(whoms)];
    const commits = them !== undefined && random.integer(0, 2) === 0;
    const words = again(rig, asked);
    const session = rig.play(...words);
    restarts += 1;
    const working = commits ? them.commits() : undefined;
    await until(rig, session, instant);
    const early = session.over();
    await rig.kill(session, whom);
    await working;
    const ended = await session.ended;
    uncertain(ended, asked);
    if (!early) promised.push({ accepted: rig.accepted(), effects: rig.effects().length });
    done.push({ instant, whom, ...(early ? {} : { accepted: promised.at(-1)?.accepted.length ?? 0 }) });
    if (early && ended.code === 0) break;
    if (early && ended.code !== 1)
      return { kills: done, restarts, broken: [`a restart ends with ${ended.code}`], last: ended };
  }
  const end = await playToItsEnd(rig, asked);
  restarts += end.restarts;
  const persons = (await them?.leaves()) ?? nobody;
  const wrong = [
    ...(end.last.code === 0 ? [] : [`the session ends with ${end.last.code}`]),
    ...(await broken(rig, template.reference, { promised, payments: asked.payments, persons })),
  ];
  return { kills: done, restarts, broken: wrong, ...(wrong.length === 0 ? {} : { last: end.last }) };
}
