import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { broken } from './invariants.ts';
import { playToItsEnd } from './kills.ts';
import { command, CrashRig, type DiskOrders, type Ended, type Running, type Template } from './rig.ts';

/** What came of a session in which something failed, and of the one after it, in which nothing did. */
export interface Mended {
  /** How the session ended in which it failed. */
  readonly failed: Ended;
  readonly broken: readonly string[];
}

/** Lets one session fail; then the real command plays to the end, and all must hold. */
async function mended(
  template: Template,
  fail: (rig: CrashRig) => Running | Promise<Running>,
  mend: (rig: CrashRig) => void | Promise<void> = () => undefined,
): Promise<Mended> {
  await using rig = await CrashRig.of(template);
  const session = await fail(rig);
  const failed = await session.ended;
  await rig.kill(session, 'everything');
  await mend(rig);
  const promised = [{ accepted: rig.accepted(), effects: rig.effects().length }];
  const asked: { payments: number; again?: boolean } = { payments: 1 };
  const { last } = await playToItsEnd(rig, asked);
  const wrong = await broken(rig, template.reference, { promised, payments: asked.payments });
  if (last.code !== 0) wrong.unshift(`the session ends with ${last.code}: ${last.stdout}${last.stderr}`);
  return { failed, broken: wrong };
}

/** The disk is full, or broken, from one change on. */
export const refused = (template: Template, refuse: NonNullable<DiskOrders['refuse']>): Promise<Mended> =>
  mended(template, (rig) => rig.playOn({ refuse }));

/** No file may grow over so many blocks of 512 bytes: writes are cut short, and git is ended by a signal. */
export const limited = (template: Template, blocks: number): Promise<Mended> =>
  mended(template, (rig) =>
    rig.start([
      'sh',
      '-c',
      `ulimit -f ${blocks}; exec "$@"`,
      'sh',
      process.execPath,
      command,
      'play',
      '--json',
    ]),
  );

/** Whether this process may mount file systems. */
export const mayMount = (): boolean => {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
};

/** `.git` can be read and not written, for the session alone. */
export const readOnlyGit = (template: Template): Promise<Mended> =>
  mended(template, (rig) =>
    rig.start([
      ...['unshare', '-m', 'sh', '-c'],
      'mount --bind .git .git && mount -o remount,ro,bind .git && cd . && exec "$@"',
      ...['sh', process.execPath, command, 'play', '--json'],
    ]),
  );

/** The workspace lies on a file system of so many kibibytes, on which other things grow away. */
export const filledUp = (template: Template, spare: number): Promise<Mended> =>
  mended(
    template,
    (rig) => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'none', rig.folder]);
      execFileSync('cp', ['-a', `${template.folder}/workspace/.`, rig.folder]);
      const [, size = '0'] =
        /\n\S+ +\d+ +(\d+)/.exec(execFileSync('df', ['-k', rig.folder]).toString()) ?? [];
      execFileSync('mount', ['-o', `remount,size=${Number(size) + spare}k`, rig.folder]);
      rig.unmounts = true;
      return rig.play();
    },
    (rig) => void execFileSync('mount', ['-o', 'remount,size=64m', rig.folder]),
  );

/** How a call to git fails: it says no, is killed before or after its work, or takes its time. */
export type GitFault = 'refuses' | 'killed before' | 'killed after' | 'hangs' | 'waits until it may';

/** What it does instead; the file `go` beside the workspace lets one that waits go on, `told` and `gone` say where it is. */
const deeds: Readonly<Record<GitFault, string>> = {
  refuses: 'echo "fatal: it does not please git" >&2; exit 128',
  'killed before': 'kill -9 $$',
  'killed after': '"$real" "$@"; kill -9 $$',
  hangs: 'sleep 3; exec "$real" "$@"',
  'waits until it may': [
    'all=',
    'while IFS= read -r line; do all="$all$line\\n"; if [ "$line" = commit ]; then break; fi; done',
    ': > "$top/told"',
    'while [ ! -e "$top/go" ]; do sleep 0.02; done',
    'printf "$all" | "$real" "$@"; : > "$top/gone"; exit 0',
  ].join('\n'),
};

