import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../src/cli/conductor.ts';
import { duration } from '../../src/cli/duration.ts';
import { LiveScreen } from '../../src/cli/live-screen.ts';
import { liveView } from '../../src/cli/live-view.ts';
import { narrate } from '../../src/cli/narrate.ts';
import { paintFor } from '../../src/cli/paint.ts';
import { after, emptyStage, fanOutOf, type Stage } from '../../src/cli/stage.ts';
import { event, session } from './fake-conductor.ts';
import { FakeTerminal } from './fake-terminal.ts';

const plain = paintFor({ colour: false });
const painted = paintFor({ colour: true });
const wide = { columns: 60, rows: 24 };

const stageAfter = (events: readonly SessionEvent[], every = 1000): Stage =>
  events.reduce((stage, one, at) => after(stage, one, at * every), emptyStage(0));

const item = (name: string, id: number, rest: Partial<SessionEvent> = {}): SessionEvent =>
  event(name, `digest[d${id}]`, { step: 'digest', sample_id: `d${id}`, items: 40, ...rest });

describe('the stage', () => {
  test('knows what plays, since when, and at which attempt', () => {
    const stage = stageAfter(session.slice(0, 5));
    expect([...stage.playing.values()]).toEqual([{ node: 'chart', since: 3000, attempt: 2 }]);
    expect(stage).toMatchObject({ known: 2, ended: 1, failed: 0, began: 0 });
  });

  test('whatever an instrument emits at the end of its part ends it', () => {
    const stage = stageAfter(session);
    expect(stage.playing.size).toBe(0);
    expect(stage.ended).toBe(2);
  });

  test('a fan-out is counted under its instrument, rounds apart', () => {
    expect([fanOutOf('digest[a]'), fanOutOf('research/digest[a.b]#2'), fanOutOf('digest')]).toEqual([
      'digest',
      'research/digest#2',
      undefined,
    ]);
    const stage = stageAfter([item('start', 1), item('take_accepted', 1), item('error', 2), item('kept', 3)]);
    expect(stage.fanOuts.get('digest')).toEqual({ name: 'digest', of: 40, ended: 3, failed: 1 });
  });

  test('a new session begins anew', () => {
    const stage = stageAfter([...session, event('session_start', '', { known: 5 })]);
    expect(stage).toEqual({ ...emptyStage(7000), known: 5 });
  });
});

describe('the lines that stay', () => {
  const told = (events: readonly SessionEvent[], telling: { verbose: boolean; bars: boolean }): string[] => {
    let stage = emptyStage(0);
    return events.flatMap((one) => {
      stage = after(stage, one, 0);
      return narrate(stage, one, telling, plain);
    });
  };
  const items = Array.from({ length: 40 }, (_, id) => item('take_accepted', id));

  test('a long fan-out is told in tenths; where a bar shows it, once at its end', () => {
    expect(told(items, { verbose: false, bars: false })).toEqual([
      ...[4, 8, 12, 16, 20, 24, 28, 32, 36].map((ended) => `  digest · ${ended} of 40`),
      '✓ digest · all 40 parts ended',
    ]);
    expect(told(items, { verbose: false, bars: true })).toEqual(['✓ digest · all 40 parts ended']);
    expect(told(items, { verbose: true, bars: true })).toHaveLength(40);
  });

  test('a failed item always has its line', () => {
    const events = [...items.slice(0, 39), item('error', 39, { error_msg: 'exit code 1' })];
    expect(told(events, { verbose: false, bars: true })).toEqual(['✗ digest[d39] · exit code 1']);
  });

  test('a loop that failed is told, and counts as no part', () => {
    const loop: SessionEvent = {
      ...event('error', ''),
      node: 'kitchen/polish',
      error_msg: '`until` never held',
    };
    expect(told([loop], { verbose: false, bars: false })).toEqual(['kitchen/polish · `until` never held']);
    expect(stageAfter([loop])).toMatchObject({ ended: 0, failed: 0 });
  });

  test('a sentence to the person is told, and starts no part', () => {
    const note = event('progress', '', { message: 'never played on this machine: it will start node, git' });
    expect(told([note], { verbose: false, bars: true })).toEqual([note.message]);
    expect(stageAfter([note]).playing.size).toBe(0);
  });

  test('where the window is narrow the lines of accepted takes are cut, and those of failures are not', () => {
    const accepted = event('take_accepted', 'surveyor', { verdict: '7 held', message: 'surveyed 212 files' });
    const failed = event('error', 'chart', { error_msg: 'size(output) == 18: 17 == 18' });
    const telling = { verbose: false, bars: true, columns: 24 };
    const lines = [accepted, failed].flatMap((one) => narrate(emptyStage(0), one, telling, painted));
    expect(lines.map(stripVTControlCharacters)).toEqual([
      '✓ surveyor · 7 held · s…',
      '✗ chart · size(output) == 18: 17 == 18',
    ]);
  });

  test('what an instrument logs is told where it is asked for', () => {
    const logged = [event('progress', 'surveyor', { message: 'half way' })];
    expect(told(logged, { verbose: false, bars: false })).toEqual([]);
    expect(told(logged, { verbose: true, bars: false })).toEqual(['│ surveyor · half way']);
  });

  test('kept parts are silent unless asked for', () => {
    const kept = [event('kept', 'surveyor', { message: 'nothing has changed' })];
    expect(told(kept, { verbose: false, bars: false })).toEqual([]);
    expect(told(kept, { verbose: true, bars: false })).toEqual(['= surveyor · kept · nothing has changed']);
  });
});

