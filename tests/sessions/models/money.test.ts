import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fails, says } from '../../models/server.ts';
import { eventsIn, instrument, module } from '../rig.ts';
import { concerto, cook, Kitchen, price, sheet } from './kitchen.ts';

/** Ten dishes, each cooked by a model, all in flight at once. */
const tenDishes = (budget: string) => ({
  'sheetMusic.md': sheet(budget),
  'ensembles/kitchen/menu.md': instrument('module: menu.mjs\nneeds: [sheet]'),
  'ensembles/kitchen/menu.mjs': module("return [...'abcdefghij'].map((id) => ({ id }));"),
  'ensembles/kitchen/cook.md': cook('each: menu\nmax_tokens: 200\nattempts: 3'),
});
const parallel = 'parallel: 10\n';

/** Of each request it counts the most that its body can have, and answers with all tokens that it may. */
const greedy = ({ text, body }: { readonly text: string; readonly body: { readonly max_tokens: number } }) =>
  says(
    { dish: 'soup', summary: 'Soup.' },
    { usage: { input_tokens: Buffer.byteLength(text), output_tokens: body.max_tokens } },
  );

describe('a budget', () => {
  test('of 0.01 USD with ten parts in flight is never passed, by the count of the server; exit 5 says what was spent and what is left', async () => {
    await using kitchen = await Kitchen.with(tenDishes('budget: { usd: 0.01 }\n'), {
      script: greedy,
      concerto: parallel,
    });
    const { server, rig } = kitchen;
    const { code, report } = await kitchen.play();
    expect(code).toBe(5);
    const cost = server.costAt(price);
    expect(cost).toBeLessThanOrEqual(0.01);
    expect(server.asked.length).toBeGreaterThan(0);
    expect(server.asked.length).toBeLessThan(10);
    expect(report.usage.usd).toBeCloseTo(cost, 9);
    expect(report.parts).toMatchObject({ played: 1 + server.asked.length, waiting: 10 - server.asked.length });
    expect(report.reason).toMatch(
      /^the budget of 0\.01 USD does not reach: .*; spent: .* USD and .* tokens \(kitchen\/cook .* USD\); left to play: kitchen\/cook\[/,
    );
    // It goes on with its spending: not a request more, and with more money the rest.
    // With nothing that it could play it makes no commit either, and tells the same.
    const asked = server.asked.length;
    const head = await rig.git('rev-parse', 'HEAD');
    for (const _ of [1, 2]) {
      const again = await kitchen.play();
      expect(again).toMatchObject({ code: 5, report: { parts: { played: 0 }, usage: { usd: report.usage.usd } } });
      expect(again.report.reason).toMatch(/; spent: .* USD and .* tokens \(kitchen\/cook .* USD\); left to play: /);
    }
    expect([server.asked.length, await rig.git('rev-parse', 'HEAD')]).toEqual([asked, head]);
    await rm(join(rig.folder, '.simphony'), { recursive: true });
    expect(await kitchen.play()).toMatchObject({ code: 5, report: { parts: { played: 0 } } });
    expect(server.asked.length).toBe(asked);
    await rig.write({ 'sheetMusic.md': sheet('budget: { usd: 1 }\n') });
    expect(await kitchen.play()).toMatchObject({ code: 0, report: { parts: { played: 10 - asked } } });
    expect(server.asked.length).toBe(10);
  });

  test('holds over SIGKILL in the middle of calls and after them, however often; whoever starts next is told', async () => {
    await using kitchen = await Kitchen.with(tenDishes('budget: { usd: 0.06 }\n'), { concerto: parallel });
    const { server } = kitchen;
    // Every request is counted when it comes, answered or not.
    let [counted, answers, kills, told] = [0, 0, 0, ''];
    server.script = (asked) => {
      const { text, body } = asked;
      counted += (Buffer.byteLength(text) * price.input + body.max_tokens * price.output) / 1e6;
      answers -= 1;
      return answers >= 0 ? greedy(asked) : 'silence';
    };
    for (const [answered, killedAfter] of [[0, 1], [2, 3], [1, 1], [1, 2]] as const) {
      answers = answered;
      const session = kitchen.start('play', '--jsonl');
      const heard = server.hears(server.asked.length + killedAfter, session);
      kills += await heard.then(() => 1, () => 0);
      session.kill('SIGKILL');
      const { stdout, stderr } = await session;
      told += stdout + stderr;
      expect(counted).toBeLessThanOrEqual(0.06);
    }
    expect(kills).toBeGreaterThan(0);
    answers = Infinity;
    const { code, stderr, report } = await kitchen.play();
    expect(counted).toBeLessThanOrEqual(0.06);
    expect([code, report.parts.waiting > 0]).toEqual([5, true]);
    expect(report.usage.usd).toBeGreaterThanOrEqual(counted);
    expect(report.usage.usd).toBeLessThanOrEqual(0.06);
    expect(told + stderr).toMatch(/was asking local-standard .* nobody saw the end: it counts with its worst/);
  });

  test('in tokens, and one that a failed attempt used up', async () => {
    await using kitchen = await Kitchen.with(
      {
        'sheetMusic.md': sheet('budget: { tokens: 6000 }\n'),
        'ensembles/kitchen/cook.md': cook('max_tokens: 100\nattempts: 9\nchecks:\n  - output.dish == "bread"'),
      },
      { script: greedy },
    );
    const { code, report } = await kitchen.play();
    expect([code, report.parts.waiting]).toEqual([5, 1]);
    const { input, output } = kitchen.server.total;
    expect(input + output).toBeLessThanOrEqual(6000);
    expect(report.usage.tokens).toBe(input + output);
    expect(report.reason).toContain('the budget of 6000 tokens does not reach');
  });

  test('in USD for a model whose price is unknown is a mistake, told before anything plays', async () => {
    await using kitchen = await Kitchen.with({
      'sheetMusic.md': sheet('budget: { usd: 1 }\n'),
      'ensembles/kitchen/first.md': instrument('command: [touch, ../played]\noutput: none'),
      'ensembles/kitchen/cook.md': cook('model: own\nneeds: [first]'),
    });
    await kitchen.rig.write({
      'concerto.md': `---\nsimphony: 1\nmodels:\n  own: { id: some-model, base_url: "${kitchen.server.url}" }\n---\n`,
    });
    const { code, report } = await kitchen.play();
    expect([code, report.parts.played]).toEqual([2, 0]);
    expect(report.reason).toContain('what `some-model` costs is unknown');
    expect(kitchen.server.asked.length).toBe(0);
    // Also where such a model is named only for lines, or only by ear.
    const named = (front: string) => ({ 'ensembles/kitchen/cook.md': cook(`${front}needs: [first]`) });
    await kitchen.rig.write({
      ...named('summary: own\n'),
      'concerto.md': concerto(
        kitchen.server.url,
        `  own: { id: some-model, base_url: "${kitchen.server.url}" }\n`,
      ),
    });
    const forLines = await kitchen.play();
    expect(forLines.report.reason).toContain('what `some-model` costs is unknown, which `kitchen/cook` asks');
    await kitchen.rig.write({ ...named(''), 'production.md': '## Goals\n- [ ] @kitchen/cook Warm (by ear: own).\n' });
    const byEar = await kitchen.play();
    expect(byEar.report.reason).toContain('what `some-model` costs is unknown, which a criterion by ear asks');
    expect([forLines.code, byEar.code, kitchen.server.asked.length]).toEqual([2, 2, 0]);
    await rm(join(kitchen.rig.folder, 'production.md'));
    await kitchen.rig.write({
      'ensembles/kitchen/cook.md': cook('model: own\nneeds: [first]'),
      'concerto.md': `---\nsimphony: 1\nmodels:\n  own: { id: some-model, base_url: "${kitchen.server.url}" }\n---\n`,
    });
    // Without a budget it plays, and what it cost is unknown, not nothing.
    await kitchen.rig.write({ 'sheetMusic.md': sheet() });
    expect(await kitchen.play()).toMatchObject({ code: 0, report: { usage: { usd: null } } });
    expect((await kitchen.says('status')).stdout).toContain('at a cost that is unknown');
  });
});

describe('what was spent', () => {
  test('stands in the trailers of every attempt, in the record, in the closing commit, in status and in events', async () => {
    let nth = 0;
    await using kitchen = await Kitchen.with(
      { 'ensembles/kitchen/cook.md': cook('attempts: 2\nmax_tokens: 100\nchecks:\n  - output.dish == "bread"') },
      {
        script: () => {
          nth += 1;
          const usage = { input_tokens: 1000, cache_read_input_tokens: 500, output_tokens: nth === 1 ? 10 : 30 };
          return says({ dish: nth === 1 ? 'soup' : 'bread', summary: 'A dish.' }, { usage });
        },
      },
    );
    const { rig } = kitchen;
    const session = await kitchen.start('play', '--jsonl');
    expect(session.exitCode).toBe(0);
    const end = eventsIn(session.stdout).find(({ event }) => event === 'session_end');
    // 1000 plain and 500 cached, twice, and 40 out.
    const usd = (2 * (1000 * price.input + 500 * price.cached) + 40 * price.output) / 1e6;
    expect(end).toMatchObject({ tokens: 3040, usd });
    const trailer = (name: string) => rig.trailer(name, 'HEAD~1');
    expect(await trailer('Simphony-Model')).toBe('local-standard');
    expect(await trailer('Simphony-Tokens')).toBe('3000/40/1000');
    expect(await trailer('Simphony-Cost-USD')).toBe(String(usd));
    expect(await trailer('Simphony-Attempt')).toBe('1500/10/500 0.0022\n1500/30/500 0.0024');
    expect(await trailer('Simphony-Sent')).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await trailer('Assisted-by')).toBe('Simphony:local-standard');
    expect(await rig.read('handoff.md')).toContain('- cook · local-standard · A dish., 2 attempts → ');
    const close = await rig.git('log', '-1', '--format=%B');
    expect(close).toContain('Models: 2 calls, 3,000 tokens in (1,000 of them from the prompt cache), 40 out, 0.0046 USD, 52% for takes that were kept.');
    expect(close).toContain("Saved by the provider's prompt cache: 0.0018 USD.");
    expect(close).not.toContain('Not spent');
    expect(close).toContain('Simphony-Spent: kitchen/cook 2 3000/40/1000 0.0046 kept 1500/30/500 0.0024');
    const { stdout: status } = await kitchen.says('status');
    expect(status).toMatch(/kitchen\/cook +2 calls +3,000 in \(1,000 cached\) +40 out +\$0\.0046 +52% for takes that were kept/);
    const [line] = (await rig.git('show', 'HEAD:sessions', '--')).split('\n').filter((one) => one.endsWith('.jsonl'));
    expect(JSON.parse(await rig.read(`sessions/${line ?? ''}`))).toMatchObject({
      usage: { input: 3000, output: 40, cached: 1000, usd: 0.0046 },
      usages: [{ output: 10 }, { output: 30 }],
      model: 'local-standard',
    });
    // With .simphony gone, the trailers say the same: nothing is asked again, and what was not spent is a figure of its own.
    await rm(join(rig.folder, '.simphony'), { recursive: true });
    const plan = await kitchen.says('plan');
    expect(plan.stdout).toMatch(/kitchen\/cook +keep/);
    expect(plan.stdout).toContain('not spent, because takes are kept: 3,040 tokens, $0.0046');
    expect(await kitchen.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 1 } } });
    expect(kitchen.server.asked.length).toBe(2);
  });

  test('of refused requests is nothing', async () => {
    await using kitchen = await Kitchen.with(
      { 'ensembles/kitchen/cook.md': cook() },
      { script: () => fails(401, 'authentication_error', 'no such key') },
    );
    expect(await kitchen.play()).toMatchObject({ code: 1, report: { usage: { tokens: 0, usd: 0 } } });
    expect(kitchen.server.asked.length).toBe(1);
  });
});

