import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOf, failureOf, type ProcessFacts } from '../../src/players/end.ts';
import { duration, size } from '../../src/players/wording.ts';

const facts: fc.Arbitrary<ProcessFacts> = fc.record(
  {
    startFault: fc.constant({ fault: 'missing' as const, tool: 'x' }),
    stoppedBy: fc.constantFrom({ by: 'cancel' as const }, { by: 'time' as const, ms: 5 }),
    signal: fc.constantFrom('SIGKILL' as const, 'SIGTERM' as const),
    code: fc.nat(255),
  },
  { requiredKeys: [] },
);

describe('how an attempt ended', () => {
  test('is one cause, that we know most about, however many there are', () => {
    fc.assert(
      fc.property(facts, (known) => {
        const expected =
          known.startFault !== undefined
            ? 'not started'
            : known.stoppedBy !== undefined
              ? 'stopped'
              : known.signal !== undefined
                ? 'killed'
                : 'exited';
        expect(endOf(known).end).toBe(expected);
      }),
    );
  });

  test('is a failure but for exit code 0, and none where a person stopped it', () => {
    fc.assert(
      fc.property(facts, (known) => {
        const end = endOf(known);
        const failure = failureOf(end, '');
        if (end.end === 'exited' && end.code === 0) expect(failure).toBe(undefined);
        else if (end.end === 'stopped' && end.stop.by === 'cancel') expect(failure).toBe('cancelled');
        else expect(failure).toHaveProperty('failure');
      }),
    );
  });

  test('is told in units that people use', () => {
    expect([250, 1500, 300_000].map(duration)).toEqual(['250 ms', '1.5 s', '300 s']);
    expect([12, 1536, 16 << 20].map(size)).toEqual(['12 bytes', '1.5 KiB', '16 MiB']);
  });
});
