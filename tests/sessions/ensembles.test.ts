import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';
import { shape } from './shape.ts';

const sheet = (plays: string, more = '', text = 'Play.'): string => `---\ntitle: Many\nplays: [${plays}]\n${more}---\n${text}\n`;
const names = (steps: readonly string[]): string[] => steps.map((line) => line.split(':')[0] ?? '');

describe('10: ensembles', () => {
  const three = {
    'sheetMusic.md': sheet('top, base'),
    'ensembles/base/ensemble.md': ensemble('base'),
    'ensembles/base/data.md': instrument('module: data.mjs'),
    'ensembles/base/data.mjs': module("return { from: 'base', cue: input.sheet.cue ?? '' };"),
    'ensembles/lite/ensemble.md': ensemble('lite'),
    'ensembles/lite/data.md': instrument('module: data.mjs'),
    'ensembles/lite/data.mjs': module("return { from: 'lite', cue: input.sheet.cue ?? '' };"),
    'ensembles/top/ensemble.md': ensemble('top', 'needs: [base]\n'),
    'ensembles/top/uses.md': instrument('module: uses.mjs\nneeds: [base/data]'),
    'ensembles/top/uses.mjs': module('return input.inputs;'),
    'ensembles/top/alone.md': instrument('module: alone.mjs\nneeds: []'),
    'ensembles/top/alone.mjs': module('return 1;'),
  };

  test('one that needs another plays after it, and hears its instruments under their full names', async () => {
    await using rig = await Rig.with(three);
    expect(await rig.play()).toMatchObject({ code: 0, report: { ensembles: { base: { status: 'ok' }, top: { status: 'ok' } } } });
    expect(names(await rig.steps())).toEqual(['data', 'alone', 'uses']);
    expect(await rig.json('takes/top/uses.json')).toEqual({ 'base/data': { from: 'base', cue: '' } });
  });

  test('a failed ensemble blocks one that needs it', async () => {
    await using rig = await Rig.with({ ...three, 'ensembles/base/data.mjs': module("throw new Error('no');") });
    expect(await rig.play()).toMatchObject({ code: 1, report: { parts: { played: 0, failed: 1, blocked: 2 }, ensembles: { base: { status: 'failed' }, top: { status: 'blocked' } } } });
  });

  test('cast puts another ensemble in a role: needs are heard under the role, takes lie under the real name', async () => {
    await using rig = await Rig.with({ ...three, 'concerto.md': '---\nsimphony: 1\ncast: { base: lite }\n---\n' });
    expect((await rig.play()).code).toBe(0);
    expect(await rig.git('ls-files', 'takes')).toBe('takes/lite/data.json\ntakes/top/alone.json\ntakes/top/uses.json');
    expect(await rig.json('takes/top/uses.json')).toEqual({ 'base/data': { from: 'lite', cue: '' } });
  });

  test('with cues only the cued play, with what they need, and each hears its own', async () => {
    await using rig = await Rig.with({ ...three, 'sheetMusic.md': sheet('top, base', '', 'Prose.\n\n- @top/uses Mind the cue.\n- @base Quickly.') });
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 2 } } });
    expect(names(await rig.steps())).toEqual(['data', 'uses']);
    expect(await rig.json('takes/base/data.json')).toEqual({ from: 'base', cue: 'Quickly.' });
  });
});

