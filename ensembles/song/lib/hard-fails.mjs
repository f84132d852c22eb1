/**
 * What fails a song whatever its total: a text over the engine's limit of characters, a required section missing, profanity in a song
 * that is not marked as explicit, tags in conflict, and in public mode a living artist's manner asked for. One sentence each, with
 * the place that FIX has to look at (`path`, a JSON pointer into the artifacts).
 */
import { livingArtistIn } from './living-artist.mjs';
import { profanityIn } from './profanity.mjs';
import { matched } from './section-completeness.mjs';
import { charactersOf } from './shortening.mjs';
import { conflictsAmong, standsFor } from './tag-conflicts.mjs';

/** @returns {{ severity: 'error', message: string, metric: string, section?: string, line?: number, path?: string, evidence: unknown }[]} */
export const hardFailsOf = (/** @type {Record<string, any>} */ song) =>
  [overLimits, missingSections, profaneWords, conflictingTags, livingArtists].flatMap((rule) =>
    rule(song).map((fail) => ({ severity: 'error', ...fail })),
  );

function overLimits(song) {
  return ['style', 'prompt', 'title'].flatMap((field) => {
    const characters = charactersOf(song[field]);
    const limit = song.limits[field];
    if (characters <= limit) return [];
    return [
      {
        message: `${field} has ${characters} characters, ${characters - limit} more than the ${limit} that ${song.engine} takes`,
        metric: 'characters',
        path: { style: '/style', prompt: '/lyrics', title: '/lyrics/title' }[field],
        evidence: { field, characters, limit },
      },
    ];
  });
}

function missingSections(song) {
  const sections = song.artifacts.lyrics.sections;
  const found = matched(song);
  const fails = found.flatMap(({ section, block }) => {
    if (!section.required) return [];
    const words = sections.find(({ id }) => id === section.id);
    const unsung = section.lines > 0 && (words === undefined || words.lines.length === 0);
    const silent =
      section.lines > 0 && section.repeats === null && block !== null && block.lines.length === 0;
    if (block !== null && !unsung && !silent) return [];
    const what =
      block === null ? 'is not in the prompt' : unsung ? 'has no lines' : 'has no lines in the prompt';
    return [missing(section.id, `the required section ${section.tag} (${section.id}) ${what}`, section.kind)];
  });
  const kinds = new Set(found.filter(({ block }) => block !== null).map(({ section }) => section.kind));
  const absent = (song.plan.objectives.required ?? []).filter(
    (kind) => !kinds.has(kind) && !fails.some(({ evidence }) => evidence.kind === kind),
  );
  return [
    ...fails,
    ...absent.map((kind) => missing(undefined, `there is no ${kind}, which the genre requires`, kind)),
  ];
}

const missing = (section, message, kind) => ({
  message,
  metric: 'section_completeness',
  ...(section === undefined ? {} : { section }),
  evidence: { kind },
});

function profaneWords(song) {
  if (song.plan.objectives.explicit === true) return [];
  const fails = [];
  const sung = new Set();
  song.artifacts.lyrics.sections.forEach(({ id, lines }, at) =>
    lines.forEach((text, line) => {
      sung.add(oneLine(text));
      for (const { word, index } of profanityIn(text))
        fails.push({
          message: `“${word}” in line ${line + 1} of ${id}, and the song is not marked as explicit`,
          metric: 'profanity_score',
          section: id,
          line,
          path: `/lyrics/sections/${at}/lines/${line}`,
          evidence: { word, index },
        });
    }),
  );
  const rest = song.prompt
    .split('\n')
    .filter((line) => !sung.has(oneLine(line)))
    .join('\n');
  const texts = {
    title: [song.title, '/lyrics/title'],
    style: [song.style, '/style'],
    prompt: [rest, undefined],
  };
  for (const [field, [text, path]] of Object.entries(texts)) {
    for (const { word, index } of profanityIn(text))
      fails.push({
        message: `“${word}” in the ${field}, and the song is not marked as explicit`,
        metric: 'profanity_score',
        ...(path === undefined ? {} : { path }),
        evidence: { field, word, index },
      });
  }
  return fails;
}

