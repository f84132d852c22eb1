import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebSocket as WebSocketOf } from 'ws';
import { simphony } from '../cli/fake-world.ts';
import { ensemble, instrument, module, Rig } from '../sessions/rig.ts';
import { InMemoryRuns } from './in-memory-runs.ts';
import { ask, Document, type Answered, type Asked, type Told } from './rig.ts';

/** The built command, a real workspace, real HTTP. */

const schema = JSON.stringify({
  type: 'object',
  required: ['title', 'words'],
  properties: {
    title: { type: 'string' },
    words: { type: 'array', items: { type: 'string' } },
    slow: { type: 'boolean' },
  },
  additionalProperties: false,
});
const workspace = {
  'sheetMusic.md':
    '---\ntitle: Nothing yet\nplays: [poem]\ninputs: { spec: { title: a, words: [] } }\n---\nNothing yet.\n',
  'ensembles/poem/ensemble.md': ensemble('poem', 'inputs: { spec: { schema: spec.schema.json } }\n'),
  'ensembles/poem/spec.schema.json': schema,
  'ensembles/poem/gather.md': instrument('module: gather.mjs\nneeds: [sheet]'),
  'ensembles/poem/gather.mjs': module('return input.sheet.inputs.spec;'),
  'ensembles/poem/write.md': instrument(
    'module: write.mjs\nneeds: [gather]\nresult: true\nemits: poem_written',
  ),
  'ensembles/poem/write.mjs': module(`
    const { words, slow } = input.inputs.gather;
    context.progress(0.5);
    if (slow) await new Promise((resolve) => setTimeout(resolve, 600_000));
    return { text: words.join(' '), metrics: { words: words.length } };`),
};

/** A server of the command, until the block ends. */
class Serving implements AsyncDisposable {
  readonly #process: ReturnType<Rig['start']>;
  readonly port: number;
  readonly token: string;
  readonly printed: Told;

