import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface StartingFile {
  /** From the folder, with `/`. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

export interface Written {
  readonly written: readonly string[];
  /** Was there already, and was not touched. */
  readonly left: readonly string[];
}

/** Writes each file unless there is one of that name; a file of a person is never overwritten. */
export async function writeNew(folder: string, files: readonly StartingFile[]): Promise<Written> {
  const written: string[] = [];
  const left: string[] = [];
  for (const file of files) {
    const target = path.join(folder, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    try {
      await writeFile(target, file.content, { flag: 'wx' });
      written.push(file.path);
    } catch (error) {
      if (!isErrno(error) || error.code !== 'EEXIST') throw error;
      left.push(file.path);
    }
  }
  return { written, left };
}

/** Takes back what `writeNew` wrote, and the folders that are empty without it. */
export async function takeBack(folder: string, written: readonly string[]): Promise<void> {
  for (const file of written) await rm(path.join(folder, file), { force: true });
  for (const file of written) {
    for (let at = path.dirname(file); at !== '.'; at = path.dirname(at)) {
      await rmdir(path.join(folder, at)).catch(() => undefined);
    }
  }
}

export const isErrno = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error;
