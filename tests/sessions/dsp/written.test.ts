import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ModelServer, says, type Asked, type Script } from '../../models/server.ts';
import { concerto, secret } from '../models/kitchen.ts';
import { eventsIn, Rig, type Event, type Report } from '../rig.ts';
import { faust, giving, python, sound, studio } from './studio.ts';

const env = { KITCHEN_KEY: secret };
const languages = { faust, python } as const;
type Language = keyof typeof languages;

/** A model that writes the program of one bell. */
const written = (language: Language, more = ''): string =>
  sound(
    `needs: [sheet]\nlanguage: ${language}\nmodel: standard\nmax_tokens: 2000\nduration: 2\nwrites: ["output/{slug}/{id}.wav"]\nattempts: 10\nemits: compile_success\n${more}`,
  );

async function open(
  files: Readonly<Record<string, string>>,
  script: Script,
): Promise<{ readonly rig: Rig; readonly server: ModelServer } & AsyncDisposable> {
  const server = await ModelServer.open(script);
  const rig = await Rig.with({ 'concerto.md': concerto(server.url), ...studio(files) });
  return {
    rig,
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rig[Symbol.asyncDispose]();
    },
  };
}

const play = async (rig: Rig, ...words: string[]): Promise<{ code: number; events: readonly Event[] }> => {
  const { code, stdout } = await rig.simphonyWith(env, 'play', '--jsonl', ...words);
  return { code, events: eventsIn(stdout) };
};

const messageOf = ({ body }: Asked): string =>
  body.messages.map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content))).join('');
const systemOf = ({ body }: Asked): string => JSON.stringify(body.system);
const sha256 = async (rig: Rig, path: string): Promise<string> =>
  createHash('sha256').update(await readFile(join(rig.folder, path))).digest('hex');
const wav = 'output/bells/bell.wav';

