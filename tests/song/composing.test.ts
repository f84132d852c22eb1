import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  against,
  artifactHashOf,
  blueprintIds,
  blueprintOf,
  conflicts,
  merge,
  moduleOf,
  parts,
  producer,
  spec,
  specs,
  style,
  type Prompt,
  type Value,
} from './ensemble.ts';

const { sanitizeTags } = await moduleOf<{
  sanitizeTags(asked: Value): {
    tags_positive: string[];
    tags_negative: string[];
    removed: { tag: string; because: string }[];
  };
}>('skills/style-generation/scripts/sanitize_tags.mjs');
const { fitted, written, charactersOf } = await moduleOf<{
  fitted(
    blocks: Value,
    limit: number,
  ): { blocks: Value[]; shortened: { rule: string; section: string; left_out: string }[] };
  written(blocks: Value): string;
  charactersOf(text: string): number;
}>('lib/shortening.mjs');

const { hardFailsOf } = await moduleOf<{ hardFailsOf(song: Prompt): { metric: string; message: string }[] }>(
  'lib/hard-fails.mjs',
);

describe('STYLE', () => {
  test('of every genre and many seeds: within the blueprint, no conflict, at most eight and five tags', () => {
    for (const blueprint_ref of blueprintIds)
      for (let seed = 0; seed < 12; seed++) {
        const made = parts(spec({ blueprint_ref, seed })).style;
        expect([blueprint_ref, against('style', made)]).toEqual([blueprint_ref, []]);
        expect(
          blueprintOf(blueprint_ref).bpm.some(([low, high]) => low <= made.bpm && made.bpm <= high),
        ).toBe(true);
        expect(
          conflicts.conflictsAmong([...made.tags_positive, ...made.mood, made.key.split(' ')[1] ?? '']),
        ).toEqual([]);
        expect(made.artifact_hash).toBe(artifactHashOf(made));
        // what VALIDATE would fail of it, whatever the words: the whole field, with moods, instruments and voice
        const told = hardFailsOf(merge(parts(spec({ blueprint_ref, seed }))));
        expect(told.filter(({ metric }) => metric === 'tags' || metric === 'living_artist')).toEqual([]);
      }
  });

  test('what the person asked for stands, whoever answered', () => {
    const wish = {
      mood: ['sour'],
      energy: 3,
      bpm: 100,
      key: 'B minor',
      instruments: ['saw'],
      tags: ['tape hiss'],
      avoid: ['kazoo'],
      vocal: { range: 'bass' },
    };
    const { plan } = parts(spec({ style: wish }));
    const answer = {
      ...style.chosen(plan),
      bpm: 300,
      key: 'C major',
      energy: 9,
      mood: ['glad'],
      tags_positive: ['major', 'bright'],
      tags_negative: ['tape hiss'],
      vocal_profile: { range: 'alto', delivery: 'close' },
    };
    expect(style.settled(answer, plan)).toMatchObject({
      bpm: 100,
      key: 'B minor',
      energy: 3,
      mood: ['sour', 'glad'],
      vocal_profile: { range: 'bass', delivery: 'close' },
      // major contradicts the key, and what is asked for is not to be avoided
      tags_positive: ['tape hiss', 'bright'],
      tags_negative: ['kazoo'],
    });
    // a tempo outside goes to the nearest inside: pop has 95–130 and 70–90
    const tempo = (bpm: number): number =>
      style.settled({ ...answer, bpm }, { ...plan, wishes: { ...plan.wishes, style: {} } }).bpm;
    expect([tempo(300), tempo(10), tempo(91), tempo(94), tempo(80.4)]).toEqual([130, 70, 90, 95, 80]);
  });

  test('the same plan and seed give the same style; other seeds give others', () => {
    const hashes = Array.from({ length: 20 }, (_, seed) => parts(spec({ seed })).style.artifact_hash);
    expect(new Set(hashes).size).toBe(20);
    expect(parts(spec({ seed: 3 })).style.artifact_hash).toBe(hashes[3]);
  });

  test('tags are sane, and what went says why', () => {
    const { tags_positive, tags_negative, removed } = sanitizeTags({
      tags_positive: ['slow', ' Slow ', 'fast', '[drop]', 'x'.repeat(61), '', 'major'],
      tags_negative: ['no choir', 'slow'],
      given: ['minor'],
    });
    expect(tags_positive).toEqual(['slow', 'drop']);
    expect(tags_negative).toEqual(['choir']);
    expect(removed.map(({ because }) => because)).toEqual([
      'it is there already',
      'it contradicts slow',
      'it has more than 60 characters',
      'it says nothing',
      'it contradicts minor',
      'it is asked for',
    ]);
  });
});

