import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import {
  canonicalJson,
  hasMistakes,
  sha256,
  slugOf,
  type Diagnostic,
  type Json,
  type JsonObject,
  type Sha256,
} from '../base/index.ts';
import { writeOnce, type Disk } from '../record/index.ts';
import { readScore } from '../score/index.ts';
import type { Submission } from './runs-face.ts';

/** What was submitted, as it lies in the workspace and can be played. */
export interface Submitted {
  /** From the workspace's folder. */
  readonly sheet: string;
  readonly title: string;
  /** Of what lay nowhere yet: digest of the file's text. */
  readonly digest?: Sha256;
}

type Taken = Submitted | { readonly mistakes: readonly Diagnostic[] };

/** The folder of what was submitted and lay nowhere yet. */
const folderOfRuns = 'runs';

/**
 * Finds out what a submission would play, and whether its score is whole. What is not in the workspace yet is written to
 * `runs/<slug of its title>-<8 hex of its content's digest>`, so that the same content twice is the same file.
 */
export async function takeSubmission(folder: string, submission: Submission, disk?: Disk): Promise<Taken> {
  if ('file' in submission) return takeFile(folder, submission.file);
  return 'sheet' in submission
    ? takeText(folder, { text: submission.sheet, digest: sha256(submission.sheet), end: 'md' }, disk)
    : takeText(folder, inputText(submission.input), disk);
}

/** The order of its keys makes no other input of it. */
const inputText = (input: JsonObject): Text => ({
  text: `${JSON.stringify(input, null, 2)}\n`,
  digest: sha256(canonicalJson(input)),
  end: 'json',
  ...(typeof input['title'] === 'string' ? { title: input['title'] } : {}),
});

interface Text {
  readonly text: string;
  readonly digest: string;
  readonly end: 'md' | 'json';
  /** Where it is known without reading a score. */
  readonly title?: string;
}

async function takeText(folder: string, { text, digest, end, title }: Text, disk?: Disk): Promise<Taken> {
  const nameFor = (slug: string): string => `${folderOfRuns}/${slug}-${digest.slice(0, 8)}.${end}`;
  const provisional = nameFor(slugFrom(title) ?? (end === 'md' ? 'sheet' : 'input'));
  const read = await readScore(folder, { sheet: provisional, text });
  if (read.score === undefined || hasMistakes(read.diagnostics)) return { mistakes: read.diagnostics };
  const { title: told, slug } = read.score.sheet;
  const sheet = end === 'md' ? nameFor(slug) : provisional;
  const path = resolve(folder, sheet);
  await writeOnce(path, text, disk);
  // The same input may have been submitted before with its keys in another order.
  const there = await readFile(path, 'utf8');
  return isSame(there, text, end)
    ? { sheet, title: told, digest: sha256(there) }
    : { mistakes: [changedSince(sheet)] };
}

function isSame(there: string, text: string, end: Text['end']): boolean {
  if (there === text) return true;
  const valueOf = (one: string): string | undefined => {
    try {
      return canonicalJson(JSON.parse(one) as Json);
    } catch {
      return undefined;
    }
  };
  return end === 'json' && valueOf(there) === valueOf(text);
}

const changedSince = (sheet: string): Diagnostic => ({
  code: 'submission_changed',
  severity: 'mistake',
  message: `\`${sheet}\` is not as it was submitted`,
  help: 'move that file elsewhere and submit again; to play it as it is now, submit it by its name',
});

/** What stands in the way of playing it: nobody may change what waits in the queue, besides a file that was named. */
export async function changedSubmission(
  folder: string,
  { sheet, digest }: Omit<Submitted, 'title'>,
): Promise<Diagnostic | undefined> {
  if (digest === undefined) return undefined;
  const text = await readFile(resolve(folder, sheet), 'utf8').catch(() => undefined);
  // That it is gone is told when the score is read.
  return text === undefined || sha256(text) === digest ? undefined : changedSince(sheet);
}

const slugFrom = (title: string | undefined): string | undefined =>
  title === undefined || title.trim() === '' ? undefined : slugOf(title);

async function takeFile(folder: string, named: string): Promise<Taken> {
  const sheet = placeIn(folder, named);
  if (sheet === undefined) {
    return {
      mistakes: [
        {
          code: 'no_such_file',
          severity: 'mistake',
          message: `there is no file ${JSON.stringify(named)} in this workspace`,
          help: 'name a sheet or an input by its path from the workspace’s folder, as in songs/lanterns.json',
        },
      ],
    };
  }
  const read = await readScore(folder, { sheet });
  if (read.score === undefined || hasMistakes(read.diagnostics)) return { mistakes: read.diagnostics };
  return { sheet, title: read.score.sheet.title };
}

/** The path of a file that lies in the workspace, links resolved; nothing of git's, and nothing of ours. */
function placeIn(folder: string, named: string): string | undefined {
  if (named === '' || isAbsolute(named) || named.includes('\0')) return undefined;
  try {
    const top = realpathSync(folder);
    const path = relative(top, realpathSync(resolve(top, named)))
      .split(sep)
      .join('/');
    const [first] = path.split('/');
    return path === '' || first === '..' || first === '.git' || first === '.simphony' || isAbsolute(path)
      ? undefined
      : path;
  } catch {
    return undefined;
  }
}