/** A `git` in front of the real one, whose n-th call of a command fails. */
export async function gitThatFails(
  rig: CrashRig,
  fault: { readonly command: string; readonly nth: number; readonly how: GitFault },
): Promise<Record<string, string>> {
  const folder = join(rig.top, 'bin');
  await mkdir(folder, { recursive: true });
  const real = execFileSync('sh', ['-c', 'command -v git']).toString().trim();
  const shim = `#!/bin/sh
real='${real}'
top='${rig.top}'
name=
skip=
for word in "$@"; do
  if [ -n "$skip" ]; then skip=; continue; fi
  case "$word" in -c|-C) skip=1 ;; -*) ;; *) name=$word; break ;; esac
done
if [ "$name" = '${fault.command}' ]; then
  echo x >> '${rig.top}/calls'
  if [ "$(wc -l < '${rig.top}/calls')" -eq ${fault.nth} ]; then ${deeds[fault.how]}; fi
fi
exec "$real" "$@"
`;
  await writeFile(join(folder, 'git'), shim);
  await chmod(join(folder, 'git'), 0o755);
  return { PATH: `${folder}${delimiter}${rig.env['PATH'] ?? ''}` };
}

export const failingGit = (
  template: Template,
  fault: { readonly command: string; readonly nth: number; readonly how: GitFault },
): Promise<Mended> =>
  mended(template, async (rig) =>
    rig.start([process.execPath, command, 'play', '--json'], await gitThatFails(rig, fault)),
  );

/** Clocks that jump between sessions and within them; the first session is killed. */
export const wrongClocks = (template: Template, at: number): Promise<Mended> => {
  const day = 86_400;
  return mended(template, async (rig) => {
    delete rig.env['SOURCE_DATE_EPOCH'];
    const first = rig.playOn({ clock: [0, 3 * day, -3 * day], kill: { at, when: 'after' } });
    await rig.kill(first, (await first.ended).signal === 'SIGKILL' ? 'everything' : 'conductor');
    return rig.playOn({ clock: [-2 * day, -2 * day, 9 * day] });
  });
};

/** Whether the file is there before it is `over`. */
async function appears(file: string, over: () => boolean): Promise<boolean> {
  while (!existsSync(file) && !over()) await new Promise((resolve) => setTimeout(resolve, 5));
  return existsSync(file);
}

/**
 * A git that was told to move the branch outlives its Conductor, and moves it when the next one is about to put the
 * same steps there.
 */
export async function lateGit(template: Template): Promise<readonly string[]> {
  await using rig = await CrashRig.of(template);
  // Steps are accepted, and their commits are about to be put on the branch.
  const first = rig.playOn({ kill: { what: 'git update-ref', at: 3, when: 'before' } });
  await first.ended;
  await rig.kill(first, 'everything');
  const shim = await gitThatFails(rig, { command: 'update-ref', nth: 2, how: 'waits until it may' });
  const second = rig.start([process.execPath, command, 'play', '--json'], shim);
  const told = await appears(join(rig.top, 'told'), second.over);
  await rig.kill(second, 'conductor');
  const promised = [{ accepted: rig.accepted(), effects: rig.effects().length }];
  const letGo = `: > '${rig.top}/go'; while [ ! -e '${rig.top}/gone' ]; do sleep 0.02; done`;
  const third = rig.playOn({ meanwhile: { what: 'git update-ref', at: 2, words: ['sh', '-c', letGo] } });
  await third.ended;
  if (!told || !existsSync(join(rig.top, 'gone'))) return ['git was not late'];
  const asked: { payments: number; again?: boolean } = { payments: 1 };
  const { last } = await playToItsEnd(rig, asked);
  const wrong = await broken(rig, template.reference, { promised, payments: asked.payments });
  return last.code === 0 ? wrong : [`the session ends with ${last.code ?? ''}`, ...wrong];
}