describe.each(['faust', 'python'] as const)('a model writes programs in %s', (language) => {
  const { syntax, hot, good, silent } = languages[language];

  test('two fail, the third brings a sound: iters is 3, and each hears what was wrong with the one before', async () => {
    const programs = [syntax, hot, good];
    await using opened = await open({ 'ensembles/studio/bell.md': written(language) }, ({ nth }) =>
      says({ program: programs[nth - 1] }),
    );
    const { rig, server } = opened;
    const { code, events } = await play(rig);
    expect(code).toBe(0);
    const told = events.filter(({ step }) => step === 'bell').map(({ event, iters }) => [event, iters]);
    expect(told).toEqual([
      ['start', undefined],
      ['attempt_failed', 1],
      ['attempt_failed', 2],
      ['compile_success', 3],
    ]);
    const take = (await rig.json('takes/studio/bell.json')) as Record<string, unknown>;
    expect(take).toMatchObject({
      rate: 48_000,
      channels: 1,
      format: 'float32',
      iters: 3,
      mends: [],
      program: good,
      summary: expect.stringMatching(/^2\.0 s, peak -\d\.\d dBFS$/),
    });
    expect(await rig.read('handoff.md')).toMatch(
      /- bell · local-standard · 2\.0 s, peak -\d\.\d dBFS, 3 attempts → output\/bells\/bell\.wav/,
    );
    // The first hears the contract and what is asked of the sound, and no program: there was none.
    const [first, second, third] = server.asked;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three were asked');
    expect(systemOf(first)).toMatch(/48000 Hz/);
    expect(systemOf(first)).toMatch(language === 'faust' ? /`process`/ : /def render\(duration, sample_rate, rng\)/);
    expect(messageOf(first)).toContain('"sound":{"duration":2,"loop":false,"sample_rate":48000,"channels":1}');
    expect(messageOf(first)).not.toContain('feedback');
    expect(first.body.output_config?.format).toMatchObject({ schema: { required: ['program'] } });
    // The others hear the program that failed, and why: the compiler's own words, or the figures.
    expect(messageOf(second)).toContain(syntax);
    expect(messageOf(second)).toMatch(language === 'faust' ? /program:2.*syntax error/ : /program\.py:3/);
    expect(messageOf(third)).toContain(hot);
    expect(messageOf(third)).not.toContain(syntax);
    expect(messageOf(third)).toMatch(/peak.*dBFS where less than -1 dBFS was expected/);
    // The same system text for all, so that the provider's cache can keep it.
    expect(new Set(server.asked.map(systemOf)).size).toBe(1);
    expect((await rig.play()).report).toMatchObject({ parts: { played: 0, kept: 1 } });
    expect(server.asked).toHaveLength(3);
  });

  test('ten failures are an error, and the pack is whole but for that one', async () => {
    const bad = [syntax, hot, silent];
    await using opened = await open(
      {
        ...giving('plan', '[{ id: "a" }, { id: "b" }, { id: "c" }]'),
        'ensembles/studio/bell.md': written(language, 'each: plan'),
        ...giving(
          'pack',
          '{ there: input.inputs.bell.filter((one) => one.output !== null).map((one) => one.id), missing: input.inputs.bell.filter((one) => one.output === null).map(({ id, failed, attempts }) => ({ id, failed, attempts })) }',
          'result: true',
        ),
      },
      (asked) => says({ program: messageOf(asked).includes('"id":"b"') ? bad[asked.nth % 3] : good }),
    );
    const { rig, server } = opened;
    await rig.write({
      'ensembles/studio/pack.md': (await rig.read('ensembles/studio/pack.md')).replace('needs: []', 'needs: ["bell?"]'),
    });
    const { code, events } = await play(rig);
    expect(code).toBe(1);
    expect(server.asked).toHaveLength(12);
    const ofB = events.filter(({ sample_id: id }) => id === 'b');
    expect(ofB.filter(({ event }) => event === 'attempt_failed').map(({ iters }) => iters)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    expect(ofB.at(-1)).toMatchObject({ event: 'error', step: 'bell', iters: 10, error_msg: expect.any(String) });
    expect(await rig.json('takes/studio/pack.json')).toEqual({
      there: ['a', 'c'],
      missing: [{ id: 'b', failed: expect.any(String), attempts: 10 }],
    });
    await rig.read('output/bells/a.wav');
    await rig.read('output/bells/c.wav');
    await expect(rig.read('output/bells/b.wav')).rejects.toThrow(/ENOENT/);
    // Playing again plays the missing one alone.
    server.script = () => says({ program: good });
    const again = await play(rig);
    expect(again.code).toBe(0);
    expect(server.asked).toHaveLength(13);
    expect(again.events.filter(({ event }) => event === 'start').map(({ node }) => node)).toEqual(['bell[b]', 'pack']);
    expect(await rig.json('takes/studio/pack.json')).toEqual({ there: ['a', 'b', 'c'], missing: [] });
  });

  test('a sound that is missing is rendered again from the program that stands, and no model is asked', async () => {
    await using opened = await open({ 'ensembles/studio/bell.md': written(language) }, ({ nth }) =>
      says({ program: nth === 1 ? hot : good }),
    );
    const { rig, server } = opened;
    await rig.write({ 'concerto.md': concerto(server.url, 'limits: { commit: 4KiB }\n') });
    expect((await play(rig)).code).toBe(0);
    const [before, take] = [await sha256(rig, wav), await rig.read('takes/studio/bell.json')];
    // A clone has the take, and not the sound: it is over the limit.
    await rig.git('clone', '-q', '.', join(rig.outside, 'clone'));
    const clone = { cwd: join(rig.outside, 'clone') };
    for (const [name, value] of Object.entries({ 'user.name': 'Ann Person', 'user.email': 'ann@example.org' }))
      await rig.git('-C', clone.cwd, 'config', name, value);
    const planned = await rig.start(['plan'], clone);
    expect(planned.stdout).toMatch(
      /studio\/bell\s+play\s+`output\/bells\/bell\.wav` is missing; it is rendered again from the program that stands, and no model is asked/,
    );
    const played = await rig.start(['play', '--json'], { ...clone });
    expect((JSON.parse(played.stdout) as Report).parts).toMatchObject({ played: 1, failed: 0 });
    expect(server.asked).toHaveLength(2);
    const there = await readFile(join(clone.cwd, wav));
    expect(createHash('sha256').update(there).digest('hex')).toBe(before);
    expect(await readFile(join(clone.cwd, 'takes/studio/bell.json'), 'utf8')).toBe(take);
    const kept = await rig.start(['play', '--json'], clone);
    expect((JSON.parse(kept.stdout) as Report).parts).toMatchObject({ played: 0, kept: 1 });
  });
});
