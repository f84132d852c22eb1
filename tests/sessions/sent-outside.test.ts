import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Obedient } from './obedient.ts';
import { ensemble, instrument, module, Rig, type Report } from './rig.ts';
import { Shop } from './shop.ts';

const service = (more = '', front = ''): string =>
  `---\nkind: service\nenv: [SHOP]\n${front}request:\n  url: "{env.SHOP}/orders"\n  body: { copies: 200 }\n${more}---\nTwo hundred copies.\n`;

const status = 'status:\n  url: "{env.SHOP}/orders?key={idempotency_key}"\n  found: response.known\n  answer: response.order\n';
const poll = 'poll:\n  url: "{env.SHOP}{response.job}"\n  every: 10ms\n  until: response.done\n  timeout: 2s\n';

const shopping = (order: string, more: Readonly<Record<string, string>> = {}) => ({
  'sheetMusic.md': '---\ntitle: Order\nplays: [e]\n---\nOrder once.\n',
  'ensembles/e/ensemble.md': ensemble('e'),
  'ensembles/e/order.md': order,
  'ensembles/e/after.md': instrument('module: after.mjs\nneeds: [order]'),
  'ensembles/e/after.mjs': module('return input.inputs;'),
  ...more,
});

/** A workspace and the shop that it orders from. */
class Customer implements AsyncDisposable {
  readonly rig: Rig;
  readonly shop: Shop;

  private constructor(rig: Rig, shop: Shop) {
    [this.rig, this.shop] = [rig, shop];
  }

  static async with(order: string, more: Readonly<Record<string, string>> = {}): Promise<Customer> {
    return new Customer(await Rig.with(shopping(order, more)), await Shop.open());
  }

  get env() {
    return { SHOP: this.shop.url };
  }

  start(...words: string[]) {
    return this.rig.start(['play', '--jsonl', ...words], { env: this.env });
  }

  /** Plays until the shop has heard something of that kind, and is killed then. */
  async killedWhen(is: Parameters<Shop['hears']>[1], ...words: string[]): Promise<void> {
    const session = this.start(...words);
    await this.shop.hears(session, is);
    session.kill('SIGKILL');
    await session;
  }

  async play(...words: string[]): Promise<{ code: number; report: Report; parts: Report['parts']; stderr: string }> {
    const { code, stdout, stderr } = await this.rig.simphonyWith(this.env, 'play', '--json', ...words);
    const report = JSON.parse(stdout) as Report;
    return { code, report, parts: report.parts, stderr };
  }

  async says(...words: string[]): Promise<string> {
    const { stdout, stderr } = await this.rig.simphonyWith(this.env, ...words);
    return stdout + stderr;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shop[Symbol.asyncDispose]();
    await this.rig[Symbol.asyncDispose]();
  }
}

const isOrder = ({ method }: { readonly method: string }): boolean => method === 'POST';
const isQuestion = ({ method }: { readonly method: string }): boolean => method === 'GET';

