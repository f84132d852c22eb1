import { request as requestHttp, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { request as requestHttps, Agent as HttpsAgent } from 'node:https';
import type { Failure } from './end.ts';
import { duration } from './wording.ts';

/**
 * One HTTP request and its whole answer. Spoken through node:http, since `fetch` gives up on an answer that begins
 * after five minutes, whatever the instrument's timeout says, and does not let a redirect be looked at first.
 */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** Bytes that the answer's body may have. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

export interface HttpClient {
  /** `unseen`: the request had left, at least in part, and its answer was not seen whole. */
  ask(
    request: HttpRequest,
  ): Promise<HttpAnswer | { readonly failure: Failure | 'cancelled'; readonly unseen: boolean }>;
  close(): void;
}

const mostRedirects = 5;

type Reply = HttpAnswer & { readonly location?: string };

export function httpClient(): HttpClient {
  // A connection each: one that is kept open may be closed by the other side just as the next request goes out, and a
  // request that was perhaps heard is not sent again.
  const agents = { 'http:': new HttpAgent(), 'https:': new HttpsAgent() };

  /** Sends once; a rejection is a failure of the connection. `leaves` is told when the first byte may go out. */
  const send = (
    url: URL,
    { method, headers, body, limit, signal }: HttpRequest,
    leaves: () => void,
  ): Promise<Reply | { failure: Failure }> =>
    new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const options = {
        method,
        headers: {
          ...Object.fromEntries(headers),
          ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        },
        signal,
      };
      const sent = secure
        ? requestHttps(url, { ...options, agent: agents['https:'] }, answer)
        : requestHttp(url, { ...options, agent: agents['http:'] }, answer);
      sent.on('error', reject);
      // Before the connection stands, with its keys where it is encrypted, nothing of the request is on its way.
      sent.on('socket', (socket) => {
        if (sent.reusedSocket) leaves();
        else socket.once(secure ? 'secureConnect' : 'connect', leaves);
      });
      sent.end(body);

      function answer(response: IncomingMessage): void {
        const kept: Buffer[] = [];
        let bytes = 0;
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > limit) {
            resolve({ failure: { failure: 'too much output', of: `the body of ${url.href}`, limit } });
            response.destroy();
          } else kept.push(chunk);
        });
        response.on('end', () => {
          const { statusCode = 0, headers: got } = response;
          resolve({
            status: statusCode,
            body: Buffer.concat(kept),
            ...(got.location === undefined ? {} : { location: got.location }),
          });
        });
        // An answer that breaks off has neither `end` nor `error`; after either of them this does nothing.
        response.on('close', () =>
          reject(new Error('the connection was closed before the answer was whole')),
        );
      }
    });

  const follow = async (
    asked: HttpRequest,
    leaves: () => void,
  ): Promise<HttpAnswer | { failure: Failure; answered?: true }> => {
    let request = asked;
    let url = new URL(request.url);
    for (let redirects = 0; ; redirects++) {
      const reply = await send(url, request, leaves);
      if ('failure' in reply) return reply;
      if (reply.location === undefined || ![301, 302, 303, 307, 308].includes(reply.status)) return reply;
      const next = URL.canParse(reply.location, url.href) ? new URL(reply.location, url) : undefined;
      const sameHost = next?.host === url.host && !(url.protocol === 'https:' && next.protocol !== 'https:');
      if (next === undefined || !sameHost) {
        const to = next?.origin ?? reply.location;
        return { failure: { failure: 'sent elsewhere', url: url.href, to }, answered: true };
      }
      if (redirects === mostRedirects) {
        return {
          failure: {
            failure: 'no answer',
            url: asked.url,
            because: `sent on more than ${mostRedirects} times`,
          },
        };
      }
      // Fetch Standard, "HTTP-redirect fetch": these are asked again as GET, without a body.
      const asGet =
        (reply.status === 303 && request.method !== 'HEAD') ||
        (reply.status < 303 && request.method === 'POST');
      if (asGet) {
        const { body: _, ...rest } = request;
        request = {
          ...rest,
          method: 'GET',
          headers: new Map([...request.headers].filter(([name]) => !/^content-/i.test(name))),
        };
      }
      url = next;
    }
  };

  return {
    async ask(asked) {
      const parsed = URL.canParse(asked.url) ? new URL(asked.url) : undefined;
      if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
        return {
          failure: {
            failure: 'bad request',
            because: `${JSON.stringify(asked.url)} is no http:// or https:// address`,
          },
          unseen: false,
        };
      }
      const late = AbortSignal.timeout(Math.min(Math.max(0, Math.ceil(asked.timeoutMs)), 2 ** 32 - 1));
      const request = { left: false };
      try {
        const end = await follow(
          { ...asked, signal: AbortSignal.any([asked.signal, late]) },
          () => (request.left = true),
        );
        return 'failure' in end
          ? { failure: end.failure, unseen: request.left && end.answered !== true }
          : end;
      } catch (error) {
        const unseen = request.left;
        if (asked.signal.aborted) return { failure: 'cancelled', unseen };
        if (late.aborted)
          return {
            failure: {
              failure: 'no answer',
              url: asked.url,
              because: `none within ${duration(asked.timeoutMs)}`,
            },
            unseen,
          };
        return { failure: faultOf(error, asked.url), unseen };
      }
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

const sentences: { readonly [code: string]: string } = {
  ECONNREFUSED: 'the connection was refused; nobody listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host’s name could not be looked up',
  ECONNRESET: 'the connection was broken off',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the host did not take the connection',
};

function faultOf(error: unknown, url: string): Failure {
  const all: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const [cause] = all;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const message = cause instanceof Error ? cause.message : String(cause);
  // Mistakes in what was to be sent: a header that HTTP cannot hold, an unknown method.
  if (code.startsWith('ERR_INVALID') || code === 'ERR_UNESCAPED_CHARACTERS')
    return { failure: 'bad request', because: message };
  return { failure: 'no answer', url, because: sentences[code] ?? message };
}
