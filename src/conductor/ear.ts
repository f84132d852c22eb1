import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { digestOf, printAddress, type Address } from '../base/index.ts';
import type { Listen, Question } from '../judge/index.ts';
import type { AtHand } from '../plan/index.ts';
import type { LocalPlayers } from '../players/index.ts';
import type { Model, Score } from '../score/index.ts';
import type { Asker, Ledger } from './ledger.ts';

/** Who asks by ear for a take, and how the question is told from others. */
interface Asking extends Asker {
  readonly idempotencyKey: string;
  readonly timeoutMs: number;
  /** Something was played, so a journal is there for what it costs. */
  readonly opened: boolean;
}

/** What was answered is kept, so that a rerun that keeps everything costs nothing, and says the same. */
const remembered = z.strictObject({ answer: z.json(), model: z.string() });
type Remembered = z.infer<typeof remembered>;
type Said = Extract<Awaited<ReturnType<Listen>>, { said: 'answer' }>;

/** What a wider scope asks is spent by nobody's part: no instrument may have this name. */
export const onBehalfOf = (ensemble: string): Address =>
  printAddress({ ensemble, nickname: 'conductor', round: 1 });

/** Milliseconds for a verdict that belongs to no instrument. */
export const patience = 120_000;

interface EarOptions {
  readonly score: Score;
  readonly players: Pick<LocalPlayers, 'listen'>;
  readonly ledger: Ledger;
  readonly atHand: AtHand;
  readonly environment: { readonly [name: string]: string | undefined };
  /** Absolute path of `.simphony`. */
  readonly home: string;
  /** Not with cassettes: there every question must be on the cassette. */
  readonly remembers: boolean;
  /** Whoever interrupts waits for no answer. */
  readonly signal: AbortSignal;
}

/** Asks models by ear on the judge's behalf: whom, with whose money, and the same question only once. */
export class ModelEar {
  readonly #options: EarOptions;

  constructor(options: EarOptions) {
    this.#options = options;
  }

  for(asking: Asking): Listen {
    return async (question) => {
      const model = question.ear ?? this.#options.score.concerto.models.get('nano');
      const { atHand, remembers } = this.#options;
      if (model === undefined || atHand.understudies === true || atHand.models?.(model) !== true)
        return { said: 'nothing', because: 'there is no model that could listen' };
      if (!remembers) return await this.#ask(question, model, asking);
      const memory = this.#memoryOf(question, model);
      const before = await recall(memory);
      if (before !== undefined) return { said: 'answer', ...before };
      const said = await this.#ask(question, model, asking);
      if (said.said === 'answer') await remember(memory, said);
      return said;
    };
  }

  async #ask(
    { criterion, output, files }: Question,
    model: Model,
    { part, attempt, idempotencyKey, timeoutMs, opened }: Asking,
  ): ReturnType<Listen> {
    const { players, ledger, environment, signal } = this.#options;
    if (!opened) return { said: 'nothing', because: 'nothing of this session was played' };
    const said = players.listen(
      { model, criterion, output, files, idempotencyKey, timeoutMs, environment },
      { calling: (call) => ledger.calling({ part, attempt }, call), log: () => undefined },
    );
    return await Promise.race([said, interrupted(signal)]);
  }

  #memoryOf({ criterion, output, files }: Question, { id, baseUrl = '' }: Model): string {
    const texts = files.map(({ path, text = null }) => [path, text]);
    return join(this.#options.home, 'heard', `${digestOf([id, baseUrl, criterion, output, texts])}.json`);
  }
}

const interrupted = (signal: AbortSignal): ReturnType<Listen> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve({ said: 'cancelled' });
    signal.addEventListener(
      'abort',
      () => {
        resolve({ said: 'cancelled' });
      },
      { once: true },
    );
  });

/** A memory that cannot be read, or is none, is no memory: what it holds is judged like any answer. */
async function recall(file: string): Promise<Remembered | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    const found: unknown = JSON.parse(text);
    const read = remembered.safeParse(found);
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** Where there is no room for a memory, it is asked again. */
async function remember(file: string, { answer, model }: Said): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ answer, model }));
  } catch {
    // asked again
  }
}
