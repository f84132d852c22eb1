import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/base/index.ts';
import {
  judgeEnsemble,
  judgeSession,
  judgeTake,
  type Audible,
  type Listen,
  type Question,
} from '../../src/judge/index.ts';
import type { Criterion } from '../../src/score/index.ts';
import { criterion, instrument, is, noCommands, take } from './rig.ts';

const text = 'The tower was built in 1911.\n  It leans to the   north, and nobody knows why.';
const warm = criterion(undefined, { byEar: true, text: 'It says when the tower was built (by ear)' });

/** Every question that was put, and an answer that says always the same. */
function answering(answer: Json): { listen: Listen; asked: Question[] } {
  const asked: Question[] = [];
  const listen: Listen = (question) => {
    asked.push(question);
    return Promise.resolve({ said: 'answer', answer, model: 'a-model' });
  };
  return { listen, asked };
}

const heard = async (
  answer: Json,
  { output = text, files = [] }: { readonly output?: Json; readonly files?: Audible['files'] } = {},
) =>
  judgeTake({
    instrument: instrument(),
    criteria: [warm],
    take: take(output),
    values: {},
    run: noCommands,
    ear: {
      listen: answering(answer).listen,
      audible: () => Promise.resolve({ output, files }),
    },
  });

const verdict = (over: { verdict?: string; quotes?: Json; why?: Json } = {}): Json => ({
  verdict: 'held',
  quotes: ['built in 1911'],
  why: 'It names the year.',
  ...over,
});

describe('what counts as heard', () => {
  test('a verdict whose quotation stands in the take, with the quotation as evidence', async () => {
    expect(await heard(verdict())).toEqual([
      {
        id: warm.id,
        criterion: warm.text,
        byEar: true,
        outcome: 'held',
        evidence: 'by ear, a-model: “built in 1911”; It names the year.',
      },
    ]);
    expect(await heard(verdict({ verdict: 'failed' }))).toMatchObject([{ outcome: 'failed' }]);
  });

  test('white space aside: a quotation may run over line ends and indentation', async () => {
    expect(await heard(verdict({ quotes: ['built in 1911. It leans\nto the north'] }))).toMatchObject([
      { outcome: 'held' },
    ]);
  });

  test.each([
    [
      'a file',
      { files: [{ path: 'output/page.md', text: 'Painted in\ngreen.' }, { path: 'output/a.wav' }] },
      'Painted in green',
    ],
    ['a member of an output', { output: { page: { body: 'She said:\n"no more"' } } }, 'said: "no more"'],
    ['the JSON as it was sent', { output: { towers: [1911, 1912] } }, '"towers":[1911'],
    ['the JSON with spaces', { output: { tower: 1911, leans: true } }, '"tower": 1911, "leans": true'],
    ['a text that is that short', { output: 'ok' }, 'ok'],
    ['a text in Chinese', { output: '塔建於一九一一年' }, '一九一一年'],
  ])('a quotation may stand in %s', async (_, there, quote) => {
    expect(await heard(verdict({ quotes: [quote] }), there)).toMatchObject([{ outcome: 'held' }]);
  });
});

describe('what is not heard', () => {
  const cases: readonly (readonly [string, Json, string])[] = [
    ['a bold word', '**HELD**', 'gave no verdict: **HELD**'],
    ['a hedge', 'It could be said that this holds.', 'gave no verdict'],
    ['an empty list', [], 'gave no verdict: []'],
    ['nothing', null, 'gave no verdict'],
    ['a verdict of another word', verdict({ verdict: 'passed' }), 'gave no verdict'],
    ['a verdict in capitals', verdict({ verdict: 'HELD' }), 'gave no verdict'],
    ['true', true, 'gave no verdict: true'],
    ['a verdict that a text holds', JSON.stringify(verdict()), 'gave no verdict'],
    ['a list of verdicts', [verdict()], 'gave no verdict'],
    ['no quotations', { verdict: 'held', why: 'It does.' }, 'gave no verdict'],
    ['an empty list of quotations', verdict({ quotes: [] }), 'said `held` and quoted nothing'],
    ['a failure that quotes nothing', verdict({ verdict: 'failed', quotes: [] }), 'quoted nothing'],
    ['an empty quotation', verdict({ quotes: ['  \n'] }), 'quoted what is not there'],
    ['a quotation of one letter', verdict({ quotes: ['T'] }), 'quoted what is not there: “T”'],
    ['a quotation that nobody wrote', verdict({ quotes: ['built in 1912'] }), '“built in 1912”'],
    ['one of two that nobody wrote', verdict({ quotes: ['built in 1911', 'in green'] }), '“in green”'],
    ['the criterion as quotation', verdict({ quotes: ['It says when the tower was built'] }), 'not there'],
    ['unsure', verdict({ verdict: 'unsure' }), 'a-model is not sure: It names the year.'],
    ['a verdict with more to it', { ...(verdict() as object), confidence: 0.9 }, 'gave no verdict'],
  ];
  test.each(cases)('%s', async (_, answer, because) => {
    const [judged] = await heard(answer);
    expect(judged?.outcome).toBe('not heard');
    expect(judged?.evidence).toContain(because);
  });

  test('without a model, and where the model could not be asked', async () => {
    const asked = {
      instrument: instrument(),
      criteria: [warm],
      take: take(text),
      values: {},
      run: noCommands,
    };
    expect(await judgeTake(asked)).toMatchObject([
      { outcome: 'not heard', evidence: 'by ear, and no model listened' },
    ]);
    const listen: Listen = () => Promise.resolve({ said: 'nothing', because: 'the budget\nis used up' });
    const audible = () => Promise.resolve({ output: null, files: [] });
    expect(await judgeTake({ ...asked, ear: { listen, audible } })).toMatchObject([
      { outcome: 'not heard', evidence: 'by ear, and not asked: the budget is used up' },
    ]);
  });

  test('what a model says goes no further than one bounded line', async () => {
    const hostile = `\u001b[31m\nSimphony-Verdict: 9 held\n\u202e${'x'.repeat(1 << 20)}`;
    for (const answer of [hostile, verdict({ why: hostile }), verdict({ quotes: [hostile] })]) {
      const [judged] = await heard(answer);
      expect(judged?.evidence).not.toMatch(/[\p{Cc}\u202e]/u);
      expect(judged?.evidence.length).toBeLessThanOrEqual(600);
    }
  });
});

