import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endedRun } from './in-memory-runs.ts';
import { Served, type Document } from './rig.ts';

let served: Served;
let document: Document;
beforeAll(async () => {
  served = await Served.start();
  document = await served.document();
});
afterAll(() => served.close());

describe('POST /runs', () => {
  it.each([
    ['an input itself', { title: 'Lanterns', seed: 1 }, { input: { title: 'Lanterns', seed: 1 } }],
    ['the text of a sheet', { sheet: '# Lanterns\n' }, { sheet: '# Lanterns\n' }],
    ['an input under its name', { input: { title: 'x' } }, { input: { title: 'x' } }],
    ['a file of the workspace', { file: 'songs/x.json' }, { file: 'songs/x.json' }],
    [
      'an input with a key of that name among others',
      { file: 'a', title: 'b' },
      { input: { file: 'a', title: 'b' } },
    ],
  ])('takes %s', async (_, body, submission) => {
    const answer = await served.post(body);
    expect(document.mistakesOf('POST', '/runs', answer)).toEqual([]);
    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({ run_id: expect.stringMatching(/^[0-9a-f]{12}$/), status: 'queued' });
    expect(answer.headers.location).toBe(`/runs/${answer.json.run_id}`);
    expect(served.runs.submissions.at(-1)).toEqual(submission);
    expect(document.mistakesIn('Submission', body)).toEqual([]);
  });

  it('takes a sheet as Markdown', async () => {
    const sheet = '---\ntitle: Lanterns\n---\nTell of them. Äöü ☂\n';
    const answer = await served.post(sheet, { 'Content-Type': 'text/markdown; charset=utf-8' });
    expect(answer.status).toBe(202);
    expect(served.runs.submissions.at(-1)).toEqual({ sheet });
  });
});

describe('what is known of runs', () => {
  beforeAll(() => served.runs.set(endedRun('abcdefabcdef')));

  it('GET /runs lists them, newest first, and says how many there are', async () => {
    const answer = await served.ask('/runs?limit=1');
    expect(document.mistakesOf('GET', '/runs', answer)).toEqual([]);
    expect(answer.json.runs).toMatchObject([{ run_id: 'abcdefabcdef', code: 0 }]);
    expect(answer.json.total).toBeGreaterThan(1);
  });

  it('GET /runs/{run_id} tells outputs and scores', async () => {
    const answer = await served.ask('/runs/abcdefabcdef');
    expect(document.mistakesOf('GET', '/runs/{run_id}', answer)).toEqual([]);
    expect(answer.json).toEqual(endedRun('abcdefabcdef'));
  });

  it('POST /runs and /cancel say so where the disk or git refuses', async () => {
    const { run_id } = (await served.post({ title: 'T' })).json;
    served.runs.mistakes = [{ code: 'cannot_write', severity: 'mistake', message: 'the disk is full' }];
    const cancelled = await served.ask(`/runs/${run_id}/cancel`, { method: 'POST' });
    const submitted = await served.post({ title: 'T' });
    served.runs.mistakes = [];
    expect(document.mistakesOf('POST', '/runs/{run_id}/cancel', cancelled)).toEqual([]);
    expect(document.mistakesOf('POST', '/runs', submitted)).toEqual([]);
    for (const answer of [cancelled, submitted]) {
      expect(answer).toMatchObject({ status: 503, json: { error: { code: 'not_now' } } });
    }
  });

  it('POST /runs/{run_id}/cancel answers with the run as it stands', async () => {
    const { run_id } = (await served.post({ title: 'x' })).json;
    const answer = await served.ask(`/runs/${run_id}/cancel`, { method: 'POST' });
    expect(document.mistakesOf('POST', '/runs/{run_id}/cancel', answer)).toEqual([]);
    expect(answer.json).toMatchObject({ run_id, status: 'cancelled' });
  });

  it.each([
    ['GET', '/runs/ffffffffffff', '/runs/{run_id}'],
    ['GET', '/runs/..%2f..%2fetc', '/runs/{run_id}'],
    ['POST', '/runs/ffffffffffff/cancel', '/runs/{run_id}/cancel'],
    ['GET', '/events?run_id=ffffffffffff', '/events'],
  ])('%s %s is no run', async (method, path, documented) => {
    const answer = await served.ask(path, { method });
    expect(document.mistakesOf(method, documented, answer)).toEqual([]);
    expect(answer).toMatchObject({ status: 404, json: { error: { code: 'no_such_run' } } });
  });
});

