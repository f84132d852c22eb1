/**
 * How each kind of issue is mended, by its metric. A rule changes what the issue names and nothing else; where only the person could
 * (their own line, their title), it changes nothing.
 */
import { conflictsAmong } from '../tag-conflicts.mjs';
import { livingArtistIn } from '../living-artist.mjs';
import { profanityIn } from '../profanity.mjs';
import { rhymeGrade, rhymes } from '../rhyme.mjs';
import { hookKinds } from '../sections.mjs';
import { syllablesIn } from '../metre.mjs';
import { holds } from './lines.mjs';
import { milderIn } from './words.mjs';

/**
 * @typedef {{ index: number, message: string, metric?: string, section?: string, line?: number, path?: string, evidence?: any }} Issue
 * @typedef {{ draft: import('./draft.mjs').Draft, lines: import('./lines.mjs').LineMender }} Bench
 * @type {Record<string, (issue: Issue, bench: Bench) => void>}
 */
export const rules = {
  characters,
  section_completeness: sections,
  profanity_score: profanity,
  tags,
  living_artist: artists,
  rhyme_tightness: rhyme,
  singability,
  hook_density: hooks,
};

const sectionAt = (/** @type {Issue} */ { section }, /** @type {Bench} */ { draft }) =>
  draft.sections.findIndex(({ id }) => id === section);

/** The longest lines that nobody has to keep are written anew, shorter; a style loses its last words. */
function characters(issue, bench) {
  const { draft, lines } = bench;
  const { field, characters: count, limit } = issue.evidence ?? {};
  let over = count - limit;
  if (field === 'style')
    for (const list of ['instrumentation', 'tags_positive', 'sub_genres', 'mood'])
      while (over > 0 && draft.artifacts.style[list].length > 1) {
        over -= draft.artifacts.style[list].at(-1).length + 2;
        draft.put(issue, `/style/${list}/${draft.artifacts.style[list].length - 1}`, undefined);
      }
  if (field !== 'prompt') return;
  const long = draft.sections
    .flatMap(({ lines: sung }, at) => sung.map((text, line) => ({ at, line, size: [...text].length })))
    .filter(({ size }) => size > 40)
    .toSorted((a, b) => b.size - a.size || a.at - b.at || a.line - b.line);
  for (const { at, line, size } of long) {
    if (over <= 0) return;
    if (lines.isHook(draft.sections[at].lines[line])) continue;
    if (lines.rewrite(issue, at, line, { syllables: 8, keep: false }))
      over -= size - [...draft.sections[at].lines[line]].length;
  }
}

/** What is missing is written and put into its place; a song that lasts too long is played a little faster through. */
function sections(issue, { draft, lines }) {
  const { producer } = draft.artifacts;
  const wanted = draft.plan.sections.filter(({ id, kind }) =>
    issue.section === undefined ? kind === issue.evidence?.kind : id === issue.section,
  );
  for (const planned of wanted) {
    // what the prompt had no room for is not written again
    if (draft.shortened.some(({ section }) => section === planned.id)) continue;
    const there = draft.sections.find(({ id }) => id === planned.id);
    if ((there?.lines.length ?? 0) < planned.lines) lines.complete(issue, planned.id);
    if (producer.structure.includes(planned.id)) continue;
    const order = draft.plan.sections.map(({ id }) => id);
    const behind = producer.structure.findIndex((id) => order.indexOf(id) > order.indexOf(planned.id));
    const at = behind === -1 ? producer.structure.length : behind;
    draft.put(issue, '/producer/structure', producer.structure.toSpliced(at, 0, planned.id));
    const like = producer.structure.find(
      (id) => id !== planned.id && id.replace(/-\d+$/u, '') === planned.kind,
    );
    const seconds = producer.durations[like] ?? 15;
    draft.put(issue, `/producer/durations/${planned.id}`, seconds);
    draft.put(issue, `/producer/section_tags/${planned.id}`, producer.section_tags[like] ?? []);
    draft.put(issue, '/producer/total_seconds', tenth(producer.total_seconds + seconds));
  }
  const { seconds, wanted: limit } = issue.evidence ?? {};
  if (seconds > limit) {
    const share = limit / seconds;
    const durations = Object.fromEntries(
      Object.entries(producer.durations).map(([id, own]) => [id, Math.floor(10 * own * share) / 10]),
    );
    draft.put(issue, '/producer/durations', durations);
    draft.put(
      issue,
      '/producer/total_seconds',
      tenth(Object.values(durations).reduce((sum, own) => sum + own, 0)),
    );
  }
}
const tenth = (/** @type {number} */ value) => Math.round(value * 10) / 10;

