import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePython, type Python, type PythonRan } from '../../src/players/sandbox/python.ts';
import { makeSandbox, type Sandbox } from '../../src/players/sandbox/sandbox.ts';
import { hasSandbox, MiB } from './machine.ts';

/** Programs in Python that a model wrote: what they bring, how they fail, and those that mean harm. */

let [sandbox, python]: [Sandbox | undefined, Python | undefined] = [undefined, undefined];
let secret = '';
let folder = '';
const server = createServer((socket) => void socket.end('outside'));

beforeAll(async () => {
  sandbox = makeSandbox();
  python = makePython(sandbox);
  folder = await mkdtemp(join(tmpdir(), 'simphony-python-test-'));
  secret = join(folder, 'secret');
  await writeFile(secret, 'nobody hears this', { mode: 0o644 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  sandbox?.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(
  body: string,
  more: { timeoutMs?: number; memory?: number; seed?: number } = {},
): Promise<PythonRan> {
  if (python === undefined) throw new Error('not ready');
  return await python.run({
    program: body,
    duration: 1,
    rate: 48_000,
    seed: 7,
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    path: process.env['PATH'] ?? '',
    sandbox: 'required',
    ...more,
  });
}

const rendering = (...lines: string[]): string =>
  [
    'import os, sys',
    'import numpy as np',
    'def render(duration, sample_rate, rng):',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');

async function samples(body: string, more = {}): Promise<readonly Float32Array[]> {
  const ran = await run(body, more);
  if (ran.ran !== 'samples') throw new Error(JSON.stringify(ran));
  return ran.samples;
}

/** What was wrong with a program; and an honest one runs after it. */
async function wrong(body: string, more = {}): Promise<string> {
  const ran = await run(body, more);
  if (ran.ran !== 'faults') throw new Error(JSON.stringify(ran));
  const [after] = await samples(rendering('return np.zeros(10)'));
  expect(after).toHaveLength(10);
  return ran.faults.map(({ criterion, evidence }) => `${criterion}: ${evidence}`).join('\n');
}

describe.skipIf(!hasSandbox)('a program in Python', () => {
  it('brings samples, of one channel or two, and who ran it', async () => {
    const ran = await run(
      rendering(
        't = np.arange(int(duration * sample_rate)) / sample_rate',
        'return 0.5 * np.sin(2 * np.pi * 440 * t)',
      ),
    );
    expect(ran).toMatchObject({
      ran: 'samples',
      player: expect.stringMatching(/^python 3\.\d+ · numpy \d+\.\d+$/),
    });
    if (ran.ran !== 'samples') return;
    expect(ran.samples.map(({ length }) => length)).toEqual([48_000]);
    expect(ran.samples[0]?.[27]).toBeCloseTo(0.5 * Math.sin((2 * Math.PI * 440 * 27) / 48_000), 6);
    const two = await samples(rendering('return np.stack([np.full(4, 0.25), np.full(4, -0.25)])'));
    expect(two.map((one) => [...one])).toEqual([Array(4).fill(0.25), Array(4).fill(-0.25)]);
  });

  it('gives the same samples again, and others with another seed', async () => {
    const body = rendering(
      'import random',
      'return rng.standard_normal(8) + np.random.rand(8) + random.random() + (hash("a") % 7)',
    );
    const [one, again, other] = [await samples(body), await samples(body), await samples(body, { seed: 8 })];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('may print what it likes', async () => {
    expect(await samples(rendering('print("x" * 100000)', 'os.write(2, b"y")', 'return np.ones(1)'))).toEqual(
      [Float32Array.of(1)],
    );
  });

  it.each([
    [
      'import numpy as np\ndef render(duration, sample_rate, rng)\n    return 1',
      'the program is Python: program.py:2: ',
    ],
    ['x = 1', 'the program has a render: no function render(duration, sample_rate, rng) is defined'],
    [
      rendering('return undefined_name'),
      "the program runs: NameError: name 'undefined_name' is not defined (program.py:4)",
    ],
    [rendering('sys.exit(0)'), 'the program runs: it ended its own process with 0 (program.py:4)'],
    [rendering('os._exit(0)'), 'render returns samples: its process ended'],
    [rendering('return "loud"'), 'render returns samples: it returned str'],
    [
      rendering('return np.zeros((3, 4))'),
      'render returns samples: it returned an array of shape 3x4; expected n or 2xn',
    ],
    [
      rendering('return np.zeros(48000 * 30)'),
      'render returns samples: it returned 1440000 samples where 48000 were asked for',
    ],
  ])('that is wrong hears where: %#', async (body, said) => {
    expect(await wrong(body)).toContain(said);
  });
});

describe.skipIf(!hasSandbox)('a program in Python that means harm', () => {
  it('a fork bomb: it can start no process at all', async () => {
    expect(await wrong(rendering('while True: os.fork()'))).toContain('Operation not permitted');
    expect(await wrong(rendering('import subprocess', 'subprocess.run(["sh", "-c", ":"])'))).toContain(
      'Operation not permitted',
    );
  });

  it('an endless loop', async () => {
    expect(await wrong(rendering('while True: pass'), { timeoutMs: 1500 })).toBe(
      'the program runs: stopped after 1.5 s (`timeout`)',
    );
  });

  it('a bomb of threads', async () => {
    const said = await wrong(
      rendering(
        'import threading, time',
        'n = 0',
        'while True:',
        '    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()',
      ),
    );
    expect(said).toContain("can't start new thread");
  });

  it('a memory bomb, private, shared and in files of memory', async () => {
    const memory = 400 * MiB;
    expect(await wrong(rendering('return np.ones(1 << 28)'), { memory })).toMatch(/[Mm]emory/);
    expect(
      await wrong(rendering('a = []', 'while True: a.append(bytearray(1 << 24))'), { memory }),
    ).toContain('MemoryError');
    expect(await wrong(rendering('import mmap', 'mmap.mmap(-1, 1 << 32)'), { memory })).toContain(
      'Cannot allocate memory',
    );
    expect(await wrong(rendering('os.memfd_create("x")'), { memory })).toContain('not implemented');
  });

  it('ten gigabytes, in one file and in many', async () => {
    expect(
      await wrong(rendering('f = open("/tmp/x", "wb")', 'for _ in range(10240): f.write(bytes(1 << 20))')),
    ).toMatch(/File too large|No space left/);
    expect(
      await wrong(
        rendering(
          'for n in range(10240):',
          '    with open("/tmp/%d" % n, "wb") as f: f.write(bytes(1 << 20))',
        ),
      ),
    ).toContain('No space left');
    expect(
      await wrong(
        rendering(
          'for n in range(10240):',
          '    with open("/dev/shm/%d" % n, "wb") as f: f.write(bytes(1 << 20))',
        ),
      ),
    ).toContain('No space left');
    expect(await wrong(rendering('open("/x", "w")'))).toContain('Read-only file system');
    expect(existsSync('/tmp/10239')).toBe(false);
  });

  it('/etc/passwd, files of this machine, and the environment', async () => {
    const said = await wrong(
      rendering(
        'raise Exception(open("/etc/passwd").read() + repr(dict(os.environ)) + repr(sorted(os.listdir("/"))) + repr(os.getuid()))',
      ),
    );
    expect(said).toMatch(/player:x:\d+:\d+::\/tmp:\/bin\/sh/);
    expect(said).not.toContain('root:');
    for (const name of Object.keys(process.env).filter(
      (one) => !['PATH', 'HOME', 'LANG', 'TMPDIR', 'LC_CTYPE', 'PWD', '_'].includes(one),
    ))
      expect(said).not.toContain(`'${name}':`);
    expect(await wrong(rendering(`open(${JSON.stringify(secret)})`))).toContain('No such file');
    expect(
      await wrong(
        rendering('raise Exception("mine" if "SECRET" in open("/proc/1/environ").read() else "none")'),
      ),
    ).not.toContain('mine');
  });

  it('no descriptor but its own', async () => {
    const said = await wrong(
      rendering(
        'raise Exception(repr([os.readlink("/proc/self/fd/" + n) for n in os.listdir("/proc/self/fd") if os.path.exists("/proc/self/fd/" + n)]))',
      ),
    );
    const [, list = ''] = /Exception: (\[.*\])/.exec(said) ?? [];
    const files = [...list.matchAll(/'([^']*)'/g)].map(([, name]) => name ?? '');
    expect(files.filter((name) => name.startsWith('/') && !/^\/(?:proc|dev)\//.test(name))).toEqual([]);
  });

  it('a socket', async () => {
    const { port } = server.address() as AddressInfo;
    expect(
      await wrong(rendering('import socket', `socket.create_connection(("127.0.0.1", ${port}))`)),
    ).toContain('Operation not permitted');
  });

  it('a link out: there is nothing to put one into', async () => {
    expect(
      await wrong(rendering('os.symlink("/etc/shadow", "/tmp/out.wav")', 'open("/tmp/out.wav")')),
    ).toContain('No such file');
  });

  it('killing its parent, the first process inside, and everybody', async () => {
    const said = await wrong(
      rendering(
        'import signal',
        'for pid in (os.getppid(), 1, -1, ' + String(process.pid) + '):',
        '    try: os.kill(pid, signal.SIGKILL)',
        '    except OSError: pass',
        'raise Exception("still there")',
      ),
    );
    expect(said).toContain('still there');
  });

  it('more on its stdout than a sound can have, and what is no sound', async () => {
    expect(
      await wrong(
        rendering(
          'while True:',
          '    for fd in range(3, 20):',
          '        try: os.write(fd, bytes(1 << 20))',
          '        except OSError: pass',
        ),
      ),
    ).toContain('it sent more than a sound of 1 s can have');
    expect(
      await wrong(
        rendering(
          'for fd in range(3, 20):',
          '    try: os.write(fd, b\'{"channels": 2, "samples": 9}\\n\')',
          '    except OSError: pass',
          'return np.ones(2)',
        ),
      ),
    ).toContain('render returns samples');
  });
});
