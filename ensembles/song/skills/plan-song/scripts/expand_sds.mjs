/**
 * A Song Design Spec becomes a plan: sections in order, seeds for every node, objectives, the passages that lyrics may cite.
 *
 * Alone: `{ "sds": {…}, "seed": 7, "flags": {}, "sources": [{ "path", "text" }] }` on stdin, or a spec itself; the plan on stdout.
 */
import { artifact } from '../../../lib/artifact.mjs';
import { asProgram, BadInput, arrayIn, objectIn, textIn } from '../../../lib/as-program.mjs';
import { blueprintIds, blueprintOf, engines } from '../../../lib/blueprints.mjs';
import { bestPassages } from '../../../lib/passages.mjs';
import { hookKinds, kinds, named, usualSection } from '../../../lib/sections.mjs';
import { conflictsAmong, inConflict, standsFor } from '../../../lib/tag-conflicts.mjs';
import { canonicalJson, sha256 } from 'simphony/kit';

/** In the order in which their seeds count up. */
export const nodes = [
  'PLAN',
  'STYLE',
  'LYRICS',
  'PRODUCER',
  'COMPOSE',
  'VALIDATE',
  'FIX',
  'RENDER',
  'REVIEW',
];

/** The total at which a song passes. */
const threshold = 80;

/**
 * @param {object} asked
 * @param {Record<string, any>} asked.sds a spec that fits `schemas/sds.schema.json`
 * @param {number} [asked.seed] the global seed; the spec's own where it is left out
 * @param {Record<string, unknown>} [asked.flags] as they stand in this session
 * @param {readonly { path: string, text: string }[]} [asked.sources] the files that the spec names, read
 * @returns {Record<string, any>} a plan artifact
 */
export function expand({ sds, seed = sds.seed, flags = {}, sources = [] }) {
  const blueprint = blueprintOf(sds.blueprint_ref);
  const notes = [];
  const structure = structureOf(sds, blueprint, notes);
  const sections = sectionsOf(sds, blueprint, structure, notes);
  const objectives = objectivesOf(sds, blueprint, structure, notes);
  const passages = bestPassages(
    sources,
    [sds.title, sds.lyrics.theme, ...(sds.lyrics.keywords ?? []), objectives.hook].join(' '),
  );
  if (sources.length > 0 && passages.length === 0)
    notes.push('no passage of the sources shares a word with title, theme, keywords or hook');
  return artifact(
    'plan',
    {
      run_id: sha256(canonicalJson([sds, seed, flags])).slice(0, 12),
      blueprint: { id: blueprint.id, version: blueprint.version },
      sections,
      node_seeds: Object.fromEntries(nodes.map((node, index) => [node, seed + index])),
      objectives,
      wishes: {
        style: sds.style,
        lyrics: sds.lyrics,
        producer_notes: sds.producer_notes,
        prompt_controls: sds.prompt_controls,
      },
      passages,
      render: { enabled: isRendered(sds, flags), format: sds.render.format ?? 'mp3' },
      notes,
    },
    `${blueprint.name}, ${sections.length} sections, for ${objectives.engine}${passages.length === 0 ? '' : `, ${passages.length} passages`}`,
  );
}

/** The spec goes over the flag of the session: in `render`, or in its feature flags. */
const isRendered = (sds, flags) =>
  sds.render.enabled || (sds.feature_flags?.['render.enabled'] ?? flags['render.enabled'] ?? false) === true;

/** Kinds in order: the person's or the blueprint's, with every kind that the blueprint requires. */
function structureOf(sds, blueprint, notes) {
  const structure = [...(sds.producer_notes.structure ?? blueprint.structure)];
  for (const kind of blueprint.required) {
    if (standsIn(kind, structure) !== undefined) continue;
    structure.splice(placeFor(kind, blueprint.structure, structure), 0, kind);
    notes.push(`a ${kind} was added: the blueprint ${blueprint.id} requires one`);
  }
  return structure;
}

/** A chorus, a hook, a refrain and a drop do the same thing: one of them is enough where another is required. */
const standsIn = (kind, structure) =>
  structure.includes(kind)
    ? kind
    : hookKinds.includes(kind)
      ? structure.find((other) => hookKinds.includes(other))
      : undefined;

/** Before the last of what follows it in the blueprint, if that comes twice; else behind the last of what stands before it. */
function placeFor(kind, model, structure) {
  const at = model.indexOf(kind);
  const after = model[at + 1];
  if (structure.filter((other) => other === after).length > 1) return structure.lastIndexOf(after);
  const before = model.slice(0, at).findLast((other) => structure.includes(other));
  if (before !== undefined) return structure.lastIndexOf(before) + 1;
  return structure[0] === 'intro' ? 1 : 0;
}

function sectionsOf(sds, blueprint, structure, notes) {
  const required = blueprint.required.map((kind) => standsIn(kind, structure));
  const own = sds.lyrics.lines ?? {};
  const places = named(structure);
  const nowhere = Object.keys(own).find((id) => !places.some((place) => place.id === id));
  if (nowhere !== undefined)
    throw new BadInput(
      `lyrics.lines has lines for ${nowhere}, and the song has no such section: ${places.map(({ id }) => id).join(', ')}`,
    );
  return places.map(({ repeats, ...place }) => {
    const usual = blueprint.sections[place.kind] ?? usualSection(place.kind);
    const asked = sds.lyrics.rhyme_scheme?.[place.kind];
    const lines = own[place.id] ?? (repeats === null ? undefined : own[repeats]);
    const shape =
      lines === undefined
        ? asked === undefined
          ? { lines: usual.lines, rhyme_scheme: usual.rhyme_scheme }
          : { lines: asked.length, rhyme_scheme: asked }
        : {
            lines: lines.length,
            // what a person wrote is held to a scheme only where the person asked for it
            rhyme_scheme: asked?.length === lines.length ? asked : '',
          };
    if (lines !== undefined && asked !== undefined && asked.length !== lines.length)
      notes.push(
        `${place.id} has ${lines.length} lines of your own, and the scheme ${asked} asks for ${asked.length}: the lines stand`,
      );
    return {
      ...place,
      ...shape,
      required: required.includes(place.kind),
      bars:
        usual.lines === 0 || shape.lines === 0
          ? usual.bars
          : Math.max(1, Math.min(64, Math.round((usual.bars * shape.lines) / usual.lines))),
      repeats: Object.hasOwn(own, place.id) ? null : repeats,
    };
  });
}