/** A milder word where there is one and the line rhymes still; else another line. */
function profanity(issue, bench) {
  const { draft, lines } = bench;
  const at = sectionAt(issue, bench);
  const text = draft.sections[at]?.lines[issue.line];
  if (text === undefined) return without(issue, bench, (entry) => profanityIn(entry).length > 0);
  if (lines.isOwn(issue.section, issue.line) || profanityIn(text).length === 0) return;
  const mild = milderIn(text, issue.evidence?.word ?? '');
  const partners = lines
    .partners(draft.sections[at], issue.line)
    .map((place) => draft.sections[at].lines[place]);
  if (
    mild !== undefined &&
    lines.isClean(mild) &&
    partners.every((other) => rhymeGrade(other, mild) >= Math.min(rhymes, rhymeGrade(other, text)))
  )
    lines.set(issue, at, issue.line, mild);
  else lines.rewrite(issue, at, issue.line);
}

/** The later of two tags that contradict each other goes. */
function tags(issue, { draft }) {
  const pair = (issue.evidence?.tags ?? []).map((tag) => tag.toLowerCase());
  const isOf = (/** @type {string} */ tag) => pair.includes(tag.toLowerCase());
  const { style } = draft.artifacts;
  const against = style.tags_negative.findLastIndex(isOf);
  if (against !== -1) return draft.put(issue, `/style/tags_negative/${against}`, undefined);
  for (const list of ['tags_positive', 'instrumentation', 'sub_genres', 'mood']) {
    const at = style[list].findLastIndex(isOf);
    if (at === -1 || style[list].length === 1) continue;
    const rest = style[list].toSpliced(at, 1);
    // two conflicts may name the same tag: it goes once
    const left = [
      ...rest,
      ...['tags_positive', 'instrumentation', 'sub_genres', 'mood']
        .filter((other) => other !== list)
        .flatMap((other) => style[other]),
    ];
    if (
      pair.every((tag) => style[list].some((own) => own.toLowerCase() === tag)) ||
      conflictsAmong(left).length < conflictsAmong([...left, style[list][at]]).length ||
      list === 'tags_positive'
    )
      return draft.put(issue, `/style/${list}/${at}`, undefined);
  }
}

/** A line is written anew; an entry of a list goes; what must be there is taken from the blueprint. */
function artists(issue, bench) {
  const at = sectionAt(issue, bench);
  if (issue.line !== undefined && at !== -1) {
    if (!bench.lines.rewrite(issue, at, issue.line))
      bench.lines.rewrite(issue, at, issue.line, { keep: false });
    return;
  }
  without(
    issue,
    bench,
    (entry) =>
      livingArtistIn(entry, { bare: true }).length > 0 ||
      entry.toLowerCase().includes(String(issue.evidence?.phrase ?? '\n').toLowerCase()),
  );
}

/** Takes what an expression is found in out of the style's lists and the producer's hints. */
function without(issue, { draft }, /** @type {(entry: string) => boolean} */ found) {
  const { style, producer } = draft.artifacts;
  const { objectives } = draft.plan;
  for (const list of ['tags_positive', 'tags_negative', 'instrumentation', 'sub_genres', 'mood']) {
    for (let at = style[list].length - 1; at >= 0; at--) {
      if (!found(style[list][at])) continue;
      const stand = {
        sub_genres: objectives.sub_genres,
        mood: objectives.moods,
        instrumentation: objectives.instruments,
        tags_positive: objectives.tags,
      }[list];
      const other = stand?.find((one) => !style[list].includes(one) && !found(one));
      draft.put(
        issue,
        `/style/${list}/${at}`,
        style[list].length === 1 && stand !== undefined ? other : undefined,
      );
    }
  }
  for (const [name, offered] of [
    ['range', objectives.vocal.ranges],
    ['delivery', objectives.vocal.deliveries],
  ])
    if (found(style.vocal_profile[name]))
      draft.put(
        issue,
        `/style/vocal_profile/${name}`,
        offered.find((one) => !found(one)),
      );
  for (const [id, hints] of Object.entries(producer.section_tags))
    for (let at = hints.length - 1; at >= 0; at--)
      if (found(hints[at])) draft.put(issue, `/producer/section_tags/${id}/${at}`, undefined);
}

