import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { broken } from './invariants.ts';
import { playToItsEnd } from './kills.ts';
import { CrashRig, type Ended, type Template } from './rig.ts';

/** A session that was killed after so many lines of its journal, for a test to lay hands on. */
export async function killedAfterLines(template: Template, lines: number): Promise<CrashRig> {
  const rig = await CrashRig.of(template);
  const session = rig.playOn({ kill: { what: 'journal.append', at: lines, when: 'after' } });
  await session.ended;
  await rig.kill(session, 'everything');
  return rig;
}

/** The journal of the one session that the workspace has had. */
export async function journalOf(rig: CrashRig): Promise<string> {
  const [file] = rig.journals();
  if (file === undefined) throw new Error('there is no journal');
  return file;
}

/** Changes one character in the middle of a line; lines count from 1. */
export async function damageLine(file: string, line: number): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const text = lines[line - 1] ?? '';
  lines[line - 1] = `${text.slice(0, 40)}${text[40] === 'x' ? 'y' : 'x'}${text.slice(41)}`;
  await writeFile(file, lines.join('\n'));
}

/** What does not hold after the real command has played on to the end. `accepted` parts must not play again. */
export async function brokenAtTheEnd(
  template: Template,
  rig: CrashRig,
  { accepted }: { readonly accepted: readonly string[] },
): Promise<{ readonly broken: readonly string[]; readonly last: Ended }> {
  const promised = [{ accepted, effects: rig.effects().length }];
  // A journal that is gone says no more what was playing: who takes it away decides for the payment too.
  const asked: { payments: number; again?: boolean } = { payments: 2 };
  const { last } = await playToItsEnd(rig, asked);
  const wrong = last.code === 0 ? [] : [`the session ends with ${last.code}: ${last.stdout}${last.stderr}`];
  wrong.push(...(await broken(rig, template.reference, { promised, payments: asked.payments })));
  return { broken: wrong, last };
}

/** Parts that stand on the branch now. */
export const inGit = async (rig: CrashRig): Promise<string[]> => (await rig.steps()).map(([part]) => part);

/** All that this machine knew besides git. */
export const forget = (rig: CrashRig): Promise<void> =>
  rm(join(rig.folder, '.simphony'), { recursive: true, force: true });
