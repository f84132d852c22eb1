import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/base/index.ts';
import type { ConductOptions, Ending } from '../../src/conductor/index.ts';
import { ending, report } from './fake-conductor.ts';
import { parsed, simphony } from './fake-world.ts';

const wrong: Diagnostic = {
  code: 'unknown_part',
  severity: 'mistake',
  message: 'no part `research/reprot`; did you mean `research/report`?',
};
const warning: Diagnostic = {
  code: 'cannot_fail',
  severity: 'warning',
  message: 'this criterion can not fail',
};

describe('check', () => {
  test('no mistakes: 0; a warning stops nothing', async () => {
    const said = await simphony(['check'], { answers: { check: async () => [warning] } });
    expect(said).toEqual({
      code: 0,
      stdout: '✓ the score has no mistakes\n',
      stderr: 'warning: this criterion can not fail\n',
    });
  });

  test('mistakes: 2, all of them in the order of their places, and how many', async () => {
    const at = (file: string, line: number): Diagnostic => ({
      code: 'x',
      severity: 'mistake',
      message: `wrong in line ${line}`,
      at: { file, line, column: 1 },
    });
    const check = async () => [at('sheetMusic.md', 9), at('concerto.md', 2), at('sheetMusic.md', 3)];
    expect(await simphony(['check'], { answers: { check } })).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'concerto.md:2:1 error: wrong in line 2',
        'sheetMusic.md:3:1 error: wrong in line 3',
        'sheetMusic.md:9:1 error: wrong in line 9',
        '3 mistakes\n',
      ].join('\n\n'),
    });
    expect(parsed(await simphony(['check', '--json'], { answers: { check } }))).toMatchObject({
      status: 'error',
      reason: '3 mistakes',
      data: { mistakes: 3 },
    });
  });

  test('in colour the words are the same', async () => {
    const check = async (): Promise<Diagnostic[]> => [
      { ...wrong, at: { file: 'a.md', line: 1, column: 2, length: 2 }, excerpt: '\tab', help: 'look again' },
    ];
    const plain = await simphony(['check'], { answers: { check } });
    const coloured = await simphony(['check'], { answers: { check }, colour: true });
    expect(coloured.stderr).toContain('\u001b[31m');
    expect(coloured.stderr.replace(/\u001b\[\d+m/g, '')).toBe(plain.stderr);
  });

  test('--twice: 3 where two plays of the same thing differ', async () => {
    const twice = (different: string[]) => ({ checkTwice: async () => ({ different, diagnostics: [] }) });
    expect(await simphony(['check', '--twice'], { answers: twice([]) })).toMatchObject({
      code: 0,
      stdout: '✓ every part played the same twice\n',
    });
    expect(await simphony(['check', '--twice'], { answers: twice(['a/b']) })).toMatchObject({
      code: 3,
      stdout: '✗ a/b played differently the second time\n',
    });
  });
});

describe('plan', () => {
  const parts = [
    { part: 'research/surveyor', decision: 'keep', reason: 'nothing that it hears has changed' },
    { part: 'research/report', decision: 'play', reason: 'the sheet has changed' },
  ] as const;

  test('one line for each part, then how many of each', async () => {
    const plan = async () => ({ parts, diagnostics: [] });
    expect(await simphony(['plan'], { answers: { plan } })).toEqual({
      code: 0,
      stdout: [
        'research/surveyor  keep   nothing that it hears has changed',
        'research/report    play   the sheet has changed',
        '2 parts: 1 play, 1 keep\n',
      ].join('\n'),
      stderr: '',
    });
    expect(parsed(await simphony(['plan', '--json'], { answers: { plan } }))).toEqual({
      status: 'ok',
      data: { parts },
      diagnostics: [],
    });
  });

  test('--if-changed is handed over, several times if need be', async () => {
    const asked: unknown[] = [];
    const plan = async (_: unknown, ifChanged?: readonly string[]) => {
      asked.push(ifChanged);
      return { parts: [], diagnostics: [] };
    };
    await simphony(['plan', '--if-changed', 'a.md', '--if-changed', 'b/c'], { answers: { plan } });
    await simphony(['plan'], { answers: { plan } });
    expect(asked).toEqual([['a.md', 'b/c'], undefined]);
  });
});

