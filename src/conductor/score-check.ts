import type { Diagnostic } from '../base/index.ts';
import { readScore } from '../score/index.ts';

/** All mistakes of the score; starts nothing, and loads nothing that could. */
export async function checkScore(folder: string, sheet?: string): Promise<readonly Diagnostic[]> {
  return (await readScore(folder, sheet === undefined ? {} : { sheet })).diagnostics;
}
