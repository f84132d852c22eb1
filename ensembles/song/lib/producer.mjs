/**
 * How a song is built: `noted` makes notes from plan, style and lyrics alone, as the understudy does; `settled` makes the artifact
 * of whatever was answered: every section has its seconds, and all of them together fit the engine.
 */
import { artifact } from './artifact.mjs';
import { hookKinds } from './sections.mjs';

/** Seconds that a section has at least, also where a song is squeezed into what the engine takes. */
const shortest = 2;
const beatsOfBar = 4;
/** Hints at a section, at most. */
const mostTags = 4;

/**
 * @param {{ plan: Record<string, any>, style: Record<string, any>, lyrics: Record<string, any> }} heard
 * @returns {Record<string, any>} what PRODUCER is asked for
 */
export function noted({ plan, style }) {
  const { sections, objectives } = plan;
  const hooks = sections.filter(({ kind }) => hookKinds.includes(kind));
  return {
    sections: sections.map(({ id, kind, lines, bars }) => ({
      id,
      tags: [
        ...objectives.section_tags[kind],
        ...(lines === 0 && ['intro', 'interlude', 'solo', 'outro'].includes(kind) ? ['instrumental'] : []),
        // the last time is the largest
        ...(hooks.length > 1 && hooks.at(-1).id === id && style.energy >= 6 ? ['biggest'] : []),
      ],
      seconds: (bars * beatsOfBar * 60) / style.bpm,
    })),
    mix_targets: objectives.mix,
  };
}

/**
 * @param {Record<string, any>} answer that fits `schemas/producer-answer.schema.json`
 * @param {{ plan: Record<string, any>, style: Record<string, any>, lyrics: Record<string, any> }} heard
 * @returns {Record<string, any>} a producer artifact
 */
export function settled(answer, heard) {
  const { sections, objectives, wishes } = heard.plan;
  const own = noted(heard);
  const said = new Map([...own.sections, ...answer.sections].map((section) => [section.id, section]));
  const wish = wishes.producer_notes;
  const durations = fitting(
    sections.map(({ id, kind }) => ({
      id,
      seconds: wish.durations?.[kind] ?? said.get(id).seconds,
    })),
    objectives.limits.seconds,
  );
  const content = {
    structure: sections.map(({ id }) => id),
    hook_count: sections.filter(({ kind }) => hookKinds.includes(kind)).length,
    section_tags: Object.fromEntries(
      sections.map(({ id, kind }) => [id, tagsOf(wish.section_tags?.[kind] ?? said.get(id).tags)]),
    ),
    mix_targets: { ...own.mix_targets, ...answer.mix_targets, ...wish.mix },
    durations: Object.fromEntries(durations.map(({ id, seconds }) => [id, seconds])),
    total_seconds: tenths(durations.reduce((sum, { seconds }) => sum + seconds, 0)),
  };
  return artifact(
    'producer',
    content,
    `${content.structure.length} sections, ${content.hook_count} for the hook, ${content.total_seconds} s of ${objectives.limits.seconds}`,
  );
}

/**
 * Tenths of a second; where all together are more than the engine takes, each gives up its share, and none is shorter than
 * `shortest`. Rounded down, so that the sum never passes the limit.
 */
function fitting(sections, limit) {
  const total = sections.reduce((sum, { seconds }) => sum + seconds, 0);
  const share = total <= limit ? 1 : limit / total;
  const floor = Math.min(shortest, Math.floor((limit * 10) / sections.length) / 10);
  const cut = sections.map(({ id, seconds }) => ({
    id,
    seconds: Math.max(floor, Math.floor(seconds * share * 10 + 1e-9) / 10),
  }));
  // what the floor added is taken from the longest
  for (let over = tenths(sum(cut) - limit); over > 0; over = tenths(sum(cut) - limit)) {
    const longest = cut.reduce((a, b) => (b.seconds > a.seconds ? b : a));
    longest.seconds = tenths(longest.seconds - Math.min(over, longest.seconds - floor));
  }
  return cut;
}

const sum = (sections) => sections.reduce((all, { seconds }) => all + seconds, 0);
const tenths = (seconds) => Math.round(seconds * 10) / 10;

/** Hints as they can stand in a section's brackets. */
const tagsOf = (tags) =>
  [
    ...new Set(
      tags.map((tag) =>
        tag
          .replace(/[[\](){}<>,;:|\p{Cc}]+/gu, ' ')
          .replace(/\s+/gu, ' ')
          .trim(),
      ),
    ),
  ]
    .filter((tag) => tag !== '')
    .slice(0, mostTags);
