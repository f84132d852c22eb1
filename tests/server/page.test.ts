import { describe, expect, it } from 'vitest';
import { Served, token, type Told } from './rig.ts';

/** The page's own module, which a browser loads as it is. */
interface StageModule {
  readonly emptyStage: () => Told;
  readonly fold: (stage: Told, event: Told) => Told;
  readonly inOrder: (stage: Told) => Told[];
  readonly lasting: (milliseconds: number) => string;
  readonly numbersIn: (metrics: object) => object[];
  readonly readable: (value: unknown) => string;
}
const page = new URL('../../src/server/page/stage.mjs', import.meta.url).href;
const { emptyStage, fold, inOrder, lasting, numbersIn, readable } = (await import(page)) as StageModule;

const browser = { Accept: 'text/html,application/xhtml+xml;q=0.9', 'Sec-Fetch-Site': 'none' };

describe('the page', () => {
  it('is told to who has the token; anybody else with a browser stands at the door', async () => {
    await using served = await Served.start();
    const inside = await served.ask(`/?token=${token}`, { unknown: true, headers: browser });
    expect(inside).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const wrong = await served.ask('/?token=wrong', { unknown: true, headers: browser });
    expect(wrong).toMatchObject({ status: 401, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(wrong.text).toContain('<form');
    expect(wrong.text).not.toContain(token);
    const foreign = await served.ask(`/?token=${token}`, {
      headers: { ...browser, Origin: 'http://evil.example' },
    });
    expect(foreign.status).toBe(403);
  });

  it('loads nothing from elsewhere, and all that it loads is there', async () => {
    await using served = await Served.start();
    const pages = ['/', '/page/door.html', '/page/page.css', '/page/page.mjs'];
    const seen = new Set<string>();
    for (let next = pages.shift(); next !== undefined; next = pages.shift()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const { status, text, headers } = await served.ask(next);
      expect([next, status]).toEqual([next, 200]);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(text).not.toMatch(/https?:\/\/|<script>|style="/);
      pages.push(...[...text.matchAll(/(?:href|src)="(\/page\/[^"]+)"/g)].map(([, path = '']) => path));
      pages.push(...[...text.matchAll(/from '\.\/([^']+)'/g)].map(([, name = '']) => `/page/${name}`));
    }
    expect(seen.size).toBe(7);
  });

  it('its files hold no secret and need no token, which a browser could not send with them', async () => {
    await using served = await Served.start();
    const own = { 'Sec-Fetch-Site': 'same-origin' };
    expect((await served.ask('/page/page.mjs', { unknown: true, headers: own })).status).toBe(200);
    expect(
      (await served.ask('/page/page.mjs', { unknown: true, headers: { Host: 'evil.example' } })).status,
    ).toBe(403);
    expect((await served.ask('/page/page.mjs', { unknown: true, method: 'POST' })).status).toBe(401);
  });
});

describe('what stands on it', () => {
  const told = (event: string, node: string, rest: object = {}): Told => ({
    ...{ id: 1, run_id: 'a', event, node, timestamp: '2026-11-21T10:00:00.000Z' },
    phase:
      event === 'start' || event === 'session_start' ? 'start' : event === 'progress' ? 'progress' : 'end',
    ...rest,
  });
  const after = (...events: Told[]): Told => events.reduce(fold, emptyStage());

  it('a node plays, gets on, and is done', () => {
    const events = [told('start', 'PLAN'), told('progress', 'PLAN', { share: 0.5, message: 'half' })];
    expect(inOrder(after(...events))).toMatchObject([
      { node: 'PLAN', state: 'playing', share: 0.5, words: 'half' },
    ]);
    const done = told('plan_made', 'PLAN', { duration_ms: 12, message: '10 sections', known: 9, ended: 1 });
    expect(after(...events, done)).toMatchObject({ known: 9, ended: 1 });
    expect(inOrder(after(...events, done))).toMatchObject([
      { state: 'done', took: 12, words: '10 sections' },
    ]);
  });

  it('failed, kept, skipped and waiting are called so; what plays and what failed stands first', () => {
    const stage = after(
      told('kept', 'PLAN'),
      told('skipped', 'RENDER', { message: 'not asked for' }),
      told('error', 'FIX', { error_msg: 'no' }),
      told('start', 'STYLE'),
      told('attempt_failed', 'STYLE', { phase: 'progress', error_msg: 'too many tags' }),
    );
    expect(inOrder(stage).map(({ node, state, words }: Told) => [node, state, words])).toEqual([
      ['STYLE', 'playing', 'too many tags'],
      ['FIX', 'failed', 'no'],
      ['PLAN', 'kept', ''],
      ['RENDER', 'skipped', 'not asked for'],
    ]);
  });

  it('a run that was cut off begins again: what played then does not play any more', () => {
    const stage = after(
      told('kept', 'PLAN'),
      told('start', 'STYLE'),
      told('session_start', '', { message: 'Low Tide' }),
    );
    expect(inOrder(stage).map(({ node }: Told) => node)).toEqual(['PLAN']);
    expect(stage.words).toBe('Low Tide');
  });

  it('scores are the numbers, outputs are read as they were written', () => {
    expect(numbersIn({ total: 91, parts: { hook: 0.5 }, words: ['x'], note: 'good' })).toEqual([
      { name: 'total', value: 91 },
      { name: 'parts.hook', value: 0.5 },
    ]);
    expect(readable({ title: 'Tide', prompt: 'one\n\ntwo', tags: ['a', { b: 1 }], none: [], no: null })).toBe(
      'title: Tide\nprompt:\n  one\n\n  two\ntags:\n  - a\n  -\n    b: 1\nnone: []\nno: null',
    );
    expect([lasting(12.4), lasting(1234), lasting(125_000)]).toEqual(['12 ms', '1.2 s', '2 min 5 s']);
  });
});
