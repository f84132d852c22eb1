import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { byBytes, digestOf, type Json, type Sha256 } from '../base/index.ts';
import { differenceOf } from './difference.ts';
import type { Mask } from './mask.ts';
import { checkedJson } from './output.ts';
import { codeOf, systemSays } from './system-error.ts';

/**
 * Answers of models and services, kept so that a session can be played again without a network, byte for byte.
 * One file for each request, `<digest>.json`, small enough to be read in a diff.
 *
 * K1  A request is named by what is asked, never by who asks: no header and no key is in it, and every secret of the
 *     attempt is masked before the request is digested or anything is written.
 * K2  The same request asked by two attempts, or twice by one, has an answer for each, found by the attempt's
 *     idempotency key and the order of asking; an attempt that never asked it hears the first of them.
 * K3  A file is there whole or not at all.
 */
export interface CassettesOptions {
  /** Absolute path. */
  readonly folder: string;
  readonly mode: 'record' | 'replay';
}

/** What names an answer. `url` of services only: a model may be asked elsewhere when it is asked again. */
export interface RecordedRequest {
  readonly method: string;
  readonly model?: string | undefined;
  readonly url?: string | undefined;
  readonly body: Json;
}

export type Found =
  | { readonly found: 'answer'; readonly answer: Json }
  /** `difference`: to the nearest request that is there, in words. */
  | { readonly found: 'nothing'; readonly difference: string }
  | { readonly found: 'unreadable'; readonly file: string; readonly because: string };

export interface Cassettes {
  readonly mode: CassettesOptions['mode'];
  find(request: RecordedRequest, idempotencyKey: string, mask: Mask): Promise<Found>;
  keep(request: RecordedRequest, idempotencyKey: string, answer: Json, mask: Mask): Promise<void>;
}

const json = z.json();
const fileShape = z.strictObject({
  request: z.strictObject({
    method: z.string(),
    model: z.string().optional(),
    url: z.string().optional(),
    body: json,
  }),
  answers: z.array(z.strictObject({ attempt: z.string(), said: z.array(json) })).min(1),
});
type CassetteFile = z.infer<typeof fileShape>;

export function cassettesIn({ folder, mode }: CassettesOptions): Cassettes {
  /** How often an attempt asked the same, by digest and idempotency key. */
  const asked = new Map<string, number>();
  /** Writes to one file come one after the other. */
  const writing = new Map<Sha256, Promise<void>>();
  const next = (digest: Sha256, attempt: string): number => {
    const name = `${digest} ${attempt}`;
    const nth = asked.get(name) ?? 0;
    asked.set(name, nth + 1);
    return nth;
  };

  const add = async (
    digest: Sha256,
    request: CassetteFile['request'],
    attempt: string,
    nth: number,
    answer: Json,
  ): Promise<void> => {
    const path = join(folder, `${digest}.json`);
    const there = await readCassette(path);
    const before = there.read === 'file' ? there.file.answers : [];
    // What an earlier session heard in the same place is heard anew, from its first answer on.
    const said = nth === 0 ? [] : (before.find((one) => one.attempt === attempt)?.said ?? []);
    const answers = [
      ...before.filter((one) => one.attempt !== attempt),
      { attempt, said: [...said.slice(0, nth), answer] },
    ].sort((a, b) => byBytes(a.attempt, b.attempt));
    await writeWhole(folder, path, `${JSON.stringify({ request, answers }, undefined, 2)}\n`);
  };

  return {
    mode,
    async find(whole, attempt, mask) {
      const request = masked(whole, mask);
      const digest = digestOf(request);
      const file = `${digest}.json`;
      const there = await readCassette(join(folder, file));
      if (there.read === 'nothing') return { found: 'nothing', difference: await nearestIn(folder, request) };
      if (there.read === 'unreadable') return { found: 'unreadable', file, because: there.because };
      const { answers } = there.file;
      const said = (answers.find((one) => one.attempt === attempt) ?? answers[0])?.said ?? [];
      const answer = said[Math.min(next(digest, attempt), said.length - 1)];
      if (answer === undefined) return { found: 'unreadable', file, because: 'it holds no answer' };
      return { found: 'answer', answer };
    },
    async keep(whole, attempt, answer, mask) {
      const request = masked(whole, mask);
      const digest = digestOf(request);
      const nth = next(digest, attempt);
      const before = writing.get(digest) ?? Promise.resolve();
      const now = before
        .catch(() => undefined)
        .then(() => add(digest, request, attempt, nth, mask.json(answer)));
      writing.set(digest, now);
      await now;
    },
  };
}

const masked = ({ method, model, url, body }: RecordedRequest, mask: Mask): CassetteFile['request'] => ({
  method,
  ...(model === undefined ? {} : { model: mask.text(model) }),
  ...(url === undefined ? {} : { url: mask.text(url) }),
  body: jsonOf(mask.json(body)),
});

/** The same value, as the shape of a file has it. */
const jsonOf = (value: Json): z.infer<typeof json> => json.parse(value);

type ReadCassette =
  | { readonly read: 'file'; readonly file: CassetteFile }
  | { readonly read: 'nothing' }
  | { readonly read: 'unreadable'; readonly because: string };

async function readCassette(path: string): Promise<ReadCassette> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { read: 'nothing' };
    return { read: 'unreadable', because: systemSays(error) };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { read: 'unreadable', because: 'it is no JSON' };
  }
  const checked = checkedJson(value);
  const shaped = 'failure' in checked ? undefined : fileShape.safeParse(checked.output);
  return shaped?.success === true
    ? { read: 'file', file: shaped.data }
    : { read: 'unreadable', because: 'it is no cassette' };
}

async function writeWhole(folder: string, path: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Cassettes that are looked at for the nearest: with more, whoever looks sees that they are of something else. */
const mostLookedAt = 2_000;

async function nearestIn(folder: string, request: RecordedRequest): Promise<string> {
  const names = (await readdir(folder).catch(() => []))
    .filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
    .sort(byBytes)
    .slice(0, mostLookedAt);
  let nearest: { readonly name: string; readonly share: number; readonly words: string } | undefined;
  for (const name of names) {
    const there = await readCassette(join(folder, name));
    if (there.read !== 'file') continue;
    const { share, words } = differenceOf(there.file.request, request);
    if (nearest === undefined || share > nearest.share) nearest = { name, share, words };
  }
  if (nearest === undefined) return 'There is no cassette to compare it with: play with --record first.';
  return `The nearest, cassettes/${nearest.name}, differs: ${nearest.words}. Play with --record to keep what has changed.`;
}
