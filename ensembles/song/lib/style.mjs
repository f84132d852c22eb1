/**
 * The style of a song: `chosen` makes one from the plan alone, as the understudy does; `settled` makes the artifact of whatever was
 * answered, by a model or by the understudy: what the person asked for stands, the tempo lies inside the blueprint, tags are sane.
 */
import { artifact } from './artifact.mjs';
import { livingArtistIn } from './living-artist.mjs';
import { random } from './random.mjs';
import { sanitizeTags } from '../skills/style-generation/scripts/sanitize_tags.mjs';

/** @param {Record<string, any>} plan a plan artifact @returns {Record<string, any>} what STYLE is asked for */
export function chosen(plan) {
  const { objectives, wishes, node_seeds } = plan;
  const wish = wishes.style;
  const chance = (subject) => random(node_seeds.STYLE, `style ${subject}`);
  const mood = some(wish.mood, objectives.moods, 3, chance('mood'));
  const instrumentation = some(wish.instruments, objectives.instruments, 5, chance('instruments'));
  const [low, high] = objectives.bpm[rangeFor(objectives, chance('tempo'))];
  return {
    genre: objectives.genre,
    sub_genres: some(wish.sub_genres, objectives.sub_genres, 1, chance('sub-genres')),
    bpm: wish.bpm ?? chance('bpm').integer(low, high),
    key: wish.key ?? chance('key').pick(objectives.keys),
    mood,
    energy: wish.energy ?? chance('energy').integer(objectives.energy[0], objectives.energy[1]),
    instrumentation,
    vocal_profile: {
      range: wish.vocal?.range ?? chance('range').pick(objectives.vocal.ranges),
      delivery: wish.vocal?.delivery ?? chance('delivery').pick(objectives.vocal.deliveries),
    },
    tags_positive: [
      ...(wish.tags ?? []),
      ...influencesOf(wish, objectives.mode),
      ...chance('tags').shuffle(objectives.tags.filter((tag) => !(wish.tags ?? []).includes(tag))),
    ],
    tags_negative: objectives.avoid,
  };
}

/**
 * @param {Record<string, any>} answer that fits `schemas/style-answer.schema.json`
 * @param {Record<string, any>} plan
 * @returns {Record<string, any>} a style artifact
 */
export function settled(answer, { objectives, wishes }) {
  const wish = wishes.style;
  const key = wish.key ?? answer.key;
  const mood = distinct([...(wish.mood ?? []), ...answer.mood]).slice(0, 6);
  const sub_genres = distinct([...(wish.sub_genres ?? []), ...answer.sub_genres]).slice(0, 4);
  const instrumentation = distinct([...(wish.instruments ?? []), ...answer.instrumentation]).slice(0, 10);
  const vocal_profile = { ...answer.vocal_profile, ...wish.vocal };
  const { tags_positive, tags_negative } = sanitizeTags({
    tags_positive: [...(wish.tags ?? []), ...answer.tags_positive],
    tags_negative: [...(wish.avoid ?? []), ...answer.tags_negative],
    // all that stands beside the tags in the style field
    given: [
      key.split(' ')[1],
      ...mood,
      ...sub_genres,
      ...instrumentation,
      ...vocal_profile.delivery.split(/[,;]+/),
    ],
    mode: objectives.mode,
  });
  const content = {
    genre: objectives.genre,
    sub_genres,
    bpm: nearest(wish.bpm ?? answer.bpm, objectives.bpm),
    key,
    mood,
    energy: Math.min(10, Math.max(1, wish.energy ?? answer.energy)),
    instrumentation,
    vocal_profile,
    // what contradicts the person's own moods and key is gone; should nothing be left, the genre is
    tags_positive: tags_positive.length === 0 ? [objectives.genre.replaceAll('_', ' ')] : tags_positive,
    tags_negative,
  };
  return artifact(
    'style',
    content,
    `${content.sub_genres[0]}, ${content.bpm} bpm, ${key}, ${mood.join(', ')}`,
  );
}

/** The nearest whole tempo inside of one of the ranges. */
function nearest(bpm, ranges) {
  const inside = ranges.map(([low, high]) => Math.min(high, Math.max(low, Math.round(bpm))));
  return inside.reduce((best, one) => (Math.abs(one - bpm) < Math.abs(best - bpm) ? one : best));
}

/** The slow range of a genre that has one for songs of little energy, else the usual one. */
function rangeFor({ bpm, energy, moods }, chance) {
  if (bpm.length === 1) return 0;
  const slower = bpm[0][0] < bpm[1][0] ? 0 : 1;
  const calm = energy[1] <= 4 || /tender|wistful|cosy|reverent|homesick|intimate|yearning/.test(moods[0]);
  if (energy[0] === energy[1]) return energy[0] <= 4 ? slower : 1 - slower;
  return chance.integer(0, 3) === 0 ? (calm ? slower : 1 - slower) : calm ? slower : 0;
}

/** All that was wished for, filled up by chance from what the plan offers. */
function some(wished = [], offered, most, chance) {
  const rest = offered.filter((one) => !wished.includes(one));
  return distinct([...wished, ...chance.shuffle(rest).slice(0, Math.max(0, most - wished.length))]);
}

/** Influences in words are tags, clause by clause, where they are short and name nobody who is alive. */
const influencesOf = ({ influences = '' }, mode) =>
  influences
    .split(/[,;.\n]+/)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '' && clause.length <= 40)
    .filter((clause) => mode === 'private' || livingArtistIn(clause, { bare: true }).length === 0)
    .slice(0, 2);

function distinct(texts) {
  const seen = new Set();
  return texts.filter((text) => !seen.has(text.toLowerCase()) && seen.add(text.toLowerCase()));
}
