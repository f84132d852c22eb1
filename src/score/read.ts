import type { Diagnostic } from '../base/index.ts';
import type { Score } from './score.ts';

export interface ReadScore {
  /** Absent when there is any mistake. */
  readonly score?: Score;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the score of the workspace at `folder` once, from disk into memory, and parses it.
 * Never throws for what a person wrote: every mistake in every file is a diagnostic, in the order of the files.
 * `sheet` is another sheet than `sheetMusic.md`, from the folder or absolute; it must lie in the workspace.
 */
export async function readScore(folder: string, options: { readonly sheet?: string } = {}): Promise<ReadScore> {
  throw new Error(`reading ${options.sheet ?? folder} is not there yet`);
}
