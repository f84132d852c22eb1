import { constants, existsSync, mkdirSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Collected } from './collect.ts';
import { unreachable } from '../base/index.ts';
import type { CommandEnd, Scratch } from './player.ts';
import { resolveWord } from './program.ts';
import { run, type Ran } from './run.ts';
import type { Entered } from './sandbox/sandbox.ts';
import { leaveScratch, type ScratchFolders } from './scratch.ts';
import type { Stage } from './stage.ts';
import { endMarked } from './tree.ts';
import { duration, size, startSentence } from './wording.ts';

/** The folder of a take that came back: checks may run in it until it is released. */
export function standingScratch(
  stage: Stage,
  { onDisk }: Extract<Collected, { collected: 'files' }>,
): Scratch {
  const { request, folders, environment, mask, signal } = stage;
  const folder = join(request.workspace, 'ensembles', request.instrument.ensemble);
  const kept = new Map(onDisk);
  let keeping: Promise<void> | undefined;

  /** Before the first check runs, files are put aside: whatever it does to its folder, the take stays as it was digested. */
  const keep = async (): Promise<void> => {
    const aside = join(folders.root, 'kept');
    mkdirSync(aside);
    let count = 0;
    for (const [path, from] of onDisk) {
      const copy = join(aside, String((count += 1)));
      await copyFile(from, copy, constants.COPYFILE_FICLONE);
      kept.set(path, copy);
    }
  };

  return {
    folder: folders.work,
    async run(words, { timeoutMs }) {
      keeping ??= keep();
      await keeping;
      const ran = await run(
        {
          words: words.map((word) => resolveWord(word, folder)),
          cwd: folders.work,
          environment,
          timeoutMs,
          outputLimit: request.outputLimit,
          signal,
        },
        stage.start,
      );
      const [tool = ''] = words;
      return commandEndOf(ran, tool, mask.text);
    },
    contentOf(path) {
      const content = kept.get(path);
      if (content === undefined) throw new Error(`${JSON.stringify(path)} is no file of this take`);
      return content;
    },
    async release() {
      // Checks may run side by side, so who left a check's process group is looked for when all are done.
      if (keeping !== undefined) await endMarked(folders.root, new Set());
      await leaveStage(folders, stage.inside);
    },
  };
}

/** Ends the use of an attempt's folders and of its sandbox. */
export async function leaveStage(folders: ScratchFolders, inside: Entered | undefined): Promise<void> {
  if (inside !== undefined) {
    for (const folder of [folders.work, folders.home, folders.tmp])
      if (existsSync(folder)) inside.takeBack(folder);
    inside.leave();
  }
  await leaveScratch(folders);
}

function commandEndOf(
  { end, stdout, stderr }: Ran,
  tool: string,
  masked: (text: string) => string,
): CommandEnd {
  switch (end.end) {
    case 'exited':
      return {
        end: 'exited',
        code: end.code,
        stdout: masked(stdout.toString()),
        stderr: masked(stderr.toString()),
      };
    case 'not started':
      return end.because.fault === 'missing'
        ? { end: 'missing', tool }
        : { end: 'killed', because: startSentence(end.because) };
    case 'killed':
      return { end: 'killed', because: `killed by ${end.signal}` };
    case 'stopped':
      switch (end.stop.by) {
        case 'time':
          return { end: 'timed out', because: `stopped after ${duration(end.stop.ms)}` };
        case 'output':
          return { end: 'too much output', because: `${end.stop.of} is larger than ${size(end.stop.limit)}` };
        case 'cancel':
          return { end: 'killed', because: 'the part was cancelled' };
        default:
          return unreachable(end.stop);
      }
    default:
      return unreachable(end);
  }
}