describe('10: outputs and files', () => {
  test('markdown, none and run are outputs too', async () => {
    await using rig = await Rig.with({
      'sheetMusic.md': sheet('e'),
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/text.md': instrument('command: [sh, -c, "echo \'# Title\'; echo; echo Words."]\noutput: markdown'),
      'ensembles/e/silent.md': instrument('command: [sh, -c, "echo x > quiet.txt"]\noutput: none\nwrites: [quiet.txt]'),
      'ensembles/e/process.md': instrument('command: [sh, -c, "echo out; echo err >&2; exit 3"]\noutput: run\nchecks:\n  - output.code == 3'),
      'ensembles/e/end.md': instrument('module: end.mjs\nneeds: [text, silent, process]'),
      'ensembles/e/end.mjs': module('return input.inputs;'),
    });
    expect((await rig.play()).report.reason).toBeUndefined();
    expect(await rig.read('takes/e/text.md')).toBe('# Title\n\nWords.\n');
    expect(await rig.json('takes/e/end.json')).toEqual({ text: '# Title\n\nWords.\n', silent: null, process: { code: 3, stdout: 'out\n', stderr: 'err\n' } });
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 4 } } });
  });

  test('a formatter that reads and writes the same file comes to rest, and hears what a person writes there', async () => {
    await using rig = await Rig.with({
      'sheetMusic.md': sheet('e'),
      'docs/text.txt': 'one\n',
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/format.md': instrument('module: format.mjs\nneeds: []\nreads: ["docs/*.txt"]\nwrites: ["docs/*.txt"]'),
      'ensembles/e/format.mjs': module("const text = (await context.read('docs/text.txt')).toString();\nawait context.write('docs/text.txt', text.toUpperCase());\nreturn text.length;"),
    });
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 1 } } });
    expect(await rig.read('docs/text.txt')).toBe('ONE\n');
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 1 } } });
    await rig.write({ 'docs/text.txt': 'two\n' });
    await rig.commit('by hand');
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 1 } } });
    expect(await rig.read('docs/text.txt')).toBe('TWO\n');
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 1 } } });
  });

  test('a part that plays again and brings the same stops the wave', async () => {
    await using rig = await Rig.with({
      'sheetMusic.md': sheet('e'),
      'data.txt': '12\n',
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/count.md': instrument('module: count.mjs\nneeds: []\nreads: [data.txt]'),
      'ensembles/e/count.mjs': module("const text = (await context.read('data.txt')).toString();\nreturn { summary: `read ${text.trim()}`, length: text.length };"),
      'ensembles/e/after.md': instrument('module: after.mjs\nneeds: [count]'),
      'ensembles/e/after.mjs': module('return input.inputs.count.length;'),
    });
    await rig.play();
    await rig.write({ 'data.txt': '34\n' });
    expect((await rig.simphony('plan')).stdout).toMatch(/after/);
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 1, kept: 1 } } });
    expect(names(await rig.steps())).toEqual(['count', 'after', 'count']);
  });

  test('a file of a needed take lies in the scratch folder of whoever needs it, and of nobody else', async () => {
    await using rig = await Rig.with({
      'sheetMusic.md': sheet('e'),
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/make.md': instrument('command: [sh, -c, "echo made > made.txt; echo 1"]\nwrites: [made.txt]'),
      'ensembles/e/needs.md': instrument('command: [sh, -c, "cat made.txt"]\noutput: markdown\nneeds: [make]'),
      'ensembles/e/other.md': instrument('command: [sh, -c, "ls"]\noutput: markdown\nneeds: [sheet]'),
    });
    expect((await rig.play()).code).toBe(0);
    expect(await rig.read('takes/e/needs.md')).toBe('made\n');
    expect(await rig.read('takes/e/other.md')).not.toContain('made.txt');
  });
});

