import { cp, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Rig } from '../sessions/rig.ts';

const repository = resolve(import.meta.dirname, '../..');

/** What of the repository a workspace is made of. */
type Shipped = 'concerto.md' | 'production.md' | 'ensembles' | 'ensembles/song' | 'songs';

/** A workspace with the song ensemble as it is shipped, and `more` laid over it. */
export async function songWorkspace(
  more: Readonly<Record<string, string>> = {},
  shipped: readonly Shipped[] = ['ensembles/song', 'songs'],
): Promise<Rig> {
  const rig = await Rig.with({ '.gitignore': '.simphony/\n' }, { commit: false });
  for (const path of shipped) await cp(join(repository, path), join(rig.folder, path), { recursive: true });
  await rig.write(more);
  await rig.commit('the workspace');
  return rig;
}

/** A clone of its first commit, as anybody would make one. */
export async function freshClone(of: Rig): Promise<Rig> {
  const rig = await Rig.with({}, { repository: false });
  await rig.git('clone', '-q', '--no-local', of.folder, '.');
  await rig.git('reset', '-q', '--hard', await of.git('rev-list', '--max-parents=0', 'HEAD'));
  await rig.git('config', 'user.name', 'Ben Person');
  await rig.git('config', 'user.email', 'ben@example.org');
  return rig;
}

/** Paths of the Song Design Specs that are shipped, in the order of their names. */
export async function songFiles(): Promise<readonly string[]> {
  const names = await readdir(join(repository, 'songs'));
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => `songs/${name}`);
}

/** What VALIDATE says. */
export interface Validation {
  readonly validation_result: 'pass' | 'fail';
  readonly scores: Readonly<Record<string, number>> & { readonly total: number };
  readonly issues: readonly {
    readonly severity: string;
    readonly message: string;
    readonly metric?: string;
  }[];
  readonly hard_fails: readonly { readonly rule: string }[];
}

/** What REVIEW says, as far as tests look at it. */
export interface Summary {
  readonly status: 'pass' | 'failed';
  readonly reason?: string;
  readonly run_id: string;
  readonly title: string;
  readonly scores: Validation['scores'];
  readonly issues: Validation['issues'];
  readonly hard_fails: Validation['hard_fails'];
  readonly hashes: Readonly<Record<string, string>>;
  readonly render: { readonly enabled: boolean; readonly job: unknown };
  readonly record: readonly { readonly part: string; readonly round: number }[];
  readonly event: { readonly event: string; readonly status: string };
  readonly files: readonly string[];
}
