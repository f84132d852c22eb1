import { afterEach, describe, expect, test } from 'vitest';
import { CompilerChild } from '../../src/dsp/compiler-child.ts';
import { compilerChildren, mostJobs, muchMemory } from '../../src/dsp/compiler-children.ts';
import { findFaust } from '../../src/dsp/faust-library.ts';
import { childFile } from '../../src/dsp/make-synth.ts';
import type { Confined, StartConfined, Synth, SynthOptions } from '../../src/dsp/index.ts';
import { startConfined } from '../../src/players/index.ts';
import { faultsIn, program, request, synthWith, wavIn } from './synth-support.ts';

const tone = 'import("stdfaust.lib"); process = os.osc(440) * 0.5;';
/** Would compile for minutes: a hundred thousand oscillators. */
const bomb = 'import("stdfaust.lib"); process = par(i, 100000, os.osc(i)) :> _;';

const delays = (count: number): string =>
  `import("stdfaust.lib"); process = par(i, ${count}, os.osc(300) : @(16000000)) :> *(0.3);`;

describe('compiler children', () => {
  const open: Synth[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((synth) => synth.close()));
  });

  /** A synth, and every child that it starts. */
  function watched(options: Partial<SynthOptions> = {}): {
    readonly synth: Synth;
    readonly started: Confined[];
  } {
    const started: Confined[] = [];
    const start: StartConfined = (what) => {
      const child = startConfined(what);
      started.push(child);
      return child;
    };
    const synth = synthWith({ start, ...options });
    open.push(synth);
    return { synth, started };
  }
  const ends = (children: readonly Confined[]): Promise<unknown> =>
    Promise.all(children.map(({ ended }) => ended));

  test('none is started before there is something to render, and one serves render after render', async () => {
    const { synth, started } = watched();
    expect(started).toHaveLength(0);
    for (const hz of [100, 200, 300])
      wavIn(await synth.render(request(program(tone.replace('440', `${hz}`)))));
    expect(faultsIn(await synth.render(request(program('process = '))))[0]).toMatch(/^compiles: /);
    wavIn(await synth.render(request(program(tone))));
    expect(started).toHaveLength(1);
  });

  test('as many work at once as were said, and no more', async () => {
    const { synth, started } = watched({ children: 2 });
    const five = [100, 200, 300, 400, 500].map((hz) =>
      synth.render(request(program(tone.replace('440', `${hz}`)))),
    );
    for (const rendered of await Promise.all(five)) wavIn(rendered);
    expect(started).toHaveLength(2);
  });

  test('a program that would compile for minutes ends in time, and another child takes its place', async () => {
    const { synth, started } = watched({ compileMs: 1500 });
    expect(faultsIn(await synth.render(request(program(bomb))))).toEqual([
      expect.stringMatching(/^in time: compiling took more than 1\.\d s$/),
    ]);
    wavIn(await synth.render(request(program(tone))));
    expect(started).toHaveLength(2);
    await ends(started.slice(0, 1));
  });

  test('so does one that would render for minutes', async () => {
    const { synth } = watched();
    const heavy = 'import("stdfaust.lib"); process = os.osc(100) : seq(i, 500, sin);';
    const rendered = await synth.render(request(program(heavy, { duration: 120 }), { timeoutMs: 8_000 }));
    expect(faultsIn(rendered)[0]).toMatch(/^in time: rendering took more than 8\.\d s$/);
    wavIn(await synth.render(request(program(tone))));
  });

  test.each([
    ['endless recursion', 'f(x) = f(x) + 1; process = f(1);', /compiles: .*nests too deeply/],
    [
      'recursion in two directions',
      'f(n) = f(n - 1), f(n - 1); process = f(10);',
      /compiles: .*nests too deeply/,
    ],
    [
      'patterns that never match',
      'f(0) = 1; f(n) = f(n - 2) + f(n - 1); process = f(7);',
      /compiles: .*nests too deeply/,
    ],
    [
      'a huge par',
      'import("stdfaust.lib"); process = par(i, 20000, os.osc(i)) :> _;',
      // The compiler's stack and the child's memory are at their ends at about the same time.
      /compiles: .*(becomes too large|the compiler child has gone while compiling: )/,
    ],
    [
      'a sum of a hundred thousand',
      `process = ${Array.from({ length: 100_000 }, (_, at) => at).join('+')};`,
      /compiles: /,
    ],
    ['delays of an hour', delays(8), /renders: .*need more memory than there is/],
    ['delays of hours', delays(64), /renders: .*need more memory than there is/],
  ])(
    'a compile bomb (%s) ends with a reason, and the next render is served',
    async (_what, faust, reason) => {
      const { synth } = watched({ memory: 320 * 2 ** 20 });
      const [fault = '', ...others] = faultsIn(await synth.render(request(program(faust))));
      expect(fault).toMatch(reason);
      expect(fault.length).toBeLessThan(2000);
      expect(others).toEqual([]);
      wavIn(await synth.render(request(program(tone))));
    },
  );

  test('what is cancelled ends at once, its child with it; what waits for a child is cancelled without one', async () => {
    const { synth, started } = watched();
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = synth.render(request(program(bomb), { signal: running.signal }));
    const second = synth.render(request(program(tone), { signal: waiting.signal }));
    const third = synth.render(request(program(tone)));
    waiting.abort();
    expect(await second).toEqual({ rendered: 'cancelled' });
    running.abort();
    expect(await first).toEqual({ rendered: 'cancelled' });
    wavIn(await third);
    expect(started).toHaveLength(2);
    const late = synth.render(request(program(tone), { signal: running.signal }));
    expect(await late).toEqual({ rendered: 'cancelled' });
  });

  test('a child that is killed by somebody else is replaced, and its render is made again', async () => {
    const { synth, started } = watched({
      start: (what) => {
        const child = startConfined(what);
        started.push(child);
        if (started.length === 1) child.kill();
        return child;
      },
    });
    wavIn(await synth.render(request(program(tone))));
    expect(started).toHaveLength(2);
  });

  test('one that ends again and again is told, with what it said last', async () => {
    const { synth } = watched({
      start: (what) => startConfined({ ...what, words: ['-e', 'throw new Error("no such library")'] }),
    });
    expect(faultsIn(await synth.render(request(program(tone))))).toEqual([
      'compiles: the compiler child has gone while starting: it ended with code 1: Error: no such library',
    ]);
  });

  test.each([
    [
      'says more than a render may',
      'const b = Buffer.alloc(65536, 255); for (;;) require("fs").writeSync(1, b)',
    ],
    [
      'says what is no frame',
      'process.stdout.write(Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 123, 123])); setInterval(() => 0, 1000)',
    ],
  ])('one that %s is ended', async (_what, code) => {
    const { synth } = watched({ start: (what) => startConfined({ ...what, words: ['-e', code] }) });
    expect(faultsIn(await synth.render(request(program(tone))))[0]).toMatch(
      /^compiles: the compiler child has gone while starting: (\d+ \+ \d+ bytes were announced|what came is no frame)/,
    );
  });

  test('one that has worked long, or that needed much memory, makes room for a fresh one', async () => {
    const words = [childFile, findFaust().folder];
    const what = { program: process.execPath, words, dataLimit: 2 ** 30, cpuSeconds: 60 };
    const children = compilerChildren(1, () => new CompilerChild(startConfined(what), () => undefined));
    const { signal } = new AbortController();
    const first = await children.acquire(signal);
    if (first === undefined) throw new Error('no child');
    children.giveBack(first);
    expect(await children.acquire(signal)).toBe(first);
    first.jobs = mostJobs;
    children.giveBack(first);
    const second = await children.acquire(signal);
    if (second === undefined) throw new Error('no child');
    expect(second).not.toBe(first);
    expect(first.usable).toBe(false);
    second.memory = muchMemory + 1;
    children.giveBack(second);
    expect(await children.acquire(signal)).not.toBe(second);
    children.close();
  });

  test('all of them end when the synth is closed, and what still renders is cancelled', async () => {
    const { synth, started } = watched({ children: 2 });
    const renders = [bomb, bomb, tone].map((faust) => synth.render(request(program(faust))));
    await synth.close();
    await ends(started);
    for (const rendered of await Promise.all(renders)) expect(rendered).toEqual({ rendered: 'cancelled' });
    expect(await synth.render(request(program(tone)))).toEqual({ rendered: 'cancelled' });
  });
});
