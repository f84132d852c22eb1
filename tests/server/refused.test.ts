import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Served, token, type Asked, type Document, type Told } from './rig.ts';

/** Must-show 9: what is refused, and what the answer says. */
let served: Served;
let document: Document;
beforeAll(async () => {
  served = await Served.start();
  document = await served.document();
});
afterAll(() => served.close());

const refused = async (asked: Asked, path = '/runs'): Promise<[number, string]> => {
  const answer = await served.ask(path, asked);
  expect(document.mistakesIn('Error', answer.json)).toEqual([]);
  expect(answer.json.error.message).toMatch(/\S{2,} \S{2,}/);
  return [answer.status, answer.json.error.code];
};

/** The status that an upgrade is answered with; 101 where it is let in. */
const upgraded = (headers: Readonly<Record<string, string>>, query = ''): Promise<number> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${served.port}/events${query}`, { headers });
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_, answer) => resolve(answer.statusCode ?? 0));
    socket.on('open', () => {
      resolve(101);
      socket.terminate();
    });
  });

describe('who may come in', () => {
  it('nobody without the token, or with another one', async () => {
    const without = { unknown: true } as const;
    for (const path of ['/runs', '/runs/ffffffffffff', '/events', '/openapi.json', '/', '/nothing']) {
      expect(await refused(without, path)).toEqual([401, 'token_missing']);
    }
    for (const Authorization of [
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      `Basic ${token}`,
      'Bearer',
      `Bearer ${token} ${token}`,
    ]) {
      const [status] = await refused({ headers: { Authorization } });
      expect([Authorization, status]).toEqual([Authorization, 401]);
    }
    expect(await refused(without, '/runs?token=wrong')).toEqual([401, 'token_wrong']);
    expect((await served.ask('/runs', without)).headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('a browser with `?token=`, where it can set no header', async () => {
    expect((await served.ask(`/runs?token=${token}`, { unknown: true })).status).toBe(200);
    expect(
      (await served.ask('/runs', { unknown: true, headers: { Authorization: `bearer  ${token}` } })).status,
    ).toBe(200);
  });

  it('nobody who asks under a foreign name: a page that rebound its own name to this address', async () => {
    for (const Host of [
      'evil.example',
      `evil.example:${served.port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `127.0.0.1.evil.example:${served.port}`,
      `localhost.:${served.port}`,
    ]) {
      expect([Host, ...(await refused({ headers: { Host } }))]).toEqual([Host, 403, 'foreign_host']);
    }
    for (const line of ['', 'Host: \r\n', 'Host: a b<>#\r\n']) {
      const request = `GET /runs HTTP/1.1\r\n${line}Authorization: Bearer ${token}\r\nConnection: close\r\n\r\n`;
      expect(await spoken(request)).toMatch(/^HTTP\/1.1 403 [^]*"foreign_host"/);
    }
    for (const Host of [`localhost:${served.port}`, `LOCALHOST:${served.port}`, `[::1]:${served.port}`]) {
      expect((await served.ask('/runs', { headers: { Host } })).status).toBe(200);
    }
  });

  it('no page of another origin, whatever it knows', async () => {
    const own = `http://127.0.0.1:${served.port}`;
    for (const Origin of [
      'http://evil.example',
      'null',
      `https://127.0.0.1:${served.port}`,
      'http://127.0.0.1:1',
      `${own}.evil.example`,
      `${own}/`,
    ]) {
      expect([Origin, ...(await refused({ headers: { Origin } }))]).toEqual([Origin, 403, 'foreign_origin']);
    }
    expect(await refused({ headers: { 'Sec-Fetch-Site': 'same-site' } })).toEqual([403, 'foreign_origin']);
    expect(
      (await served.ask('/runs', { headers: { Origin: own, 'Sec-Fetch-Site': 'same-origin' } })).status,
    ).toBe(200);
  });

  it('a WebSocket no more than a request', async () => {
    const known = { Authorization: `Bearer ${token}` };
    expect(await upgraded(known)).toBe(101);
    expect(await upgraded({}, `?token=${token}`)).toBe(101);
    expect(await upgraded({})).toBe(401);
    expect(await upgraded({ ...known, Origin: 'http://evil.example' })).toBe(403);
    expect(await upgraded({ ...known, Host: 'evil.example' })).toBe(403);
    expect(await upgraded(known, '?after=x')).toBe(400);
    expect(await upgraded(known, '?after=0x10')).toBe(400);
    const handshake = `GET /events HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nAuthorization: Bearer ${token}\r\nConnection: Upgrade\r\nUpgrade:`;
    expect(await spoken(`${handshake} websocket\r\nSec-WebSocket-Version: 12\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 400 [^]*"bad_handshake"/,
    );
    expect(await spoken(`${handshake} h2c\r\n\r\n`)).toMatch(/^HTTP\/1.1 426 [^]*"upgrade"/);
    expect(await upgraded(known, '?run_id=ffffffffffff')).toBe(404);
  });

  it('only from this machine', async () => {
    const { networkInterfaces } = await import('node:os');
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one?.family === 'IPv4' && !one.internal);
    for (const other of others) {
      const reached = await new Promise<boolean>((resolve) => {
        const socket = connect({ host: other?.address ?? '', port: served.port });
        socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
      });
      expect(reached).toBe(false);
    }
  });
});

describe('what may come in', () => {
  const post = (
    body: string | Buffer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<[number, string]> =>
    refused({ method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } });

  it('no body over the limit, whether its length is said or not, and the answer arrives', async () => {
    const much = Buffer.alloc(100 * 1024 * 1024, 'x');
    expect(await post(much)).toEqual([413, 'body_too_large']);
    expect(await post(much, { Connection: 'close' })).toEqual([413, 'body_too_large']);
    expect(await post(much, { 'Transfer-Encoding': 'chunked' })).toEqual([413, 'body_too_large']);
    expect(await post(Buffer.alloc(1024 * 1024 + 1, ' '))).toEqual([413, 'body_too_large']);
    // a web client that gives the body out of its hands
    const fetched = await fetch(`http://127.0.0.1:${served.port}/runs`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: much,
    });
    expect([fetched.status, ((await fetched.json()) as Told).error.code]).toEqual([413, 'body_too_large']);
  });

  it('nor one from somebody unknown, and that answer arrives as well', async () => {
    const body = Buffer.alloc(100 * 1024 * 1024, 'x');
    expect(
      await refused({ method: 'POST', body, unknown: true, headers: { 'Content-Type': 'application/json' } }),
    ).toEqual([401, 'token_missing']);
    expect(await refused({ method: 'POST', body, headers: { Origin: 'http://evil.example' } })).toEqual([
      403,
      'foreign_origin',
    ]);
  });

  it('who asks before sending is told before sending', async () => {
    const said = await spoken(
      `POST /runs HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\nExpect: 100-continue\r\n\r\n`,
    );
    expect(said).toMatch(/^HTTP\/1.1 413 /);
    expect(
      await spoken(
        `GET /runs HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nAuthorization: Bearer ${token}\r\nExpect: more\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each([
    ['half an object', '{"title": "Lant', 400, 'broken_json'],
    ['nothing', '', 400, 'broken_json'],
    ['a list', '[]', 422, 'no_object'],
    ['a text', '"sheet"', 422, 'no_object'],
    ['a sheet that is a number', '{"sheet": 5}', 422, 'bad_body'],
    ['a file without a name', '{"file": ""}', 422, 'bad_body'],
    ['an input that is a list', '{"input": []}', 422, 'bad_body'],
    ['a number that nothing can hold', '{"input": {"seed": [1e999]}}', 422, 'number_out_of_range'],
    ['what nests without end', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 422, 'too_deep'],
  ])('not %s', async (_, body, status, code) => {
    expect(await post(body)).toEqual([status, code]);
  });

  it('but an input as it came, whatever its keys are called', async () => {
    const before = served.runs.submissions.length;
    const input = '{"title": "T", "__proto__": {"x": 1}}';
    expect((await served.post(`{"input": ${input}}`)).status).toBe(202);
    expect((await served.post(input)).status).toBe(202);
    for (const one of served.runs.submissions.slice(before)) {
      expect(JSON.stringify(one)).toBe(JSON.stringify({ input: JSON.parse(input) }));
    }
  });

  it('no text that is no UTF-8, and nothing packed', async () => {
    expect(await post(Buffer.from([0x7b, 0xff, 0x7d]))).toEqual([400, 'not_utf8']);
    expect(await post('{}', { 'Content-Encoding': 'gzip' })).toEqual([415, 'coded_body']);
  });

  it('no other kind of content: what a form of another page could send is none of ours', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json; charset=latin1',
    ]) {
      expect((await post('{}', { 'Content-Type': type }))[0]).toBe(415);
    }
    expect(await refused({ method: 'POST', body: '{}' })).toEqual([415, 'media_type']);
    expect(await post(' \n', { 'Content-Type': 'text/markdown' })).toEqual([422, 'empty_sheet']);
  });

  it('what can not be played says where and why', async () => {
    served.runs.mistakes = [
      {
        code: 'input_mistake',
        severity: 'mistake',
        message: '`seed` must be a whole number',
        help: 'write 7',
        at: { file: 'runs/x.json', line: 3, column: 5 },
      },
      { code: 'input_mistake', severity: 'mistake', message: '`title` is missing' },
    ];
    const answer = await served.post({ seed: 'x' });
    served.runs.mistakes = [];
    expect(document.mistakesOf('POST', '/runs', answer)).toEqual([]);
    expect(answer).toMatchObject({
      status: 422,
      json: { error: { code: 'not_playable', diagnostics: [{ at: { line: 3 } }, {}] } },
    });
    expect(answer.json.error.message).toContain('`seed` must be a whole number');
  });

  it('what is no HTTP is answered all the same', async () => {
    expect(await spoken('what is this\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [^]*bad_request/);
    const long = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await spoken(long)).toMatch(/^HTTP\/1.1 431 [^]*headers_too_large/);
    expect(
      await spoken(
        `GET http://evil.example/runs HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nConnection: close\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1.1 401 /);
    expect((await served.ask('/runs')).status).toBe(200);
  });
});

/** All that comes back for these bytes. */
const spoken = (bytes: string): Promise<string> =>
  new Promise((resolve) => {
    let heard = '';
    const socket = connect({ host: '127.0.0.1', port: served.port });
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      if (heard.includes('\r\n\r\n')) socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
    socket.write(bytes);
  });