describe('explain and context', () => {
  test('a sentence', async () => {
    const explain = async () => ({
      sentence: 'research/report plays because the sheet has changed',
      diagnostics: [],
    });
    expect(await simphony(['explain', 'research/report'], { answers: { explain } })).toEqual({
      code: 0,
      stdout: 'research/report plays because the sheet has changed\n',
      stderr: '',
    });
  });

  test.each(['explain', 'context'] as const)('%s of an unknown part: 2', async (command) => {
    const answers = { [command]: async () => ({ diagnostics: [wrong] }) };
    const said = await simphony([command, 'research/reprot'], { answers });
    expect(said).toEqual({ code: 2, stdout: '', stderr: `error: ${wrong.message}\n` });
  });

  test('what a part would hear, with counts and what was left out', async () => {
    const view = {
      part: 'research/report',
      input: { seed: 7 },
      sections: [
        { name: 'sheet', tokens: 12 },
        { name: 'inputs', tokens: 1400 },
      ],
      reads: ['docs/a.md'],
      leftOut: ['3 older lines of the handoff'],
    };
    const context = async () => ({ view, diagnostics: [] });
    expect((await simphony(['context', 'research/report'], { answers: { context } })).stdout).toBe(
      [
        'research/report hears about 1,412 tokens:',
        '  sheet   12',
        '  inputs  1,400',
        'files: docs/a.md',
        'left out:',
        '  3 older lines of the handoff',
        '{',
        '  "seed": 7',
        '}\n',
      ].join('\n'),
    );
  });
});

describe('status, log, test, doctor', () => {
  test('status lists the parts and what to do next', async () => {
    const view = {
      session: { id: 'k3f9', title: 'Tides', date: '2026-11-21', state: 'interrupted' },
      parts: [
        { part: 'research/surveyor', state: 'committed', summary: 'surveyed 212 files', duration_ms: 340 },
        { part: 'research/report', state: 'failed', reason: 'size(output) == 18: 17 == 18' },
      ],
      usage: { tokens: 0, usd: 0 },
      spent: [],
      saved: 0,
      next: ['simphony play goes on from the last accepted step'],
    } as const;
    const status = async () => ({ view, diagnostics: [] });
    expect(await simphony(['status'], { answers: { status } })).toEqual({
      code: 0,
      stdout: [
        'Tides · 2026-11-21 · k3f9 · interrupted',
        '  research/surveyor  committed  surveyed 212 files            340 ms',
        '  research/report    failed     size(output) == 18: 17 == 18',
        '',
        'what to do next:',
        '  simphony play goes on from the last accepted step\n',
      ].join('\n'),
      stderr: '',
    });
    expect(parsed(await simphony(['status', '--json'], { answers: { status } }))).toEqual({
      status: 'ok',
      data: view,
      diagnostics: [],
    });
  });

  test('log', async () => {
    const entry = {
      commit: '0123456789abcdef0123456789abcdef01234567',
      date: '2026-11-21',
      part: 'research/digest[a]',
      subject: 'digest[a]: 12 sentences',
      verdict: '3 held',
      session: 'k3f9',
    };
    const log = async (_: unknown, nickname?: string) => ({
      entries: nickname === 'digest' ? [entry] : [],
      diagnostics: [],
    });
    expect((await simphony(['log', 'digest'], { answers: { log } })).stdout).toBe(
      '0123456789  2026-11-21  digest[a]: 12 sentences  3 held\n',
    );
    expect((await simphony(['log', 'nobody'], { answers: { log } })).stdout).toBe(
      'no step of `nobody` is in git yet\n',
    );
  });

  test('test: 3 where a committed take no longer holds, with what its script said', async () => {
    const scripts = [
      { path: 'tests/takes/a/b_test.mjs', ok: true, output: '' },
      { path: 'tests/takes/a/c_test.mjs', ok: false, output: 'size(output) == 18\n17 == 18\n' },
    ];
    const answers = { test: async () => ({ passed: 4, failed: 1, scripts }) };
    expect(await simphony(['test'], { answers })).toEqual({
      code: 3,
      stdout: [
        '✓ tests/takes/a/b_test.mjs',
        '✗ tests/takes/a/c_test.mjs',
        '    size(output) == 18',
        '    17 == 18',
        '2 scripts: 4 passed, 1 failed\n',
      ].join('\n'),
      stderr: '',
    });
  });

  test('doctor: 2 where something must be mended first, and how', async () => {
    const doctor = async () => [
      { subject: 'repository', state: 'good', message: 'on main' } as const,
      {
        subject: 'identity',
        state: 'bad',
        message: 'git knows no name',
        help: 'git config user.name "…"',
      } as const,
    ];
    const said = await simphony(['doctor'], { answers: { doctor } });
    expect(said).toEqual({
      code: 2,
      stdout: '✓ repository: on main\n✗ identity: git knows no name\n    git config user.name "…"\n',
      stderr: '',
    });
  });
});