  private constructor(process: ReturnType<Rig['start']>, printed: Told, token: string) {
    [this.#process, this.printed, this.token] = [process, printed, token];
    this.port = Number(new URL(printed.data.url).port);
  }

  static async in(rig: Rig, ...words: string[]): Promise<Serving> {
    const started = rig.start(['serve', '--port', '0', '--json', ...words]);
    const line = await new Promise<string>((resolve, reject) => {
      let heard = '';
      started.stdout.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
        if (heard.includes('\n')) resolve(heard);
      });
      void started.then(({ stderr }) => reject(new Error(stderr)));
    });
    const printed: Told = JSON.parse(line);
    return new Serving(started, printed, (await rig.read('.simphony/token')).trim());
  }

  ask(path: string, asked: Asked = {}): Promise<Answered> {
    return ask(this.port, path, {
      ...asked,
      unknown: true,
      headers: { Authorization: `Bearer ${this.token}`, ...asked.headers },
    });
  }

  async submit(body: unknown): Promise<string> {
    const headers = { 'Content-Type': 'application/json' };
    const { status, json } = await this.ask('/runs', { method: 'POST', headers, body: JSON.stringify(body) });
    expect([status, json.status]).toEqual([202, 'queued']);
    return json.run_id;
  }

  /** All events up to and with the one that `last` holds of. */
  events(query: string, last: (event: Told) => boolean): Promise<Told[]> {
    const socket = new WebSocketOf(`ws://127.0.0.1:${this.port}/events?token=${this.token}&${query}`);
    return new Promise((resolve, reject) => {
      const all: Told[] = [];
      socket.on('error', reject);
      socket.on('message', (data: Buffer) => {
        const told: Told = JSON.parse(data.toString());
        all.push(told);
        if (!last(told)) return;
        socket.terminate();
        resolve(all);
      });
    });
  }

  ended(run: string): Promise<Told[]> {
    return this.events(`run_id=${run}`, ({ event }) => event === 'session_end');
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | undefined> {
    this.#process.kill(signal);
    return (await this.#process).exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('SIGKILL');
  }
}

describe('simphony serve', () => {
  it('plays what is submitted, tells it live, and answers with its outputs and scores', async () => {
    await using rig = await Rig.with(workspace);
    await using server = await Serving.in(rig);
    expect(server.printed).toMatchObject({
      status: 'ok',
      data: { url: `http://127.0.0.1:${server.port}`, token_file: join(rig.folder, '.simphony/token') },
    });
    expect((await stat(join(rig.folder, '.simphony/token'))).mode & 0o777).toBe(0o600);
    expect(await rig.git('status', '--porcelain')).toBe('');
    const document = new Document((await server.ask('/openapi.json')).json);

    // the page lies beside the bundle
    expect((await server.ask('/', { headers: { Accept: 'text/html' } })).text).toContain('/page/page.mjs');
    expect((await server.ask('/page/page.mjs')).status).toBe(200);

    const run = await server.submit({ title: 'Lanterns', words: ['red', 'lanterns'] });
    const events = await server.ended(run);
    for (const event of events) expect(document.mistakesIn('Event', event)).toEqual([]);
    expect(new Set(events.map(({ run_id }) => run_id))).toEqual(new Set([run]));
    const ids = events.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.map((_, index) => Number(ids[0]) + index));
    expect(events.map(({ event, node, phase }) => `${event} ${node} ${phase}`)).toEqual(
      expect.arrayContaining([
        'session_start  start',
        'start gather start',
        'poem_written write end',
        'session_end  end',
      ]),
    );
    expect(events.find(({ event }) => event === 'poem_written')).toMatchObject({
      metrics: { words: 2 },
      duration_ms: expect.any(Number),
    });

    const read = await server.ask(`/runs/${run}`);
    expect(document.mistakesOf('GET', '/runs/{run_id}', read)).toEqual([]);
    expect(read.json).toMatchObject({
      status: 'ok',
      code: 0,
      title: 'Lanterns',
      sheet: expect.stringMatching(/^runs\/lanterns-[0-9a-f]{8}\.json$/),
      outputs: { write: { text: 'red lanterns' } },
      scores: { write: { words: 2 } },
      ensembles: { poem: { status: 'ok', result: { text: 'red lanterns' } } },
    });
    expect(await rig.steps()).toEqual([
      expect.stringMatching(/^gather: /),
      expect.stringMatching(/^write: /),
    ]);
    expect(document.mistakesOf('GET', '/runs', await server.ask('/runs'))).toEqual([]);

    const again = await server.submit({ words: ['red', 'lanterns'], title: 'Lanterns' });
    await server.ended(again);
    expect((await server.ask(`/runs/${again}`)).json).toMatchObject({
      status: 'ok',
      outputs: { write: { text: 'red lanterns' } },
    });
    expect(await server.stop()).toBe(143);
  });

  it('says what is wrong with an input before it has a place in the queue', async () => {
    await using rig = await Rig.with(workspace);
    await using server = await Serving.in(rig);
    const document = new Document((await server.ask('/openapi.json')).json);
    const headers = { 'Content-Type': 'application/json' };
    for (const body of [
      { title: 'x', words: 'red' },
      { title: 5, words: [] },
      { file: '../outside.json' },
      { file: '.simphony/token' },
      { sheet: '---\nplays: [pome]\n---\n' },
    ]) {
      const answer = await server.ask('/runs', { method: 'POST', headers, body: JSON.stringify(body) });
      expect(document.mistakesOf('POST', '/runs', answer)).toEqual([]);
      expect(answer.status).toBe(422);
      expect(answer.json.error.diagnostics.length).toBeGreaterThan(0);
      expect(answer.text).not.toContain(server.token);
    }
    expect((await server.ask('/runs')).json).toEqual({ runs: [], total: 0 });
  });

  it('killed in the middle of a run, it goes on with it; events count on; what is cancelled ends', async () => {
    await using rig = await Rig.with(workspace);
    const slow = { title: 'Slow', words: [], slow: true };
    const began = ({ event, node }: Told): boolean => event === 'start' && node === 'write';
    let [running, queued, last] = ['', '', 0];
    {
      await using server = await Serving.in(rig);
      running = await server.submit(slow);
      queued = await server.submit({ title: 'After it', words: ['one'] });
      last = (await server.events(`run_id=${running}`, began)).at(-1)?.id;
      expect((await server.ask(`/runs/${running}`)).json).toMatchObject({
        status: 'running',
        playing: ['write'],
        outputs: { gather: slow },
      });
    }
    await using server = await Serving.in(rig);
    const since = await server.events(`run_id=${running}&after=${last}`, began);
    expect(since[0]?.id).toBeGreaterThan(last);
    expect(since.filter(({ event, node }) => event === 'start' && node === 'gather')).toEqual([]);
    const { runs }: { readonly runs: readonly Told[] } = (await server.ask('/runs')).json;
    expect(runs.map(({ run_id, status }) => [run_id, status])).toEqual([
      [queued, 'queued'],
      [running, 'running'],
    ]);
    await server.ask(`/runs/${running}/cancel`, { method: 'POST' });
    await server.ended(queued);
    expect((await server.ask(`/runs/${running}`)).json.status).toBe('cancelled');
    expect((await server.ask(`/runs/${queued}`)).json).toMatchObject({
      status: 'ok',
      outputs: { write: { text: 'one' } },
    });
    const ids = (
      await server.events('after=0', ({ event, run_id }) => event === 'session_end' && run_id === queued)
    ).map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, index) => index + 1));
  });

  it('a second server of the same workspace, a port that is taken and a folder without git are answered', async () => {
    await using rig = await Rig.with(workspace);
    await using server = await Serving.in(rig);
    expect(await rig.simphony('serve', '--port', '0')).toMatchObject({
      code: 7,
      stdout: '',
      stderr: expect.stringContaining('another'),
    });
    const taken = await rig.simphony('serve', '--port', `${server.port}`);
    expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining(`port ${server.port} is taken`) });
    await using bare = await Rig.with(workspace, { repository: false });
    expect(await bare.simphony('serve', '--port', '0')).toMatchObject({ code: 2, stdout: '' });
    for (const port of ['65536', '-1', 'http'])
      expect((await rig.simphony('serve', '--port', port)).code).toBe(2);
  });
});

