import { describe, expect, test } from 'vitest';
import { says, type Asked } from '../../models/server.ts';
import { instrument, module } from '../rig.ts';
import { cook, Kitchen } from './kitchen.ts';

const closed = (properties: object): string =>
  JSON.stringify({ type: 'object', additionalProperties: false, required: Object.keys(properties), properties });

/** The cook says what is in it; how many that are is counted, and nuts are refused. */
const refining = {
  'ensembles/kitchen/cook.md': cook(
    'understudy: scripts/cook.mjs\nanswer: { schema: schemas/answer.json }\nrefine: scripts/weigh.mjs\noutput: { schema: schemas/dish.json }\nneeds: [larder]\nattempts: 2\nchecks: [output.count == size(output.of)]',
  ),
  'ensembles/kitchen/larder.md': instrument('module: scripts/larder.mjs\nneeds: []'),
  'ensembles/kitchen/scripts/larder.mjs': module("return ['leek'];"),
  'ensembles/kitchen/scripts/cook.mjs': module("return { of: ['leek', 'salt'], summary: 'Soup of two.' };"),
  'ensembles/kitchen/scripts/weigh.mjs': `import { none } from './none.mjs';
export default async function refine({ of, ...rest }, { inputs, attempt }, context) {
  const nuts = of.filter((one) => none.includes(one));
  if (nuts.length > 0) throw new Error(\`no \${nuts.join(', ')} in this kitchen\`);
  context.log('weighed');
  return { count: of.length, of, known: of.filter((one) => inputs.larder.includes(one)), rest: Object.keys(rest), attempt };
}
`,
  'ensembles/kitchen/scripts/none.mjs': "export const none = ['nuts'];\n",
  'ensembles/kitchen/schemas/answer.json': closed({ of: { type: 'array', items: { type: 'string' } } }),
  'ensembles/kitchen/schemas/dish.json': closed(
    { count: { type: 'integer' }, of: { type: 'array' }, known: { type: 'array' }, rest: { type: 'array' }, attempt: { type: 'integer' } },
  ),
};
const noKey = { PATH: process.env['PATH'] ?? '' };
const take = 'takes/kitchen/cook.json';

describe('`refine` makes the output of the answer', () => {
  test('of a model and of its understudy alike; a change in it or in what it imports plays again whoever played', async () => {
    const asked: Asked[] = [];
    await using kitchen = await Kitchen.with(refining, {
      script: (one) => {
        asked.push(one);
        return says({ of: ['leek', 'rice', 'salt'], summary: 'Soup of three.' });
      },
    });
    const { rig } = kitchen;
    expect(await kitchen.playWith(noKey)).toMatchObject({ code: 0, report: { parts: { played: 2 } } });
    expect(await rig.json(take)).toEqual({ count: 2, of: ['leek', 'salt'], known: ['leek'], rest: [], attempt: 1 });
    expect(await rig.read('handoff.md')).toContain('cook · understudy scripts/cook.mjs · Soup of two. →');

    expect(await kitchen.play()).toMatchObject({ code: 0, report: { parts: { played: 1, kept: 1 } } });
    expect(await rig.json(take)).toMatchObject({ count: 3, known: ['leek'], rest: [] });
    expect(await rig.read('handoff.md')).toContain('cook · local-standard · Soup of three. →');
    const form = asked[0]?.body.output_config?.format?.schema as { properties: object };
    expect(Object.keys(form.properties).sort()).toEqual(['of', 'summary']);
    const context = await rig.simphony('context', 'kitchen/cook');
    expect(context.stdout).not.toContain('known');

    await rig.write({ 'ensembles/kitchen/scripts/none.mjs': "export const none = ['nuts', 'rice'];\n" });
    expect((await rig.simphony('explain', 'kitchen/cook')).stdout).toContain('none.mjs');
    const { code, report } = await kitchen.play();
    expect([code, report.parts.failed]).toEqual([1, 1]);
    expect(JSON.stringify(report)).toContain('no rice in this kitchen');
    expect(await rig.simphony('test')).toMatchObject({ code: 0 });
  });

  test('a throw is a failed attempt: what it says is what the next one hears', async () => {
    const messages: string[] = [];
    await using kitchen = await Kitchen.with(refining, {
      script: ({ body }) => {
        messages.push(JSON.stringify(body.messages));
        return says({ of: messages.length === 1 ? ['nuts'] : ['leek'], summary: 'x' });
      },
    });
    expect(await kitchen.play()).toMatchObject({ code: 0 });
    expect(messages[0]).not.toContain('no nuts in this kitchen');
    expect(messages[1]).toContain('no nuts in this kitchen');
    expect(await kitchen.rig.json(take)).toMatchObject({ of: ['leek'], attempt: 2 });
  });

  test('an answer that is not what was asked for never reaches it', async () => {
    await using kitchen = await Kitchen.with({
      ...refining,
      'ensembles/kitchen/scripts/cook.mjs': module("return { of: 'leek', off: 1 };"),
    });
    const { code, report } = await kitchen.playWith(noKey);
    expect(code).toBe(3);
    expect(JSON.stringify(report)).toContain('answer: `off` is not known there; did you mean `of`?');
    expect(JSON.stringify(report)).toContain('answer/of: it must be a list, and is `leek`');
  });
});