describe('killed', () => {
  test('before anything was sent: it is sent once', async () => {
    await using customer = await Customer.with(service('', 'needs: [first]\n'));
    using first = await Obedient.in(customer.rig);
    await customer.rig.write({ 'ensembles/e/first.md': instrument(first.command) });
    const session = customer.start();
    await first.came(session);
    session.kill('SIGKILL');
    await session;
    const again = customer.start();
    await first.came(again);
    first.say('ready');
    expect((await again).exitCode).toBe(0);
    expect(customer.shop.sent.length).toBe(1);
    expect(customer.shop.orders[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('after it was sent and before the answer: uncertain until a person decides, through restarts and a changed score', async () => {
    await using customer = await Customer.with(service());
    const { rig, shop } = customer;
    shop.sells = () => 'none';
    await customer.killedWhen(isOrder);
    shop.sells = (_, nth) => ({ body: { order: nth } });
    for (const change of ['', 'Another word.\n', 'And another.\n']) {
      await rig.write({ 'sheetMusic.md': `---\ntitle: Order\nplays: [e]\n---\nOrder once.\n${change}` });
      const played = await customer.play();
      expect([change, played.code, played.parts]).toMatchObject([change, 1, { played: 0, blocked: 1, uncertain: 1 }]);
      expect(played.report.reason).toContain('its request was sent and no answer was seen');
      expect(played.stderr).toContain('simphony play --again e/order');
      expect(await customer.says('status')).toContain('POST ***/orders was sent, and no answer was seen');
      expect(await customer.says('plan')).toMatch(/e\/order.*uncertain: its request was sent/);
      expect(await customer.says('explain', 'order')).toMatch(/uncertain: its request was sent/);
    }
    expect(shop.sent.length).toBe(1);
    // What it hears has changed since, so it is another request.
    expect((await customer.play('--again', 'e/order')).code).toBe(0);
    expect(await rig.json('takes/e/after.json')).toEqual({ order: { order: 2 } });
    expect(new Set(shop.orders).size).toBe(2);
    expect(await customer.play()).toMatchObject({ code: 0, parts: { played: 0, kept: 2, uncertain: 0 } });
  });

  test('and asked to play again under the same key, it carries the same idempotency key', async () => {
    await using customer = await Customer.with(service());
    customer.shop.sells = (_, nth) => (nth === 1 ? 'none' : { body: { order: 1 } });
    await customer.killedWhen(isOrder);
    expect((await customer.play('--again', 'order')).code).toBe(0);
    expect([customer.shop.sent.length, customer.shop.orders.length]).toEqual([2, 1]);
  });

  test('or its take is given; one that fails its checks leaves it uncertain and plays nothing', async () => {
    await using customer = await Customer.with(service('checks: [output.order > 0]\nattempts: 3\n'));
    const { rig, shop } = customer;
    shop.sells = () => 'none';
    await customer.killedWhen(isOrder);
    const receipt = join(rig.outside, 'receipt.json');
    await writeFile(receipt, '{"order": 0}');
    expect(await customer.play('--accept', 'e/order', '--output', receipt)).toMatchObject({ code: 1, parts: { played: 0, uncertain: 1 } });
    expect(await customer.play()).toMatchObject({ code: 1, parts: { uncertain: 1 } });
    await writeFile(receipt, '{"order": 7}');
    expect(await customer.play('--accept', 'e/order', '--output', receipt)).toMatchObject({ code: 0, parts: { played: 2, uncertain: 0 } });
    expect(await customer.play()).toMatchObject({ code: 0, parts: { kept: 2, uncertain: 0 } });
    expect(shop.sent.length).toBe(1);
  });

  test('where sending again is declared harmless it is sent again, under the same idempotency key', async () => {
    await using customer = await Customer.with(service('', 'idempotent: true\n'));
    customer.shop.sells = (_, nth) => (nth === 1 ? 'none' : { body: { order: 1 } });
    await customer.killedWhen(isOrder);
    expect((await customer.play()).code).toBe(0);
    expect([customer.shop.sent.length, customer.shop.orders.length]).toEqual([2, 1]);
  });

  test('a service with a status is asked: what it has is the take, and nothing is sent', async () => {
    await using customer = await Customer.with(service(status));
    const { shop, rig } = customer;
    shop.sells = () => 'none';
    shop.tells = ({ path }) => ({ body: { known: path === `/orders?key=${shop.orders[0] ?? ''}`, order: { order: 1 } } });
    await customer.killedWhen(isOrder);
    expect(await customer.says('explain', 'order')).toContain('the service is asked before anything is sent');
    const told = await customer.says('play');
    expect(told).toContain('order · its request was sent and no answer was seen, so the service is asked');
    expect(await rig.json('takes/e/after.json')).toEqual({ order: { order: 1 } });
    expect(shop.sent.length).toBe(1);
    expect(shop.heard.filter(isQuestion).map(({ key }) => key)).toEqual([undefined]);
  });

  test('what it does not know is sent, under the same key; with `idempotent: false` it is not', async () => {
    for (const [front, sent] of [['', 2], ['idempotent: false\n', 1]] as const) {
      await using customer = await Customer.with(service(status, front));
      customer.shop.sells = (_, nth) => (nth === 1 ? 'none' : { body: { order: 1 } });
      await customer.killedWhen(isOrder);
      expect([sent, (await customer.play()).parts.played]).toEqual([sent, sent === 2 ? 2 : 0]);
      expect([customer.shop.sent.length, customer.shop.orders.length]).toEqual([sent, 1]);
    }
  });

  test('a status that is refused, broken, no answer to the question or never there leaves it uncertain, and is asked again next time', async () => {
    await using customer = await Customer.with(service(`${status}  timeout: 300ms\n`));
    const { shop } = customer;
    shop.sells = () => 'none';
    await customer.killedWhen(isOrder);
    const hostile: [string, Shop['tells']][] = [
      ['answered 500', () => ({ status: 500, body: 'oh' })],
      ['none within 300 ms', () => 'none'],
      ['the connection was broken off', () => 'reset'],
      ['where true or false is expected', () => ({ body: { known: 'perhaps' } })],
      ['known', () => ({ body: {} })],
      ['answer', () => ({ body: { known: true } })],
    ];
    for (const [because, tells] of hostile) {
      shop.tells = tells;
      const played = await customer.play();
      expect([because, played.code, played.parts]).toMatchObject([because, 1, { played: 0, uncertain: 1 }]);
      expect(played.report.reason).toContain(because);
    }
    await shop.close();
    expect((await customer.play()).report.reason).toContain('nobody listens there');
    await shop.reopen();
    shop.tells = () => ({ body: { known: true, order: { order: 1 } } });
    expect(await customer.play()).toMatchObject({ code: 0, parts: { played: 2, uncertain: 0 } });
    expect(shop.sent.length).toBe(1);
  });

  test('after the answer and before its take was accepted: it goes on from the answer', async () => {
    await using customer = await Customer.with('');
    const { rig, shop } = customer;
    using judge = await Obedient.in(rig);
    await rig.write({ 'ensembles/e/order.md': service(`checks:\n  - run: ${judge.command.slice('command: '.length)}\n`) });
    const session = customer.start();
    await judge.came(session);
    session.kill('SIGKILL');
    await session;
    const again = customer.start();
    await judge.came(again);
    judge.say('well');
    expect((await again).exitCode).toBe(0);
    expect(await rig.json('takes/e/after.json')).toEqual({ order: { order: 1 } });
    expect(shop.sent.length).toBe(1);
  });

  test('while it was polling: it polls on', async () => {
    await using customer = await Customer.with(service(poll));
    const { rig, shop } = customer;
    shop.sells = () => ({ status: 202, body: { job: '/jobs/1' } });
    shop.tells = () => ({ body: { done: false, job: '/jobs/1' } });
    await customer.killedWhen(isQuestion);
    expect(await customer.says('status')).toContain('the answer is noted, and the next play goes on from it');
    shop.tells = ({ path }) => ({ body: { done: true, path } });
    expect((await customer.play()).code).toBe(0);
    expect(await rig.json('takes/e/after.json')).toEqual({ order: { done: true, path: '/jobs/1' } });
    expect(shop.sent.length).toBe(1);
  });
});

describe('in one session', () => {
  test('a connection that breaks is not answered by sending again, however many attempts there are', async () => {
    await using customer = await Customer.with(service('attempts: 3\n'));
    customer.shop.sells = () => 'reset';
    const played = await customer.play();
    expect(played).toMatchObject({ code: 1, parts: { blocked: 1, failed: 0, uncertain: 1 } });
    expect(played.report.reason).toContain('what it was to do may have been done all the same');
    expect(customer.shop.sent.length).toBe(1);
    expect(await customer.play()).toMatchObject({ parts: { uncertain: 1 } });
    expect(customer.shop.sent.length).toBe(1);
  });

  test('nor are an answer that does not come in time, and a gateway that has not seen one', async () => {
    for (const answer of ['none', { status: 504, body: '' }] as const) {
      await using customer = await Customer.with(service('attempts: 3\ntimeout: 500ms\n'));
      customer.shop.sells = () => answer;
      expect(await customer.play()).toMatchObject({ code: 1, parts: { uncertain: 1 } });
      expect(customer.shop.sent.length).toBe(1);
    }
  });

  test('where it is declared harmless the same attempt is sent again, under the same key', async () => {
    await using customer = await Customer.with(service('attempts: 3\n', 'idempotent: true\n'));
    customer.shop.sells = (_, nth) => (nth < 3 ? 'reset' : { body: { order: 1 } });
    expect((await customer.play()).code).toBe(0);
    expect([customer.shop.sent.length, customer.shop.orders.length]).toEqual([3, 1]);
    expect(await customer.rig.trailer('Simphony-Attempts', ':/^order')).toBe('1');
  });

  test('with a status it is asked at once', async () => {
    await using customer = await Customer.with(service(status));
    const { shop } = customer;
    shop.sells = () => 'reset';
    shop.tells = () => ({ body: { known: true, order: { order: 1 } } });
    expect((await customer.play()).code).toBe(0);
    expect(shop.sent.length).toBe(1);
  });

  test('what never reached anybody has failed, and may be sent', async () => {
    await using customer = await Customer.with(service());
    await customer.shop.close();
    expect(await customer.play()).toMatchObject({ code: 1, parts: { failed: 1, uncertain: 0 } });
    await customer.shop.reopen();
    expect((await customer.play()).code).toBe(0);
  });

  test('an attempt whose answer was seen and failed is followed by another request, in this session and in the next', async () => {
    await using customer = await Customer.with(service('attempts: 2\nchecks: [output.order > 3]\n'));
    const { shop } = customer;
    expect(await customer.play()).toMatchObject({ code: 3, parts: { failed: 1, uncertain: 0 } });
    await customer.rig.write({ 'ensembles/e/after.md': instrument('module: after.mjs\nneeds: [order]\nemits: another') });
    expect(await customer.play()).toMatchObject({ code: 0 });
    expect([shop.sent.length, new Set(shop.orders).size]).toEqual([4, 4]);
  });

  test('a take that a person wants once more is another request; one that was killed then is uncertain, though a take stands', async () => {
    await using customer = await Customer.with(service());
    const { shop } = customer;
    expect((await customer.play()).code).toBe(0);
    expect((await customer.play('--again', 'e/order')).code).toBe(0);
    expect(new Set(shop.orders).size).toBe(2);
    expect(await customer.play()).toMatchObject({ code: 0, parts: { played: 0, kept: 2 } });
    shop.sells = () => 'none';
    await customer.killedWhen((heard) => isOrder(heard) && shop.sent.length === 3, '--again', 'e/order');
    expect(await customer.play()).toMatchObject({ code: 1, parts: { kept: 0, uncertain: 1, blocked: 1 } });
    shop.sells = (_, nth) => ({ body: { order: nth } });
    expect((await customer.play('--again', 'e/order')).code).toBe(0);
    expect([shop.sent.length, new Set(shop.orders).size]).toEqual([4, 3]);
  });

  test('stopped by Ctrl-C before the answer it is uncertain', async () => {
    await using customer = await Customer.with(service());
    const { shop } = customer;
    shop.sells = () => 'none';
    const session = customer.start();
    await shop.hears(session, isOrder);
    session.kill('SIGINT');
    expect((await session).exitCode).toBe(130);
    expect(await customer.play()).toMatchObject({ code: 1, parts: { uncertain: 1 } });
    expect(shop.sent.length).toBe(1);
  });

  test('a poll that breaks off goes on with the next try, from the same answer', async () => {
    await using customer = await Customer.with(service(`attempts: 3\n${poll}`));
    const { shop } = customer;
    let polls = 0;
    shop.sells = () => ({ status: 202, body: { job: '/jobs/1' } });
    shop.tells = () => ((polls += 1) < 3 ? 'reset' : { body: { done: true } });
    expect((await customer.play()).code).toBe(0);
    expect([shop.sent.length, polls]).toEqual([1, 3]);
  });

  test('a header of the instrument’s own goes first', async () => {
    const own = service().replace('body:', 'headers: { idempotency-key: "order-{seed}" }\n  body:');
    await using customer = await Customer.with(own);
    expect((await customer.play()).code).toBe(0);
    expect(customer.shop.orders[0]).toMatch(/^order-\d+$/);
  });
});

describe('several', () => {
  test('items of a fan-out are decided on one by one', async () => {
    const each = service('', 'each: sheet.inputs.words\n').replace('copies: 200', 'word: "{item}"');
    await using customer = await Customer.with(each, {
      'sheetMusic.md': '---\ntitle: Order\nplays: [e]\ninputs: { words: [a, b, c] }\n---\nOrder.\n',
      'concerto.md': '---\nsimphony: 1\nparallel: 2\n---\n',
      'ensembles/e/ensemble.md': ensemble('e', 'inputs: { words: {} }\n'),
    });
    const { shop } = customer;
    shop.sells = ({ body }) => (body.includes('"b"') || body.includes('"a"') ? 'none' : { body: {} });
    await customer.killedWhen(() => shop.sent.length === 2);
    shop.sells = ({ body }) => ({ body: JSON.parse(body) as unknown });
    expect(await customer.play()).toMatchObject({ code: 1, parts: { played: 1, uncertain: 2, blocked: 1 } });
    expect(await customer.says('status')).toMatch(/e\/order\[0\][^]*e\/order\[1\]/);
    expect(await customer.play('--again', 'e/order[1]')).toMatchObject({ code: 1, parts: { played: 1, kept: 1, uncertain: 1 } });
    expect(await customer.play('--again', 'order[0]')).toMatchObject({ code: 0, parts: { uncertain: 0 } });
    expect(new Set(shop.orders).size).toBe(3);
  });

  test('one that the sheet no longer plays is told of until a person says that it may be played', async () => {
    await using customer = await Customer.with(service(), {
      'ensembles/f/ensemble.md': ensemble('f'),
      'ensembles/f/other.md': instrument('module: other.mjs'),
      'ensembles/f/other.mjs': module('return 1;'),
    });
    const { rig, shop } = customer;
    shop.sells = () => 'none';
    await customer.killedWhen(isOrder);
    await rig.write({ 'sheetMusic.md': '---\ntitle: Other\nplays: [f]\n---\nOther.\n' });
    for (const played of [1, 0]) {
      const { code, parts, stderr } = await customer.play();
      expect([code, parts.played]).toEqual([0, played]);
      expect(stderr + JSON.stringify(await customer.play())).toContain('this sheet does not play it');
    }
    // Four more sessions with commits: journals that are done with go, that one does not.
    for (const word of ['a', 'b', 'c', 'd']) {
      await rig.write({ 'ensembles/f/other.mjs': module(`return ${JSON.stringify(word)};`) });
      expect((await customer.play()).parts.played).toBe(1);
    }
    expect(await customer.says('status')).toContain('e/order');
    expect((await customer.play('--again', 'e/order')).code).toBe(0);
    expect(await customer.says('status')).not.toContain('e/order');
    shop.sells = () => ({ body: {} });
    await rig.write({ 'sheetMusic.md': '---\ntitle: Order\nplays: [e]\n---\nOrder once.\n' });
    expect((await customer.play()).code).toBe(0);
    expect([shop.sent.length, shop.orders.length]).toEqual([2, 1]);
  });

  test('on another branch it is uncertain too', async () => {
    await using customer = await Customer.with(service());
    customer.shop.sells = () => 'none';
    await customer.killedWhen(isOrder);
    await customer.rig.git('switch', '-q', '-c', 'other');
    expect(await customer.play()).toMatchObject({ code: 1, parts: { uncertain: 1 } });
    expect(customer.shop.sent.length).toBe(1);
  });
});
