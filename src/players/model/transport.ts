import type { Anthropic as Sdk, ClientOptions } from '@anthropic-ai/sdk';
import type { Stream as SdkStream } from '@anthropic-ai/sdk/core/streaming';
import * as z from 'zod';
import { plain } from '../text.ts';
import type { MessageBody } from './body.ts';
import { provider, type Endpoint } from './endpoint.ts';
import { MessageReader, messageOf, type Message } from './message.ts';
import type { ApiError } from './provider-says.ts';

/** How one request ended. What is done about it is decided in ask.ts. */
export type SentEnd =
  | { readonly end: 'message'; readonly message: Message }
  | {
      readonly end: 'status';
      readonly status: number;
      readonly error: ApiError;
      /** What the endpoint asks us to wait. */
      readonly retryAfterMs?: number;
    }
  /** Refused, reset, unknown host, broken off. `left`: the request was on its way, so it may have cost something. */
  | {
      readonly end: 'broken';
      readonly because: string;
      readonly left: boolean;
      /** An answer had begun. */
      readonly begun: boolean;
    }
  | { readonly end: 'no message'; readonly begins: string }
  | { readonly end: 'sent elsewhere'; readonly to: string }
  | { readonly end: 'too much'; readonly limit: number }
  /** Our own signal stopped it. */
  | { readonly end: 'stopped' };