describe('the live view', () => {
  const busy = stageAfter([
    event('session_start', '', { known: 57, ended: 0 }),
    ...Array.from({ length: 10 }, (_, id) => item('take_accepted', id, { known: 57, ended: id + 1 })),
    event('start', 'surveyor'),
    item('start', 10),
    event('attempt_failed', 'digest[d10]', { iters: 1, phase: 'progress', items: 40 }),
    event('progress', 'surveyor', { share: 0.456 }),
  ]);

  test('parts in flight, a bar for the fan-out, how far it is', () => {
    expect(liveView(busy, wide, 16_300, plain)).toEqual([
      '⠸ surveyor                      5.3 s  45 %',
      '⠸ digest[d10]                   4.3 s  attempt 2',
      '  digest                        ████░░░░░░░░░░░░░  10 of 40',
      '  10 of 57 parts ended · 16 s',
    ]);
  });

  test('a narrow window', () => {
    expect(liveView(busy, { columns: 20, rows: 24 }, 16_300, plain)).toEqual([
      '⠸ surveyor',
      '⠸ digest[d10]',
      '  digest 10 of 40',
      '  10 of 57 parts e…',
    ]);
  });

  test('more parts than rows', () => {
    const crowd = stageAfter(Array.from({ length: 30 }, (_, id) => event('start', `part${id}`)));
    expect(
      liveView(crowd, { columns: 40, rows: 6 }, 30_000, plain).map((line) => line.trim().split('  ')[0]),
    ).toEqual(['⠴ part0', '⠴ part1', 'and 28 more', '30 s']);
  });

  test('never wider or higher than the window, whatever happens and however it is resized', () => {
    const name = fc.constantFrom(
      'a',
      'surveyor',
      `n${'o'.repeat(39)}`,
      'digest[x]',
      'digest[y]',
      'chain[s00001]#2',
    );
    const happened = fc.record({
      name: fc.constantFrom(
        'session_start',
        'start',
        'progress',
        'attempt_failed',
        'error',
        'kept',
        'skipped',
        'drawn',
      ),
      node: name,
      known: fc.option(fc.nat(3000), { nil: undefined }),
      share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      items: fc.option(fc.integer({ min: 0, max: 3000 }), { nil: undefined }),
      iters: fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }),
    });
    const size = fc.record({
      columns: fc.integer({ min: 1, max: 200 }),
      rows: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(happened, { maxLength: 40 }), size, fc.boolean(), (all, window, colour) => {
        const stage = stageAfter(
          all.map(({ name: what, node, known, share, items, iters }) => ({
            ...event(what, node),
            ...(known === undefined ? {} : { known }),
            ...(share === undefined ? {} : { share }),
            ...(items === undefined ? {} : { items }),
            ...(iters === undefined ? {} : { iters }),
          })),
          77_777,
        );
        const lines = liveView(stage, window, 5_000_000, colour ? painted : plain);
        expect(lines.length).toBeLessThanOrEqual(Math.max(1, window.rows - 2));
        for (const line of lines) {
          expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(Math.max(1, window.columns - 1));
        }
      }),
    );
  });
});

describe('the screen', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'c'), maxLength: 30 });

  test('holds what stays, in order, and below it what was drawn last, whatever was drawn between', () => {
    const draws = fc.array(
      fc.record({
        stay: fc.array(word, { maxLength: 4 }),
        drawn: fc.array(
          word.map((text) => text.slice(0, 9)),
          { maxLength: 6 },
        ),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(draws, (all) => {
        const terminal = new FakeTerminal(10, 8);
        const screen = new LiveScreen(terminal.write, terminal);
        for (const { stay, drawn } of all) screen.draw(stay, drawn);
        const wrapped = (line: string): string[] =>
          line.match(/.{1,10}/g)?.map((row) => row.trimEnd()) ?? [''];
        const stays = all.flatMap(({ stay }) => stay).flatMap(wrapped);
        const last = all.at(-1)?.drawn.map((line) => line.trimEnd()) ?? [];
        expect(terminal.text()).toEqual([...stays, ...last, '']);
      }),
    );
  });

  test('writes nothing where nothing changed, and once where it did', () => {
    const written: string[] = [];
    const screen = new LiveScreen((text) => written.push(text), { size: () => wide });
    screen.draw([], ['a', 'b']);
    screen.draw([], ['a', 'b']);
    screen.draw(['x'], ['a', 'c']);
    expect(written).toHaveLength(2);
  });

  test('in a window made narrower it clears the rows that the lines take now', () => {
    const written: string[] = [];
    const window = { columns: 60, rows: 24 };
    const screen = new LiveScreen((text) => written.push(text), { size: () => window });
    screen.draw([], ['x'.repeat(59), 'y']);
    window.columns = 20;
    screen.draw([], ['z']);
    expect(written[1]).toContain('\u001b[4A');
  });
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [3_599_600, '1 h 00 min'],
  [3_720_000, '1 h 02 min'],
])('%i ms is read as %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