describe('plan and context', () => {
  test('plan estimates from the prompt and the limit, then from the last take; context is what is sent', async () => {
    await using kitchen = await Kitchen.with({
      'ensembles/kitchen/cook.md': cook('max_tokens: 500'),
      'ensembles/kitchen/taste.md': cook('needs: [cook]\nmax_tokens: 500'),
    });
    const { rig, server } = kitchen;
    const first = await kitchen.says('plan');
    expect(first.stdout).toMatch(/kitchen\/cook +play .* up to about .* tokens, \$0\.\d+ \(prompt counted and the limit\)/);
    expect(first.stdout).toMatch(/kitchen\/taste +after .* tokens and cost unknown/);
    expect(first.stdout).toMatch(/models: about .* tokens, \$0\.\d+ for 1 part, and 1 part of which nobody knows/);
    const { stdout } = await kitchen.says('context', 'cook', '--json');
    const { sent } = (JSON.parse(stdout) as { data: { sent: { body: unknown; system: string } } }).data;
    expect(server.asked.length + server.others.length).toBe(0);
    expect((await kitchen.play()).code).toBe(0);
    expect(server.asked[0]?.body).toEqual(sent.body);
    const text = (await kitchen.says('context', 'kitchen/taste')).stdout;
    expect(text).toMatch(/^kitchen\/taste is sent to local-standard: about \d+ tokens\n/);
    expect(text).toContain('--- system');
    await rig.write({ 'sheetMusic.md': sheet('', 'Cook twice.\n') });
    expect((await kitchen.says('plan')).stdout).toMatch(/kitchen\/cook +play .* \(last take\)/);
  });
});

