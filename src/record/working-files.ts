import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  readFile,
  rename,
  rm,
  rmdir,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Conversion } from './attributes.ts';
import { freshIn, temporaryIn } from './cache.ts';
import { makeFolder, syncFile, type Disk } from './disk.ts';
import { foldersOf } from './paths.ts';
import { GitFailed } from './git.ts';
import type { Repository } from './repository.ts';
import { codeOf } from './file-errors.ts';
import type { SharedText } from './place.ts';
import type { FileChange } from './worker/file-change.mjs';

/** A file whose content is the blob's, byte for byte. */
export const isPlain = ({ mode }: { readonly mode: string }, conversion: Conversion | undefined): boolean =>
  mode !== '120000' && conversion !== 'both ways';

/** Writes a file as git has it, at once or, where it is a plain one, together with others by `laying`. */
export async function writeFromGit(
  repository: Repository,
  path: string,
  { id, mode }: { readonly id: string; readonly mode: string },
  conversion: Conversion,
  atHand: ReadonlyMap<string, Uint8Array>,
  laying: Laying,
): Promise<void> {
  const bytes = await workingBytes(repository, path, { id, mode }, conversion, atHand);
  const absolute = repository.absolute(path);
  if (mode === '120000')
    await replace(
      repository,
      absolute,
      (temporary) => symlink(Buffer.from(bytes).toString(), temporary),
      undefined,
    );
  else laying.write(absolute, bytes, mode === '100755');
}

/** What git would write there. */
export async function workingBytes(
  repository: Repository,
  path: string,
  { id, mode }: { readonly id: string; readonly mode: string },
  conversion: Conversion,
  atHand: ReadonlyMap<string, Uint8Array>,
): Promise<Uint8Array> {
  const bytes =
    conversion === 'both ways' && mode !== '120000'
      ? await repository.out(['cat-file', '--filters', `--path=${path}`, id])
      : (atHand.get(id) ?? (await repository.objects.read(id))?.bytes);
  if (bytes === undefined) throw new GitFailed('cat-file', `the content of ${path} is missing`);
  return bytes;
}

/**
 * Plain files that are laid together: each is whole under another name first, so that nobody ever reads half a file.
 *
 * They are not synced here. They can be worked out again from the commits, and a sync for each group keeps the disk
 * from everybody else; the session owes it until it is over (`Syncs`), and makes good for a power cut before that
 * (mending.ts).
 */
export class Laying {
  readonly #repository: Repository;
  readonly #folders = new Set<string>();
  readonly #files: {
    readonly absolute: string;
    readonly bytes: Uint8Array;
    readonly executable: boolean;
  }[] = [];

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  write(absolute: string, bytes: Uint8Array, executable: boolean): void {
    this.#folders.add(dirname(absolute));
    this.#files.push({ absolute, bytes, executable });
  }

  async done(): Promise<void> {
    const [files, folders] = [this.#files.splice(0), [...this.#folders]];
    this.#folders.clear();
    if (files.length === 0) return;
    const { layer, home, syncs } = this.#repository;
    const tmp = join(home, 'tmp');
    const changes: FileChange[] = [tmp, ...folders].map((path) => ({ change: 'folder', path }));
    for (const { absolute, bytes, executable } of files) {
      const temporary = freshIn(tmp);
      changes.push(
        { change: 'fill', path: temporary, bytes, executable },
        { change: 'rename', path: temporary, to: absolute },
      );
    }
    syncs.owe(files.map(({ absolute }) => absolute));
    for (let rest = changes; rest.length > 0;) {
      const { done, failed } = await layer.carryOut(rest);
      if (failed === undefined) return;
      const change = rest[done];
      if (change?.change !== 'rename' || codeOf(failed) !== 'EXDEV') throw failed;
      await this.#acrossFileSystems(change);
      rest = rest.slice(done + 1);
    }
  }

  async #acrossFileSystems({ path, to }: Extract<FileChange, { change: 'rename' }>): Promise<void> {
    const { disk } = this.#repository;
    const beside = `${to}.simphony-new`;
    await disk.change('file.fill', [beside], () => copyFile(path, beside));
    await disk.change('file.rename', [beside, to], () => rename(beside, to));
    await disk.change('file.tidy', [path], () => rm(path, { force: true }));
  }
}

