import { describe, expect, test } from 'vitest';
import { artifact, artifactHashOf, moduleOf, spec, type Prompt, type Value } from '../ensemble.ts';
import type { Validation } from '../workspace.ts';
import { songOf, type Answer, type Fix, type Lyrics } from './random.ts';

const { applyFixes } = await moduleOf<{ applyFixes(prompt: Prompt, validation: Validation): Fix }>(
  'skills/auto-fix/scripts/apply_fixes.mjs',
);
const { judgeSong } = await moduleOf<{ judgeSong(prompt: Prompt): Validation }>('lib/rubric.mjs');

const { syllablesIn } = await moduleOf<{ syllablesIn(line: string): number }>('lib/metre.mjs');

const asked = spec({ lyrics: { theme: 'lanterns on the quay', hook: 'carry the river home' } });

interface Sung {
  id: string;
  lines: string[];
}

/** A song of which LYRICS answered otherwise, as it stood when VALIDATE first heard it. */
async function spoilt(change: (sections: Sung[]) => unknown, sds: Value = asked): Promise<Prompt> {
  const answered = (answer: Answer): Answer => {
    const sections = structuredClone(answer.sections) as Sung[];
    change(sections);
    return { sections };
  };
  const [first] = (await songOf(sds, answered)).rounds;
  if (first === undefined) throw new Error('nothing was played');
  return first.COMPOSE;
}
const lineOf = (id: string, at: number, text: string) => (sections: Sung[]) => {
  const section = sections.find((one) => one.id === id);
  if (section !== undefined) section.lines[at] = text;
};
/** The prompt with other artifacts, as COMPOSE had made it of them. */
const withStyle = (prompt: Prompt, more: Value): Prompt => {
  const style = artifact('style', { ...prompt.artifacts.style, ...more });
  return { ...prompt, artifacts: { ...prompt.artifacts, style } };
};
const sung = ({ artifacts }: { artifacts: { readonly lyrics: Lyrics } }): string[] =>
  artifacts.lyrics.sections.flatMap(({ id, lines }) => lines.map((line, at) => `${id} ${at} ${line}`));

/** Only what fails it: what is merely not as good as it could be is left aside. */
const hardOf = (prompt: Prompt): Validation => {
  const all = judgeSong(prompt);
  return { ...all, issues: all.issues.filter(({ severity }) => severity === 'error') };
};