describe('PRODUCER', () => {
  test('every section has its seconds, together within the engine, whatever is asked', () => {
    const kinds = ['intro', 'verse', 'pre-chorus', 'chorus', 'bridge', 'solo', 'outro'];
    fc.assert(
      fc.property(
        fc.constantFrom(...blueprintIds),
        fc.constantFrom('suno' as const, 'udio' as const, 'default' as const),
        fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 24 }),
        fc.dictionary(fc.constantFrom(...kinds), fc.double({ min: 0.1, max: 300, noNaN: true })),
        (blueprint_ref, engine, structure, durations) => {
          const made = parts(
            spec({ blueprint_ref, producer_notes: { structure, durations }, prompt_controls: { engine } }),
          );
          const limit = { suno: 240, udio: 180, default: 300 }[engine];
          expect(against('producer', made.producer)).toEqual([]);
          expect(made.producer.total_seconds).toBeLessThanOrEqual(limit);
          const sum = Object.values(made.producer.durations).reduce((all, one) => all + one, 0);
          expect(sum).toBeCloseTo(made.producer.total_seconds, 6);
          expect(made.producer.structure).toEqual(made.plan.sections.map(({ id }) => id));
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });

  test('seconds are bars and tempo; what the person said of a kind goes over whoever answered', () => {
    const {
      plan,
      style: styled,
      lyrics,
    } = parts(
      spec({
        style: { bpm: 120 },
        producer_notes: { durations: { chorus: 20 }, section_tags: { bridge: ['rain'] }, mix: { lufs: -12 } },
      }),
    );
    const heard = { plan, style: styled, lyrics };
    const answer = {
      sections: [
        { id: 'verse-1', tags: ['[loud]', 'loud'], seconds: 9.99 },
        { id: 'bridge-1', tags: ['sun'], seconds: 8 },
        { id: 'nowhere', tags: [], seconds: 4 },
      ],
      mix_targets: { lufs: -6, true_peak_dbtp: -2, stereo_width: 1 },
    };
    const made = producer.settled(answer, heard);
    expect(made.durations).toMatchObject({ 'verse-1': 9.9, 'verse-2': 16, 'chorus-1': 20 });
    expect(made.durations).not.toHaveProperty('nowhere');
    expect(made.section_tags).toMatchObject({ 'verse-1': ['loud'], 'bridge-1': ['rain'] });
    expect(made.mix_targets).toEqual({ lufs: -12, true_peak_dbtp: -2, stereo_width: 1 });
    expect(made.hook_count).toBe(3);
  });
});

describe('COMPOSE', () => {
  test('the twelve specs fit their engines; the artifacts travel along', () => {
    for (const [name, sds] of specs) {
      const heard = parts(sds);
      const prompt = merge(heard);
      expect([name, against('prompt', prompt)]).toEqual([name, []]);
      for (const field of ['style', 'prompt', 'title'] as const) {
        expect(prompt.characters[field]).toBe([...prompt[field]].length);
        expect(prompt.characters[field]).toBeLessThanOrEqual(prompt.limits[field]);
      }
      expect(prompt.artifacts).toEqual({
        style: heard.style,
        lyrics: heard.lyrics,
        producer: heard.producer,
      });
      expect(prompt.shortened).toEqual([]);
      for (const { tag } of heard.plan.sections as Value[])
        expect(prompt.prompt).toContain(`[${tag as string}`);
    }
  });

  test('from the second round on it takes what FIX hands on', () => {
    const heard = parts(spec());
    const lyrics = { ...heard.lyrics, title: 'Another' };
    const fix = {
      artifacts: { style: heard.style, lyrics, producer: heard.producer },
      changes: [
        { issue: { index: 0, message: 'm' }, path: '/lyrics/title', before: 'Lanterns', after: 'Another' },
      ],
    };
    expect(merge({ ...heard, fix })).toMatchObject({ title: 'Another', changes: fix.changes });
    expect(merge({ ...heard, fix: null })).toMatchObject({ title: 'Lanterns', changes: [] });
  });

  test('controls: no hints, no negative list, sentences', () => {
    const prompt = merge(
      parts(spec({ prompt_controls: { section_tags: false, negative_tags: false, style_prose: true } })),
    );
    expect(prompt.prompt).toContain('[Verse 1]\n');
    expect(prompt.negative).toBe('');
    expect(prompt.style).toMatch(/^[A-Z].* at \d+ beats per minute in .*\.$/);
  });

  test('what does not fit is left out in the stated order, and a person’s lines never', () => {
    const long = 'a line that is as long as a line of a song may well become in the end';
    const structure = [
      'intro',
      'verse',
      'chorus',
      'verse',
      'chorus',
      'bridge',
      'chorus',
      'post-chorus',
      'outro',
    ];
    const sds = spec({
      producer_notes: { structure },
      lyrics: { theme: 'x', rhyme_scheme: { verse: 'AABBCCDDEEFF' }, lines: { 'outro-1': ['this is mine'] } },
      prompt_controls: { engine: 'udio' },
    });
    const prompt = merge(
      parts(
        sds,
        (section, line) => `${long} ${line + 1} ${section.repeats === null ? section.id : section.repeats}`,
      ),
    );
    const rules = prompt.shortened.map(({ rule }) => rule);
    expect([...new Set(rules)]).toEqual(['hints', 'repeats', 'optional sections', 'couplets']);
    expect(prompt.characters.prompt).toBeLessThanOrEqual(2500);
    expect(prompt.prompt).toContain('this is mine');
    for (const tag of ['Verse 1', 'Verse 2', 'Chorus', 'Bridge']) expect(prompt.prompt).toContain(`[${tag}]`);
    expect(prompt.prompt).not.toContain('[Post-Chorus');
  });

  test('whatever the song and the limit: no required section goes, no line is cut, own lines stay, steps only as far as needed', () => {
    const block = fc.record({
      kind: fc.constantFrom('verse', 'chorus', 'bridge', 'outro'),
      hints: fc.array(fc.constantFrom('rain', 'a choir from far away'), { maxLength: 2 }),
      lines: fc.array(fc.stringMatching(/^[a-z]{3,12}( [a-z]{2,9}){2,8}$/), { maxLength: 12 }),
      required: fc.boolean(),
      own: fc.boolean(),
      again: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(block, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 50, max: 3000 }),
        (drawn, limit) => {
          const blocks = drawn.map(({ again, kind, ...rest }, at) => ({
            ...rest,
            id: `${kind}-${at}`,
            tag: `${kind} ${at}`,
            repeats: again && at > 0 ? `${drawn[0]?.kind ?? ''}-0` : null,
          }));
          const { blocks: left, shortened } = fitted(blocks, limit);
          for (const one of blocks) {
            const after = left.find(({ id }) => id === one.id);
            if (one.required || one.own) expect(after).toBeDefined();
            if (one.own) expect(after.lines).toEqual(one.lines);
            if (after !== undefined) expect(one.lines.slice(0, after.lines.length)).toEqual(after.lines);
          }
          if (charactersOf(written(blocks)) <= limit) expect(shortened).toEqual([]);
          // what was left out last was needed
          if (shortened.length > 0 && charactersOf(written(left)) <= limit)
            expect(charactersOf(written(fitted(blocks, limit + 1).blocks))).toBeGreaterThanOrEqual(
              charactersOf(written(left)),
            );
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });

  test('a title loses whole words, a style whole items', () => {
    const title =
      'A very long title that goes on and on until nobody remembers where it began or why it was begun';
    const prompt = merge(
      parts(
        spec({
          title,
          prompt_controls: { engine: 'udio' },
          style: {
            instruments: Array.from(
              { length: 10 },
              (_, at) => `a very special instrument of the far north ${at}`,
            ),
            tags: Array.from(
              { length: 8 },
              (_, at) => `colour of the evening sky over the sea in late ${at}`,
            ),
          },
        }),
      ),
    );
    expect(prompt.characters.title).toBeLessThanOrEqual(80);
    expect(title.startsWith(`${prompt.title} `)).toBe(true);
    expect(prompt.characters.style).toBeLessThanOrEqual(800);
    expect(prompt.shortened.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['title', 'style']));
    for (const item of prompt.style.split(', '))
      expect(
        `${title} ${JSON.stringify(prompt.artifacts.style)} ${prompt.artifacts.style.bpm} bpm ${prompt.artifacts.style.vocal_profile.range} voice`,
      ).toContain(item);
  });
});
