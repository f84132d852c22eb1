import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { JsonTemplate, Performer, ServicePoll } from '../../src/score/index.ts';
import { parseJsonTemplate } from '../../src/score/template.ts';
import type { Json } from '../../src/base/index.ts';
import { expression, Rig, template } from './rig.ts';

interface Heard {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answers = (heard: Heard, response: ServerResponse) => void;

/** A real server on this machine; `heard` is what it was asked. */
class Service {
  readonly heard: Heard[] = [];
  private readonly server: Server;

  private constructor(answers: Answers) {
    this.server = createServer((request, response) => {
      void text(request).then((body) => {
        const heard = {
          line: `${request.method ?? ''} ${request.url ?? ''}`,
          headers: request.headers,
          body,
        };
        this.heard.push(heard);
        answers(heard, response);
      });
    });
  }

  static async with(answers: Answers): Promise<Service> {
    const service = new Service(answers);
    await new Promise<void>((resolve) => service.server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get port(): number {
    const address = this.server.address() as AddressInfo;
    return address.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const json = (response: ServerResponse, value: Json, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};

function jsonTemplate(value: Json): JsonTemplate {
  const { template, mistakes } = parseJsonTemplate(
    value,
    () => ({ file: 'x.md', line: 1, column: 1 }),
    'any',
  );
  if (template === undefined) throw new Error(JSON.stringify(mistakes));
  return template;
}

interface Asked {
  readonly method?: string;
  readonly url: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: Json;
  readonly poll?: Partial<Omit<ServicePoll, 'url' | 'until' | 'headers'>> & {
    readonly url: string;
    readonly until: string;
  };
}

const headers = (
  of: { readonly [name: string]: string } = {},
): ReadonlyMap<string, ReturnType<typeof template>> =>
  new Map(Object.entries(of).map(([name, value]) => [name, template(value)]));

const service = ({ method, url, headers: given, body, poll }: Asked): Performer => ({
  kind: 'service',
  request: {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    url: template(url),
    headers: headers(given),
    ...(body === undefined ? {} : { body: jsonTemplate(body) }),
  },
  ...(poll === undefined
    ? {}
    : {
        poll: {
          everyMs: 1,
          timeoutMs: 10_000,
          ...poll,
          url: template(poll.url),
          headers: headers(),
          until: expression(poll.until),
        },
      }),
});

describe('a service', () => {
  test('is sent a templated request, and its answer is the output', async () => {
    await using engine = await Service.with((_, response) => json(response, { ok: [1] }));
    await using rig = await Rig.with();
    const { take } = await rig.take({
      performer: service({
        method: 'post',
        url: '{env.ENGINE_URL}/songs/{item.id}?n={item.n}',
        headers: { Authorization: 'Bearer {env.TOKEN}' },
        body: { notes: '{item.notes}', title: 'Song {item.n}', fixed: [1, null, true] },
      }),
      values: { item: { id: 'a', n: 3, notes: [60, 62.5] } },
      env: ['ENGINE_URL', 'TOKEN'],
      environment: { ENGINE_URL: engine.url, TOKEN: 's3cret-value' },
    });
    expect(take).toEqual({ output: { ok: [1] }, files: [], player: 'service' });
    const [heard] = engine.heard;
    expect(heard?.line).toBe('POST /songs/a?n=3');
    expect(heard?.headers).toMatchObject({
      authorization: 'Bearer s3cret-value',
      'content-type': 'application/json',
    });
    expect(JSON.parse(heard?.body ?? '')).toEqual({
      notes: [60, 62.5],
      title: 'Song 3',
      fixed: [1, null, true],
    });
  });

  test('is polled until its answer says that it is done', async () => {
    let polls = 0;
    await using engine = await Service.with(({ line }, response) => {
      if (line.startsWith('POST')) json(response, { job: 'j7' }, 202);
      else json(response, (polls += 1) < 3 ? { step: polls } : { step: polls, status: 'done', wav: 'x' });
    });
    await using rig = await Rig.with();
    const output = await rig.output({
      performer: service({
        url: `${engine.url}/jobs`,
        body: {},
        poll: { url: `${engine.url}/jobs/j7`, until: 'response.step == 3' },
      }),
    });
    expect(output).toEqual({ step: 3, status: 'done', wav: 'x' });
    expect(engine.heard.map(({ line }) => line)).toEqual([
      'POST /jobs',
      'GET /jobs/j7',
      'GET /jobs/j7',
      'GET /jobs/j7',
    ]);
  });

  test('the address to poll may come from the first answer', async () => {
    await using engine = await Service.with(({ line }, response) =>
      json(response, line === 'GET /' ? { next: '/jobs/9' } : { done: true, next: '/jobs/9' }),
    );
    await using rig = await Rig.with();
    const poll = { url: `${engine.url}{response.next}`, until: 'response.done' };
    expect(await rig.output({ performer: service({ url: `${engine.url}/`, poll }) })).toEqual({
      done: true,
      next: '/jobs/9',
    });
  });

  test('polling ends at its own timeout, and says what was missing', async () => {
    await using engine = await Service.with((_, response) => json(response, { step: 1 }));
    await using rig = await Rig.with();
    const poll = { url: engine.url, until: 'response.step > 5', timeoutMs: 60 };
    expect(await rig.failure({ performer: service({ url: engine.url, poll }) })).toBe(
      'failed: `response.step > 5` did not come true within 60 ms; last: {"step":1}',
    );
  });

  test('an answer other than 2xx is a failed attempt with the begin of its body', async () => {
    await using engine = await Service.with((_, response) =>
      response.writeHead(503).end(`overloaded\u0007${'.'.repeat(2000)}`),
    );
    await using rig = await Rig.with();
    const failure = await rig.failure({ performer: service({ url: engine.url }) });
    expect(failure).toMatch(/^failed: http:\/\/127\.0\.0\.1:\d+ answered 503: overloaded\.+$/);
    expect(failure.length).toBeLessThan(600);
  });

  test('an answer that is no JSON, that is empty, or that is text where text is wanted', async () => {
    await using engine = await Service.with(({ line }, response) =>
      response.end(line === 'GET /text' ? '<html>' : ''),
    );
    await using rig = await Rig.with();
    expect(await rig.failure({ performer: service({ url: `${engine.url}/text` }) })).toMatch(
      /is no JSON: .*; it begins "<html>"$/,
    );
    expect(await rig.failure({ performer: service({ url: engine.url }) })).toMatch(/is no JSON: it is empty/);
    expect(await rig.output({ performer: service({ url: `${engine.url}/text` }), output: 'markdown' })).toBe(
      '<html>',
    );
    expect(await rig.output({ performer: service({ url: engine.url }), output: 'none' })).toBe(null);
  });

  test('a redirect on the same host is followed, one to another host is not', async () => {
    await using other = await Service.with((_, response) => json(response, 'stolen'));
    await using engine = await Service.with(({ line }, response) => {
      if (line.endsWith('/old')) response.writeHead(303, { location: '/new' }).end();
      else if (line.endsWith('/away')) response.writeHead(302, { location: `${other.url}/x` }).end();
      else if (line.endsWith('/round')) response.writeHead(307, { location: '/round' }).end();
      else json(response, line);
    });
    await using rig = await Rig.with();
    const ask = (path: string): Performer => service({ url: engine.url + path, body: { token: 'x' } });
    expect(await rig.output({ performer: ask('/old') })).toBe('GET /new');
    expect(await rig.failure({ performer: ask('/away') })).toBe(
      `failed: ${engine.url}/away sends us on to ${other.url}, which is another host: not followed`,
    );
    expect(other.heard).toEqual([]);
    expect(await rig.failure({ performer: ask('/round') })).toContain('sent on more than 5 times');
  });

  test('nobody there, no such host, an answer that never comes, one that breaks off, one without end', async () => {
    await using engine = await Service.with(({ line }, response) => {
      if (line === 'GET /breaks')
        response.writeHead(200, { 'content-length': '100' }).write('{"a":', () => response.destroy());
      if (line === 'GET /flood') {
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65536)));
          response.once('drain', more);
        };
        more();
      }
    });
    await using rig = await Rig.with();
    const ask = (url: string, more: object = {}): Promise<string> =>
      rig.failure({ performer: service({ url }), ...more });
    const closed = await Service.with(() => undefined);
    const { url } = closed;
    await closed[Symbol.asyncDispose]();
    expect(await ask(url)).toBe(
      `failed: no answer from ${url}: the connection was refused; nobody listens there`,
    );
    expect(await ask('http://no-such-host.invalid/')).toMatch(
      /^failed: no answer from http:\/\/no-such-host\.invalid\/: /,
    );
    expect(await ask(`${engine.url}/never`, { timeoutMs: 80 })).toBe(
      `failed: no answer from ${engine.url}/never: none within 80 ms`,
    );
    expect(await ask(`${engine.url}/breaks`)).toMatch(/^failed: no answer from .*\/breaks: /);
    expect(await ask(`${engine.url}/flood`, { outputLimit: 1_000_000 })).toMatch(
      /^failed: too much output: the body of .*\/flood is larger than 976\.6 KiB/,
    );
    expect(await ask('ftp://127.0.0.1/x')).toMatch(/is no http:\/\/ or https:\/\/ address$/);
    expect(
      await rig.failure({ performer: service({ url: engine.url, headers: { 'x-a': 'a\nb' } }) }),
    ).toMatch(/^failed: the request could not be made: /);
  });

  test('cancelled while it waits for an answer', async () => {
    let asked = (): void => undefined;
    const heard = new Promise<void>((resolve) => (asked = resolve));
    await using engine = await Service.with(() => asked());
    await using rig = await Rig.with();
    const part = rig.submit({ performer: service({ url: engine.url }) });
    await heard;
    await rig.players.cancel(part);
    expect(await rig.players.result(part)).toEqual({ brought: 'cancelled' });
  });

  test('values of env are masked in the output and in what failed', async () => {
    await using engine = await Service.with(({ line }, response) =>
      line === 'GET /' ? json(response, { echo: 'key s3cret-value' }) : json(response, 's3cret-value', 400),
    );
    await using rig = await Rig.with();
    const env = { env: ['TOKEN'], environment: { TOKEN: 's3cret-value' } };
    expect(await rig.output({ performer: service({ url: `${engine.url}/` }), ...env })).toEqual({
      echo: 'key ***',
    });
    expect(await rig.failure({ performer: service({ url: `${engine.url}/?key={env.TOKEN}` }), ...env })).toBe(
      `failed: ${engine.url}/?key=*** answered 400: "***"`,
    );
  });

  test('a variable that is not set fails the attempt before anything is sent', async () => {
    await using rig = await Rig.with();
    expect(await rig.failure({ performer: service({ url: '{env.GONE}/x' }), env: ['GONE'] })).toMatch(
      /^failed: `url`: /,
    );
  });
});
