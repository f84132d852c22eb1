import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { fails, ModelServer, says, type Reply } from '../models/server.ts';
import { key, modelAt, ModelRig, schemaForm } from './model-rig.ts';

/** Answers requests by hand, byte for byte: for what no well-meaning server sends. */
class HandServer implements AsyncDisposable {
  asked = 0;
  readonly headers: Record<string, unknown>[] = [];
  private readonly server: Server;
  private constructor(answer: (response: ServerResponse, nth: number) => void) {
    this.server = createServer((request, response) => {
      request.resume();
      request.on('end', () => {
        this.asked += 1;
        this.headers.push(request.headers);
        answer(response, this.asked);
      });
    });
  }
  static async with(answer: (response: ServerResponse, nth: number) => void): Promise<HandServer> {
    const made = new HandServer(answer);
    await new Promise<void>((resolve) => made.server.listen(0, '127.0.0.1', resolve));
    return made;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const event = (type: string, data: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const start = event('message_start', {
  message: {
    type: 'message',
    role: 'assistant',
    model: 'model-a',
    content: [],
    usage: { input_tokens: 9, output_tokens: 1 },
  },
});
const delta = (text: string): string =>
  event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
const stopped = (stop: string, output = 5): string =>
  event('message_delta', { delta: { stop_reason: stop }, usage: { output_tokens: output } }) +
  event('message_stop', {});
const stream = (response: ServerResponse, text: string): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(text);
};

/** A promise, and what resolves it. */
function opened(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/** An attempt against a server that always says the same. */
async function against(
  reply: Reply,
  times = 1,
): Promise<{ said: string[]; server: ModelServer; rig: ModelRig }> {
  await using server = await ModelServer.open(() => reply);
  await using rig = await ModelRig.with();
  const said: string[] = [];
  for (let nth = 0; nth < times; nth++) said.push(await rig.failure(server.url));
  return { said, server, rig };
}

describe('a call of a model', () => {
  test('is streamed, and brings an output, its line, its usage and the digest of what was sent', async () => {
    await using server = await ModelServer.open(() =>
      says(
        { soup: 'leek', summary: 'One soup.' },
        {
          usage: {
            input_tokens: 100,
            output_tokens: 20,
            cache_read_input_tokens: 1000,
            cache_creation_input_tokens: 200,
          },
        },
      ),
    );
    await using rig = await ModelRig.with();
    const { take } = await rig.take(server.url, {
      form: schemaForm({
        type: 'object',
        properties: { soup: { type: 'string' } },
        required: ['soup'],
        additionalProperties: false,
      }),
    });
    expect(take).toMatchObject({
      output: { soup: 'leek' },
      player: 'model-a',
      model: 'model-a',
      summary: 'One soup.',
    });
    expect(take.sent).toMatch(/^[0-9a-f]{64}$/);
    const [asked] = server.asked;
    expect(asked?.body.stream).toBe(true);
    expect(asked?.headers.authorization).toBe(`Bearer ${key}`);
    expect(asked?.headers['x-api-key']).toBe(key);
    expect(asked?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(rig.ends).toEqual([
      {
        end: 'seen',
        usage: {
          input: 1300,
          output: 20,
          cached: 1000,
          written: 200,
          usd: (100 * 3 + 1000 * 0.3 + 200 * 3.75 + 20 * 15) / 1e6,
        },
      },
    ]);
    expect(rig.calls[0]?.worst.output).toBe(1000);
    expect(rig.calls[0]?.worst.input).toBeGreaterThan(Buffer.byteLength(asked?.text ?? ''));
  });

  test('costs an unknown price nothing that is known', async () => {
    await using server = await ModelServer.open();
    await using rig = await ModelRig.with();
    const { price: _, ...free } = modelAt(server.url);
    await rig.take(server.url, { performer: { models: [free] } });
    expect(rig.calls[0]?.worst).not.toHaveProperty('usd');
    expect(rig.ends[0]).not.toHaveProperty('usage.usd');
  });

  test.each([
    ['ANTHROPIC_BASE_URL', { ANTHROPIC_BASE_URL: 'http://me:pass-word-1@127.0.0.1:1' }],
    ['ANTHROPIC_BASE_URL', { ANTHROPIC_BASE_URL: 'pass-word-1' }],
    ['ANTHROPIC_API_KEY', { ANTHROPIC_API_KEY: 'sk-one\npass-word-1' }],
    ['ANTHROPIC_API_KEY', { ANTHROPIC_API_KEY: 'sk-one pass-word-1 ’' }],
  ])('what %s holds is told by its name only, and costs nothing: %j', async (name, wrong) => {
    await using rig = await ModelRig.with();
    const { baseUrl: _, keyName: __, ...provided } = modelAt('');
    const why = await rig.failure('', {
      performer: { models: [provided] },
      environment: { PATH: process.env['PATH'], ANTHROPIC_API_KEY: key, ...wrong },
    });
    expect(why).toContain(`${name} cannot be used`);
    expect(why + JSON.stringify(rig.logs)).not.toContain('pass-word-1');
    expect(rig.calls).toEqual([]);
  });

  test.each(['', '/', '/v1', '/v1/', '/v1//'])('the address of an endpoint may end with %j', async (end) => {
    await using server = await ModelServer.open();
    await using rig = await ModelRig.with();
    await rig.take(`${server.url}${end}`);
    expect(server.asked.map(({ path }) => path)).toEqual(['/v1/messages']);
  });

  test('an endpoint of concerto.md without a key is sent none, whatever stands in the environment', async () => {
    await using server = await ModelServer.open();
    await using rig = await ModelRig.with();
    const { keyName: _, ...keyless } = modelAt(server.url);
    await rig.take(server.url, {
      performer: { models: [keyless] },
      environment: { PATH: process.env['PATH'], ANTHROPIC_API_KEY: key, ANTHROPIC_AUTH_TOKEN: key },
    });
    expect(JSON.stringify(server.asked[0]?.headers)).not.toContain(key);
    expect(server.asked[0]?.headers).not.toHaveProperty('authorization');
    expect(server.asked[0]?.headers).not.toHaveProperty('x-api-key');
    expect(server.asked[0]?.headers).not.toHaveProperty('x-api-key');
  });

  test('nothing of our own environment is sent', async () => {
    vi.stubEnv('ANTHROPIC_CUSTOM_HEADERS', 'x-company: secret-of-the-company');
    vi.stubEnv('ANTHROPIC_API_KEY', 'sk-of-the-process-1234');
    vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'token-of-the-process-1234');
    await using server = await ModelServer.open();
    await using rig = await ModelRig.with();
    await rig.take(server.url);
    expect(JSON.stringify(server.asked[0]?.headers)).not.toMatch(/of-the-(?:company|process)/);
    vi.unstubAllEnvs();
  });

  test('the provider’s token is sent where there is no key', async () => {
    await using server = await ModelServer.open();
    await using rig = await ModelRig.with();
    await rig.take('', {
      performer: { models: [{ name: 'standard', id: 'model-a' }] },
      environment: { ANTHROPIC_AUTH_TOKEN: 'token-1234', ANTHROPIC_BASE_URL: `${server.url}/` },
    });
    expect(server.asked[0]?.headers.authorization).toBe('Bearer token-1234');
    expect(server.asked[0]?.headers).not.toHaveProperty('x-api-key');
    expect(server.asked[0]?.path).toBe('/v1/messages');
  });

  test('the provider’s key goes to ANTHROPIC_BASE_URL', async () => {
    await using server = await ModelServer.open();
    await using rig = await ModelRig.with();
    await rig.take('', {
      performer: { models: [{ name: 'standard', id: 'model-a' }] },
      environment: { PATH: process.env['PATH'], ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: server.url },
    });
    expect(server.asked[0]?.headers.authorization).toBe(`Bearer ${key}`);
  });

  test('without its key it is not made, and the variable is named', async () => {
    await using server = await ModelServer.open();
    await using rig = await ModelRig.with();
    expect(await rig.failure(server.url, { environment: { PATH: '' } })).toContain('LOCAL_KEY is not set');
    expect(server.asked).toHaveLength(0);
  });
});

describe('an endpoint that refuses', () => {
  test.each([
    [400, 'invalid_request_error', 'max_tokens: too large', '`max_tokens`'],
    [401, 'authentication_error', 'invalid x-api-key', 'look at LOCAL_KEY'],
    [403, 'permission_error', 'no access to this model', 'LOCAL_KEY'],
    [404, 'not_found_error', 'model: model-a', 'is there a model `model-a`'],
    [413, 'request_too_large', 'too large', 'limits: context'],
    [422, 'invalid_request_error', 'no', 'will not do'],
  ])(
    '%i is asked once, however many attempts there are, and says what to look at',
    async (status, type, words, fix) => {
      const { said, server, rig } = await against(fails(status, type, words), 3);
      expect(said[0]).toContain(`${status} (${words})`);
      expect(said[0]).toContain(fix);
      expect(said[0]).toMatch(/^failed: the model can be asked/);
      expect(said[2]).toContain('not asked again');
      expect(server.asked).toHaveLength(1);
      expect(rig.settled).toEqual(['free']);
    },
  );

  test('401 counts for the key, 404 for the model, 400 for the request', async () => {
    await using server = await ModelServer.open(({ body }) =>
      body.model === 'gone'
        ? fails(404, 'not_found_error', 'gone')
        : fails(400, 'invalid_request_error', 'no'),
    );
    await using rig = await ModelRig.with();
    const gone = { performer: { models: [modelAt(server.url, { id: 'gone' })] } };
    await rig.failure(server.url, gone);
    await rig.failure(server.url, { ...gone, text: 'Something else.' });
    expect(server.asked).toHaveLength(1);
    await rig.failure(server.url);
    await rig.failure(server.url, { text: 'Something else.' });
    expect(server.asked).toHaveLength(3);
  });

  test('what it says is masked where it holds the key', async () => {
    const { said, rig } = await against(fails(401, 'authentication_error', `no such key: ${key}`));
    expect(said[0]).toContain('no such key: ***');
    expect(JSON.stringify([said, rig.logs])).not.toContain(key);
  });
});

describe('an endpoint that is busy', () => {
  test.each([408, 409, 500, 502, 503, 504, 529])(
    '%i is asked four times, then the attempt has failed',
    async (status) => {
      const { said, server, rig } = await against(fails(status, 'api_error', 'busy'));
      expect(said[0]).toMatch(
        new RegExp(`^failed: the model can be asked: no answer .*asked 4 times.*answered ${status}: busy`),
      );
      expect(server.asked).toHaveLength(4);
      expect(rig.time.pauses).toEqual([500, 1000, 2000]);
      expect(rig.settled).toEqual(Array(4).fill([408, 502, 504].includes(status) ? 'unseen' : 'free'));
      expect(new Set(server.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    },
  );

  test('429 is asked four times, then the part waits', async () => {
    const { said, server } = await against(fails(429, 'rate_limit_error', 'slow down'));
    expect(said[0]).toMatch(/^waits for quota: model-a: it answered 429: slow down until /);
    expect(server.asked).toHaveLength(4);
  });

  test('a take is what it answers when it has recovered', async () => {
    await using server = await ModelServer.open(({ nth }) =>
      nth < 3 ? fails(529, 'overloaded_error', 'Overloaded') : says({ ok: true }),
    );
    await using rig = await ModelRig.with();
    const { take } = await rig.take(server.url);
    expect(take.output).toEqual({ ok: true });
    expect(rig.settled).toEqual(['free', 'free', 'seen']);
    expect(rig.logs.map(({ text }) => text).join()).toContain('asked again in');
  });

  test('retry-after is waited for', async () => {
    await using server = await ModelServer.open(({ nth }) =>
      nth === 1
        ? fails(429, 'rate_limit_error', 'usage limit reached', { 'retry-after': '7' })
        : says({ ok: true }),
    );
    await using rig = await ModelRig.with();
    await rig.take(server.url);
    expect(rig.time.pauses).toEqual([7000]);
  });

  test('a budget that is used up meanwhile ends the retries', async () => {
    await using server = await ModelServer.open(() => fails(529, 'overloaded_error', 'Overloaded'));
    await using rig = await ModelRig.with();
    rig.allow = () => (rig.calls.length < 2 ? undefined : '0.01 USD are spent');
    expect(await rig.failure(server.url)).toBe('waits for budget: 0.01 USD are spent');
    expect(server.asked).toHaveLength(2);
  });

  test('a connection that does not come about is tried four times, and costs nothing', async () => {
    const server = await ModelServer.open();
    const { url } = server;
    await server[Symbol.asyncDispose]();
    await using rig = await ModelRig.with();
    expect(await rig.failure(url)).toContain('nobody listens there');
    expect(rig.settled).toEqual(['free', 'free', 'free', 'free']);
  });

  test('a request whose end was not seen is sent twice, and may have cost all it can', async () => {
    const { said, server, rig } = await against('cut');
    expect(said[0]).toContain('asked 2 times');
    expect(server.asked).toHaveLength(2);
    expect(rig.settled).toEqual(['unseen', 'unseen']);
  });
});

describe('a quota that is gone', () => {
  test.each([
    [400, 'invalid_request_error', 'Your credit balance is too low to access the API.'],
    [402, 'billing_error', 'Payment is due.'],
    [403, 'permission_error', 'Your monthly usage limit is used up.'],
    [429, 'rate_limit_error', 'You exceeded your current quota.'],
  ])('%i is asked once; nothing more is sent to that endpoint with that key', async (status, type, words) => {
    const { said, server } = await against(fails(status, type, words), 3);
    expect(said).toEqual(Array(3).fill(`waits for quota: model-a: it answered ${status}: ${words}`));
    expect(server.asked).toHaveLength(1);
  });

  test('says when it goes on, and is asked again then', async () => {
    await using server = await ModelServer.open(({ nth }) =>
      nth === 1 ? fails(429, 'rate_limit_error', 'slow down', { 'retry-after': '3600' }) : says({ ok: true }),
    );
    await using rig = await ModelRig.with();
    const brought = await rig.play(server.url);
    expect(brought).toMatchObject({ brought: 'waits', for: 'quota' });
    const until = Date.parse((brought.brought === 'waits' ? brought.until : undefined) ?? '');
    expect(until).toBeGreaterThan(Date.now() + 3_590_000);
    expect(await rig.failure(server.url)).toMatch(/^waits/);
    expect(server.asked).toHaveLength(1);
    rig.time.pass(3_601_000);
    await rig.take(server.url);
    expect(server.asked).toHaveLength(2);
  });

  test('the day that the words name is the day', async () => {
    const { said } = await against(
      fails(
        400,
        'invalid_request_error',
        'You have reached your usage limits. You will regain access on 2099-12-01 at 00:00 UTC.',
      ),
    );
    expect(said[0]).toMatch(/until 2099-12-01T00:00:00.000Z$/);
  });

  test('the next of its models plays instead, under its own key', async () => {
    await using server = await ModelServer.open(() => fails(402, 'billing_error', 'no credits'));
    await using local = await ModelServer.open(() => says({ ok: true }));
    await using rig = await ModelRig.with();
    const models = [
      modelAt(server.url),
      modelAt(local.url, { name: 'local', id: 'model-b', keyName: 'OTHER_KEY' }),
    ];
    const environment = { PATH: '', LOCAL_KEY: key, OTHER_KEY: 'sk-other-91c2ab77' };
    for (const nth of [1, 2]) {
      const { take } = await rig.take(server.url, { performer: { models }, environment });
      expect(take.model).toBe('model-b');
      expect(server.asked).toHaveLength(1);
      expect(local.asked).toHaveLength(nth);
    }
    expect(JSON.stringify(local.asked)).not.toContain(key);
  });
});

describe('an answer that is none', () => {
  test.each([
    ['Claude AI usage limit reached|4102444800', 1, /^waits for quota: .* until 2100-01-01T00:00:00.000Z$/],
    ['You have reached your weekly limit. It resets on Monday.', 1, /^waits for quota/],
    ['Overloaded', 4, /^failed: the model can be asked.*Overloaded/],
    ['API Error: 529 {"type":"error"}', 4, /^failed: the model can be asked/],
    ['{"type":"error","error":{"type":"api_error","message":"Busy"}}', 4, /^failed: the model can be asked/],
    ['{"type":"error","error":{"type":"billing_error","message":"Pay"}}', 1, /^waits for quota/],
  ])('a provider’s own words, %j, are never a take', async (text, requests, outcome) => {
    await using server = await ModelServer.open(() => ({ text }));
    await using rig = await ModelRig.with();
    expect(await rig.failure(server.url, { form: { form: 'markdown' } })).toMatch(outcome);
    expect(server.asked).toHaveLength(requests);
    expect(rig.settled).toEqual(Array(requests).fill('seen'));
  });

  test.each([
    'Usage limits are described in the second chapter.',
    '# Overloaded\n\nA poem about a mule.',
    'The rate limit of the API is 50 requests a minute.',
  ])('a text that speaks of limits is one: %j', async (text) => {
    await using server = await ModelServer.open(() => ({ text }));
    await using rig = await ModelRig.with();
    const { take } = await rig.take(server.url, { form: { form: 'markdown' } });
    expect(take.output).toBe(text);
  });

  test('max_tokens reached: once, and the next attempt hears of it', async () => {
    const { said, server, rig } = await against({ text: '{"a": 1', stop: 'max_tokens' });
    expect(said[0]).toMatch(/^failed: the answer is whole: .*1000 tokens/);
    expect(server.asked).toHaveLength(1);
    expect(rig.settled).toEqual(['seen']);
  });

  test('a refusal: once', async () => {
    const { said, server } = await against({ text: 'I cannot.', stop: 'refusal' });
    expect(said[0]).toMatch(/^failed: the answer is whole: model-a declined/);
    expect(server.asked).toHaveLength(1);
  });

  test.each([
    ['a page of HTML', 'text/html', '<html>Welcome</html>'],
    ['another JSON', 'application/json', '{"ok":true}'],
    ['a stream of something else', 'text/event-stream', 'event: hello\ndata: {"type":"hello"}\n\n'],
    ['nothing', 'application/json', ''],
  ])('a 200 that is no message, %s: once', async (_, type, body) => {
    await using server = await HandServer.with((response) => {
      response.writeHead(200, { 'content-type': type });
      response.end(body);
    });
    await using rig = await ModelRig.with();
    expect(await rig.failure(server.url)).toContain('no message of the Messages API');
    expect(server.asked).toBe(1);
    expect(rig.settled).toEqual(['unseen']);
  });

  test('a message that came in one piece is one all the same', async () => {
    await using server = await HandServer.with((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          type: 'message',
          model: 'model-a',
          content: [{ type: 'text', text: '{"ok":true}' }],
          stop_reason: 'end_turn',
          usage: { input_tokens: 1, output_tokens: 1 },
        }),
      );
    });
    await using rig = await ModelRig.with();
    expect((await rig.take(server.url)).take.output).toEqual({ ok: true });
  });
});

describe('a stream', () => {
  test.each([
    ['in the middle of its text', `${start}${delta('{"a"')}`],
    ['before it says that it is whole', start + delta('{"a":1}')],
    ['in the middle of an event', `${start}event: content_block_delta\ndata: {"type":"content_bl`],
  ])('that ends %s is no answer: twice', async (_, text) => {
    await using server = await HandServer.with((response) => stream(response, text));
    await using rig = await ModelRig.with();
    expect(await rig.failure(server.url)).toMatch(/asked 2 times.*broke off/);
    expect(server.asked).toBe(2);
    expect(rig.settled).toEqual(['unseen', 'unseen']);
  });

  test('whose connection is cut is no answer: twice', async () => {
    const { said, server, rig } = await against({
      text: '{"long": "enough to be cut somewhere"}',
      cutAfter: 1,
    });
    expect(said[0]).toMatch(/asked 2 times.*bro(?:ke|ken) off/);
    expect(server.asked).toHaveLength(2);
    expect(rig.settled).toEqual(['unseen', 'unseen']);
  });

  test('that ends with an error is no answer: twice', async () => {
    await using server = await HandServer.with((response) =>
      stream(
        response,
        start +
          delta('{"a"') +
          event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }),
      ),
    );
    await using rig = await ModelRig.with();
    expect(await rig.failure(server.url)).toMatch(/asked 2 times.*Overloaded/);
    expect(server.asked).toBe(2);
  });

  test('that is cut once is asked once more', async () => {
    await using server = await HandServer.with((response, nth) =>
      stream(
        response,
        nth === 1 ? start + delta('{') : start + delta('{"ok"') + delta(':true}') + stopped('end_turn'),
      ),
    );
    await using rig = await ModelRig.with();
    expect((await rig.take(server.url)).take.output).toEqual({ ok: true });
    expect(rig.settled).toEqual(['unseen', 'seen']);
  });

  test('may come in pieces that cut characters and events', async () => {
    const whole = Buffer.from(start + event('ping', {}) + delta('{"wörd":"日本"}') + stopped('end_turn'));
    await using server = await HandServer.with((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      void (async () => {
        for (let at = 0; at < whole.length; at += 7) {
          response.write(whole.subarray(at, at + 7));
          await new Promise((resolve) => setImmediate(resolve));
        }
        response.end();
      })();
    });
    await using rig = await ModelRig.with();
    expect((await rig.take(server.url)).take.output).toEqual({ wörd: '日本' });
  });

  test('that has more text than the output may have is stopped: once', async () => {
    await using server = await HandServer.with((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(start);
      const more = (): void => {
        if (!response.destroyed && response.write(delta('x'.repeat(4096)))) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    });
    await using rig = await ModelRig.with();
    expect(await rig.failure(server.url, { outputLimit: 100_000 })).toContain('too much output');
    expect(server.asked).toBe(1);
  });
});

describe('time', () => {
  test('a server that never answers: once, until the time is up', async () => {
    await using server = await ModelServer.open(() => 'silence');
    await using rig = await ModelRig.with();
    expect(await rig.failure(server.url, { timeoutMs: 300 })).toMatch(/^failed: .*stopped after 300 ms/);
    expect(server.asked).toHaveLength(1);
    expect(rig.settled).toEqual(['unseen']);
  });

  test('a stream that stands still: once, until the time is up', async () => {
    await using server = await ModelServer.open(() => ({ text: 'x'.repeat(100), hangAfter: 2 }));
    await using rig = await ModelRig.with();
    expect(await rig.failure(server.url, { timeoutMs: 300 })).toContain('stopped after 300 ms');
    expect(server.asked).toHaveLength(1);
  });

  test('cancelled in mid-stream: the request ends, and may have cost all it can', async () => {
    const [closed, begun] = [opened(), opened()];
    await using server = await HandServer.with((response) => {
      response.on('close', () => closed.resolve());
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(start + delta('half'), () => begun.resolve());
    });
    await using rig = await ModelRig.with();
    const part = rig.submit(rig.request(server.url));
    await begun.promise;
    await rig.rig.players.cancel(part);
    expect(await rig.rig.players.result(part)).toEqual({ brought: 'cancelled' });
    await closed.promise;
    expect(server.asked).toBe(1);
    expect(rig.settled).toEqual(['unseen']);
  });
});

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])(
    '%i to another host is not followed, and the key stays',
    async (status) => {
      await using other = await HandServer.with((response) => response.end('{}'));
      await using server = await HandServer.with((response) => {
        response.writeHead(status, { location: `${other.url}/v1/messages` });
        response.end();
      });
      await using rig = await ModelRig.with();
      expect(await rig.failure(server.url)).toContain(`sends us on to ${other.url}`);
      expect(server.asked).toBe(1);
      expect(other.asked).toBe(0);
      expect(rig.settled).toEqual(['free']);
    },
  );
});

