import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that the engine heard. */
export interface Heard {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly key: string | undefined;
  readonly body: string;
}

/** A job as the engine keeps it. */
export interface Job {
  readonly id: string;
  readonly key: string;
  /** How often it was taken up: once, and once more for every submission after it had failed. */
  tries: number;
  /** Polls that are still answered with `running`. */
  left: number;
  failed: boolean;
}

/**
 * How one request is answered. `well`: as the protocol says. `twice`: so, two times on one connection. Else, after what
 * it asks for was done or not: with a status, never (`none`), or with a broken connection (`reset`).
 */
export type Manner =
  'well' | 'twice' | { readonly answer: number | 'none' | 'reset'; readonly after: 'nothing' | 'the work' };

const token = 'engine-token-of-the-tests';

/**
 * A music engine in the test's own process that renders nothing and counts everything: a real HTTP server that speaks the
 * protocol of ensembles/song/references/engine.md. What it does and what it answers are told apart, so that it can do
 * and not answer.
 */
export class EngineServer implements AsyncDisposable {
  readonly heard: Heard[] = [];
  /** Every job that was ever begun, in order: no two of them may have the same key, unless the first was lost. */
  readonly begun: Job[] = [];
  /** How a submission is answered; `nth` counts submissions from 1. */
  submits: (nth: number) => Manner = () => 'well';
  /** How a question about a job is answered; `nth` counts such questions from 1. */
  polls: (nth: number) => Manner = () => 'well';
  /** How the question for a key is answered; `nth` counts such questions from 1. */
  finds: (nth: number) => Manner = () => 'well';
  /** Polls that say `running` before a job has ended. */
  slow = 0;
  /** Whether a job that is taken up ends badly. */
  fails: (job: Job) => boolean = () => false;
  /** Further members of an answer. */
  more: Readonly<Record<string, unknown>> = {};
  readonly #known = new Map<string, Job>();
  readonly #asked = { submits: 0, polls: 0, finds: 0 };
  #server: Server | undefined;
  #port = 0;
  #wake: () => void = () => undefined;

  static async open(): Promise<EngineServer> {
    const engine = new EngineServer();
    await engine.reopen();
    return engine;
  }

  /** What the instrument needs to find it. */
  get env(): Readonly<Record<'ENGINE_URL' | 'ENGINE_KEY', string>> {
    return { ENGINE_URL: `http://127.0.0.1:${this.#port}`, ENGINE_KEY: token };
  }

  /** Submissions that were heard, whatever became of them. */
  get submissions(): readonly Heard[] {
    return this.heard.filter(({ method }) => method === 'POST');
  }

  /** Keys of the submissions that were heard, each once. */
  get keys(): readonly (string | undefined)[] {
    return [...new Set(this.submissions.map(({ key }) => key))];
  }

  /** Forgets every job, as an engine that lost its memory. */
  lose(): void {
    this.#known.clear();
  }

  /** At the same address as before. */
  async reopen(): Promise<void> {
    const server = createServer((request, response) => {
      // A Conductor that is killed in the middle breaks its connections off.
      response.on('error', () => undefined);
      void text(request).then(
        (body) => this.#hear(request, response, body),
        () => undefined,
      );
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** Resolves when it has heard something of that kind; throws when `session` ends before. */
  async hears(
    session: PromiseLike<{ readonly stderr?: unknown }>,
    is: (heard: Heard) => boolean,
  ): Promise<void> {
    const ended = Promise.resolve(session).then(({ stderr }) => {
      throw new Error(`the session ended, and the engine was not asked: ${String(stderr)}`);
    });
    ended.catch(() => undefined);
    while (!this.heard.some(is))
      await Promise.race([ended, new Promise<void>((resolve) => (this.#wake = resolve))]);
  }

  #hear(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { method = '', url = '', headers } = request;
    const key = headers['idempotency-key'];
    const heard: Heard = { method, path: url, key: Array.isArray(key) ? key[0] : key, body };
    this.heard.push(heard);
    const [manner, work] = this.#workOf(heard);
    if (headers.authorization !== `Bearer ${token}`)
      answerWith(response, 401, { error: 'not the right key' });
    else if (typeof manner === 'object') {
      if (manner.after === 'the work') work();
      if (manner.answer === 'reset') request.socket.resetAndDestroy();
      else if (manner.answer !== 'none') answerWith(response, manner.answer, { error: 'as the test asked' });
    } else {
      const { status, answer } = work();
      if (manner === 'twice') request.socket.end(twice(status, answer));
      else answerWith(response, status, answer);
    }
    this.#wake();
  }

  /** How a request is answered, and what it asks for. */
  #workOf({ method, path, key, body }: Heard): readonly [Manner, () => Worked] {
    const { pathname, searchParams } = new URL(path, 'http://engine');
    if (method === 'POST' && pathname === '/jobs')
      return [this.submits((this.#asked.submits += 1)), () => this.#submit(key, body)];
    if (method === 'GET' && pathname === '/jobs')
      return [
        this.finds((this.#asked.finds += 1)),
        () => this.#tell(this.#known.get(searchParams.get('idempotency_key') ?? '')),
      ];
    const id = /^\/jobs\/([^/]+)$/.exec(pathname)?.[1];
    if (method === 'GET' && id !== undefined) {
      const of = [...this.#known.values()].find((job) => job.id === id);
      return [this.polls((this.#asked.polls += 1)), () => this.#poll(of)];
    }
    return ['well', () => ({ status: 404, answer: { error: 'no such address' } })];
  }

  #submit(key: string | undefined, body: string): Worked {
    if (key === undefined) return { status: 400, answer: { error: 'an Idempotency-Key is needed' } };
    const { prompt } = JSON.parse(body) as { readonly prompt?: unknown };
    if (typeof prompt !== 'string' || prompt === '')
      return { status: 422, answer: { error: 'there is no prompt' } };
    const known = this.#known.get(key);
    if (known === undefined) {
      const job: Job = { id: `job-${this.begun.length + 1}`, key, tries: 1, left: this.slow, failed: false };
      job.failed = this.fails(job);
      this.begun.push(job);
      this.#known.set(key, job);
      return { ...this.#tell(job), status: 202 };
    }
    if (known.failed && known.left === 0) {
      Object.assign(known, { tries: known.tries + 1, left: this.slow });
      known.failed = this.fails(known);
    }
    return this.#tell(known);
  }

  #poll(job: Job | undefined): Worked {
    const told = this.#tell(job);
    if (job !== undefined && job.left > 0) job.left -= 1;
    return told;
  }

  #tell(job: Job | undefined): Worked {
    if (job === undefined) return { status: 404, answer: { error: 'no such job' } };
    const { id, tries, left, failed } = job;
    if (left > 0) return { status: 200, answer: { id, status: 'running', ...this.more } };
    if (failed)
      return {
        status: 200,
        answer: { id, status: 'failed', error: `try ${tries} went wrong`, ...this.more },
      };
    const audio = [{ url: `/jobs/${id}/audio.wav`, format: 'wav', seconds: 120 }];
    return { status: 200, answer: { id, status: 'succeeded', audio, ...this.more } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

interface Worked {
  readonly status: number;
  readonly answer: Readonly<Record<string, unknown>>;
}

function answerWith(response: ServerResponse, status: number, answer: Worked['answer']): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

/** Two whole answers, one behind the other, as node:http would never write them. */
function twice(status: number, answer: Worked['answer']): string {
  const body = JSON.stringify(answer);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  const once = `${head.join('\r\n')}\r\n\r\n${body}`;
  return once + once;
}
