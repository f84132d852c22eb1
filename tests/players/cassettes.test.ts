import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Performer } from '../../src/score/index.ts';
import { fails, ModelServer, says } from '../models/server.ts';
import { key, modelAt, ModelRig, schemaForm } from './model-rig.ts';
import { expression, Rig, template } from './rig.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simphony-cassettes-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const recording = () => ModelRig.with({ cassettes: { folder, mode: 'record' } });
const replaying = () => ModelRig.with({ cassettes: { folder, mode: 'replay' } });

const kept = async (): Promise<{ name: string; text: string }[]> =>
  await Promise.all(
    (await readdir(folder))
      .sort()
      .map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  );

describe('a cassette of a model', () => {
  test('plays the same take without network and key, with the same usage', async () => {
    const server = await ModelServer.open(() => says({ soup: 'leek', summary: 'Soup.' }));
    const { url } = server;
    await using recorded = await recording();
    const live = await recorded.take(url, { attempt: 1 });
    await server[Symbol.asyncDispose]();
    await using replayed = await replaying();
    const again = await replayed.take(url, { attempt: 1, environment: { PATH: '' } });
    expect(again.take).toEqual(live.take);
    expect(replayed.ends).toEqual(recorded.ends);
    expect(replayed.calls).toEqual(recorded.calls);
  });

  test('is one file for each request, without headers and without the key', async () => {
    await using server = await ModelServer.open(() => says({ echo: `your key is ${key}` }));
    await using recorded = await recording();
    await recorded.take(server.url, { text: `Say ${key}.` });
    const [file, ...others] = await kept();
    expect(others).toEqual([]);
    expect(file?.name).toMatch(/^[0-9a-f]{64}\.json$/);
    expect(file?.text).not.toContain(key);
    expect(file?.text).not.toMatch(/authorization|bearer/i);
    expect(JSON.parse(file?.text ?? '')).toMatchObject({
      request: { method: 'POST', model: 'model-a', body: { max_tokens: 1000 } },
      answers: [{ said: [{ text: '{"echo":"your key is ***"}' }] }],
    });
  });

  test('is loud about a word that has changed, and asks nobody', async () => {
    await using server = await ModelServer.open();
    await using recorded = await recording();
    await recorded.take(server.url, { text: 'Cook a thin soup, please, and mind the salt.' });
    await recorded.take(server.url, { text: 'Write about something else entirely.' });
    await using replayed = await replaying();
    const said = await replayed.failure(server.url, {
      text: 'Cook a thick soup, please, and mind the salt.',
    });
    expect(said).toContain('kitchen/cook is not on a cassette');
    expect(said).toMatch(/recorded "[^"]*thin soup[^"]*", asked "[^"]*thick soup/);
    expect(server.asked).toHaveLength(2);
    expect(replayed.calls).toEqual([]);
  });

  test('is loud where there is none', async () => {
    await using replayed = await replaying();
    expect(await replayed.failure('http://127.0.0.1:9')).toContain('play with --record first');
  });

  test('knows the answers of two attempts that asked the same', async () => {
    await using server = await ModelServer.open(({ nth }) => says({ nth }));
    await using recorded = await recording();
    await using replayed = await replaying();
    const ask = async (rig: ModelRig, idempotencyKey: string): Promise<unknown> =>
      (await rig.take(server.url, { idempotencyKey })).take.output;
    expect(await ask(recorded, 'b')).toEqual({ nth: 1 });
    expect(await ask(recorded, 'a')).toEqual({ nth: 2 });
    expect(await ask(replayed, 'a')).toEqual({ nth: 2 });
    expect(await ask(replayed, 'b')).toEqual({ nth: 1 });
    expect(await ask(replayed, 'c')).toEqual({ nth: 2 });
    expect(await kept()).toHaveLength(1);
  });

  test('recorded once more holds the later answer', async () => {
    await using server = await ModelServer.open(({ nth }) => says({ nth }));
    for (const _ of [1, 2]) {
      await using recorded = await recording();
      await recorded.take(server.url);
    }
    await using replayed = await replaying();
    expect((await replayed.take(server.url)).take.output).toEqual({ nth: 2 });
  });

  test('is found for whoever played then, in the form that was asked then', async () => {
    const form = schemaForm({ type: 'object', properties: { a: { type: 'number' } }, required: ['a'] });
    await using gone = await ModelServer.open(() => fails(402, 'billing_error', 'no credits'));
    await using local = await ModelServer.open(({ body }) =>
      body.output_config === undefined
        ? says({ a: 1, summary: 's' })
        : fails(400, 'invalid_request_error', 'output_config: unknown'),
    );
    const models = [modelAt(gone.url), modelAt(local.url, { id: 'model-b' })];
    await using recorded = await recording();
    const live = await recorded.take(gone.url, { performer: { models }, form });
    await using replayed = await replaying();
    const again = await replayed.take(gone.url, { performer: { models }, form });
    expect(again.take).toEqual(live.take);
    expect(again.take.model).toBe('model-b');
    expect(replayed.settled).toEqual(['seen']);
  });

  test('holds nothing of what failed', async () => {
    await using server = await ModelServer.open(() => fails(400, 'invalid_request_error', 'no'));
    await using recorded = await recording();
    await recorded.failure(server.url);
    expect(await kept()).toEqual([]);
  });

  test('that was damaged says so', async () => {
    await using server = await ModelServer.open();
    await using recorded = await recording();
    await recorded.take(server.url);
    const [file] = await readdir(folder);
    await writeFile(join(folder, file ?? ''), '{"request":');
    await using replayed = await replaying();
    expect(await replayed.failure(server.url)).toMatch(/the cassette [0-9a-f]{64}\.json cannot be read/);
  });

  test('keeps what was judged by ear', async () => {
    const verdict = { verdict: 'held', quotes: ['x'], why: 'y' };
    await using server = await ModelServer.open(() => says(verdict));
    const asked = {
      model: modelAt(server.url),
      criterion: 'Tasty.',
      output: 'x',
      files: [],
      idempotencyKey: 'k',
      timeoutMs: 5000,
      environment: { LOCAL_KEY: key },
    };
    await using recorded = await recording();
    await recorded.rig.players.listen(asked, recorded.listener);
    await using replayed = await replaying();
    expect(await replayed.rig.players.listen({ ...asked, environment: {} }, replayed.listener)).toMatchObject(
      {
        said: 'answer',
        answer: verdict,
      },
    );
  });
});

