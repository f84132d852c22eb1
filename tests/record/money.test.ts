import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AcceptedTake, Address, Key, Usage } from '../../src/base/index.ts';
import { sha256 } from '../../src/base/index.ts';
import {
  messageOf,
  sentIn,
  sessionMessage,
  spentIn,
  trailersOf,
  understudyIn,
} from '../../src/record/commit-message.ts';
import { readSessionLine, sessionLine } from '../../src/record/session-line.ts';
import { stepOf, usageIn } from '../../src/record/trailers.ts';

const count = fc.nat(1_000_000);
/** To a millionth of a millionth: what a sum of prices is told to. */
const usd = fc.integer({ min: 0, max: 1_000_000_000 }).map((many) => many / 1e9);
const usage: fc.Arbitrary<Usage> = fc.record(
  { input: count, output: count, cached: count, usd },
  { requiredKeys: ['input', 'output', 'cached'] },
);
const hex = fc.nat().map((seed) => sha256(String(seed)));

const part = 'kitchen/cook' as Address;
const plain: AcceptedTake = {
  part,
  key: sha256('key') as unknown as Key,
  session: 'abcdefgh',
  ensembleVersion: '1.0.0',
  attempts: 2,
  verdict: '1 held',
  player: 'm',
  summary: 'Soup.',
  takePath: 'takes/kitchen/cook.json',
  outputSha256: sha256('output'),
  takeSha256: sha256('take'),
  files: [],
};

test('what a take cost, whom it was played by and what was sent are read back from its trailers and its line', () => {
  fc.assert(
    fc.property(
      usage,
      fc.array(usage, { minLength: 2, maxLength: 4 }),
      hex,
      hex,
      fc.stringMatching(/^[a-z/.]{1,20}$/),
      (sum, usages, sent, digest, path) => {
        const take = {
          ...plain,
          ...{ usage: sum, usages, sent, understudy: path, understudySha256: digest },
        };
        const block = trailersOf(take).join('\n');
        const author = { name: 'cook', email: 'cook@kitchen.simphony' };
        const step = stepOf('0'.repeat(40), author, 'cook: Soup.', block);
        expect(step && usageIn(step.trailers)).toEqual({ usage: sum, usages });
        expect(sentIn(step?.trailers.get('Simphony-Sent')?.[0])).toBe(sent);
        expect(understudyIn(step?.trailers.get('Simphony-Understudy')?.[0])).toEqual({
          understudy: path,
          understudySha256: digest,
        });
        const read = readSessionLine(sessionLine({ take, nth: 1, clean: {} }).trimEnd());
        expect(read).toMatchObject({ recorded: { take: { usage: sum, usages, sent } } });
      },
    ),
  );
});

test('what instruments spent is read back from a session message; nothing of it where nothing was spent', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          instrument: fc.constantFrom('kitchen/cook', 'e/a-b'),
          calls: count,
          usage,
          kept: usage,
        }),
      ),
      fc.string({ unit: 'binary' }),
      (spent, title) => {
        const message = sessionMessage('close', title, 'abcdefgh', 'interrupted', {
          account: ['Models: 2 calls.'],
          spent,
        });
        const block = message.trimEnd().split('\n\n').at(-1) ?? '';
        expect(spentIn(block)).toEqual(spent);
        expect(block.includes('Simphony-Ending: interrupted')).toBe(spent.length > 0);
        expect(message.split('\n')[0]?.length).toBeLessThanOrEqual(72);
      },
    ),
  );
  expect(sessionMessage('close', 'Supper', 'abcdefgh')).toBe('close: Supper\n\nSimphony-Session: abcdefgh\n');
});

test('every commit of a replayed session says so, and no other does', () => {
  expect(messageOf(plain, [], { replayed: true })).toContain('\nSimphony-Replayed: from cassettes\n');
  expect(sessionMessage('open', 'Supper', 'abcdefgh', undefined, { replayed: true })).toContain(
    '\nSimphony-Replayed: from cassettes\n',
  );
  expect(messageOf(plain)).not.toContain('Replayed');
});
