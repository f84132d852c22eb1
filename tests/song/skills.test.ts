import { execa } from 'execa';
import { existsSync, lstatSync, readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { expand, folder, parts, spec, type Value } from './ensemble.ts';

const repository = resolve(import.meta.dirname, '../..');
const skills = join(folder, 'skills');
const names = [
  'auto-fix',
  'lyrics-generation',
  'plan-song',
  'producer-notes',
  'prompt-composition',
  'style-generation',
  'validation',
];

const pageOf = (name: string): { front: Value; body: string; text: string } => {
  const text = readFileSync(join(skills, name, 'SKILL.md'), 'utf8');
  const [, front = '', body = ''] = /^---\n([^]*?)\n---\n([^]*)$/.exec(text) ?? [];
  return { front: parse(front), body, text };
};

describe('skills in the open format', () => {
  test('there is one for each node that has one, and each is reached by a link that travels', () => {
    expect(readdirSync(skills).toSorted()).toEqual(names);
    for (const name of names) {
      const link = join(repository, '.claude/skills', name);
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(readlinkSync(link)).toBe(`../../ensembles/song/skills/${name}`);
      expect(realpathSync(link)).toBe(realpathSync(join(skills, name)));
    }
  });

  test.each(names)('%s keeps the rules of the format', (name) => {
    const { front, body } = pageOf(name);
    expect(
      Object.keys(front as object).filter(
        (key) =>
          !['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'].includes(key),
      ),
    ).toEqual([]);
    expect(front.name).toBe(name);
    expect(front.name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(String(front.name).length).toBeLessThanOrEqual(64);
    expect(String(front.description).trim().length).toBeGreaterThan(40);
    expect(String(front.description).length).toBeLessThanOrEqual(1024);
    // what it does, and when
    expect(front.description).toMatch(/\buse (?:it|this)\b/i);
    if (front.compatibility !== undefined)
      expect(String(front.compatibility).length).toBeLessThanOrEqual(500);
    for (const value of Object.values((front.metadata ?? {}) as object)) expect(typeof value).toBe('string');
    expect(body.split('\n').length).toBeLessThan(500);
    expect(body.trim()).not.toBe('');
  });

  test.each(names)(
    '%s names only files that are there, one level deep, and every script that it has',
    (name) => {
      const { body } = pageOf(name);
      const named = [...body.matchAll(/\b((?:scripts|references|assets)\/[\w./-]*\w)/g)].map(
        ([, path]) => path ?? '',
      );
      for (const path of named) {
        expect([name, path, existsSync(join(skills, name, path))]).toEqual([name, path, true]);
        expect(path.split('/')).toHaveLength(2);
      }
      for (const kind of ['scripts', 'references'])
        if (existsSync(join(skills, name, kind)))
          for (const file of readdirSync(join(skills, name, kind)))
            expect([name, named.includes(`${kind}/${file}`) || kind === 'scripts']).toEqual([name, true]);
    },
  );
});

/** A script of a skill, by its real path or through the link, with this on stdin. */
const run = async (path: string, input: unknown) => {
  const { stdout, stderr, exitCode } = await execa(process.execPath, [path], {
    input: typeof input === 'string' ? input : JSON.stringify(input),
    reject: false,
    cwd: '/',
  });
  return { stdout, stderr, code: exitCode };
};
const sds = spec();
const { plan, style, lyrics, producer } = parts(sds);

const alone: readonly (readonly [string, unknown, (answer: Value) => void])[] = [
  ['plan-song/scripts/expand_sds.mjs', sds, (answer) => expect(answer).toEqual(expand({ sds }))],
  [
    'style-generation/scripts/sanitize_tags.mjs',
    { tags_positive: ['slow', 'Fast', 'slow'], tags_negative: ['no slow', 'trap'], given: ['minor'] },
    (answer) => {
      expect(answer.tags_positive).toEqual(['slow']);
      expect(answer.tags_negative).toEqual(['trap']);
      expect(answer.removed).toHaveLength(3);
    },
  ],
  [
    'producer-notes/scripts/note_production.mjs',
    { plan, style, lyrics },
    (answer) => expect(answer).toEqual(producer),
  ],
  [
    'prompt-composition/scripts/merge_artifacts.mjs',
    { plan, style, lyrics, producer },
    (answer) => expect(answer.prompt).toContain('[Verse 1'),
  ],
  [
    'lyrics-generation/scripts/validate_rhyme.mjs',
    { lines: ['the sky was blue', 'the grass was wet', 'I waited for you', 'you have not come yet'] },
    (answer) => {
      expect(answer.scheme).toBe('ABAB');
      expect(answer.pairs).toContainEqual({ a: 0, b: 2, grade: 1 });
    },
  ],
  [
    'validation/scripts/score_rubric.mjs',
    { text: 'A glass of water for the class', explicit: false },
    (answer) => expect(answer).toEqual({ profanity: [], living_artist: [] }),
  ],
];

describe('scripts run alone', () => {
  test.each(alone)('%s: JSON in, JSON out, also through its link', async (path, input, holds) => {
    const direct = await run(join(skills, path), input);
    expect([path, direct.code, direct.stderr]).toEqual([path, 0, '']);
    holds(JSON.parse(direct.stdout));
    expect(await run(join(repository, '.claude/skills', path), input)).toEqual(direct);
  });

  test('what is no JSON, or not what was expected, is one sentence and exit code 2', async () => {
    const scripts = names.flatMap((name) =>
      existsSync(join(skills, name, 'scripts'))
        ? readdirSync(join(skills, name, 'scripts')).map((file) => join(skills, name, 'scripts', file))
        : [],
    );
    expect(scripts.length).toBeGreaterThanOrEqual(7);
    for (const script of scripts) {
      for (const input of [
        '{',
        '{"plan": 1, "lines": 1, "text": 1, "tags_positive": 1, "sds": 1, "artifacts": 1}',
      ]) {
        const { code, stdout, stderr } = await run(script, input);
        expect([script, input, code, stdout]).toEqual([script, input, 2, '']);
        expect(stderr).toMatch(/^\S+\.mjs: .+$/);
      }
    }
  });

  test('an artifact that only says what it is, is told what it lacks', async () => {
    const empty = Object.fromEntries(
      ['plan', 'style', 'lyrics', 'producer', 'prompt'].map((name) => [name, { artifact_type: name }]),
    );
    for (const [script, input] of [
      ['producer-notes/scripts/note_production.mjs', empty],
      ['prompt-composition/scripts/merge_artifacts.mjs', empty],
      ['auto-fix/scripts/apply_fixes.mjs', { ...empty, validation: { issues: [] } }],
      ['validation/scripts/score_rubric.mjs', empty['prompt']],
      ['lyrics-generation/scripts/write_lyrics.mjs', empty['plan']],
    ] as const) {
      const { code, stdout, stderr } = await run(join(skills, script), JSON.stringify(input));
      expect([script, code, stdout]).toEqual([script, 2, '']);
      expect(stderr).toMatch(/^\S+\.mjs: .+ has no "artifact_hash"\n?$/);
    }
  });
});
