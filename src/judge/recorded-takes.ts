import * as z from 'zod';
import { parseAddress } from '../base/index.ts';
import type { Folder } from './folder.ts';

/** What the sessions' records say of one take. */
export interface Recorded {
  readonly item?: string;
  readonly round: number;
  readonly attempts: number;
  readonly takeSha256: string;
  readonly files: readonly RecordedFile[];
}

export interface RecordedFile {
  readonly path: string;
  readonly size: number;
  /** Of what the take left and, where git's filters change that, of what stands in git. */
  readonly digests: readonly string[];
  readonly committed: boolean;
}

/** No record makes a script look outside the workspace. */
const inside = z.string().refine((path) => !path.startsWith('/') && !path.split('/').includes('..'));

/** Of a line of `sessions/<date>-<id>.jsonl` what is asked for here. */
const line = z.looseObject({
  part: z.string(),
  attempts: z.number(),
  takeSha256: z.string(),
  files: z.array(
    z.looseObject({ path: inside, size: z.number(), sha256: z.string(), committed: z.boolean() }),
  ),
  /** The session's number: of two records of a part the higher is the later. */
  nth: z.number().default(0),
  clean: z.record(z.string(), z.string()).default({}),
});

/**
 * All lines of `sessions/*.jsonl`, by `ensemble/nickname`, the latest last. Lines that are not ours, or cut off, are
 * passed over: a take without a record is still judged.
 */
export function recordedTakes(folder: Folder): ReadonlyMap<string, readonly Recorded[]> {
  const lines = folder
    .list('sessions')
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => new TextDecoder().decode(folder.read(`sessions/${name}`)).split('\n'))
    .flatMap((text) => line.safeParse(jsonOrNothing(text)).data ?? [])
    .toSorted((a, b) => a.nth - b.nth);
  const known = new Map<string, Recorded[]>();
  for (const { part: address, attempts, takeSha256, files, clean } of lines) {
    const part = parseAddress(address);
    if (part === undefined) continue;
    const instrument = `${part.ensemble}/${part.nickname}`;
    const entry: Recorded = {
      round: part.round,
      attempts,
      takeSha256,
      files: files.map(({ path, size, sha256, committed }) => {
        const inGit = clean[path];
        return { path, size, committed, digests: [sha256, ...(inGit === undefined ? [] : [inGit])] };
      }),
      ...(part.item === undefined ? {} : { item: part.item }),
    };
    const before = known.get(instrument);
    if (before === undefined) known.set(instrument, [entry]);
    else before.push(entry);
  }
  return known;
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
