/**
 * Plan, style, lyrics and producer's notes become one prompt that a music engine can be given, within its limits.
 *
 * Alone: `{ "plan": {…}, "style": {…}, "lyrics": {…}, "producer": {…} }` on stdin, all of them artifacts; the prompt artifact on
 * stdout. With `"fix": {…}`, a fix artifact, its style, lyrics and producer's notes are taken instead.
 */
import { artifact } from '../../../lib/artifact.mjs';
import { artifactIn, asProgram, objectIn } from '../../../lib/as-program.mjs';
import { charactersOf, fitted, fittedList, fittedTitle, written } from '../../../lib/shortening.mjs';

/**
 * @param {{ plan: Record<string, any>, style: Record<string, any>, lyrics: Record<string, any>, producer: Record<string, any>, fix?: Record<string, any> | null }} heard
 * @returns {Record<string, any>} a prompt artifact
 */
export function merge({ plan, style, lyrics, producer, fix = null }) {
  const artifacts = fix?.artifacts ?? { style, lyrics, producer };
  const { objectives, wishes } = plan;
  const { limits } = objectives;
  const title = fittedTitle(oneLine(artifacts.lyrics.title), limits.title);
  const styled = styleText(artifacts.style, wishes.prompt_controls, limits.style);
  const { blocks, shortened } = fitted(blocksOf(plan, artifacts), limits.prompt);
  const prompt = written(blocks);
  const negative =
    wishes.prompt_controls.negative_tags === false ? '' : artifacts.style.tags_negative.join(', ');
  const left = [
    ...(title.left === '' ? [] : [{ rule: 'title', left_out: title.left }]),
    ...styled.left.map((item) => ({ rule: 'style', left_out: item })),
    ...shortened,
  ];
  const characters = {
    style: charactersOf(styled.text),
    prompt: charactersOf(prompt),
    title: charactersOf(title.title),
  };
  return artifact(
    'prompt',
    {
      title: title.title,
      style: styled.text,
      prompt,
      negative,
      engine: objectives.engine,
      characters,
      limits,
      shortened: left,
      changes: fix?.changes ?? [],
      artifacts,
      plan: {
        artifact_hash: plan.artifact_hash,
        run_id: plan.run_id,
        blueprint: plan.blueprint,
        sections: plan.sections,
        node_seeds: plan.node_seeds,
        objectives,
        wishes,
        passages: plan.passages,
        notes: plan.notes,
      },
      render: plan.render,
    },
    `${characters.prompt} of ${limits.prompt} characters for ${objectives.engine}${left.length === 0 ? '' : `, ${left.length} things left out`}`,
  );
}

/** The sections of the plan, in the producer's order, with the lines of the lyrics. */
function blocksOf({ sections, wishes }, { lyrics, producer }) {
  const own = wishes.lyrics.lines ?? {};
  const hinted = wishes.prompt_controls.section_tags !== false;
  return producer.structure.flatMap((id) => {
    const planned = sections.find((section) => section.id === id);
    const sung = lyrics.sections.find((section) => section.id === id);
    if (planned === undefined && sung === undefined) return [];
    return [
      {
        id,
        tag: planned?.tag ?? sung.tag,
        hints: hinted ? (producer.section_tags[id] ?? []) : [],
        lines: (sung?.lines ?? []).map(oneLine).filter((line) => line !== ''),
        required: planned?.required ?? false,
        repeats: planned?.repeats ?? null,
        own: Object.hasOwn(own, id) || Object.hasOwn(own, planned?.repeats ?? ''),
      },
    ];
  });
}

/** The most important first: what goes when it does not fit goes from the end. */
function styleText(style, controls, limit) {
  const { sub_genres, mood, bpm, key, instrumentation, vocal_profile: vocal, tags_positive } = style;
  if (controls.style_prose === true) {
    const sentences = [
      `${capital(sub_genres.join(' and '))} at ${bpm} beats per minute in ${key}, energy ${style.energy} of 10.`,
      `The mood is ${listed(mood)}.`,
      `It sounds ${listed(tags_positive)}.`,
      `The voice is ${vocal.range}, ${vocal.delivery}.`,
      `One hears ${listed(instrumentation)}.`,
    ];
    let count = sentences.length;
    while (count > 1 && charactersOf(sentences.slice(0, count).join(' ')) > limit) count--;
    return { text: sentences.slice(0, count).join(' '), left: sentences.slice(count) };
  }
  const items = [
    ...sub_genres,
    ...tags_positive,
    ...mood,
    `${bpm} bpm`,
    key,
    `${vocal.range} voice`,
    vocal.delivery,
    ...instrumentation,
  ].map(oneLine);
  return fittedListOf(items, limit);
}

/** No item twice, whatever its capitals. */
function fittedListOf(items, limit) {
  const seen = new Set();
  return fittedList(
    items.filter((item) => !seen.has(item.toLowerCase()) && seen.add(item.toLowerCase())),
    limit,
  );
}

const oneLine = (text) => text.replace(/\s+/gu, ' ').trim();
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const listed = (words) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

await asProgram(import.meta.url, (input) => {
  const { plan, style, lyrics, producer, fix = null } = objectIn(input);
  const parts = { plan, style, lyrics, producer };
  for (const [name, part] of Object.entries(fix === null ? parts : { plan, fix })) artifactIn(part, name);
  if (fix !== null)
    for (const name of ['style', 'lyrics', 'producer'])
      artifactIn(fix.artifacts?.[name], name, `"fix.artifacts.${name}"`);
  return merge({ ...parts, fix });
});
