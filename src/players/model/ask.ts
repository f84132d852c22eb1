import { digestOf, type Sha256, type Waits } from '../../base/index.ts';
import type { Model } from '../../score/index.ts';
import type { Allowance, PlayListener } from '../player.ts';
import { duration } from '../wording.ts';
import { mostInputTokens, type MessageBody } from './body.ts';
import type { Breaker } from './breaker.ts';
import type { Endpoint } from './endpoint.ts';
import type { ModelFault } from './fault.ts';
import type { Message } from './message.ts';
import { mostCost, withCost } from './money.ts';
import { providersWords, saysNoSuchForm, saysUsedUp, timeIn } from './provider-says.ts';
import type { Time } from './time.ts';
import { send, type SentEnd } from './transport.ts';

/**
 * Asks one model one thing, until there is an answer or a reason why there is none.
 *
 * A1  Before every request `calling` is asked, and the request is made only once it is allowed; every call that was
 *     allowed is settled exactly once.
 * A2  How often is asked at most:
 *       once          400 401 402 403 404 and other refusals, a redirect, a 200 that is no message, an answer that
 *                     says that a limit is reached, silence until the time is up, being stopped
 *       twice         an answer, or a request on its way, that broke off
 *       four times    408 409 429 5xx 529, a connection that did not come about, an answer that says that it is busy
 *     What was refused is not sent again for a quarter of an hour; where the quota is gone nothing is sent to
 *     that endpoint with that key until it is worth trying.
 * A3  A `retry-after` is waited for up to a minute; beyond that, or used up, the part waits and nothing has failed.
 */
export const mostRequests = 4;
export const mostBroken = 2;
/** The longest wait that an endpoint may ask for and still be waited for here, milliseconds. */
export const longestRetryAfter = 60_000;
const firstPause = 500;
const longestPause = 30_000;