it('the document describes itself, the page, and every address that answers', async () => {
  const { json } = await served.ask('/openapi.json');
  expect(json.openapi).toBe('3.1.0');
  expect(Object.keys(json.paths).sort()).toEqual([
    '/',
    '/events',
    '/openapi.json',
    '/runs',
    '/runs/{run_id}',
    '/runs/{run_id}/cancel',
  ]);
  const refs = JSON.stringify(json).match(/#\/components\/schemas\/\w+/g) ?? [];
  expect(refs.length).toBeGreaterThan(10);
  for (const ref of refs) expect(json.components.schemas).toHaveProperty(ref.split('/').at(-1) ?? '');
  for (const [path, operations] of Object.entries<object>(json.paths)) {
    for (const method of Object.keys(operations)) {
      const answer = await served.ask(path.replace('{run_id}', 'ffffffffffff'), {
        method: method.toUpperCase(),
        unknown: true,
      });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(document.mistakesOf(method, path, answer)).toEqual([]);
    }
  }
});

it('a document that forgot a field would be noticed', () => {
  expect(document.mistakesIn('Run', { ...endedRun('a') })).not.toEqual([]);
  expect(document.mistakesIn('Accepted', { run_id: 'a' })).not.toEqual([]);
});

describe('addresses', () => {
  it.each([
    ['DELETE', '/runs', 'GET, HEAD, POST'],
    ['PUT', '/runs/abcdefabcdef', 'GET, HEAD'],
    ['GET', '/runs/abcdefabcdef/cancel', 'POST'],
    ['POST', '/events', 'GET, HEAD'],
    ['OPTIONS', '/runs', 'GET, HEAD, POST'],
  ])('%s %s says which methods do', async (method, path, allow) => {
    const answer = await served.ask(path, { method });
    expect(answer).toMatchObject({ status: 405, headers: { allow }, json: { error: { code: 'method' } } });
    expect(document.mistakesIn('Error', answer.json)).toEqual([]);
  });

  it('an address without anything is 404, whatever it looks like', async () => {
    for (const path of [
      '/nothing',
      '/page/../server.ts',
      '/page/constructor',
      '/page/%2e%2e%2fapp.ts',
      '//runs',
      '/runs/',
    ]) {
      expect(await served.ask(path)).toMatchObject({
        status: 404,
        json: { error: { message: expect.any(String) } },
      });
    }
  });

  it('a query that no one understands is 400', async () => {
    for (const path of [
      '/runs?limit=0',
      '/runs?limit=x',
      '/runs?order=up',
      '/events?after=-1',
      '/events?after=x',
      '/events?run=1',
    ]) {
      expect(await served.ask(path)).toMatchObject({ status: 400, json: { error: { code: 'bad_query' } } });
    }
    expect((await served.ask('/events', { headers: { 'Last-Event-ID': 'x' } })).status).toBe(400);
  });

  it('HEAD answers as GET without a body, and opens no stream', async () => {
    for (const path of ['/', '/runs', '/openapi.json', '/events']) {
      expect(await served.ask(path, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    }
    expect(served.runs.events.listeners).toBe(0);
  });
});

it('what throws is a bug: told here, and to the client without its insides', async () => {
  await using other = await Served.start();
  other.runs.read = () => Promise.reject(new Error('/home/ann/secret'));
  const answer = await other.ask('/runs/ffffffffffff');
  expect(answer).toMatchObject({ status: 500, json: { error: { code: 'bug' } } });
  expect(answer.text).not.toContain('secret');
  expect(other.bugs).toHaveLength(1);
});

it('no answer is kept by anybody, and no page of another origin may use it', async () => {
  for (const asked of [{}, { unknown: true }, { headers: { Origin: 'http://evil.example' } }]) {
    const { headers } = await served.ask('/runs', asked);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});
