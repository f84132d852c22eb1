import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere, type CrashRig, type Reference } from './rig.ts';

/** What was promised when a session was killed: these parts are accepted, after so many effects. */
export interface Promised {
  readonly accepted: readonly string[];
  readonly effects: number;
}

/** A person's own changes, as they must stand at the end. */
export interface Persons {
  /** `git status --porcelain`, sorted. */
  readonly status: readonly string[];
  /** Working content by path; `:path` for what is staged. */
  readonly contents: Readonly<Record<string, string>>;
  /** Subjects of their commits. */
  readonly commits: readonly string[];
}

export const nobody: Persons = { status: [], contents: {}, commits: [] };

/**
 * All that must hold once a session has come to its end, however often it was cut short; what does not hold comes
 * back as sentences.
 *
 * `payments`: how often a person asked for the part that may not be played twice.
 */
export async function broken(
  rig: CrashRig,
  reference: Reference,
  told: { readonly promised: readonly Promised[]; readonly payments: number; readonly persons?: Persons },
): Promise<string[]> {
  const persons = told.persons ?? nobody;
  const checks: readonly (() => Promise<string[]>)[] = [
    () => nothingLeft(rig),
    () => stepsOnce(rig, reference),
    () => sameTree(rig, reference, persons),
    () => lines(rig, reference),
    () => effectsOnce(rig, told.promised, told.payments),
    () => workingTree(rig, persons),
    () => whole(rig),
    () => nullRerun(rig),
  ];
  // One after the other: `git status` holds the index for a moment, and would be found by the next look.
  const found: string[] = [];
  for (const check of checks) found.push(...(await check().catch((error: unknown) => [String(error)])));
  return found;
}

async function stepsOnce(rig: CrashRig, { keys }: Reference): Promise<string[]> {
  const steps = await rig.steps();
  const times = new Map<string, number>();
  for (const [part, key] of steps) times.set(`${part} ${key}`, (times.get(`${part} ${key}`) ?? 0) + 1);
  const wanted = new Set([...keys].map(([part, key]) => `${part} ${key}`));
  return [
    ...[...wanted].filter((step) => !times.has(step)).map((step) => `${step} is not in git`),
    ...[...times]
      .filter(([step]) => !wanted.has(step))
      .map(([step]) => `${step} is in git and no step of the plan`),
    ...[...times].filter(([, count]) => count > 1).map(([step, count]) => `${step} is in git ${count} times`),
  ];
}

async function sameTree(rig: CrashRig, reference: Reference, { commits }: Persons): Promise<string[]> {
  const { tree } = await rig.reference();
  const own = new Set(commits.map((subject) => `${subject}.txt`));
  const here = new Set(tree.filter((line) => !own.has(line.split(' ')[2] ?? '')));
  const there = new Set(reference.tree);
  return [
    ...reference.tree.filter((line) => !here.has(line)).map((line) => `committed is not: ${line}`),
    ...[...here].filter((line) => !there.has(line)).map((line) => `committed besides: ${line}`),
  ];
}

async function lines(rig: CrashRig, reference: Reference): Promise<string[]> {
  const now = await rig.reference();
  return (['handoff', 'summary'] as const).flatMap((text) => {
    const left = [...now[text]];
    const missing = reference[text].filter((line) => {
      const at = left.indexOf(line);
      if (at !== -1) left.splice(at, 1);
      return at === -1;
    });
    return [
      ...missing.map((line) => `${text} lacks: ${line}`),
      ...left.map((line) => `${text} has besides: ${line}`),
    ];
  });
}

async function effectsOnce(
  rig: CrashRig,
  promised: readonly Promised[],
  payments: number,
): Promise<string[]> {
  const effects = rig.effects();
  const wrong = promised.flatMap(({ accepted, effects: before }) => {
    const after = new Set(effects.slice(before).map((line) => line.split(' ')[0] ?? ''));
    return accepted
      .filter((part) => after.has(part))
      .map((part) => `${part} played again after it was accepted`);
  });
  const paid = effects.filter((line) => line.startsWith(`${rig.score.payment} `)).length;
  return [
    ...new Set(wrong),
    ...(paid <= payments ? [] : [`${rig.score.payment} played ${paid} times, asked for ${payments}`]),
  ];
}

async function workingTree(rig: CrashRig, { status, contents, commits }: Persons): Promise<string[]> {
  const now = (await rig.git('status', '--porcelain'))
    .split('\n')
    .filter((line) => line !== '')
    .sort();
  const wrong: string[] = [];
  if (now.join('\n') !== [...status].sort().join('\n'))
    wrong.push(`git status says: ${now.join(', ')}; not: ${status.join(', ')}`);
  for (const [path, content] of Object.entries({ ...rig.score.loose, ...contents })) {
    const is = path.startsWith(':')
      ? await rig.git('show', path)
      : await rig.read(path).catch(() => undefined);
    if (is !== content) wrong.push(`${path} holds ${JSON.stringify(is?.slice(0, 60))}`);
  }
  const subjects = (await rig.git('log', '--format=%s')).split('\n');
  for (const subject of commits) {
    const times = subjects.filter((one) => one === subject).length;
    if (times !== 1) wrong.push(`the person's commit "${subject}" is there ${times} times`);
  }
  return wrong;
}

async function whole(rig: CrashRig): Promise<string[]> {
  const said = await rig.git('fsck', '--full', '--strict', '--no-dangling', '--no-progress').catch(String);
  const refs = await rig.git('for-each-ref', '--format=%(refname)', 'refs/simphony/');
  return [
    ...(said === '' ? [] : [`git fsck: ${said}`]),
    ...(refs === '' ? [] : [`private refs are left: ${refs.trim()}`]),
  ];
}

async function nothingLeft(rig: CrashRig): Promise<string[]> {
  const names = await readdir(join(rig.folder, '.git'));
  const left = names
    .filter((name) => /^fast_import_crash_|\.lock$|simphony/.test(name))
    .map((name) => `.git/${name}`);
  for (const folder of ['.simphony/scratch', '.simphony/tmp']) {
    const inside = (await isThere(join(rig.folder, folder))) ? await readdir(join(rig.folder, folder)) : [];
    left.push(...inside.map((name) => `${folder}/${name}`));
  }
  if (await isThere(join(rig.folder, '.simphony/lock'))) left.push('.simphony/lock');
  const alive = await rig.alive();
  return [
    ...left.map((path) => `left behind: ${path}`),
    ...alive.map(({ pid, words }) => `process ${pid} is left alive: ${words}`),
  ];
}

async function nullRerun(rig: CrashRig): Promise<string[]> {
  const before = [rig.effects().length, await rig.git('rev-parse', 'HEAD')].join(' ');
  const { code, stdout, stderr } = await rig.play().ended;
  const after = [rig.effects().length, await rig.git('rev-parse', 'HEAD')].join(' ');
  const report = read(stdout);
  return [
    ...(code === 0 && report?.parts?.['played'] === 0
      ? []
      : [`a rerun ends with ${code}: ${stdout}${stderr}`]),
    ...(before === after ? [] : ['a rerun plays or commits something']),
  ];
}

/** What `play --json` printed, where it came so far. */
export const read = (
  stdout: string,
): { readonly parts?: Readonly<Record<string, number>>; readonly reason?: string } | undefined => {
  try {
    return JSON.parse(stdout) as { parts?: Record<string, number> };
  } catch {
    return undefined;
  }
};