export interface Question {
  readonly model: Model;
  readonly endpoint: Endpoint;
  readonly body: MessageBody;
  /** Of the attempt; what is sent is worked out from it and the body. */
  readonly idempotencyKey: string;
  /** For people: `designer · claude-sonnet-5-5`. */
  readonly what: string;
  /** Characters that an answer may have. */
  readonly limit: number;
  /** By the clock of `Time`. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  readonly listener: Pick<PlayListener, 'calling' | 'log'>;
}

export type AskedEnd =
  | { readonly asked: 'message'; readonly message: Message }
  | { readonly asked: 'fault'; readonly fault: ModelFault }
  /** It answers 400 to the form of the answer; the same may be asked with the form told in the prompt. */
  | { readonly asked: 'no such form'; readonly fault: ModelFault }
  | { readonly asked: 'out of time' }
  | { readonly asked: 'too much'; readonly limit: number }
  | ({ readonly asked: 'waits' } & Waits)
  | { readonly asked: 'cancelled' };

export interface Surroundings {
  readonly breaker: Breaker;
  readonly time: Time;
}

export async function ask(question: Question, { breaker, time }: Surroundings): Promise<AskedEnd> {
  const { model, endpoint, body, signal, listener } = question;
  const digest = digestOf(body);
  const whats = ['key', `model ${model.id}`, `request ${digest}`];
  const tries = { made: 0, broken: 0 };
  let deadline = question.deadline;
  for (;;) {
    if (isStopped(signal)) return { asked: 'cancelled' };
    const known = breaker.refused(endpoint.id, whats, time.now());
    if (known !== undefined) return { asked: 'fault', fault: known };
    const gone = breaker.gone(endpoint.id, model.id, time.now());
    if (gone !== undefined) return { asked: 'waits', ...gone };
    const left = deadline - time.now();
    if (left <= 0) return { asked: 'out of time' };
    const before = time.now();
    const allowance = await allowed(question);
    // What it waited for its turn is not its own time.
    deadline += time.now() - before;
    if (!allowance.allowed) return { asked: 'waits', for: 'budget', because: allowance.because };
    // Meanwhile much may have happened.
    if (isStopped(signal) || breaker.gone(endpoint.id, model.id, time.now()) !== undefined) {
      await allowance.settle({ end: 'free' });
      continue;
    }
    const end = await sent(question, digest, left);
    tries.made += 1;
    await settle(end, model, allowance);
    const next = whatNext(end, tries, { ...question, deadline }, { breaker, time, digest });
    if ('asked' in next) return next;
    listener.log(`${next.because}; asked again in ${duration(next.pauseMs)}`);
    await time.pause(next.pauseMs, signal);
  }
}

/** A function, since it changes while others are waited for. */
const isStopped = (signal: AbortSignal): boolean => signal.aborted;

const unbounded: Allowance = { allowed: true, settle: async () => {} };

async function allowed({ model, body, what, listener }: Question): Promise<Allowance> {
  const worst = { input: mostInputTokens(body), output: body.max_tokens };
  const usd = mostCost(model.price, worst);
  const call = { model, worst: { ...worst, ...(usd === undefined ? {} : { usd }) }, what };
  return (await listener.calling?.(call)) ?? unbounded;
}

/** One request, ended by us when its time is up. */
async function sent(
  { endpoint, body, idempotencyKey, limit, signal }: Question,
  digest: Sha256,
  left: number,
): Promise<SentEnd | { readonly end: 'late' }> {
  const late = AbortSignal.timeout(Math.min(Math.ceil(left), 2 ** 31 - 1));
  const end = await send({
    endpoint,
    body,
    idempotencyKey: keyOf(idempotencyKey, digest),
    limit,
    signal: AbortSignal.any([signal, late]),
  });
  return end.end === 'stopped' && !signal.aborted ? { end: 'late' } : end;
}

/** The same for the same request however often it is sent, another one for another: the shape of a UUID of version 8. */
function keyOf(idempotencyKey: string, digest: Sha256): string {
  const hex = digestOf([idempotencyKey, digest]);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What it cost. A refusal costs nothing; of what was on its way and not seen to its end, nobody knows. */
async function settle(
  end: SentEnd | { readonly end: 'late' },
  model: Model,
  { settle: tell }: Extract<Allowance, { allowed: true }>,
): Promise<void> {
  switch (end.end) {
    case 'message': {
      const { usage } = end.message;
      if (usage === undefined) return await tell({ end: 'unseen' });
      return await tell({ end: 'seen', usage: withCost(model.price, usage) });
    }
    case 'status':
      // A gateway that has not seen the answer (RFC 9110, 15.6.3 and 15.6.5), or has not seen the request to its end.
      return await tell({ end: [408, 502, 504].includes(end.status) ? 'unseen' : 'free' });
    case 'broken':
      return await tell({ end: end.left ? 'unseen' : 'free' });
    case 'sent elsewhere':
      return await tell({ end: 'free' });
    default:
      return await tell({ end: 'unseen' });
  }
}

interface Circumstances extends Surroundings {
  readonly digest: Sha256;
}
type Next = AskedEnd | { readonly pauseMs: number; readonly because: string };

function whatNext(
  end: SentEnd | { readonly end: 'late' },
  tries: { made: number; broken: number },
  question: Question,
  around: Circumstances,
): Next {
  const { endpoint } = question;
  const { url } = endpoint;
  switch (end.end) {
    case 'message':
      return messageEnd(end.message, tries, question, around);
    case 'status':
      return statusEnd(end, tries, question, around);
    case 'broken':
      if (end.left) tries.broken += 1;
      return again(
        end.because,
        undefined,
        tries,
        end.left ? tries.broken < mostBroken : true,
        question,
        around,
      );
    case 'no message':
      return { asked: 'fault', fault: { fault: 'no message', url, begins: end.begins.slice(0, 120) } };
    case 'sent elsewhere':
      return { asked: 'fault', fault: { fault: 'sent elsewhere', url, to: end.to } };
    case 'too much':
      return { asked: 'too much', limit: end.limit };
    case 'late':
      return { asked: 'out of time' };
    case 'stopped':
      return { asked: 'cancelled' };
  }
}

function messageEnd(
  message: Message,
  tries: { made: number },
  question: Question,
  around: Circumstances,
): Next {
  const { endpoint, model } = question;
  const says = providersWords(message.text, message.model);
  if (says === undefined) return { asked: 'message', message };
  const words = `it says ${JSON.stringify(message.text.trim().slice(0, 200))}`;
  if (says === 'busy') return again(words, undefined, tries, true, question, around);
  return gone(`${model.id}: ${words}`, timeIn(message.text), undefined, endpoint, around);
}

function statusEnd(
  { status, error, retryAfterMs }: Extract<SentEnd, { end: 'status' }>,
  tries: { made: number },
  question: Question,
  around: Circumstances,
): Next {
  const { endpoint, model, body } = question;
  const { time, breaker, digest } = around;
  const says = `it answered ${status}${error.message === '' ? '' : `: ${error.message}`}`;
  const because = `${model.id}: ${says}`;
  const until = retryAfterMs === undefined ? timeIn(error.message) : time.now() + retryAfterMs;
  const mayRetry = [408, 409, 429].includes(status) || status >= 500;
  const isPatient = retryAfterMs === undefined || retryAfterMs <= longestRetryAfter;
  // A limit for a minute is waited for, whatever it calls itself.
  const isShort = status === 429 && retryAfterMs !== undefined && isPatient;
  if (saysUsedUp(status, error) && !isShort) return gone(because, until, undefined, endpoint, around);
  if (mayRetry && !isPatient) return gone(because, until, undefined, endpoint, around);
  if (mayRetry) {
    const next = again(says, retryAfterMs, tries, true, question, around);
    // A limit that stays is no failure of the part.
    if (status !== 429 || !('asked' in next) || next.asked !== 'fault') return next;
    return gone(because, time.now() + (retryAfterMs ?? longestRetryAfter), model.id, endpoint, around);
  }
  const fault = {
    fault: 'refused',
    url: endpoint.url,
    model: model.id,
    status,
    says: error.message,
    ...(endpoint.key === undefined ? {} : { variable: endpoint.key.variable }),
    before: false,
  } as const;
  if (status === 400 && body.output_config !== undefined && saysNoSuchForm(error)) {
    const unknown = /output_config|effort/i.test(error.message);
    breaker.takesNoForm(endpoint.id, unknown ? `model ${model.id}` : schemaOf(body));
    return { asked: 'no such form', fault };
  }
  const what =
    status === 401 ? 'key' : status === 403 || status === 404 ? `model ${model.id}` : `request ${digest}`;
  breaker.refuse(endpoint.id, what, fault, time.now());
  return { asked: 'fault', fault };
}

/** What is remembered of a schema that an endpoint did not take. */
const schemaOf = ({ output_config }: MessageBody): string => `schema ${digestOf(output_config ?? null)}`;

/** Whether an endpoint is known not to take the form of this body's answer. */
export const takesForm = (breaker: Breaker, endpoint: Endpoint, model: Model, body: MessageBody): boolean =>
  !breaker.knowsNoForm(endpoint.id, [`model ${model.id}`, schemaOf(body)]);

function gone(
  because: string,
  until: number | undefined,
  model: string | undefined,
  endpoint: Endpoint,
  { breaker, time }: Circumstances,
): AskedEnd {
  breaker.trip(endpoint.id, model, because, until, time.now());
  const at = until === undefined ? {} : { until: new Date(until).toISOString() };
  return { asked: 'waits', for: 'quota', because, ...at };
}

/** The pause before the next request, or the end where there were enough or the time does not reach. */
function again(
  because: string,
  retryAfterMs: number | undefined,
  { made }: { readonly made: number },
  may: boolean,
  { endpoint, deadline }: Question,
  { time }: Circumstances,
): Next {
  const grown = Math.min(longestPause, firstPause * 2 ** (made - 1)) * (0.5 + time.chance() / 2);
  const pauseMs = Math.max(retryAfterMs ?? 0, grown);
  if (!may || made >= mostRequests || time.now() + pauseMs >= deadline)
    return {
      asked: 'fault',
      fault: { fault: 'no answer', url: endpoint.url, because, requests: made },
    };
  return { pauseMs, because: `${endpoint.url}: ${because}` };
}