const oneLine = (text) => text.replace(/\s+/gu, ' ').trim();
const small = (text) => oneLine(text).toLowerCase();

/** Among the tags, between a tag and the moods or the key, among what the style field lists, and between what to hear and not to. */
function conflictingTags({ style: field, artifacts: { style } }) {
  const given = [...style.mood, style.key.split(' ')[1] ?? ''];
  const listed = field.split(',').map(oneLine);
  const moods = new Set(given.map(small));
  const seen = new Set();
  const pairs = [...conflictsAmong([...style.tags_positive, ...given]), ...conflictsAmong(listed)].filter(
    ([a, b]) => {
      // two moods of one person may contradict each other: that is a mixed feeling
      if (moods.has(small(a)) && moods.has(small(b))) return false;
      const key = [small(a), small(b)].toSorted().join('\n');
      return !seen.has(key) && seen.add(key);
    },
  );
  const fails = pairs.map(([a, b]) =>
    conflict(style, `the tags “${a}” and “${b}” contradict each other`, [a, b]),
  );
  for (const tag of style.tags_positive) {
    const other = style.tags_negative.find(
      (negative) => small(negative) === small(tag) || sameWord(negative, tag),
    );
    if (other !== undefined)
      fails.push(conflict(style, `“${tag}” is asked for and ruled out (“${other}”)`, [other, tag]));
  }
  return fails;
}

const sameWord = (a, b) => standsFor(a) !== undefined && standsFor(a) === standsFor(b);

/** The later of the two is what goes. */
function conflict(style, message, pair) {
  const at = style.tags_positive.findLastIndex((tag) => pair.some((one) => small(one) === small(tag)));
  return {
    message,
    metric: 'tags',
    path: at === -1 ? '/style/tags_positive' : `/style/tags_positive/${at}`,
    evidence: { tags: pair },
  };
}

function livingArtists(song) {
  if (song.plan.objectives.mode === 'private') return [];
  const { style, lyrics, producer } = song.artifacts;
  const fields = [
    ...['tags_positive', 'tags_negative', 'instrumentation', 'sub_genres', 'mood'].flatMap((name) =>
      style[name].map((text, at) => ({
        text,
        path: `/style/${name}/${at}`,
        bare: true,
        where: `the style (${name})`,
      })),
    ),
    { text: style.vocal_profile.range, path: '/style/vocal_profile/range', bare: true, where: 'the voice' },
    {
      text: style.vocal_profile.delivery,
      path: '/style/vocal_profile/delivery',
      bare: true,
      where: 'the voice',
    },
    ...Object.entries(producer?.section_tags ?? {}).flatMap(([id, tags]) =>
      tags.map((text, at) => ({
        text,
        path: `/producer/section_tags/${id}/${at}`,
        bare: true,
        where: `the hints of ${id}`,
        section: id,
      })),
    ),
    { text: song.title, path: '/lyrics/title', bare: false, where: 'the title' },
    ...lyrics.sections.flatMap(({ id, lines }, at) =>
      lines.map((text, line) => ({
        text,
        path: `/lyrics/sections/${at}/lines/${line}`,
        bare: false,
        where: `line ${line + 1} of ${id}`,
        section: id,
        line,
      })),
    ),
    { text: song.style, path: '/style', bare: true, where: 'the style field' },
    { text: song.negative, path: '/style/tags_negative', bare: true, where: 'what to avoid' },
    { text: song.prompt, path: undefined, bare: false, where: 'the prompt' },
  ];
  const seen = new Set();
  return fields.flatMap(({ text, path, bare, where, section, line }) =>
    livingArtistIn(text ?? '', { bare })
      // what was found in an artifact is not told again of the field it went into
      .filter(({ phrase }) => !seen.has(small(phrase)) && seen.add(small(phrase)))
      .map(({ phrase, index }) => ({
        message: `${where} asks for the manner of “${phrase}”, and the mode is public`,
        metric: 'living_artist',
        ...(section === undefined ? {} : { section }),
        ...(line === undefined ? {} : { line }),
        ...(path === undefined ? {} : { path }),
        evidence: { phrase, index },
      })),
  );
}
