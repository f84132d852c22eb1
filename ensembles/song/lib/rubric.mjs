/**
 * What a song is worth: five scores of 0 to 100, their total by the genre's weights, and what fails it whatever the total. It hears
 * COMPOSE's prompt artifact alone, and judges both what an engine would be given (title, style, prompt) and the artifacts that it
 * was made of. Every issue says what, where and how far off, so that FIX can mend that and nothing else.
 */
import { defaultWeights } from './blueprints.mjs';
import { hardFailsOf } from './hard-fails.mjs';
import { hookDensity } from './hook-density.mjs';
import { citationFaults } from './passages.mjs';
import { profanityIn } from './profanity.mjs';
import { inferScheme, holdScheme } from './scheme.mjs';
import { completeness } from './section-completeness.mjs';
import { singability } from './singability.mjs';
import { wordsIn } from './pronunciation.mjs';
import { rhymes } from './rhyme.mjs';

export const usualThreshold = 80;

/**
 * @param {Record<string, any>} prompt what COMPOSE gives
 * @returns {Record<string, any>} what `schemas/validation.schema.json` says
 */
export function judgeSong(prompt) {
  const { objectives } = prompt.plan;
  const sections = prompt.artifacts.lyrics.sections;
  const own = sungOnce(sections);
  const hook = hookDensity(sections, objectives.hook);
  const song = singability(own);
  const rhyme = rhymeTightness(own);
  const whole = completeness(prompt);
  const clean = cleanness(prompt, objectives.explicit === true);
  const hard = hardFailsOf(prompt);
  const scores = {
    hook_density: hook.score,
    singability: song.score,
    rhyme_tightness: rhyme.score,
    section_completeness: whole.score,
    profanity_score: clean,
  };
  const total = totalOf(scores, objectives.weights ?? defaultWeights);
  const threshold = objectives.threshold ?? usualThreshold;
  const place = (section, line) => placeOf(sections, section, line);
  const issues = [
    ...hard,
    ...whole.issues.map((issue) => told('section_completeness', issue, {})),
    ...rhyme.issues.map((issue) => told('rhyme_tightness', issue, place(issue.section, issue.line))),
    ...song.issues.map((issue) => told('singability', issue, place(issue.section, issue.line))),
    ...hook.issues.map((issue) => told('hook_density', issue, {})),
    ...citationFaults(prompt.artifacts.lyrics, prompt.plan.passages ?? []).map((issue) =>
      told('citations', issue, place(issue.section, issue.line)),
    ),
  ].map((issue, at) => ({ id: `issue-${at + 1}`, ...issue }));
  const passes = hard.length === 0 && total >= threshold;
  const failed = hard.map(({ message, metric, section }) => ({
    rule: metric,
    message,
    ...(section === undefined ? {} : { section }),
  }));
  return {
    summary: `${passes ? 'pass' : 'fail'} with ${total} of ${threshold}${hard.length === 0 ? '' : `, ${hard.length} hard ${hard.length === 1 ? 'fail' : 'fails'}: ${hard[0].message}`}`,
    validation_result: passes ? 'pass' : 'fail',
    scores: { ...scores, total },
    threshold,
    issues,
    hard_fails: failed,
    metrics: { ...scores, total },
  };
}

const told = (metric, { section, line, message, ...evidence }, path) => ({
  severity: 'warning',
  message,
  ...(section === undefined ? {} : { section }),
  metric,
  ...(line === undefined ? {} : { line }),
  ...path,
  evidence,
});

function placeOf(sections, id, line) {
  const at = sections.findIndex((section) => section.id === id);
  return at === -1 || line === undefined ? {} : { path: `/lyrics/sections/${at}/lines/${line}` };
}

/** Weighted and rounded to a tenth; weights that do not add up to 1 are taken in proportion. */
function totalOf(scores, weights) {
  const names = Object.keys(scores);
  const all = names.reduce((sum, name) => sum + (weights[name] ?? 0), 0);
  if (all === 0) return 0;
  return (
    Math.round((10 * names.reduce((sum, name) => sum + (weights[name] ?? 0) * scores[name], 0)) / all) / 10
  );
}

/** Sections that say what an earlier one of their kind says are sung by heart: they are measured once. */
function sungOnce(sections) {
  const seen = new Set();
  return sections.filter(({ kind, lines }) => {
    const key = JSON.stringify([kind, lines]);
    return lines.length > 0 && !seen.has(key) && seen.add(key);
  });
}

/** The mean grade of all pairs of lines that were asked to rhyme; where none was, 100. */
function rhymeTightness(sections) {
  const issues = [];
  let sum = 0;
  let count = 0;
  for (const { id, lines, rhyme_scheme: scheme } of sections) {
    if ((scheme ?? '') === '' || lines.length < 2) continue;
    const { pairs, asked } = holdScheme(lines, scheme);
    const inferred = pairs.every(({ grade }) => grade >= rhymes) ? '' : inferScheme(lines).scheme;
    for (const { a, b, grade } of pairs) {
      sum += grade;
      count += 1;
      if (grade >= rhymes) continue;
      const [first, second] = [a, b].map((at) => wordsIn(lines[at]).at(-1) ?? '');
      issues.push({
        section: id,
        line: b,
        message:
          first === second
            ? `line ${b + 1} ends in “${second}” as line ${a + 1} does, and the same word is no rhyme`
            : `line ${b + 1} (“${second}”) should rhyme with line ${a + 1} (“${first}”): grade ${grade} of 1, ${rhymes} is a rhyme`,
        with: a,
        words: [first, second],
        grade,
        asked,
        inferred,
      });
    }
  }
  return { score: count === 0 ? 100 : Math.round((100 * sum) / count), issues };
}

/** 100 without a profane word, 25 less for each; where the song is marked as explicit they may stand. */
function cleanness({ title, style, prompt }, explicit) {
  if (explicit) return 100;
  const found = [title, style, prompt].flatMap((text) => profanityIn(text));
  return Math.max(0, 100 - 25 * found.length);
}