describe('the token', () => {
  const serve = async (rig: Rig, environment: Readonly<Record<string, string>> = {}) =>
    simphony(['serve', '--port', '0'], {
      folder: rig.folder,
      environment,
      answers: { runs: async () => ({ runs: new InMemoryRuns() }) },
      onInterruptible: (raise) => setTimeout(() => raise('SIGTERM'), 50),
    });

  it('is made once, whole, for its owner alone, and never printed', async () => {
    await using rig = await Rig.with(workspace);
    const said = await Promise.all([serve(rig), serve(rig)]);
    const text = (await rig.read('.simphony/token')).trim();
    expect(text).toMatch(/^[A-Za-z0-9_-]{43}$/);
    for (const { code, stdout, stderr } of said) {
      expect(code).toBe(143);
      expect(stdout).toContain('.simphony/token');
      expect(stdout + stderr).not.toContain(text);
    }
    await serve(rig);
    expect((await rig.read('.simphony/token')).trim()).toBe(text);
  });

  it('is what SIMPHONY_TOKEN says, where it says one, and then no file is made', async () => {
    await using rig = await Rig.with(workspace);
    const { code, stdout } = await serve(rig, { SIMPHONY_TOKEN: 'of-my-own' });
    expect([code, stdout.includes('of-my-own')]).toEqual([143, false]);
    await expect(rig.read('.simphony/token')).rejects.toThrow();
    expect(await serve(rig, { SIMPHONY_TOKEN: 'two words' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('SIMPHONY_TOKEN'),
    });
  });

  it('is refused where others could have read or written it', async () => {
    await using rig = await Rig.with(workspace);
    await rig.write({ '.simphony/token': 'known-to-everybody\n' });
    expect(await serve(rig)).toMatchObject({ code: 2, stderr: expect.stringContaining('delete it') });
  });
});
