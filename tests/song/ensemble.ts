import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The ensemble as it ships. */
export const folder = join(import.meta.dirname, '../../ensembles/song');
const songs = join(import.meta.dirname, '../../songs');

/** What a person wrote, and what nodes hand on: of tests, as far as they look at it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Value = any;

export interface Section {
  readonly id: string;
  readonly kind: string;
  readonly tag: string;
  readonly lines: number;
  readonly rhyme_scheme: string;
  readonly required: boolean;
  readonly bars: number;
  readonly repeats: string | null;
}
export interface Plan {
  readonly artifact_hash: string;
  readonly run_id: string;
  readonly sections: readonly Section[];
  readonly node_seeds: Readonly<Record<string, number>>;
  readonly objectives: Readonly<Record<string, Value>>;
  readonly wishes: Readonly<Record<string, Value>>;
  readonly render: { readonly enabled: boolean };
  readonly notes: readonly string[];
}
export interface Style {
  readonly artifact_hash: string;
  readonly bpm: number;
  readonly key: string;
  readonly mood: readonly string[];
  readonly tags_positive: readonly string[];
  readonly tags_negative: readonly string[];
  readonly vocal_profile: { readonly range: string; readonly delivery: string };
}
export interface Producer {
  readonly structure: readonly string[];
  readonly hook_count: number;
  readonly section_tags: Readonly<Record<string, readonly string[]>>;
  readonly mix_targets: Readonly<Record<string, number>>;
  readonly durations: Readonly<Record<string, number>>;
  readonly total_seconds: number;
}
export interface Prompt {
  readonly title: string;
  readonly style: string;
  readonly prompt: string;
  readonly negative: string;
  readonly characters: Readonly<Record<'title' | 'style' | 'prompt', number>>;
  readonly limits: Readonly<Record<'title' | 'style' | 'prompt', number>>;
  readonly shortened: readonly { readonly rule: string; readonly left_out: string }[];
  readonly changes: readonly Value[];
  readonly artifacts: Parts;
}
/** What COMPOSE hears. */
interface Parts {
  readonly style: Style;
  readonly lyrics: Value;
  readonly producer: Producer;
}

export const moduleOf = async <T>(path: string): Promise<T> =>
  (await import(/* @vite-ignore */ pathToFileURL(join(folder, path)).href)) as T;

const parsed = (path: string): Value => JSON.parse(readFileSync(path, 'utf8'));

/** The twelve specs, by the names of their files. */
export const specs: ReadonlyMap<string, Value> = new Map(
  readdirSync(songs)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => [name.replace('.json', ''), parsed(join(songs, name))]),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
for (const name of readdirSync(join(folder, 'schemas')))
  ajv.addSchema(parsed(join(folder, 'schemas', name)) as object, name);

/** What a schema has against a value: nothing where it fits. */
export function against(schema: string, value: unknown): readonly string[] {
  const validate: ValidateFunction | undefined = ajv.getSchema(`${schema}.schema.json`);
  if (validate === undefined) throw new Error(`there is no schema ${schema}`);
  return validate(value)
    ? []
    : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message ?? ''}`);
}

/** A spec that says as little as it may, and what is laid over it. */
export const spec = (more: Readonly<Record<string, unknown>> = {}): Value => ({
  title: 'Lanterns',
  blueprint_ref: 'pop',
  style: {},
  lyrics: { theme: 'lanterns on the quay' },
  producer_notes: {},
  sources: [],
  prompt_controls: {},
  render: { enabled: false },
  seed: 7,
  ...more,
});

export const { expand } = await moduleOf<{
  expand(asked: {
    sds: Value;
    seed?: number;
    flags?: Readonly<Record<string, unknown>>;
    sources?: readonly { path: string; text: string }[];
  }): Plan;
}>('skills/plan-song/scripts/expand_sds.mjs');

export const style = await moduleOf<{
  chosen(plan: Plan): Value;
  settled(answer: Value, plan: Plan): Style;
}>('lib/style.mjs');
export const producer = await moduleOf<{
  noted(heard: Value): Value;
  settled(answer: Value, heard: Value): Producer;
}>('lib/producer.mjs');
export const { merge } = await moduleOf<{
  merge(heard: Parts & { readonly plan: Plan; readonly fix?: Value }): Prompt;
}>('skills/prompt-composition/scripts/merge_artifacts.mjs');
export const { artifact, artifactHashOf } = await moduleOf<{
  artifact(type: string, content: Value, summary?: string): Value;
  artifactHashOf(value: Value): string;
}>('lib/artifact.mjs');

export interface Blueprint {
  readonly id: string;
  readonly bpm: readonly (readonly [number, number])[];
  readonly structure: readonly string[];
  readonly required: readonly string[];
  readonly sections: Readonly<Record<string, { lines: number; rhyme_scheme: string }>>;
  readonly tags: readonly string[];
  readonly moods: readonly string[];
  readonly engine: string;
  readonly weights: Readonly<Record<string, number>>;
}
export const { blueprintIds, blueprintOf, engines } = await moduleOf<{
  blueprintIds: readonly string[];
  blueprintOf(id: string): Blueprint;
  engines: Readonly<Record<string, Readonly<Record<string, number>>>>;
}>('lib/blueprints.mjs');

export const conflicts = await moduleOf<{
  pairs: readonly (readonly [string, string])[];
  conflictMatrix: Readonly<Record<string, readonly string[]>>;
  conflictsAmong(tags: readonly string[]): readonly (readonly [string, string])[];
}>('lib/tag-conflicts.mjs');

/** A plan with all that COMPOSE hears; each section's lines are `line <n> of <id>`, unless `words` has others. */
export function parts(
  sds: Value,
  words = (section: Section, line: number): string => `line ${line + 1} of ${section.id}`,
): Parts & { readonly plan: Plan } {
  const plan = expand({ sds });
  const styled = style.settled(style.chosen(plan), plan);
  const own = (plan.wishes['lyrics'] as { lines?: Readonly<Record<string, readonly string[]>> }).lines ?? {};
  const lyrics = artifact('lyrics', {
    title: plan.objectives['title'],
    sections: plan.sections.map((section) => {
      const { id, kind, tag, rhyme_scheme, repeats } = section;
      const lines =
        own[id] ??
        own[repeats ?? ''] ??
        Array.from({ length: section.lines }, (_, line) => words(section, line));
      return { id, kind, tag, lines, rhyme_scheme, syllables: lines.map(() => 6), citations: [] };
    }),
    reading_level: 3,
    citations: [],
  });
  const heard = { plan, style: styled, lyrics };
  return { ...heard, producer: producer.settled(producer.noted(heard), heard) };
}
