import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { says, type Script } from '../../models/server.ts';
import { Kitchen, price, secret } from '../models/kitchen.ts';
import { eventsIn, module } from '../rig.ts';
import { faust, sheet, sound, studio } from './studio.ts';

/** A model that writes a program is a model: whatever holds for one holds for the other. */
const bell = (more = ''): Record<string, string> => ({
  'ensembles/studio/bell.md': sound(
    `needs: [sheet]\nlanguage: faust\nmodel: standard\nmax_tokens: 500\nduration: 2\nwrites: ["output/{slug}/{id}.wav"]\n${more}`,
  ),
});
const understudy = {
  'ensembles/studio/stand-in.mjs': module(`return { program: ${JSON.stringify(faust.good)} };`),
};

const studioOf = (files: Readonly<Record<string, string>>, script: Script = () => says({ program: faust.good })): Promise<Kitchen> =>
  Kitchen.of(studio(files), { script });

describe('a model that writes programs', () => {
  test('is estimated, shown as it would be asked, and paid for like any model', async () => {
    await using kitchen = await studioOf(bell());
    const planned = JSON.parse((await kitchen.says('plan', '--json')).stdout) as {
      readonly data: { readonly parts: readonly { readonly estimate?: { readonly basis: string; readonly tokens: number } }[] };
    };
    expect(planned.data.parts[0]?.estimate).toMatchObject({ basis: 'prompt counted and the limit' });
    expect(planned.data.parts[0]?.estimate?.tokens).toBeGreaterThan(500);
    const context = JSON.parse((await kitchen.says('context', 'bell', '--json')).stdout) as {
      readonly data: {
        readonly sections: readonly { readonly name: string }[];
        readonly sent: { readonly system: string; readonly message: string; readonly body: unknown };
      };
    };
    const { sent, sections } = context.data;
    expect(sections.map(({ name }) => name)).toEqual(expect.arrayContaining(['instrument', 'contract', 'sound', 'sheet']));
    expect(kitchen.server.asked).toHaveLength(0);
    const { code, report } = await kitchen.play();
    expect(code).toBe(0);
    // What was shown is what was sent, to the byte.
    expect(JSON.parse(kitchen.server.asked[0]?.text ?? '')).toEqual(sent.body);
    expect(report.usage.usd).toBeCloseTo(kitchen.server.costAt(price), 9);
    expect(await kitchen.rig.trailer('Simphony-Model', 'HEAD~1')).toBe('local-standard');
    expect(await kitchen.rig.trailer('Simphony-Tokens', 'HEAD~1')).toMatch(/^\d+\/\d+\/0$/);
    expect(`${await kitchen.rig.git('log', '-p')}${JSON.stringify(report)}`).not.toContain(secret);
  });

  test('a budget that does not reach leaves it waiting, and nobody is asked', async () => {
    await using kitchen = await studioOf({ 'sheetMusic.md': sheet('budget: { usd: 0.0001 }\n'), ...bell() });
    const { code, report } = await kitchen.play();
    expect([code, report.parts.waiting, kitchen.server.asked.length]).toEqual([5, 1, 0]);
  });

  test('record, then replay with the server gone: the same sound, and the same tree', async () => {
    await using kitchen = await studioOf(bell('attempts: 3'), ({ nth }) =>
      says({ program: nth === 1 ? faust.hot : faust.good }),
    );
    const { rig, server } = kitchen;
    const before = await rig.git('rev-parse', 'HEAD');
    expect((await kitchen.play('--record')).code).toBe(0);
    const tree = await rig.git('rev-parse', 'HEAD^{tree}');
    await rig.git('reset', '-q', '--hard', before);
    await rm(join(rig.folder, '.simphony'), { recursive: true });
    await server[Symbol.asyncDispose]();
    const replayed = await rig.simphonyWith({}, 'play', '--replay', '--jsonl');
    expect(replayed.code).toBe(0);
    expect(eventsIn(replayed.stdout).filter(({ event }) => event === 'attempt_failed')).toHaveLength(1);
    expect(await rig.git('rev-parse', 'HEAD^{tree}')).toBe(tree);
  });

  test('is not asked ten times for a sound that nobody could make', async () => {
    const files = bell('attempts: 10');
    await using kitchen = await studioOf({
      'ensembles/studio/bell.md': String(files['ensembles/studio/bell.md']).replace(
        'duration: 2',
        'duration: size(sheet.title) * 100',
      ),
    });
    const { code, stdout } = await kitchen.says('play', '--jsonl');
    expect(code).toBe(1);
    const events = eventsIn(stdout).filter(({ step }) => step === 'bell');
    expect(events.map(({ event }) => event)).toEqual(['start', 'attempt_failed', 'error']);
    expect(events.at(-1)?.['error_msg']).toMatch(/duration: .* is 500; a number of seconds above 0 and at most 120/);
    expect(kitchen.server.asked).toHaveLength(0);
  });

  test('brings its sound to no place that is not its own', async () => {
    const files = bell();
    await using kitchen = await studioOf({
      'sheetMusic.md': sheet('inputs: { place: "../../bell" }\n'),
      'ensembles/studio/bell.md': String(files['ensembles/studio/bell.md']).replace(
        'output/{slug}/{id}.wav',
        '{sheet.inputs.place}.wav',
      ),
    });
    const { code, report } = await kitchen.play();
    expect([code, report.reason]).toEqual([1, expect.stringMatching(/bell\.wav.*may not be written/)]);
  });

  test('its understudy returns a program, says so, and gives way to the model', async () => {
    await using kitchen = await studioOf({ ...bell('understudy: stand-in.mjs'), ...understudy });
    const { rig } = kitchen;
    expect((await rig.simphony('plan')).stdout).toMatch(/studio\/bell +play +.*its understudy `stand-in\.mjs` plays/);
    expect((await rig.simphony('play')).code).toBe(0);
    expect(await rig.read('handoff.md')).toMatch(/- bell · understudy stand-in\.mjs · 2\.0 s, peak/);
    expect(await rig.json('takes/studio/bell.json')).toMatchObject({ iters: 1, program: faust.good });
    expect((await rig.simphony('plan')).stdout).toMatch(/studio\/bell +keep/);
    expect((await kitchen.says('plan')).stdout).toMatch(/studio\/bell +play +a model is there now/);
    expect((await kitchen.play()).report.parts).toMatchObject({ played: 1 });
    expect(kitchen.server.asked).toHaveLength(1);
  });

  test('that cannot be asked, with nobody in its place, plays nothing at all', async () => {
    await using kitchen = await studioOf(bell());
    const { code, stderr, stdout } = await kitchen.rig.simphony('play');
    expect(code).toBe(2);
    expect(stdout + stderr).toMatch(/nobody can play `studio\/bell`/);
  });

  test('hears the checks that its sound must pass, and what failed of them with its program', async () => {
    await using kitchen = await studioOf(bell('attempts: 2\nchecks:\n  - output.lufs > -16'), ({ nth }) =>
      says({ program: nth === 1 ? faust.good.replace('0.4', '0.2') : faust.good }),
    );
    expect((await kitchen.play()).code).toBe(0);
    const [first, second] = kitchen.server.asked;
    expect(JSON.stringify(first?.body.system)).toContain('output.lufs > -16');
    const heard = JSON.stringify(second?.body.messages);
    expect(heard).toContain('output.lufs > -16');
    expect(heard).toContain('os.osc(220) * 0.2');
  });
});

describe('an answer is read as a program', () => {
  test.each([
    ['in a fence', `Here it is:\n\n\`\`\`faust\n${faust.good}\n\`\`\`\nEnjoy.`],
    ['in a fence without a name', `\`\`\`\n${faust.good}\n\`\`\``],
    ['in JSON in a fence', `\`\`\`json\n${JSON.stringify({ program: faust.good })}\n\`\`\``],
    ['fenced in JSON', JSON.stringify({ program: `\`\`\`faust\n${faust.good}\n\`\`\`` })],
    ['alone', faust.good],
  ])('%s', async (_, text) => {
    await using kitchen = await studioOf(bell(), () => ({ text }));
    expect((await kitchen.play()).code).toBe(0);
    expect(await kitchen.rig.json('takes/studio/bell.json')).toMatchObject({ program: faust.good });
  });
});
