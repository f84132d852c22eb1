import { expect, test } from 'vitest';
import { idempotencyKeyOf, sha256, type Address, type Key } from '../../src/base/index.ts';
import { beginningOf, type Acted } from '../../src/plan/acted.ts';
import { afterUnseen, type Instrument } from '../../src/score/index.ts';
import { instrumentOf, scoreOf } from '../score/written.ts';

const service = (lines: string): Instrument =>
  instrumentOf(
    scoreOf({
      'ensembles/kitchen/cook.md': `---\nkind: service\nrequest: { url: "http://x", method: POST }\n${lines}---\n`,
    }),
    'kitchen/cook',
  );
const script = (lines: string): Instrument =>
  instrumentOf(
    scoreOf({ 'ensembles/kitchen/cook.md': `---\nkind: script\nmodule: scripts/cook.mjs\n${lines}---\n` }),
    'kitchen/cook',
  );
const status = 'status: { url: "http://x/{idempotency_key}" }\n';

test.each([
  ['a script', script(''), ['again', 'again', 'person', 'again']],
  ['a script that is not idempotent', script('idempotent: false\n'), ['person', 'ask', 'person', 'ask']],
  ['a service', service(''), ['person', 'ask', 'person', 'ask']],
  ['a service that is', service('idempotent: true\n'), ['again', 'again', 'again', 'again']],
  ['one with a status', service(status), ['ask', 'ask', 'again', 'ask']],
  ['one with a status that is not', service(`idempotent: false\n${status}`), ['ask', 'ask', 'person', 'ask']],
  ['one with a status that is', service(`idempotent: true\n${status}`), ['ask', 'again', 'again', 'again']],
] as const)('%s: what may follow an attempt whose end nobody saw', (_, instrument, expected) => {
  const said = (['not asked', 'answered', 'unknown', 'silent'] as const).map((one) =>
    afterUnseen(instrument, one),
  );
  // Nobody asks a script anything.
  if (instrument.kind === 'script') expect(said[0]).toBe(expected[0]);
  else expect(said).toEqual(expected);
});

test('only asking for something is safe without a word', () => {
  for (const [method, idempotent] of [
    ['GET', true],
    ['HEAD', true],
    ['OPTIONS', true],
    ['POST', false],
    ['PUT', false],
    ['PATCH', false],
    ['DELETE', false],
  ] as const) {
    const lines = `---\nkind: service\nrequest: { url: "http://x", method: ${method} }\n---\n`;
    expect([
      method,
      instrumentOf(scoreOf({ 'ensembles/kitchen/cook.md': lines }), 'kitchen/cook').idempotent,
    ]).toEqual([method, idempotent]);
  }
});

const [now, before] = [sha256('now') as Key, sha256('before') as Key];
const acted = (more: Partial<Acted> = {}): Acted => ({
  key: now,
  attempt: 2,
  nth: 5,
  idempotencyKey: 'k',
  how: 'unseen',
  ...more,
});
const begins = (one: Acted | undefined, instrument: Instrument, askedFor = false) =>
  beginningOf(one, { instrument, key: now, askedFor });
const anew = { begins: true, attempt: 1, before: 0 };
const same = { begins: true, attempt: 2, before: 3, idempotencyKey: 'k' };

test('where a part begins, after an attempt that acted outside', () => {
  expect(begins(undefined, service(''))).toEqual(anew);
  expect(begins(acted(), service(''))).toMatchObject({ begins: false });
  expect(begins(acted(), service(''), true)).toEqual(same);
  expect(begins(acted({ allowed: true }), service(''))).toEqual(same);
  expect(begins(acted(), service('idempotent: true\n'))).toEqual({ ...same, unseen: {} });
  expect(begins(acted(), service(status))).toEqual({ ...same, unseen: {} });
  expect(begins(acted({ how: 'answered', answer: null }), service(''))).toEqual({
    ...same,
    unseen: { answer: null },
  });
  // Seen, and it brought no take: the next one is another request.
  expect(begins(acted({ how: 'over' }), service(''))).toEqual({ begins: true, attempt: 1, before: 5 });
  expect(begins(acted({ how: 'answered', answer: 1 }), service(''), true)).toEqual({
    begins: true,
    attempt: 1,
    before: 5,
  });
  expect(begins(acted(), script('idempotent: false\n'))).toMatchObject({ begins: false });
  expect(begins(acted(), script('idempotent: false\n'), true)).toEqual(anew);
});

test('under another key what was sent is uncertain all the same, unless it may simply be made again or was answered', () => {
  const old = acted({ key: before });
  expect(begins(old, service(''))).toMatchObject({
    begins: false,
    because: expect.stringContaining('has changed since'),
  });
  expect(begins(old, service(status))).toMatchObject({ begins: false });
  expect(begins(old, service('idempotent: true\n'))).toEqual(anew);
  expect(begins(old, service(''), true)).toEqual(anew);
  expect(begins(acted({ key: before, how: 'answered', answer: 1 }), service(''))).toEqual(anew);
  expect(begins(acted({ key: before, how: 'over' }), service(''))).toEqual(anew);
});

test('an idempotency key is a function of part, key and attempt, in the shape of a UUID', () => {
  const part = 'a/b' as Address;
  const key = idempotencyKeyOf(part, now, 1);
  expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const others = [
    idempotencyKeyOf(part, now, 1),
    idempotencyKeyOf('a/b[1]' as Address, now, 1),
    idempotencyKeyOf(part, before, 1),
    idempotencyKeyOf(part, now, 2),
    idempotencyKeyOf(part, now, 1, 'session'),
  ];
  expect([others[0], new Set(others).size]).toEqual([key, 5]);
});
