import * as z from 'zod';
import {
  canonicalJson,
  isSha256,
  parseAddress,
  type AcceptedTake,
  type Address,
  type Key,
  type Sha256,
} from '../base/index.ts';
import { UsageNote } from './usage-note.ts';
import { unsafePath } from './paths.ts';

/** What a line of `sessions/<date>-<id>.jsonl` says besides the take itself. */
export interface RecordedTake {
  readonly take: AcceptedTake;
  /** The session's number in this workspace, from 1: tells which of two records is the later one. */
  readonly nth: number;
  /**
   * Digests after git's clean filters, by path, where the filters change what the take left. A take that left
   * CRLF in a text file stands in git with LF; without this it would look changed for ever.
   */
  readonly clean: { readonly [path: string]: Sha256 };
}

const Sha = z.custom<Sha256>((value) => typeof value === 'string' && isSha256(value), 'not a sha256');
const Path = z.string().refine((path) => unsafePath(path) === undefined, 'not a path in the workspace');
const Count = z.number().int().nonnegative();

const Line = z.strictObject({
  part: z.custom<Address>(
    (value) => typeof value === 'string' && parseAddress(value) !== undefined,
    'not an address',
  ),
  key: z.custom<Key>((value) => typeof value === 'string' && isSha256(value), 'not a key'),
  session: z.string().regex(/^[A-Za-z0-9]{4,64}$/),
  nth: Count,
  ensembleVersion: z.string(),
  attempts: Count,
  verdict: z.string(),
  player: z.string(),
  model: z.string().exactOptional(),
  understudy: z.string().exactOptional(),
  usage: UsageNote.exactOptional(),
  usages: z.array(UsageNote).exactOptional(),
  sent: Sha.exactOptional(),
  understudySha256: Sha.exactOptional(),
  summary: z.string(),
  takePath: Path,
  outputSha256: Sha,
  takeSha256: Sha,
  files: z.array(
    z.strictObject({
      path: Path,
      size: Count,
      sha256: Sha,
      executable: z.boolean().exactOptional(),
      committed: z.boolean(),
    }),
  ),
  digests: z
    .record(z.string(), z.union([z.string(), z.null(), z.record(z.string(), z.string().nullable())]))
    .exactOptional(),
  clean: z.record(z.string(), Sha).exactOptional(),
});

/** One line, with its line end. The commit is left out: a rebase gives the take another one. */
export function sessionLine({ take, nth, clean }: RecordedTake): string {
  const { commit: _, ...said } = take;
  return `${canonicalJson({ ...said, nth, ...(Object.keys(clean).length === 0 ? {} : { clean }) })}\n`;
}

/** Reads one line; what is wrong with it in words where it is no such line. */
export function readSessionLine(
  text: string,
): { readonly recorded: RecordedTake } | { readonly wrong: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { wrong: 'it is no JSON' };
  }
  const read = Line.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0];
    return {
      wrong: issue === undefined ? 'it has another form' : `${issue.path.join('.')}: ${issue.message}`,
    };
  }
  const { nth, clean, ...take } = read.data;
  return { recorded: { take, nth, clean: clean ?? {} } };
}

/** Every whole line of a record; lines that are none are counted, never guessed at. */
export function readSessionLines(text: string): {
  readonly recorded: RecordedTake[];
  readonly wrong: readonly { line: number; wrong: string }[];
} {
  const recorded: RecordedTake[] = [];
  const wrong: { line: number; wrong: string }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const read = readSessionLine(line);
    if ('recorded' in read) recorded.push(read.recorded);
    else wrong.push({ line: index + 1, wrong: read.wrong });
  }
  return { recorded, wrong };
}

/** `sessions/<date>-<id>.jsonl` */
export const recordPath = (session: { readonly date: string; readonly id: string }): string =>
  `sessions/${session.date}-${session.id}.jsonl`;