describe('an endpoint without structured output', () => {
  const form = schemaForm({
    type: 'object',
    properties: { soup: { type: 'string' } },
    required: ['soup'],
    additionalProperties: false,
  });

  test('is asked once more with the schema in the prompt, and this is remembered', async () => {
    await using server = await ModelServer.open(({ body }) =>
      body.output_config === undefined
        ? { text: 'Here it is:\n```json\n{"soup": "leek", "summary": "A soup."}\n```\nEnjoy!' }
        : fails(400, 'invalid_request_error', 'output_config: Extra inputs are not permitted'),
    );
    await using rig = await ModelRig.with();
    const { take } = await rig.take(server.url, { form });
    expect(take).toMatchObject({ output: { soup: 'leek' }, summary: 'A soup.' });
    expect(server.asked).toHaveLength(2);
    expect(rig.settled).toEqual(['free', 'seen']);
    expect(JSON.stringify(server.asked[1]?.body.system)).toContain('JSON Schema');
    await rig.take(server.url, { form });
    expect(server.asked).toHaveLength(3);
  });

  test('a 400 about something else is not tried again', async () => {
    await using server = await ModelServer.open(() =>
      fails(400, 'invalid_request_error', 'messages: too long'),
    );
    await using rig = await ModelRig.with();
    await rig.failure(server.url, { form });
    expect(server.asked).toHaveLength(1);
  });
});
