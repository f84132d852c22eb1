import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../../src/kit/random.ts';
import { broken, nobody, type Persons, type Promised } from './invariants.ts';
import { playToItsEnd } from './kills.ts';
import { command, CrashRig, type DiskOrders, type Ended, type Template } from './rig.ts';

/** What people and machines do at the worst moment: while a session is brought back, or behind its back. */
interface Attacked {
  readonly broken: readonly string[];
  readonly name: string;
  readonly last: Ended;
}

/** Told as a bug, or not told at all. */
const badly = ({ code, signal, stdout, stderr }: Ended): string[] =>
  code === 70 || (code === null && signal !== 'SIGKILL')
    ? [`a session ends with ${code ?? signal ?? ''}: ${stdout}${stderr}`.slice(0, 2000)]
    : [];

async function toItsEnd(
  template: Template,
  rig: CrashRig,
  told: { readonly promised: readonly Promised[]; readonly persons?: Persons; readonly payments?: number },
): Promise<{ readonly broken: string[]; readonly last: Ended }> {
  const asked: { payments: number; again?: boolean } = { payments: told.payments ?? 1 };
  const { last } = await playToItsEnd(rig, asked);
  const wrong = [
    ...(last.code === 0 ? [] : [`the session ends with ${last.code ?? ''}`]),
    ...(await broken(rig, template.reference, {
      promised: told.promised,
      payments: asked.payments,
      persons: told.persons ?? nobody,
    })),
  ];
  return { broken: wrong, last };
}

/** One session after the other is disturbed; what each had accepted is promised. */
async function disturbed(
  template: Template,
  name: string,
  orders: readonly DiskOrders[],
  persons?: (rig: CrashRig) => Persons,
): Promise<Attacked> {
  await using rig = await CrashRig.of(template);
  const promised: Promised[] = [];
  const wrong: string[] = [];
  for (const order of orders) {
    const session = rig.playOn(order);
    const ended = await session.ended;
    wrong.push(...badly(ended));
    await rig.kill(session, 'everything');
    promised.push({ accepted: rig.accepted(), effects: rig.effects().length });
  }
  const end = await toItsEnd(template, rig, {
    promised,
    ...(persons === undefined ? {} : { persons: persons(rig) }),
  });
  return { name, broken: [...wrong, ...end.broken], last: end.last };
}

const killedAt = (at: number): DiskOrders => ({ kill: { at, when: 'after' } });

/** Killed, killed twice more while it is brought back. */
function killedAgain(template: Template, random: Random): Promise<Attacked> {
  const [first, second, third] = [random.integer(60, 650), random.integer(5, 90), random.integer(5, 90)];
  return disturbed(template, `killed at ${first}, its recovery at ${second}, the next at ${third}`, [
    killedAt(first),
    killedAt(second),
    killedAt(third),
  ]);
}

/** Killed, and the disk is full while it is brought back. */
function fullAtRecovery(template: Template, random: Random): Promise<Attacked> {
  const [first, from] = [random.integer(60, 650), random.integer(3, 120)];
  return disturbed(template, `killed at ${first}, the disk full at change ${from} of the next`, [
    killedAt(first),
    { refuse: { from, code: 'ENOSPC' } },
  ]);
}

/** Killed, and a person commits while it is brought back. */
function committedAtRecovery(template: Template, random: Random): Promise<Attacked> {
  const [first, at] = [random.integer(60, 650), random.integer(3, 120)];
  const commit =
    'echo own0 > own0.txt && git add own0.txt && git commit -q -m own0 -- own0.txt || { rm own0.txt; git rm -q --cached own0.txt; }';
  return disturbed(
    template,
    `killed at ${first}, a person commits at change ${at} of the next`,
    [killedAt(first), { meanwhile: { at, words: ['sh', '-c', `{ ${commit}; } 2>> ../said`] } }],
    (rig) => ({ ...nobody, commits: existsSync(join(rig.folder, 'own0.txt')) ? ['own0'] : [] }),
  );
}

/** A person deletes `.simphony` while a session plays. What is in git then is never played again. */
async function forgottenMeanwhile(template: Template, random: Random): Promise<Attacked> {
  await using rig = await CrashRig.of(template);
  const at = random.integer(20, 650);
  const session = rig.playOn({ meanwhile: { at, words: ['rm', '-rf', '.simphony'] } });
  const ended = await session.ended;
  await rig.kill(session, 'everything');
  const inGit = (await rig.steps()).map(([part]) => part);
  // What no commit holds was in `.simphony` alone, as was the note that the payment had begun: these play again.
  const again = /^e\/(large|shells\[)/;
  const end = await toItsEnd(template, rig, {
    promised: [{ accepted: inGit.filter((part) => !again.test(part)), effects: rig.effects().length }],
    payments: 2,
  });
  const wrong = end.broken.filter(
    (one) => !again.test(one) && !/^(handoff|summary) has besides: (- )?(large|shells)/.test(one),
  );
  const said = `${ended.code ?? ended.signal ?? ''}`;
  return {
    name: `.simphony deleted at change ${at}: ended with ${said}, ${inGit.length} steps in git`,
    broken: [...badly(ended), ...wrong],
    last: ended.code === 0 ? end.last : ended,
  };
}

/** `conduct` plays, the sheet is saved again and again, and it is killed; at last the sheet is what it was. */
async function conductKilled(template: Template, random: Random): Promise<Attacked> {
  await using rig = await CrashRig.of(template);
  const sheet = join(rig.folder, 'sheetMusic.md');
  const text = await readFile(sheet, 'utf8');
  const promised: Promised[] = [];
  const wrong: string[] = [];
  const waits: number[] = [];
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  for (let turn = 0; turn < 3; turn += 1) {
    const session = rig.start([process.execPath, command, 'conduct', '--jsonl']);
    for (let saves = random.integer(1, 4); saves > 0; saves -= 1) {
      const ms = random.integer(50, 1500);
      waits.push(ms);
      await pause(ms);
      // A comment changes the file and nothing that a part hears, so what was accepted stays accepted.
      const changed = text.replace('\n', `\n# ${turn}.${saves}\n`);
      if (random.integer(0, 1) === 0) await writeFile(sheet, changed);
      else {
        await writeFile(`${sheet}.new`, changed);
        await rename(`${sheet}.new`, sheet);
      }
    }
    await pause(random.integer(0, 1200));
    if (session.over()) wrong.push(...badly(await session.ended));
    await rig.kill(session, random.pick(['conductor', 'group', 'everything']));
    promised.push({ accepted: rig.accepted(), effects: rig.effects().length });
  }
  await writeFile(sheet, text);
  const end = await toItsEnd(template, rig, { promised });
  return {
    name: `conduct, the sheet saved after ${waits.join(', ')} ms, killed three times`,
    broken: [...wrong, ...end.broken],
    last: end.last,
  };
}

export const attacks: readonly ((template: Template, random: Random) => Promise<Attacked>)[] = [
  killedAgain,
  fullAtRecovery,
  committedAtRecovery,
  forgottenMeanwhile,
  conductKilled,
];
