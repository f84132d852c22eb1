import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that the shop heard. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly body: string;
}

type Answer = { readonly status?: number; readonly body: unknown } | 'none' | 'reset';

/**
 * A real server, in the test's own process, that sells: every order is an effect, and one with an idempotency key that
 * it knows is none. What it does and what it answers are told apart, so that it can do and not answer.
 */
export class Shop implements AsyncDisposable {
  readonly heard: Heard[] = [];
  /** Orders that were carried out, by idempotency key: what may never be there twice. */
  readonly orders: string[] = [];
  /** How it answers an order; called after the order was carried out. */
  sells: (heard: Heard, nth: number) => Answer = (_, nth) => ({ body: { order: nth } });
  /** How it answers any other question. */
  tells: (heard: Heard) => Answer = () => ({ status: 404, body: {} });
  #server: Server | undefined;
  #port = 0;
  #wake: () => void = () => undefined;

  static async open(): Promise<Shop> {
    const shop = new Shop();
    await shop.reopen();
    return shop;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
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
  async hears(session: PromiseLike<{ readonly stderr?: unknown }>, is: (heard: Heard) => boolean): Promise<void> {
    const ended = Promise.resolve(session).then(({ stderr }) => {
      throw new Error(`the session ended, and the shop was not asked: ${String(stderr)}`);
    });
    ended.catch(() => undefined);
    while (!this.heard.some(is)) await Promise.race([ended, new Promise<void>((resolve) => (this.#wake = resolve))]);
  }

  /** Orders that were sent, carried out or not. */
  get sent(): readonly Heard[] {
    return this.heard.filter(({ method }) => method === 'POST');
  }

  #hear(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { method = '', url = '', headers } = request;
    const key = headers['idempotency-key'];
    const heard: Heard = { method, path: url, key: Array.isArray(key) ? key[0] : key, body };
    this.heard.push(heard);
    if (method === 'POST' && !(heard.key !== undefined && this.orders.includes(heard.key))) this.orders.push(heard.key ?? '');
    const answer = method === 'POST' ? this.sells(heard, this.sent.length) : this.tells(heard);
    this.#wake();
    if (answer === 'none') return;
    if (answer === 'reset') request.socket.resetAndDestroy();
    else response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