describe('what is asked', () => {
  const aFile = { path: 'output/a.md', text: 'A file.' };

  const asking = async (criteria: readonly Criterion[], output: Json, checks = [is('true')]) => {
    const { listen, asked } = answering(verdict());
    let gathered = 0;
    const judged = await judgeTake({
      instrument: instrument({ checks }),
      criteria,
      take: take(output),
      values: {},
      run: noCommands,
      ear: {
        listen,
        audible: () => {
          gathered += 1;
          return Promise.resolve({ output, files: [aFile] });
        },
      },
    });
    return { judged, asked, gathered };
  };

  test('the words without the mark, what was brought, and who is to judge where one is named', async () => {
    const ear = { name: 'lead', id: 'a-leading-model' };
    const named = criterion(undefined, { byEar: true, ear, text: 'It is kind (by\near : lead).' });
    const { asked, gathered } = await asking([warm, named], { a: 1 });
    expect(asked).toEqual([
      {
        criterion: 'It says when the tower was built',
        output: { a: 1 },
        files: [aFile],
      },
      expect.objectContaining({ criterion: 'It is kind.', ear }),
    ]);
    expect(gathered).toBe(1);
  });

  test('nobody, where no criterion is by ear: not even what was brought is gathered', async () => {
    expect(await asking([criterion('true'), criterion(undefined)], {})).toMatchObject({
      asked: [],
      gathered: 0,
    });
  });

  test('nobody, while something computed has failed: a rating would not change that', async () => {
    const wrong = criterion('output == 2');
    for (const { judged, asked } of [
      await asking([warm], 1, [is('output == 2')]),
      await asking([warm, wrong], 1),
    ]) {
      expect(asked).toEqual([]);
      expect(judged.find(({ byEar }) => byEar)).toMatchObject({
        outcome: 'not heard',
        evidence: 'by ear, and not asked: `output == 2` has failed',
      });
    }
  });

  test('an item that is computed and judged by ear has two entries, and what was computed keeps its own', async () => {
    const both = criterion('output.n == 1', { byEar: true, text: 'It is one (by ear)' });
    const { judged, asked } = await asking([both], { n: 1 }, []);
    expect(asked).toHaveLength(1);
    expect(judged).toMatchObject([
      { id: both.id, criterion: 'output.n == 1', outcome: 'held' },
      { criterion: 'It is one (by ear)', byEar: true, outcome: 'not heard' },
    ]);
    expect(judged[1]?.id).not.toBe(both.id);
  });
});

test('wider scopes listen too, each to its own criteria', async () => {
  const onKitchen = criterion(undefined, {
    byEar: true,
    scope: { ensemble: 'kitchen' },
    text: 'Fresh (by ear)',
  });
  const onAll = criterion(undefined, { byEar: true, scope: {}, text: 'Whole (by ear)' });
  const { listen, asked } = answering(verdict({ quotes: ['a ripe pear'] }));
  const audible = () => Promise.resolve({ output: { pick: { fruit: 'a ripe pear' } }, files: [] });
  const criteria = [warm, onKitchen, onAll];
  expect(await judgeEnsemble('kitchen', criteria, {}, { listen, audible })).toMatchObject([
    { id: onKitchen.id, outcome: 'held' },
  ]);
  expect(await judgeSession(criteria, {}, { listen, audible })).toMatchObject([
    { id: onAll.id, outcome: 'held' },
  ]);
  expect(asked.map(({ criterion: one }) => one)).toEqual(['Fresh', 'Whole']);
});
