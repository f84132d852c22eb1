import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { TestContext } from 'vitest';

/** Other people's programs that read, write and measure sound, to compare with. */
type Tool = 'sox' | 'ffmpeg' | 'sndfile-info';

/** Skips a test, saying why, where one of its programs is not installed. */
export function needs(context: TestContext, ...tools: readonly Tool[]): void {
  for (const tool of tools) {
    const found = spawnSync(tool, ['--help'], { stdio: 'ignore' });
    if (found.error !== undefined) context.skip(`${tool} is not installed`);
  }
}

/** A folder that is gone after the test. */
export function scratch(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'simphony-wav-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** What a program printed, both streams; throws with it where the program failed. */
export function said(tool: Tool, words: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(tool, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${tool} ${words.join(' ')} failed: ${stderr}${error?.message ?? ''}`);
  return stdout + stderr;
}

/** The file that a program was told to write; `{file}` in its words stands for the path. */
export function written(tool: Tool, ...words: readonly string[]): Uint8Array {
  const file = path.join(scratch(), 'made.wav');
  said(
    tool,
    words.map((word) => word.replace('{file}', file)),
  );
  return new Uint8Array(readFileSync(file));
}

/** A path at which these bytes lie. */
export function laid(bytes: Uint8Array): string {
  const file = path.join(scratch(), 'sound.wav');
  writeFileSync(file, bytes);
  return file;
}
