import { setTimeout as wait } from 'node:timers/promises';
import { canonicalJson, type Json } from '../base/index.ts';
import {
  actsOutside,
  afterUnseen,
  evaluate,
  expandJsonTemplate,
  expandTemplate,
  type Performer,
  type SaidOfIt,
  type ServicePoll,
  type ServiceRequest,
  type ServiceStatus,
  type Template,
  type Values,
} from '../score/index.ts';
import type { Cassettes } from './cassette.ts';
import type { Failure } from './end.ts';
import type { HttpClient, HttpRequest } from './http.ts';
import { blot } from './mask.ts';
import { readOutput } from './output.ts';
import { recordedHttp } from './recorded-http.ts';
import { failed, type Played, type Stage } from './stage.ts';
import { plain } from './text.ts';

/** Characters of a refusal's body that the failure quotes. */
const quotedBody = 500;

/** A timer may go off this much before its time, milliseconds. */
const timerSlack = 5;

/** How far a request came that brought no answer to go on with. */
type Came = 'not sent' | 'unseen' | 'answered';
type Answered =
  { readonly response: Json } | { readonly failure: Failure | 'cancelled'; readonly came: Came };
type Expanded<T> = { readonly value: T } | { readonly failure: Failure };

/**
 * Plays a service: one request, then, where there is a `poll`, the question whether it is done, at once and then
 * every so often. The output is the last answer. `timeout` bounds each request, `poll.timeout` the polling.
 *
 * S1  What acts outside is noted before it is sent, and its answer before anything is done with it.
 * S2  Where it was sent before and its answer was not seen, a service that has a status is asked first, and it is sent
 *     again only where `afterUnseen` says so, under the same idempotency key.
 */
export async function playService(
  performer: Extract<Performer, { kind: 'service' }>,
  stage: Stage,
  network: HttpClient,
  cassettes?: Cassettes,
): Promise<Played> {
  const { idempotencyKey } = stage.request;
  const client =
    cassettes === undefined ? network : recordedHttp(network, cassettes, idempotencyKey, stage.mask);
  const scope = scopeOf(stage, cassettes?.mode === 'replay' ? blot : null);
  const first = await firstAnswer(performer, scope, stage, client);
  if ('played' in first) return first;
  const { poll } = performer;
  if (poll === undefined) return { played: 'output', output: first.response };
  const last = await sendPolls(poll, scope, first.response, stage, client);
  if ('response' in last) return { played: 'output', output: last.response };
  return isUnderWay(last.failure, stage) ? notSeen('answered', last.failure) : failed(last.failure);
}

/** What the request began goes on without us; of what may not be made twice, whatever ended the polling. */
function isUnderWay(failure: Failure | 'cancelled', { request: { instrument } }: Stage): boolean {
  if (actsOutside(instrument) === 'never') return false;
  return failure === 'cancelled' || failure.failure === 'no answer' || !instrument.idempotent;
}

function notSeen(said: SaidOfIt, because: Failure | 'cancelled', asked?: Failure | 'unknown'): Played {
  const failure: Failure = {
    failure: 'end not seen',
    because: because === 'cancelled' ? 'stopped' : because,
    answered: said === 'answered',
    ...(asked === undefined ? {} : { asked }),
  };
  return { played: 'unseen', said, failure };
}

/**
 * The names in scope of requests: those of any template, and `env` with the variables that the instrument names. A
 * replay needs no secret: where one is not set, what stands for it on the cassette does.
 */
function scopeOf(
  { request: { values, instrument, environment, idempotencyKey } }: Stage,
  unset: string | null,
): Values {
  return {
    ...values,
    idempotency_key: idempotencyKey,
    env: Object.fromEntries(instrument.env.map((name) => [name, environment[name] ?? unset])),
  };
}