describe('FIX', () => {
  test('changes the line that an issue names, wherever it is sung, and nothing else', async () => {
    const prompt = await spoilt(lineOf('chorus-1', 2, 'This fucking night is long and cold'));
    const validation = hardOf(prompt);
    expect(validation.issues.length).toBeGreaterThan(0);
    const made = applyFixes(prompt, validation);
    const changed = sung(made).filter((line, at) => line !== sung(prompt)[at]);
    expect(changed.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'chorus-1 2',
      'chorus-2 2',
      'chorus-3 2',
    ]);
    expect(changed.join('\n')).not.toMatch(/fuck/);
    expect(made.artifacts.style).toEqual(prompt.artifacts.style);
    expect(made.artifacts.producer).toEqual(prompt.artifacts.producer);
    for (const { issue, path, before, after } of made.changes) {
      expect(validation.issues[issue.index]?.message).toBe(issue.message);
      expect(path).toMatch(/^\/lyrics\/sections\/\d+\/lines\/2$/);
      expect(before).toBe('This fucking night is long and cold');
      expect(after).not.toBe(before);
    }
    expect(made.artifacts.lyrics).toEqual(
      expect.objectContaining({ artifact_hash: artifactHashOf(made.artifacts.lyrics) }),
    );
    expect(applyFixes(prompt, validation)).toEqual(made);
  });

  test('never touches a line that a person wrote, not even where that is what fails', async () => {
    const own = ['We carry the fucking river home', 'and nobody sings it in the style of Taylor Swift'];
    const sds = spec({ lyrics: { ...asked.lyrics, lines: { 'chorus-1': own } } });
    const prompt = await spoilt(lineOf('verse-1', 0, 'Another window'), sds);
    const validation = judgeSong(prompt);
    expect(validation.hard_fails.length).toBeGreaterThan(0);
    const made = applyFixes(prompt, validation);
    for (const { id, lines } of made.artifacts.lyrics.sections)
      if (id.startsWith('chorus')) expect(lines.slice(0, 2)).toEqual(own);
    expect(hardOf({ ...prompt, artifacts: made.artifacts }).hard_fails).toEqual(validation.hard_fails);
  });

  test('a line that should rhyme keeps its beginning where that can stand', async () => {
    const prompt = await spoilt((sections) => {
      lineOf('verse-1', 0, 'The fishing boats are late tonight')(sections);
      lineOf('verse-1', 2, 'We carry lanterns in the cupboard')(sections);
    });
    const validation = judgeSong(prompt);
    const [{ metric, path, line } = { metric: '', path: '', line: 0 }] = (
      validation.issues as Value[]
    ).filter((issue) => issue.metric === 'rhyme_tightness' && issue.section === 'verse-1');
    expect([metric, line]).toEqual(['rhyme_tightness', 2]);
    const after = applyFixes(prompt, validation).changes.findLast((change) => change.path === path)?.after;
    expect(after).toMatch(/^We carry lanterns\b/);
    expect(after).not.toMatch(/cupboard/);
  });

  test('a hook that is never sung is sung in every chorus', async () => {
    const prompt = await spoilt((sections) => {
      for (const section of sections)
        section.lines = section.lines.map((line) =>
          /river home/i.test(line) ? 'Nothing of the kind at all' : line,
        );
    });
    const before = judgeSong(prompt);
    const made = applyFixes(prompt, before);
    for (const { kind, lines } of made.artifacts.lyrics.sections)
      if (kind === 'chorus')
        expect(`${lines[0] ?? ''} ${lines.at(-1) ?? ''}`).toMatch(/carry the river home/i);
  });

  test('sections that lack lines get them, around those that stand', async () => {
    const prompt = await spoilt((sections) => {
      for (const section of sections) section.lines = section.lines.slice(0, 1);
    });
    const made = applyFixes(prompt, judgeSong(prompt));
    for (const { id, lines } of (prompt as Value).plan.sections) {
      const now = made.artifacts.lyrics.sections.find((section) => section.id === id)?.lines ?? [];
      expect([id, now.length]).toEqual([id, lines]);
    }
  });

  test('of two tags in conflict the later one goes', async () => {
    const whole = await spoilt(() => undefined);
    const prompt = withStyle(whole, {
      tags_positive: ['warm', 'slow', 'fast'],
      key: 'C major',
      mood: ['hopeful'],
    });
    const validation = hardOf(prompt);
    expect(validation.issues.map(({ metric }) => metric)).toEqual(['tags']);
    const made = applyFixes(prompt, validation);
    expect(made.artifacts.style.tags_positive).toEqual(['warm', 'slow']);
    expect(made.changes).toHaveLength(1);
    expect(made.artifacts.lyrics).toEqual(prompt.artifacts.lyrics);
  });

  test('nobody is imitated: in a line, a tag or the voice', async () => {
    const whole = await spoilt(lineOf('verse-2', 1, 'Sing it in the style of Taylor Swift'));
    const prompt = withStyle(whole, {
      tags_positive: ['warm', 'sounds like Adele'],
      vocal_profile: { range: 'alto', delivery: 'in the style of Beyoncé' },
    });
    const made = applyFixes(prompt, hardOf(prompt));
    expect(made.artifacts.style.tags_positive).toEqual(['warm']);
    expect(made.artifacts.style.vocal_profile.delivery).not.toMatch(/Beyonc/);
    expect(sung(made).join('\n')).not.toMatch(/Taylor/);
    expect(
      hardOf({ ...prompt, style: 'warm', artifacts: made.artifacts }).issues.filter(
        ({ metric }) => metric === 'living_artist',
      ),
    ).toHaveLength(
      // the prompt is COMPOSE's, and still the old one
      1,
    );
  });

  test('a line of another length is changed only into one that comes nearer to the line that it answers', async () => {
    const night = { theme: 'boats and lanterns at night' };
    const long = 'A line that goes on for a good deal longer than the line that it ought to answer';
    const prompts = await Promise.all(
      ['Lanterns on the Quay', 'Tram', 'Every Window on the Way to the Station'].flatMap((title) => [
        spoilt(() => undefined, spec({ title, lyrics: night })),
        spoilt(lineOf('verse-1', 2, long), spec({ title, lyrics: night })),
      ]),
    );
    let answered = 0;
    for (const prompt of prompts) {
      const validation = judgeSong(prompt);
      for (const { issue, before, after } of applyFixes(prompt, validation).changes) {
        const { evidence } = validation.issues[issue.index] as { evidence?: Value };
        if (evidence?.['measure'] !== 'balance') continue;
        answered++;
        const off = (line: unknown, count: unknown): number =>
          Math.abs(syllablesIn(String(line)) - Number(count));
        const nearer = [evidence['wanted'], evidence['syllables']].some(
          (count) => off(after, count) < off(before, count),
        );
        expect([before, after, nearer]).toEqual([before, after, true]);
      }
    }
    expect(answered).toBeGreaterThan(0);
  });

  test('where nothing is wrong, or nothing that could be mended, nothing changes', async () => {
    const prompt = await spoilt(() => undefined);
    const none = applyFixes(prompt, { ...judgeSong(prompt), issues: [] });
    expect(none.changes).toEqual([]);
    expect(none.artifacts).toEqual(prompt.artifacts);
  });
});
