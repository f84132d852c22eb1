import { setTimeout as wait } from 'node:timers/promises';
import type { Json } from '../base/index.ts';
import {
  evaluate,
  expandJsonTemplate,
  expandTemplate,
  type Performer,
  type ServicePoll,
  type ServiceRequest,
  type Template,
  type Values,
} from '../score/index.ts';
import type { Failure } from './end.ts';
import type { HttpClient, HttpRequest } from './http.ts';
import { readOutput } from './output.ts';
import { failed, type Played, type Stage } from './stage.ts';
import { plain } from './text.ts';

/** Characters of a refusal's body that the failure quotes. */
const quotedBody = 500;

/** A timer may go off this much before its time, milliseconds. */
const timerSlack = 5;

type Answered = { readonly response: Json } | { readonly failure: Failure | 'cancelled' };
type Expanded<T> = { readonly value: T } | { readonly failure: Failure };

/**
 * Plays a service: one request, then, where there is a `poll`, the question whether it is done, at once and then
 * every so often. The output is the last answer. `timeout` bounds each request, `poll.timeout` the polling.
 */
export async function playService(
  { request, poll }: Extract<Performer, { kind: 'service' }>,
  stage: Stage,
  client: HttpClient,
): Promise<Played> {
  const scope = scopeOf(stage);
  const first = await sendFirst(request, scope, stage, client);
  if ('failure' in first) return failed(first.failure);
  if (poll === undefined) return { played: 'output', output: first.response };
  const last = await sendPolls(poll, scope, first.response, stage, client);
  return 'failure' in last ? failed(last.failure) : { played: 'output', output: last.response };
}

/** The names in scope of requests: those of any template, and `env` with the variables that the instrument names. */
function scopeOf({ request: { values, instrument, environment } }: Stage): Values {
  return {
    ...values,
    env: Object.fromEntries(instrument.env.map((name) => [name, environment[name] ?? null])),
  };
}

async function sendFirst(
  request: ServiceRequest,
  scope: Values,
  stage: Stage,
  client: HttpClient,
): Promise<Answered> {
  const url = textOf('`url`', request.url, scope);
  if ('failure' in url) return url;
  const headers = headersOf(request.headers, scope);
  if ('failure' in headers) return headers;
  const body = bodyOf(request, headers.value, scope);
  if ('failure' in body) return body;
  if (body.value !== undefined && !headers.value.has('content-type'))
    headers.value.set('content-type', 'application/json');
  const sent = {
    method: request.method.toUpperCase(),
    url: url.value,
    headers: headers.value,
    ...(body.value === undefined ? {} : { body: body.value }),
  };
  return await send(sent, stage.request.instrument.timeoutMs, stage, client);
}

async function sendPolls(
  poll: ServicePoll,
  scope: Values,
  first: Json,
  stage: Stage,
  client: HttpClient,
): Promise<Answered> {
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
  if ('failure' in answer) return answer;
  const { status, body } = answer;
  if (status < 200 || status > 299) {
    return {
      failure: {
        failure: 'status',
        url: asked.url,
        status,
        body: plain(body.toString()).trim().slice(0, quotedBody),
      },
    };
  }
  const output = readOutput(request.instrument.output.form, body, `the answer of ${asked.url}`);
  if ('failure' in output && output.failure.failure === 'nothing printed') {
    return {
      failure: { failure: 'no JSON', of: `the answer of ${asked.url}`, because: 'it is empty', begins: '' },
    };
  }
  return 'failure' in output ? output : { response: output.output };
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
