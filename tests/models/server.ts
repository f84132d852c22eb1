import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The body of a request, as far as tests look at it. */
export interface Body {
  readonly model: string;
  readonly max_tokens: number;
  readonly stream?: boolean;
  readonly system?: unknown;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly output_config?: { readonly format?: { readonly type: string; readonly schema?: unknown } };
}

/** One request as it came in. */
export interface Asked {
  /** From 1. */
  readonly nth: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
  /** The bytes of the body. */
  readonly text: string;
}

/** What usage says, in the words of the Messages API: `input_tokens` is what neither cache nor writing counts. */
export interface Counted {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens?: number;
  readonly cache_creation_input_tokens?: number;
}

export type Reply =
  /** A message; as a stream where one was asked for. */
  | {
      readonly text: string;
      readonly stop?: 'end_turn' | 'max_tokens' | 'refusal' | 'stop_sequence';
      readonly usage?: Partial<Counted>;
      /** Of a stream: ends without a word after so many pieces of text (of 16 characters). */
      readonly cutAfter?: number;
      /** Of a stream: the connection stays, and nothing more comes, after so many pieces of text. */
      readonly hangAfter?: number;
    }
  /** An error of the API, or whatever else `body` says; text is sent as it is. */
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** Nothing is ever answered. */
  | 'silence'
  /** The connection is cut before a byte was answered. */
  | 'cut';

/** What to answer; a promise holds the answer back. */
export type Script = (asked: Asked) => Reply | Promise<Reply>;

/** An answer with this JSON as its text. */
export const says = (value: unknown, more: Partial<Extract<Reply, { text: string }>> = {}): Reply => ({
  text: JSON.stringify(value),
  ...more,
});

/** An error as the API words it. */
export const fails = (
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({ status, headers, body: { type: 'error', error: { type, message } } });

/** About four characters a token, as the server counts where a script says nothing. */
const tokensOf = (text: string): number => Math.ceil(text.length / 4);

const pieceLength = 16;

/**
 * A server that speaks the Messages API, on this machine. What it answers is scripted; whatever it was asked and
 * whatever it counted stays to be looked at, also when those who asked were killed.
 */
export class ModelServer implements AsyncDisposable {
  readonly #server: Server;
  /** All requests for a message, in the order in which they came. */
  readonly asked: Asked[] = [];
  /** What each answered request was told to have used, in the order of the answers. */
  readonly counted: (Required<Counted> & { readonly model: string })[] = [];
  /** Anything that was asked besides messages: `GET /v1/models`. */
  readonly others: string[] = [];
  script: Script;
  /** Most requests that were open at the same time. */
  mostAtOnce = 0;
  #open = 0;
  #waiting: (() => void)[] = [];

  private constructor(script: Script) {
    this.script = script;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.#hear(
          request.method ?? '',
          request.url ?? '',
          request.headers,
          Buffer.concat(chunks).toString(),
          response,
        ).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
      });
      // Who asked was killed.
      request.on('error', () => {});
      response.on('error', () => {});
    });
  }

  /** `{ answer: 42 }` to everything, where no script says otherwise. */
  static async open(
    script: Script = () => says({ answer: 42, summary: 'Forty-two.' }),
  ): Promise<ModelServer> {
    const server = new ModelServer(script);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Input, of which cached and written, and output, of everything that was answered. */
  get total(): {
    readonly input: number;
    readonly cached: number;
    readonly written: number;
    readonly output: number;
  } {
    return this.counted.reduce(
      (sum, one) => ({
        input: sum.input + one.input_tokens + one.cache_read_input_tokens + one.cache_creation_input_tokens,
        cached: sum.cached + one.cache_read_input_tokens,
        written: sum.written + one.cache_creation_input_tokens,
        output: sum.output + one.output_tokens,
      }),
      { input: 0, cached: 0, written: 0, output: 0 },
    );
  }

  /** What that costs at a price in USD for a million tokens, by the server's own count. */
  costAt(price: {
    readonly input: number;
    readonly output: number;
    readonly cached?: number;
    readonly written?: number;
  }): number {
    const { input, cached, written, output } = this.total;
    const plain = input - cached - written;
    return (
      (plain * price.input +
        cached * (price.cached ?? price.input) +
        written * (price.written ?? price.input) +
        output * price.output) /
      1e6
    );
  }

  /** Resolves when so many requests have come in; rejects when `session` ends before. */
  async hears(many: number, session?: Promise<unknown>): Promise<void> {
    const ended = session?.then(() => 'ended' as const);
    while (this.asked.length < many) {
      const came = new Promise<'came'>((resolve) => this.#waiting.push(() => resolve('came')));
      const what = await (ended === undefined ? came : Promise.race([came, ended]));
      if (what === 'ended' && this.asked.length < many)
        throw new Error(`the session ended after ${this.asked.length} of ${many} requests`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #hear(
    method: string,
    path: string,
    headers: IncomingHttpHeaders,
    text: string,
    response: ServerResponse,
  ): Promise<void> {
    if (method !== 'POST' || !path.startsWith('/v1/messages')) {
      this.others.push(`${method} ${path}`);
      response.writeHead(404, { 'content-type': 'application/json' });
      return void response.end(
        JSON.stringify({ type: 'error', error: { type: 'not_found_error', message: path } }),
      );
    }
    const asked: Asked = { nth: this.asked.length + 1, path, headers, text, body: JSON.parse(text) as Body };
    this.asked.push(asked);
    this.#open += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#open);
    response.on('close', () => (this.#open -= 1));
    this.#waiting.splice(0).forEach((wake) => wake());
    const reply = await this.script(asked);
    if (reply === 'silence') return;
    if (reply === 'cut') return void response.destroy();
    if ('status' in reply) return this.#refuse(reply, response);
    this.#answer(reply, asked, response);
  }

  #refuse(reply: Extract<Reply, { status: number }>, response: ServerResponse): void {
    const { status, headers = {}, body = '' } = reply;
    const isText = typeof body === 'string';
    response.writeHead(status, {
      'content-type': isText ? 'text/plain' : 'application/json',
      'request-id': 'req_local',
      ...headers,
    });
    response.end(isText ? body : JSON.stringify(body));
  }

  #answer(
    reply: Extract<Reply, { text: string }>,
    { body, text: sent }: Asked,
    response: ServerResponse,
  ): void {
    const { text, stop = 'end_turn' } = reply;
    const usage = {
      input_tokens: tokensOf(sent),
      output_tokens: tokensOf(text),
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
      ...reply.usage,
    };
    this.counted.push({ ...usage, model: body.model });
    const message = {
      id: `msg_${this.counted.length}`,
      type: 'message',
      role: 'assistant',
      model: body.model,
      content: [{ type: 'text', text }],
      stop_reason: stop,
      stop_sequence: null,
      usage,
    };
    if (body.stream !== true) {
      response.writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_local' });
      return void response.end(JSON.stringify(message));
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_local' });
    const send = (event: string, data: object): void =>
      void response.write(`event: ${event}\ndata: ${JSON.stringify({ type: event, ...data })}\n\n`);
    send('message_start', {
      message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } },
    });
    send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    for (let at = 0, piece = 0; at < text.length; at += pieceLength, piece += 1) {
      if (piece === reply.cutAfter) return void response.destroy();
      if (piece === reply.hangAfter) return;
      send('content_block_delta', {
        index: 0,
        delta: { type: 'text_delta', text: text.slice(at, at + pieceLength) },
      });
    }
    send('content_block_stop', { index: 0 });
    send('message_delta', { delta: { stop_reason: stop, stop_sequence: null }, usage });
    send('message_stop', {});
    response.end();
  }
}