export interface Request {
  readonly endpoint: Endpoint;
  readonly body: MessageBody;
  readonly idempotencyKey: string;
  /** Characters that an answer may have. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Loaded with the first request: a start of the command that asks no model does not pay for it. */
const sdk = async (): Promise<{
  readonly Anthropic: typeof Sdk;
  readonly Stream: typeof SdkStream;
}> => {
  const [{ default: Anthropic }, { Stream }] = await Promise.all([
    import('@anthropic-ai/sdk'),
    import('@anthropic-ai/sdk/core/streaming'),
  ]);
  return { Anthropic, Stream };
};

/** The longest that a timer can be set to: our own signal ends a request, not the SDK's clock. */
const never = 2 ** 31 - 1;
/** Characters of what an endpoint says that are kept. */
const quoted = 300;

class SentElsewhere extends Error {
  readonly to: string;
  constructor(to: string) {
    super(`sent on to ${to}`);
    this.to = to;
  }
}

/**
 * One request and its whole answer. The SDK makes the request and reads the stream; it retries nothing, logs nothing
 * and looks for no other key than the one that it is given.
 */
export async function send({ endpoint, body, idempotencyKey, limit, signal }: Request): Promise<SentEnd> {
  const { Anthropic, Stream } = await sdk();
  const way: Way = { isOn: false };
  const client = new Anthropic({ ...quiet, ...access(endpoint, way) });
  const reader = new MessageReader();
  const reading = new AbortController();
  let answered = false;
  try {
    const response = await client.messages
      .create(paramsOf(body), {
        signal: AbortSignal.any([signal, reading.signal]),
        headers: { 'idempotency-key': idempotencyKey },
      })
      .asResponse();
    answered = true;
    if (!/^text\/event-stream/i.test(response.headers.get('content-type') ?? '')) {
      const text = await bounded(response, limit);
      if (text === undefined) return { end: 'too much', limit };
      const message = messageOf(parsed(text));
      return message === undefined ? { end: 'no message', begins: shown(text) } : { end: 'message', message };
    }
    for await (const event of Stream.fromSSEResponse<unknown>(response, reading, client)) {
      reader.add(event);
      if (reader.characters > limit) return { end: 'too much', limit };
    }
    if (signal.aborted) return { end: 'stopped' };
    const { message } = reader;
    if (message !== undefined) return { end: 'message', message };
    if (!reader.begun) return { end: 'no message', begins: '' };
    return { end: 'broken', because: 'the answer broke off', left: true, begun: true };
  } catch (error) {
    if (signal.aborted) return { end: 'stopped' };
    return endOf(error, answered, way.isOn, Anthropic);
  } finally {
    reading.abort();
  }
}

const quiet: ClientOptions = {
  maxRetries: 0,
  timeout: never,
  logLevel: 'off',
  openTelemetry: false,
  webhookKey: null,
};

/** The body is ours to the byte; the SDK's types are wider. */
const paramsOf = ({ system, messages, ...rest }: MessageBody): Parameters<Sdk['messages']['create']>[0] => ({
  ...rest,
  system: [...system],
  messages: [...messages],
});

/** What the SDK refuses to make a request of never leaves, and costs nothing. */
interface Way {
  isOn: boolean;
}

function access({ url, key }: Endpoint, way: Way): ClientOptions {
  const given =
    key === undefined
      ? // The SDK wants one, and would look for one elsewhere: taken away again before it is sent.
        { apiKey: 'none' }
      : key.kind === 'token'
        ? { authToken: key.value }
        : { apiKey: key.value };
  return { ...given, baseURL: url, fetch: fetchFrom(url, key, way) };
}

/** Headers that go to any endpoint; whatever else the SDK takes from the environment stays here. */
const sentAnywhere =
  /^(?:accept|content-type|content-length|user-agent|authorization|x-api-key|anthropic-version|anthropic-beta|idempotency-key|x-stainless-.*)$/i;

/** Follows no redirect: a key goes to the endpoint that it was given for, and nowhere else. */
const fetchFrom =
  (endpoint: string, key: Endpoint['key'], way: Way): NonNullable<ClientOptions['fetch']> =>
  async (input, init) => {
    const headers = new Headers(init?.headers);
    for (const name of [...headers.keys()]) if (!sentAnywhere.test(name)) headers.delete(name);
    if (key === undefined) headers.delete('authorization');
    // The SDK sends a key as its own provider takes it; others that speak the protocol know the header from before.
    if (key?.kind === 'api key' && endpoint !== provider) headers.set('x-api-key', key.value);
    way.isOn = true;
    const response = await fetch(input, { ...init, headers, redirect: 'manual' });
    if (response.status < 300 || response.status > 399) return response;
    await response.body?.cancel();
    const to = response.headers.get('location') ?? '';
    throw new SentElsewhere(URL.canParse(to, endpoint) ? new URL(to, endpoint).origin : 'nowhere');
  };

const apiBody = z.looseObject({
  error: z.looseObject({
    type: z.string().optional(),
    message: z.string().optional(),
    details: z.looseObject({ error_code: z.string().optional() }).nullish(),
  }),
});

function endOf(
  error: unknown,
  answered: boolean,
  isOnItsWay: boolean,
  { APIError: Api, APIConnectionError: Connection }: typeof Sdk,
): SentEnd {
  const elsewhere = causesOf(error).find((one) => one instanceof SentElsewhere);
  if (elsewhere instanceof SentElsewhere) return { end: 'sent elsewhere', to: elsewhere.to };
  if (error instanceof Api && !(error instanceof Connection)) return apiEnd(error, answered);
  const causes = causesOf(error);
  const code = causes.map(codeIn).find((one) => one !== undefined);
  return {
    end: 'broken',
    because: answered ? 'the answer broke off' : wordsFor(code, causes),
    left: answered || (isOnItsWay && (code === undefined || !beforeItLeft.test(code))),
    begun: answered,
  };
}

/** An error with a status, or one that came as an event in the middle of an answer. */
function apiEnd(
  error: {
    readonly status: unknown;
    readonly headers: unknown;
    readonly error: unknown;
    readonly message: string;
  },
  answered: boolean,
): SentEnd {
  const read = apiBody.safeParse(error.error);
  const said = read.success ? read.data.error : undefined;
  const message = shown(said?.message ?? error.message.replace(/^\d{3} /, ''));
  const code = said?.details?.error_code;
  const api: ApiError = {
    ...(said?.type === undefined ? {} : { type: said.type }),
    ...(code === undefined ? {} : { code }),
    message,
  };
  const { status } = error;
  if (typeof status !== 'number' || answered)
    return { end: 'broken', because: `it ended with an error: ${message}`, left: true, begun: true };
  const after = retryAfter(error.headers instanceof Headers ? error.headers : undefined);
  return { end: 'status', status, error: api, ...(after === undefined ? {} : { retryAfterMs: after }) };
}

/** RFC 9110, 10.2.3: seconds, or a date; `retry-after-ms` is the provider's finer word for it. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const value = headers?.get('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  const [at, now] = [Date.parse(value), Date.parse(headers?.get('date') ?? '')];
  // By the endpoint's own clock where it tells its time.
  if (Number.isNaN(at)) return undefined;
  return Math.max(0, at - (Number.isNaN(now) ? Date.now() : now));
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let one: unknown = error; one !== undefined && one !== null && causes.length < 8;) {
    causes.push(one);
    if (one instanceof AggregateError) causes.push(...(one.errors as unknown[]));
    one = one instanceof Error ? one.cause : undefined;
  }
  return causes;
}

const codeIn = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Nothing of a request is on its way before the connection stands. */
const beforeItLeft =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

const words: { readonly [code: string]: string } = {
  ECONNREFUSED: 'the connection was refused; nobody listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host’s name could not be looked up',
  ECONNRESET: 'the connection was broken off',
  UND_ERR_SOCKET: 'the connection was broken off',
  UND_ERR_CONNECT_TIMEOUT: 'the host did not take the connection',
};

function wordsFor(code: string | undefined, causes: readonly unknown[]): string {
  const known = code === undefined ? undefined : words[code];
  if (known !== undefined) return known;
  const last = causes.findLast((one) => one instanceof Error);
  return shown(last instanceof Error ? last.message : String(last));
}

const shown = (text: string): string => plain(text).replace(/\s+/g, ' ').trim().slice(0, quoted);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text of an answer that is no stream; `undefined` where it is too long. */
async function bounded(response: Response, limit: number): Promise<string | undefined> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > limit) return undefined;
  }
  return text + decoder.decode();
}