describe('10: a service', () => {
  test('is asked, polled until it is done, and its answer is the output; a refusal is a failure that says so', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push(`${request.method} ${request.url} ${body}`);
        response.setHeader('content-type', 'application/json');
        if (request.url === '/refuses') {
          response.statusCode = 503;
          response.end('{"error":"too busy"}');
        } else if (request.method === 'POST') response.end('{"id":"j1"}');
        else response.end(JSON.stringify({ done: asked.filter((one) => one.startsWith('GET')).length > 1, value: 7 }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const service = (front: string): string => `---\nkind: service\n${front}---\n`;
      await using rig = await Rig.with({
        'sheetMusic.md': sheet('e', 'seed: 3\n'),
        'ensembles/e/ensemble.md': ensemble('e'),
        'ensembles/e/job.md': service(`request:\n  method: POST\n  url: "${url}/jobs"\n  body: { title: "{sheet.title}" }\npoll:\n  url: "${url}/jobs/{response.id}"\n  every: 10ms\n  until: response.done\n`),
        'ensembles/e/busy.md': service(`request:\n  method: POST\n  url: "${url}/refuses"\n  body: {}\n`),
      });
      expect(await rig.play()).toMatchObject({ code: 1, report: { parts: { played: 1, failed: 1 }, reason: expect.stringContaining('503') as unknown } });
      expect(asked).toContain('POST /jobs {"title":"Many"}');
      expect(await rig.json('takes/e/job.json')).toEqual({ done: true, value: 7 });
      expect(asked.filter((one) => one === 'GET /jobs/j1 ')).toHaveLength(2);
      const before = asked.filter((one) => one.includes('/jobs')).length;
      expect((await rig.play()).report.parts).toMatchObject({ played: 0, kept: 1, failed: 1 });
      expect(asked.filter((one) => one.includes('/jobs'))).toHaveLength(before);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('events and reports', () => {
  test('--jsonl: one flat object per event, with the fields that are always there, and numbers of attempts and items', async () => {
    await using rig = await Rig.with({
      'sheetMusic.md': sheet('e'),
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/many.md': instrument('module: many.mjs\neach: sheet.inputs.words\nattempts: 2\nemits: word_done\nchecks:\n  - output.metrics.n > 1'),
      'ensembles/e/many.mjs': module('context.progress(0.5);\nreturn { metrics: { n: input.attempt } };'),
      'ensembles/e/skips.md': instrument('module: many.mjs\nwhen: sheet.title == "x"'),
    });
    await rig.write({ 'sheetMusic.md': sheet('e', 'inputs: { words: [a] }\n') , 'ensembles/e/ensemble.md': ensemble('e', 'inputs: { words: {} }\n') });
    const { code, events } = await rig.events();
    expect(code).toBe(0);
    for (const one of events) {
      expect(one).toMatchObject({ run_id: expect.any(String) as unknown, event: expect.any(String) as unknown, node: expect.any(String) as unknown, phase: expect.stringMatching(/^(start|progress|end)$/) as unknown, timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown });
      for (const [field, value] of Object.entries(one)) if (field !== 'metrics') expect(typeof value).not.toBe('object');
    }
    const told = events.map(({ event, node, phase }) => `${event} ${node} ${phase}`);
    expect(told[0]).toBe('session_start  start');
    expect(told.at(-1)).toBe('session_end  end');
    expect(told).toContain('skipped skips end');
    expect(told.filter((one) => one === 'start many[0] start')).toHaveLength(1);
    expect(told).toContain('progress many[0] progress');
    expect(events.find(({ event }) => event === 'attempt_failed')).toMatchObject({ node: 'many[0]', step: 'many', sample_id: '0', iters: 1, error_msg: 'output.metrics.n > 1: 1 > 1' });
    expect(events.find(({ event }) => event === 'word_done')).toMatchObject({ node: 'many[0]', phase: 'end', step: 'many', sample_id: '0', iters: 2, metrics: { n: 2 }, elapsed_ms: expect.any(Number) as unknown, duration_ms: expect.any(Number) as unknown });
    const again = await rig.events();
    expect(again.events.find(({ event }) => event === 'kept')).toMatchObject({ node: 'many[0]', phase: 'end' });
  });

  test('--json: play has its fields without an envelope, everything else has one', async () => {
    await using rig = await Rig.with({
      'sheetMusic.md': sheet('e'),
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/one.md': instrument('module: one.mjs\nresult: true'),
      'ensembles/e/one.mjs': module('return { n: 1 };'),
    });
    const { stdout } = await rig.simphony('play', '--json');
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(report).toMatchObject({
      status: 'ok',
      run_id: expect.stringMatching(/^[a-z0-9]+$/) as unknown,
      parts: { played: 1, kept: 0, failed: 0, blocked: 0, skipped: 0, uncertain: 0, waiting: 0 },
      ensembles: { e: { status: 'ok', result: { n: 1 } } },
      usage: { tokens: 0, usd: 0, ms: expect.any(Number) as unknown },
    });
    expect(report).not.toHaveProperty('data');
    for (const words of [['check'], ['plan'], ['explain', 'one'], ['context', 'one'], ['status'], ['log'], ['doctor'], ['test']]) {
      const { stdout: said, code } = await rig.simphony(...words, '--json');
      expect([words, code]).toEqual([words, 0]);
      expect(JSON.parse(said)).toMatchObject({ status: 'ok', data: expect.anything() as unknown, diagnostics: [] });
    }
    const wrong = await rig.simphony('explain', 'nobody', '--json');
    expect(wrong.code).toBe(2);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ status: 'error', reason: expect.stringContaining('nobody') as unknown });
    expect((await rig.simphony('play', '--again', 'nobody')).code).toBe(2);
    expect((await rig.simphony('plays')).code).toBe(2);
    expect(await readFile(join(rig.folder, 'takes/e/one.json'), 'utf8')).toBe('{\n  "n": 1\n}\n');
  });

  test('doctor: what plays only under a condition and lacks something is told, and is no reason to fail', async () => {
    await using rig = await Rig.with(shape({ one: ['env: [PRESS_URL]', 'return 1;'], two: ['when: sheet.title == "Another"\nenv: [POST_URL]', 'return 2;'] }));
    const findings = async (env: Readonly<Record<string, string>>) => {
      const { code, stdout } = await rig.simphonyWith(env, 'doctor', '--json');
      const { data } = JSON.parse(stdout) as { data: { findings: readonly { subject: string; state: string }[] } };
      return [code, ...data.findings.filter(({ subject }) => subject.startsWith('e/')).map(({ subject, state }) => `${subject} ${state}`)];
    };
    expect(await findings({})).toEqual([2, 'e/one bad', 'e/two notice']);
    expect(await findings({ PRESS_URL: 'here' })).toEqual([0, 'e/two notice']);
  });
});