function objectivesOf(sds, blueprint, structure, notes) {
  const { style, lyrics, producer_notes, prompt_controls } = sds;
  const engine = prompt_controls.engine ?? blueprint.engine;
  const wanted = [...(style.tags ?? []), ...(style.mood ?? []), ...(style.instruments ?? [])];
  const asked = new Set(wanted.map((one) => standsFor(one) ?? one.toLowerCase()));
  if (style.bpm !== undefined && !blueprint.bpm.some(([low, high]) => low <= style.bpm && style.bpm <= high))
    notes.push(
      `${style.bpm} bpm lie outside of ${blueprint.id} (${blueprint.bpm.map((range) => range.join('–')).join(', ')}): the nearest tempo inside is taken`,
    );
  for (const [earlier, later] of conflictsAmong([
    ...present(style.key?.split(' ')[1]),
    ...(style.mood ?? []),
    ...(style.tags ?? []),
  ]))
    if ((style.tags ?? []).includes(later))
      notes.push(`the tag ${later} contradicts ${earlier}, which goes before it: ${later} is left out`);
  return {
    title: sds.title,
    genre: blueprint.id,
    engine,
    limits: engines[engine],
    bpm: blueprint.bpm,
    keys: style.key === undefined ? blueprint.keys : [style.key],
    energy: style.energy === undefined ? blueprint.energy : [style.energy, style.energy],
    moods: distinct([...(style.mood ?? []), ...blueprint.moods]),
    sub_genres: distinct([...(style.sub_genres ?? []), ...blueprint.sub_genres]),
    instruments: distinct([...(style.instruments ?? []), ...blueprint.instruments]),
    vocal: {
      ranges: distinct([...present(style.vocal?.range), ...blueprint.vocal.ranges]),
      deliveries: distinct([...present(style.vocal?.delivery), ...blueprint.vocal.deliveries]),
    },
    tags: distinct([
      ...(style.tags ?? []),
      ...blueprint.tags.filter((tag) => !wanted.some((one) => inConflict(one, tag))),
    ]),
    avoid: distinct([
      ...(style.avoid ?? []),
      ...blueprint.avoid.filter((tag) => !asked.has(standsFor(tag) ?? tag.toLowerCase())),
    ]),
    section_tags: Object.fromEntries(
      [...new Set(structure)].map((kind) => [
        kind,
        producer_notes.section_tags?.[kind] ?? blueprint.sections[kind]?.tags ?? [],
      ]),
    ),
    mix: { ...blueprint.mix, ...producer_notes.mix },
    theme: lyrics.theme,
    keywords: lyrics.keywords ?? [],
    hook: lyrics.hook ?? hookFrom(sds.title),
    point_of_view: lyrics.point_of_view ?? 'first person',
    tense: lyrics.tense ?? 'present',
    explicit: sds.explicit ?? false,
    mode: sds.mode ?? 'public',
    required: distinct(blueprint.required.map((kind) => standsIn(kind, structure))),
    threshold,
    weights: blueprint.weights,
  };
}

/** A title as it can be sung: without what stands in brackets, quotes and the mark at its end. */
function hookFrom(title) {
  const plain = title
    .replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')
    .replace(/[“”"«»]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/[\s.,:;!?–—-]+$/u, '')
    .trim();
  return plain === '' ? title.trim() : plain;
}

const present = (value) => (value === undefined ? [] : [value]);

/** Without what is there already, whatever its capitals. */
function distinct(texts) {
  const seen = new Set();
  return texts.filter((text) => {
    const folded = text.trim().toLowerCase();
    return !seen.has(folded) && seen.add(folded);
  });
}

/** What a plan can't do without: said here in a sentence, where no schema has been asked before. */
function specIn(value) {
  const sds = objectIn(value, '"sds"');
  textIn(sds.title, '"title"');
  if (!blueprintIds.includes(sds.blueprint_ref))
    throw new BadInput(
      `"blueprint_ref" is ${JSON.stringify(sds.blueprint_ref)}, and the blueprints are ${blueprintIds.join(', ')}`,
    );
  for (const part of ['style', 'lyrics', 'producer_notes', 'prompt_controls', 'render'])
    objectIn(sds[part], `"${part}"`);
  arrayIn(sds.sources, '"sources"');
  textIn(sds.lyrics.theme, '"lyrics.theme"');
  if (!Number.isSafeInteger(sds.seed) || sds.seed < 0)
    throw new BadInput('"seed" must be a whole number from 0');
  const other = (sds.producer_notes.structure ?? []).find((kind) => !Object.hasOwn(kinds, kind));
  if (other !== undefined)
    throw new BadInput(
      `"producer_notes.structure" has ${JSON.stringify(other)}, and a section is one of ${Object.keys(kinds).join(', ')}`,
    );
  return sds;
}

await asProgram(import.meta.url, (input) => {
  const asked = objectIn(input);
  if (!Object.hasOwn(asked, 'sds')) return expand({ sds: specIn(asked) });
  return expand({ ...asked, sds: specIn(asked.sds) });
});