/** The answer to the request: the one that was noted, the one that the service has, or that of the request itself. */
async function firstAnswer(
  { request, poll, status }: Extract<Performer, { kind: 'service' }>,
  scope: Values,
  stage: Stage,
  client: HttpClient,
): Promise<{ readonly response: Json } | Played> {
  const { instrument, unseen } = stage.request;
  const acts = actsOutside(instrument) !== 'never';
  const noted = async (response: Json): Promise<{ readonly response: Json }> => {
    // With a secret masked in it, it would be no answer to go on polling from.
    const leadsOn =
      poll === undefined || canonicalJson(stage.mask.json(response)) === canonicalJson(response);
    if (acts && leadsOn) await stage.listener.answered?.(response);
    return { response };
  };

  if (unseen?.answer !== undefined) return { response: unseen.answer };
  let said: SaidOfIt = 'not asked';
  if (unseen?.ask === true && status !== undefined) {
    const asked = await askStatus(status, scope, stage, client);
    if ('response' in asked) return await noted(asked.response);
    ({ said } = asked);
    if (said === 'not asked' || afterUnseen(instrument, said) !== 'again')
      return notSeen(said, 'cancelled', asked.because);
  }

  const made = requestOf(request, scope);
  if ('failure' in made) return unseen === undefined ? failed(made.failure) : notSeen(said, made.failure);
  const { value: sent } = made;
  if (acts && !sent.headers.has('idempotency-key'))
    sent.headers.set('idempotency-key', stage.request.idempotencyKey);
  if (acts) await stage.listener.sending?.(`${sent.method} ${sent.url}`);
  const answer = await send(sent, instrument.timeoutMs, stage, client);
  if ('response' in answer) return await noted(answer.response);
  const { failure, came } = answer;
  if (!acts || came === 'answered' || (came === 'not sent' && unseen === undefined)) return failed(failure);
  if (came === 'not sent' || failure === 'cancelled' || status === undefined) return notSeen(said, failure);
  const asked = await askStatus(status, scope, stage, client);
  return 'response' in asked ? await noted(asked.response) : notSeen(asked.said, failure, asked.because);
}

function requestOf(
  request: ServiceRequest,
  scope: Values,
): Expanded<Pick<HttpRequest, 'method' | 'url' | 'body'> & { readonly headers: Map<string, string> }> {
  const url = textOf('`url`', request.url, scope);
  if ('failure' in url) return url;
  const headers = headersOf(request.headers, scope);
  if ('failure' in headers) return headers;
  const body = bodyOf(request, headers.value, scope);
  if ('failure' in body) return body;
  if (body.value !== undefined && !headers.value.has('content-type'))
    headers.value.set('content-type', 'application/json');
  return {
    value: {
      method: request.method.toUpperCase(),
      url: url.value,
      headers: headers.value,
      ...(body.value === undefined ? {} : { body: body.value }),
    },
  };
}

type Asked =
  | { readonly response: Json }
  | { readonly said: 'unknown'; readonly because: 'unknown' }
  | { readonly said: 'silent' | 'not asked'; readonly because?: Failure };

/** Asks the service for a request whose answer was not seen. Only what it says outright counts as an answer. */
async function askStatus(
  status: ServiceStatus,
  scope: Values,
  stage: Stage,
  client: HttpClient,
): Promise<Asked> {
  const made = requestOf(status, scope);
  if ('failure' in made) return { said: 'silent', because: made.failure };
  const asked = await send(made.value, status.timeoutMs, stage, client);
  if ('failure' in asked) {
    const { failure } = asked;
    if (failure === 'cancelled') return { said: 'not asked' };
    const isGone = failure.failure === 'status' && (failure.status === 404 || failure.status === 410);
    return isGone ? { said: 'unknown', because: 'unknown' } : { said: 'silent', because: failure };
  }
  const inScope = { ...scope, response: asked.response };
  const found = status.found === undefined ? true : wellSaid('found', status.found, inScope);
  if (typeof found === 'object') return { said: 'silent', because: found.failure };
  if (!found) return { said: 'unknown', because: 'unknown' };
  if (status.answer === undefined) return asked;
  const answer = evaluate(status.answer, inScope);
  if (answer.ok) return { response: answer.value };
  return {
    said: 'silent',
    because: { failure: 'template', of: '`status`: `answer`', because: answer.because },
  };
}

function wellSaid(
  key: string,
  expression: NonNullable<ServiceStatus['found']>,
  scope: Values,
): boolean | { readonly failure: Failure } {
  const said = evaluate(expression, scope);
  if (said.ok && typeof said.value === 'boolean') return said.value;
  const because = said.ok
    ? `gives ${JSON.stringify(said.value).slice(0, 80)}, where true or false is expected`
    : said.because;
  return { failure: { failure: 'template', of: `\`status\`: \`${key}\``, because } };
}