/** The line that should rhyme is given another ending, or the one before it where this one is the person's or the hook. */
function rhyme(issue, bench) {
  const { draft, lines } = bench;
  const at = sectionAt(issue, bench);
  const section = draft.sections[at];
  if (section === undefined) return;
  const other = issue.evidence?.with;
  const stands = (/** @type {number} */ line) =>
    lines.isOwn(section.id, line) || lines.isHook(section.lines[line]);
  const [first, second] = stands(issue.line) ? [other, issue.line] : [issue.line, other];
  const grade = rhymeGrade(section.lines[first] ?? '', section.lines[second] ?? '');
  // a change before this one may have mended it
  if (grade >= rhymes || section.lines[first] === undefined || lines.isHook(section.lines[first])) return;
  if (lines.rewrite(issue, at, first) || stands(second) || lines.rewrite(issue, at, second)) return;
  // nothing rhymes with either: one is given an ending that others can answer, then the other answers it
  if (lines.rewrite(issue, at, second, { keep: false, apart: [first] })) lines.rewrite(issue, at, first);
}

/** A line of another length than the one that it answers, or without a beat, is written anew. */
function singability(issue, bench) {
  const { draft, lines } = bench;
  const at = sectionAt(issue, bench);
  const section = draft.sections[at];
  if (section?.lines[issue.line] === undefined) return;
  const { measure, wanted, syllables } = issue.evidence ?? {};
  if (measure !== 'balance') {
    if (!lines.isHook(section.lines[issue.line])) lines.rewrite(issue, at, issue.line, { keep: false });
    return;
  }
  if (Math.abs(syllablesIn(section.lines[issue.line]) - wanted) <= 1) return;
  const length = (/** @type {number} */ count) => ({
    syllables: Math.max(5, Math.min(14, count)),
    nearer: true,
  });
  if (!lines.isHook(section.lines[issue.line]) && lines.rewrite(issue, at, issue.line, length(wanted)))
    return;
  // the line that it answers, where the issue names that one, and not one of another section
  const partner = lines.partners(section, issue.line).findLast((place) => place < issue.line);
  if (partner === undefined || syllablesIn(section.lines[partner]) !== wanted) return;
  if (!lines.isHook(section.lines[partner])) lines.rewrite(issue, at, partner, length(syllables));
}

/** The hook comes back: choruses sing the words of the first one, and the hook stands in their first or last line. */
function hooks(issue, { draft, lines }) {
  const places = draft.sections.flatMap(({ kind, lines: sung }, at) =>
    hookKinds.includes(kind) && sung.length > 0 ? [at] : [],
  );
  const measure = issue.evidence?.measure;
  if (measure === 'return') {
    const first = draft.sections[places[0]];
    for (const at of places.slice(1)) {
      const { id, kind, lines: sung } = draft.sections[at];
      if (kind !== first.kind || sung.length !== first.lines.length || lines.own[id] !== undefined) continue;
      draft.put(issue, `/lyrics/sections/${at}/lines`, first.lines);
    }
    return;
  }
  for (const at of places) {
    const { lines: sung } = draft.sections[at];
    if ([sung[0], sung.at(-1)].some((line) => holds(line ?? '', lines.hook))) continue;
    if (!lines.singHook(issue, at, 0)) lines.singHook(issue, at, sung.length - 1);
  }
  const outro = draft.sections.findIndex(({ kind, lines: sung }) => kind === 'outro' && sung.length > 0);
  if (measure === 'density' && outro !== -1)
    lines.singHook(issue, outro, draft.sections[outro].lines.length - 1);
}
