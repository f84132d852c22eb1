import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appendBounded, GrowingText, headingOf, summaryLineOf, type Form } from '../../src/record/handoff.ts';
import { cut, flatten, flattenMarkdown } from '../../src/base/index.ts';

const session = { date: '2026-11-21', title: 'Signals', id: 'k3f9a0b1' };
const heading = headingOf('handoff', session);

test('lines of a session stand under its heading, after what a person wrote', () => {
  const one = appendBounded('# Notes\n\n- my own · point', heading, 'a · script · x → y', 10);
  expect(appendBounded(one, heading, 'b[L1]#2 · script · x → z', 10)).toBe(
    '# Notes\n\n- my own · point\n\n## 2026-11-21 Signals (k3f9)\n- a · script · x → y\n- b[L1]#2 · script · x → z\n',
  );
});

test('past the limit the oldest lines are one line that says how many, and a session without lines loses its heading', () => {
  let text = '# Notes\n\nkeep\n';
  const other = headingOf('handoff', { ...session, id: 'aaaa', title: 'Before' });
  for (let n = 1; n <= 3; n += 1) text = appendBounded(text, other, `old · script · ${n} → x`, 8);
  for (let n = 1; n <= 6; n += 1) text = appendBounded(text, heading, `new · script · ${n} → x`, 8);
  expect(text).toBe(
    `# Notes\n\nkeep\n\n- (5 older lines: git log --format='%an · %s' -- handoff.md)\n\n## 2026-11-21 Signals (k3f9)\n${[3, 4, 5, 6].map((n) => `- new · script · ${n} → x\n`).join('')}`,
  );
});

const form = fc.constantFrom<Form>('handoff', 'summary');
/** Lines that a person might write: some like ours, but never with our heading above. */
const written = fc.constantFrom(
  '',
  'text',
  '# Title',
  '- mine',
  '- [ ] todo',
  '> quote',
  '```',
  '\ttab',
  'x · y',
  '2026',
  '* a',
  '  - nested',
);

test("a text of any kind: a person's lines stay, byte for byte and in order; ours are at most the limit, the newest last", () => {
  fc.assert(
    fc.property(
      fc.array(written),
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: 1, max: 30 }),
      form,
      fc.array(fc.nat(2), { minLength: 1, maxLength: 60 }),
      (lines, end, limit, kind, sessions) => {
        const before = lines.map((line) => line + end).join('');
        let text = before;
        let last = '';
        for (const [n, which] of sessions.entries()) {
          const under = headingOf(kind, { ...session, id: `id${which}a`, title: `T${which}` });
          last = kind === 'handoff' ? `part[i${n}] · script · did → x` : summaryLineOf(`part[i${n}]`, 'did');
          text = appendBounded(text, under, last, limit, kind);
        }
        expect(text.startsWith(before)).toBe(true);
        // An empty file has no line ends to go by.
        const used = before === '' ? '\n' : end;
        expect(text.includes(`${kind === 'handoff' ? '- ' : ''}${last}${used}`)).toBe(true);
        const ours = text.slice(before.length).split(used).slice(0, -1);
        // Under a tiny limit the newest line, its heading and the count stay all the same.
        expect(ours.length).toBeLessThanOrEqual(Math.max(limit, 7));
        expect(text.replaceAll('\r\n', '').includes('\r')).toBe(false);
        if (used === '\n') expect(text).not.toContain('\r');
      },
    ),
  );
});

test('many lines under one heading are the same text as one at a time', () => {
  fc.assert(
    fc.property(
      fc.array(written),
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: 1, max: 12 }),
      form,
      fc.nat(8),
      fc.array(fc.constantFrom('did', 'x\ny', '', '# a', 'did <b>'), { minLength: 1, maxLength: 60 }),
      (lines, end, limit, kind, earlier, summaries) => {
        let text = lines.map((line) => line + end).join('');
        const line = (n: number, summary: string): string =>
          kind === 'handoff'
            ? `part[i${n}] · script · ${summary} → x`
            : summaryLineOf(`part[i${n}]`, summary);
        const before = headingOf(kind, { ...session, id: 'earl', title: 'Before' });
        for (let n = 0; n < earlier; n += 1) text = appendBounded(text, before, line(n, 'did'), limit, kind);
        const now = headingOf(kind, session);
        const growing = new GrowingText(text, now, limit, kind);
        for (const [n, summary] of summaries.entries()) {
          text = appendBounded(text, now, line(n, summary), limit, kind);
          expect(growing.add(line(n, summary))).toBe(text);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("a person's own lines between ours stay when ours go", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(10), (limit, at) => {
      let text = '';
      for (let n = 0; n < 30; n += 1) {
        text = appendBounded(text, heading, `part · script · ${n} → x`, limit);
        if (n === at) text += '\nRemember the milk\n- and: this\n';
      }
      expect(text).toContain('\nRemember the milk\n- and: this\n');
      expect(text.match(/^- part · /gm)?.length ?? 0).toBeLessThanOrEqual(limit);
    }),
  );
});

test('whatever text comes, a flattened one is one line without control characters, and stays as it is the second time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const flat = flatten(text);
      expect(flat).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u);
      expect(flatten(flat)).toBe(flat);
      expect(cut(flat, 72).length).toBeLessThanOrEqual(72);
    }),
  );
  expect(flattenMarkdown('a\n<!-- b <script> 1 < 2')).toBe('a \\<!-- b \\<script> 1 < 2');
  expect(flattenMarkdown('\\<script> \\\\<b>')).toBe('\\<script> \\\\\\<b>');
  expect(flattenMarkdown('![seen](http://there.example/x.png)')).toBe(
    '!\\[seen](http://there.example/x.png)',
  );
  expect(flatten('a\u200bb\u{e0041}\u{e0042}\u2062c')).toBe('a b c');
  expect(cut('👩‍👩‍👧‍👦'.repeat(10), 30)).toBe(`${'👩‍👩‍👧‍👦'.repeat(2)}…`);
});