async function sendPolls(
  poll: ServicePoll,
  scope: Values,
  first: Json,
  stage: Stage,
  client: HttpClient,
): Promise<{ readonly response: Json } | { readonly failure: Failure | 'cancelled' }> {
  const deadline = performance.now() + poll.timeoutMs;
  let response = first;
  let last = 'no answer yet';
  // Where an answer says only how far it is, without what the address is made of, the last address goes on.
  let asked: Pick<HttpRequest, 'url' | 'headers'> | undefined;
  for (;;) {
    const left = deadline - performance.now();
    if (left <= 0)
      return { failure: { failure: 'never came true', until: poll.until.source, ms: poll.timeoutMs, last } };
    const next = pollOf(poll, { ...scope, response });
    if (!('failure' in next)) asked = next.value;
    else if (asked === undefined) return next;
    const answer = await send(
      { method: 'GET', ...asked },
      Math.min(left, stage.request.instrument.timeoutMs),
      stage,
      client,
    );
    // A request that the end of the polling cut short says less than the answer before it.
    if ('failure' in answer && answer.failure !== 'cancelled' && performance.now() >= deadline - timerSlack)
      continue;
    if ('failure' in answer) return answer;
    response = answer.response;
    const done = evaluate(poll.until, { ...scope, response });
    if (done.ok && done.value === true) return { response };
    if (done.ok && typeof done.value !== 'boolean') {
      return {
        failure: {
          failure: 'template',
          of: '`poll`: `until`',
          because: `gives ${JSON.stringify(done.value).slice(0, 80)}, where true or false is expected`,
        },
      };
    }
    // What is not there yet may come: a status that appears with the result.
    last = done.ok ? JSON.stringify(response).slice(0, quotedBody) : done.because;
    const pause = Math.min(poll.everyMs, Math.max(0, deadline - performance.now()));
    await wait(pause, undefined, { signal: stage.signal }).catch(() => undefined);
    if (stage.signal.aborted) return { failure: 'cancelled' };
  }
}

function pollOf(poll: ServicePoll, scope: Values): Expanded<Pick<HttpRequest, 'url' | 'headers'>> {
  const url = textOf('`poll`: `url`', poll.url, scope);
  if ('failure' in url) return url;
  const headers = headersOf(poll.headers, scope);
  return 'failure' in headers ? headers : { value: { url: url.value, headers: headers.value } };
}

async function send(
  asked: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>,
  timeoutMs: number,
  { request, signal }: Stage,
  client: HttpClient,
): Promise<Answered> {
  const answer = await client.ask({ ...asked, timeoutMs, limit: request.outputLimit, signal });
  if ('failure' in answer) {
    const { failure, unseen } = answer;
    const elsewhere = failure !== 'cancelled' && failure.failure === 'sent elsewhere';
    return { failure, came: unseen ? 'unseen' : elsewhere ? 'answered' : 'not sent' };
  }
  const { status, body } = answer;
  if (status < 200 || status > 299) {
    // A gateway that has not seen the answer (RFC 9110, 15.6.3 and 15.6.5), and, where it was sent before, a service
    // that is still at it (draft-ietf-httpapi-idempotency-key-header-07, 2.6).
    const isUnseen = status === 502 || status === 504 || (status === 409 && request.unseen !== undefined);
    return {
      failure: {
        failure: 'status',
        url: asked.url,
        status,
        body: plain(body.toString()).trim().slice(0, quotedBody),
      },
      came: isUnseen ? 'unseen' : 'answered',
    };
  }
  const output = readOutput(request.instrument.output.form, body, `the answer of ${asked.url}`);
  if (!('failure' in output)) return { response: output.output };
  const { failure } = output;
  return {
    failure:
      failure.failure === 'nothing printed'
        ? { failure: 'no JSON', of: `the answer of ${asked.url}`, because: 'it is empty', begins: '' }
        : failure,
    came: 'answered',
  };
}

function textOf(of: string, template: Template, scope: Values): Expanded<string> {
  const expanded = expandTemplate(template, scope);
  if (!expanded.ok) return { failure: { failure: 'template', of, because: expanded.because } };
  const { value } = expanded;
  if (value === null || typeof value === 'object') {
    const shape = value === null ? 'null' : Array.isArray(value) ? 'a list' : 'a map';
    return {
      failure: { failure: 'template', of, because: `${template.source} is ${shape}, where text is expected` },
    };
  }
  return { value: String(value) };
}

function headersOf(templates: ReadonlyMap<string, Template>, scope: Values): Expanded<Map<string, string>> {
  const headers = new Map<string, string>([['accept', 'application/json, */*;q=0.5']]);
  for (const [name, template] of templates) {
    const text = textOf(`\`headers\`: ${name}`, template, scope);
    if ('failure' in text) return text;
    headers.set(name.toLowerCase(), text.value);
  }
  return { value: headers };
}

/** JSON, unless the headers say that the body is something else and it is a text already. */
function bodyOf(
  request: ServiceRequest,
  headers: ReadonlyMap<string, string>,
  scope: Values,
): Expanded<string | undefined> {
  if (request.body === undefined) return { value: undefined };
  const expanded = expandJsonTemplate(request.body, scope);
  if (!expanded.ok) return { failure: { failure: 'template', of: '`body`', because: expanded.because } };
  const type = headers.get('content-type');
  if (type !== undefined && !/\bjson\b/i.test(type) && typeof expanded.value === 'string')
    return { value: expanded.value };
  return { value: JSON.stringify(expanded.value) };
}