describe('conduct', () => {
  const twoSessions = async ({ onEnding }: ConductOptions): Promise<Ending> => {
    onEnding(ending());
    const last = ending({ report: report({ parts: { ...report().parts, played: 1 } }) });
    onEnding(last);
    return last;
  };

  test('every ending is told once, then it waits for the next save', async () => {
    expect(await simphony(['conduct'], { answers: { conduct: twoSessions } })).toEqual({
      code: 0,
      stdout: '✓ 2 played · 1.2 s\n✓ 1 played · 1.2 s\n',
      stderr: 'waiting for the next save; Ctrl-C ends it\n'.repeat(2),
    });
  });

  test('Ctrl-C while it waits for a save has nothing to finish, and says nothing', async () => {
    let raise: ((signal: 'SIGINT' | 'SIGTERM') => void) | undefined;
    const conduct = async ({ onEnding }: ConductOptions): Promise<Ending> => {
      onEnding(ending());
      raise?.('SIGINT');
      return ending({ code: 130 });
    };
    const said = await simphony(['conduct'], {
      answers: { conduct },
      onInterruptible: (given) => (raise = given),
    });
    expect(said).toMatchObject({ code: 130, stderr: 'waiting for the next save; Ctrl-C ends it\n' });
  });

  test('--once --json prints one report', async () => {
    const conduct = async ({ once, onEnding }: ConductOptions): Promise<Ending> => {
      expect(once).toBe(true);
      onEnding(ending());
      return ending();
    };
    expect(parsed(await simphony(['conduct', '--once', '--json'], { answers: { conduct } }))).toMatchObject(
      report(),
    );
  });

  test('an ending that was only returned is told too', async () => {
    const conduct = async (): Promise<Ending> =>
      ending({ code: 7, report: report({ status: 'error', reason: 'held' }) });
    const said = await simphony(['conduct'], { answers: { conduct } });
    expect(said).toMatchObject({ code: 7, stdout: '✗ 2 played · 1.2 s · held\n' });
  });

  test('where there is nobody to ask the answer is no', async () => {
    const answered: boolean[] = [];
    const conduct = async ({ confirm }: ConductOptions): Promise<Ending> => {
      answered.push(await confirm('the score was changed while sly played: go on?'));
      return ending();
    };
    await simphony(['conduct'], { answers: { conduct } });
    await simphony(['conduct'], { answers: { conduct }, ask: async () => true });
    expect(answered).toEqual([false, true]);
  });
});

describe('without a command', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'simphony-cli-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('a folder that is no workspace', async () => {
    const said = await simphony([], { folder });
    expect(said).toEqual({
      code: 0,
      stdout: [
        'this folder is no workspace yet',
        '',
        'what to do next:',
        '  `simphony init` makes this folder a workspace',
        '  `simphony --help` lists all commands\n',
      ].join('\n'),
      stderr: '',
    });
  });
});

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('%s knows every command and the options of each', async (shell) => {
    const { stdout, code } = await simphony(['completion', shell]);
    expect(code).toBe(0);
    for (const word of [
      'conduct',
      'instrument',
      'take-theirs',
      'if-changed',
      'twice',
      'understudies',
      'replay',
    ])
      expect(stdout).toContain(word);
  });
});