/** The person's working text with our change worked in; tried again where an editor saves at the same moment. */
export async function reviseFile(repository: Repository, path: string, text: SharedText): Promise<void> {
  const absolute = repository.absolute(path);
  for (let tries = 0; tries < 20; tries += 1) {
    const before = await lstat(absolute, { bigint: true }).catch(() => undefined);
    if (before !== undefined && !before.isFile()) return;
    const bytes = before === undefined ? Buffer.alloc(0) : await readFile(absolute);
    const read = bytes.toString();
    // A file that is no UTF-8 text is left as it is rather than damaged.
    if (!Buffer.from(read).equals(bytes)) return;
    const revised = text.revise(read);
    if (revised === read) return;
    const same = async (): Promise<boolean> => {
      const after = await lstat(absolute, { bigint: true }).catch(() => undefined);
      return after?.mtimeNs === before?.mtimeNs && after?.size === before?.size && after?.ino === before?.ino;
    };
    const executable = before !== undefined && (before.mode & 0o100n) !== 0n;
    if (await replace(repository, absolute, (temporary) => writeFile(temporary, revised), executable, same))
      return;
  }
}

/** A file from the cache to its workspace path. */
export async function layFile(
  repository: Repository,
  path: string,
  cached: string,
  executable: boolean,
): Promise<void> {
  await replace(
    repository,
    repository.absolute(repository.fromTop(path)),
    (temporary) => copyFile(cached, temporary, constants.COPYFILE_FICLONE),
    executable,
  );
}

/** Writes beside and renames over, so that nobody ever reads half a file, after a power cut neither. */
export async function replace(
  repository: Repository,
  absolute: string,
  fill: (temporary: string) => Promise<void>,
  executable: boolean | undefined,
  still: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<boolean> {
  const { disk } = repository;
  const folder = dirname(absolute);
  await makeFolder(disk, 'file.folder', folder);
  const temporary = await temporaryIn(disk, join(repository.home, 'tmp'));
  await disk.change('file.fill', [temporary], () => fill(temporary));
  if (executable !== undefined) {
    const mode = await modeOf(disk, dirname(temporary), executable);
    await disk.change('file.mode', [temporary], () => chmod(temporary, mode));
  }
  if (!(await still())) {
    await disk.change('file.tidy', [temporary], () => rm(temporary, { force: true }));
    return false;
  }
  const lay = async (from: string): Promise<void> => {
    await syncFile(disk, from);
    await disk.change('file.rename', [from, absolute], () => rename(from, absolute));
  };
  await lay(temporary).catch(async (error: unknown) => {
    if (codeOf(error) !== 'EXDEV') throw error;
    await disk.change('file.tidy', [temporary], () => rm(temporary, { force: true }));
    const beside = `${absolute}.simphony-new`;
    await disk.change('file.fill', [beside], () => fill(beside));
    await lay(beside);
  });
  return true;
}

let mask: Promise<number> | undefined;

/** As git does, 0666 or 0777 without what the person's umask takes away; found out once, from a file. */
async function modeOf(disk: Disk, folder: string, executable: boolean): Promise<number> {
  mask ??= (async () => {
    const probe = await temporaryIn(disk, folder);
    await disk.change('mask.probe', [probe], () => writeFile(probe, '', { mode: 0o777 }));
    const { mode } = await lstat(probe);
    await disk.change('mask.tidy', [probe], () => rm(probe, { force: true }));
    return mode & 0o777;
  })();
  return (executable ? 0o777 : 0o666) & (await mask);
}

export async function removeFile(repository: Repository, path: string): Promise<void> {
  const { disk } = repository;
  const file = repository.absolute(path);
  await disk
    .change('file.remove', [file], () => unlink(file))
    .catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
  // As git does, folders that are empty now go too; the workspace itself stays.
  for (const folder of foldersOf(path).toReversed()) {
    const absolute = repository.absolute(folder);
    if (
      absolute === repository.workspace.replace(/\/$/, '') ||
      !(await disk
        .change('file.remove-folder', [absolute], () => rmdir(absolute))
        .then(
          () => true,
          () => false,
        ))
    )
      return;
  }
}
