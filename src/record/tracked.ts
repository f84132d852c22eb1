import { foldersOf } from './paths.ts';
import type { Repository } from './repository.ts';

/** What a commit has at a path. */
export interface Tracked {
  readonly mode: string;
  readonly id: string;
}

/**
 * Which of these paths (from the top) a commit has, and everything that it has below a folder. As `git ls-tree -r`
 * says it, read from the trees themselves by the git that reads objects anyway. Submodules are no files of it.
 */
export async function trackedAt(
  repository: Repository,
  commit: string,
  { paths, folder }: { readonly paths: ReadonlySet<string>; readonly folder: string },
): Promise<ReadonlyMap<string, Tracked>> {
  const found = new Map<string, Tracked>();
  const onTheWay = new Set([...[...paths].flatMap(foldersOf), ...foldersOf(folder), folder]);
  const visit = async (tree: string, above: string, all: boolean): Promise<void> => {
    const read = await repository.objects.read(tree);
    if (read?.type !== 'tree') return;
    for (const { mode, name, id } of entriesOf(read.bytes, repository.noObject.length / 2)) {
      const path = above + name;
      if (mode === '40000') {
        if (all || onTheWay.has(path)) await visit(id, `${path}/`, all || path === folder);
      } else if (mode !== '160000' && (all || paths.has(path))) found.set(path, { mode, id });
    }
  };
  await visit(`${commit}^{tree}`, '', false);
  return found;
}

/** A tree object: for each entry `<mode> <name>`, a NUL, the bytes of the object's name. */
function* entriesOf(
  tree: Buffer,
  idBytes: number,
): Generator<{ readonly mode: string; readonly name: string; readonly id: string }> {
  for (let at = 0; at < tree.length;) {
    const space = tree.indexOf(0x20, at);
    const end = tree.indexOf(0, space);
    yield {
      mode: tree.toString('latin1', at, space),
      name: tree.toString('utf8', space + 1, end),
      id: tree.toString('hex', end + 1, end + 1 + idBytes),
    };
    at = end + 1 + idBytes;
  }
}