describe('killed between a call and its answer', () => {
  const answers = { dish: 'soup', summary: 'Soup.' };

  const killedWhileAsking = async (front: string): Promise<Kitchen> => {
    const kitchen = await Kitchen.with(
      { 'ensembles/kitchen/cook.md': cook(front) },
      { script: () => 'silence' },
    );
    const session = kitchen.start('play', '--jsonl');
    await kitchen.server.hears(1, session);
    session.kill('SIGKILL');
    await session;
    return kitchen;
  };

  test('the person is told, it counts with its worst, and it is asked again under the same idempotency key', async () => {
    await using kitchen = await killedWhileAsking('max_tokens: 100');
    const { server } = kitchen;
    expect((await kitchen.says('status')).stdout).toMatch(/kitchen\/cook +1 call .* 0% for takes that were kept/);
    server.script = () => says(answers);
    const again = await kitchen.start('play', '--jsonl');
    expect(again.exitCode).toBe(0);
    const told = eventsIn(again.stdout).find(({ message }) => String(message).includes('nobody saw the end'));
    expect(told?.['message']).toMatch(
      /^kitchen\/cook was asking local-standard \(.*\) .*: it counts with its worst, \d+ tokens and 0\.\d+ USD$/,
    );
    const [first, second] = server.asked.map(({ headers }) => headers['idempotency-key']);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toBe(first);
    // Of its trailers the first attempt says the worst, and the second what it was.
    const attempts = (await kitchen.rig.trailer('Simphony-Attempt', 'HEAD~1')).split('\n');
    expect(attempts.length).toBe(2);
    expect(await kitchen.play()).toMatchObject({ code: 0, report: { parts: { kept: 1 } } });
    expect(server.asked.length).toBe(2);
  });

  test('with `idempotent: false` it is uncertain, and a person decides', async () => {
    await using kitchen = await killedWhileAsking('idempotent: false');
    const { server } = kitchen;
    server.script = () => says(answers);
    expect(await kitchen.play()).toMatchObject({ code: 1, report: { parts: { uncertain: 1 } } });
    expect(server.asked.length).toBe(1);
    expect(await kitchen.play('--again', 'kitchen/cook')).toMatchObject({ code: 0, report: { parts: { played: 1 } } });
    expect(server.asked.length).toBe(2);
  });

  test('and with .simphony deleted, what accepted takes cost is known from their trailers', async () => {
    await using kitchen = await Kitchen.with(
      {
        'sheetMusic.md': sheet('budget: { usd: 0.05 }\n'),
        'ensembles/kitchen/cook.md': cook('max_tokens: 200'),
        'ensembles/kitchen/taste.md': cook('needs: [cook]\nmax_tokens: 200'),
      },
      {
        script: (asked) =>
          asked.nth > 1
            ? 'silence'
            : says(answers, { usage: { input_tokens: 4000, output_tokens: 200 } }),
      },
    );
    const { rig, server } = kitchen;
    const session = kitchen.start('play', '--jsonl');
    await server.hears(2, session);
    session.kill('SIGKILL');
    await session;
    // The first take is committed on the next start at the latest; then only git is left.
    server.script = () => 'silence';
    const next = kitchen.start('play', '--jsonl');
    await server.hears(3, next);
    next.kill('SIGKILL');
    await next;
    expect((await rig.steps()).length).toBe(1);
    await rm(join(rig.folder, '.simphony'), { recursive: true });
    server.script = () => says(answers, { usage: { input_tokens: 100, output_tokens: 20 } });
    const played = await kitchen.play();
    expect(played).toMatchObject({ code: 0, report: { parts: { played: 1, kept: 1 } } });
    const before = (4000 * price.input + 200 * price.output) / 1e6;
    expect(played.report.usage.usd).toBeCloseTo(before + (100 * price.input + 20 * price.output) / 1e6, 9);
    expect(await rig.git('log', '-1', '--format=%B')).toContain('Simphony-Spent: kitchen/cook 1 4000/200/0 0.01 kept');
  });
});

test('the minutes of a budget: what plays ends, nothing more starts, exit 5, and the next play goes on', async () => {
  await using kitchen = await Kitchen.with({
    'sheetMusic.md': sheet('budget: { minutes: 0.001 }\n'),
    'ensembles/kitchen/first.md': instrument('command: [sh, wait.sh]\noutput: none'),
    'ensembles/kitchen/wait.sh': 'sleep 1\n',
    'ensembles/kitchen/cook.md': cook('needs: [first]'),
  });
  const { code, report } = await kitchen.play();
  expect([code, report.parts]).toMatchObject([5, { played: 1, waiting: 1 }]);
  expect(report.reason).toContain('the 0.001 minutes of the budget are over');
  expect(report.reason).toContain('left to play: kitchen/cook');
  expect(kitchen.server.asked.length).toBe(0);
  await kitchen.rig.write({ 'sheetMusic.md': sheet('budget: { minutes: 10 }\n') });
  expect(await kitchen.play()).toMatchObject({ code: 0, report: { parts: { played: 1, kept: 1 } } });
});