describe('a cassette of a service', () => {
  const performer = (url: string): Performer => ({
    kind: 'service',
    request: {
      method: 'POST',
      url: template(`${url}/start?token={env.TOKEN}`),
      headers: new Map([['authorization', template('Bearer {env.TOKEN}')]]),
    },
    poll: {
      url: template(`${url}/state`),
      headers: new Map(),
      everyMs: 1,
      timeoutMs: 5000,
      until: expression('response.n >= 3'),
    },
  });

  test('plays every answer in its turn, without network and without secrets', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ n: asked }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const secret = 'tok-4711-abcdef';
    const attempt = { performer: performer(url), env: ['TOKEN'], timeoutMs: 5000 };
    await using recorded = await Rig.with({}, { cassettes: { folder, mode: 'record' } });
    const live = await recorded.output({ ...attempt, environment: { TOKEN: secret } });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(asked).toBe(3);
    await using replayed = await Rig.with({}, { cassettes: { folder, mode: 'replay' } });
    expect(await replayed.output({ ...attempt, environment: {} })).toEqual(live);
    expect(live).toEqual({ n: 3 });
    expect(JSON.stringify(await kept())).not.toContain(secret);
    expect(
      await replayed.failure({ ...attempt, performer: performer('http://127.0.0.1:9'), environment: {} }),
    ).toMatch(/is not on a cassette.*recorded "[^"]*127\.0\.0\.1:\d+\//);
  });
});
