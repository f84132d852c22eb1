import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JsonObject } from '../../src/base/index.ts';

/** The ensemble as it ships. */
export const folder = join(import.meta.dirname, '../../ensembles/phonosyne');

const module = async <T>(path: string): Promise<T> =>
  (await import(/* @vite-ignore */ pathToFileURL(join(folder, path)).href)) as T;

export interface Spec {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly duration: number;
  readonly module: string;
}

interface Asked {
  readonly id?: string;
  readonly prompt: string;
  readonly duration: number;
  readonly sample_rate: number;
}

export interface Print {
  readonly spectrum: readonly number[];
  readonly course: readonly number[];
}

const designer = await module<{
  default(input: { sheet: { title: string; text: string; cue?: string }; seed: number }): Spec[];
}>('scripts/designer.mjs');
const analyzer = await module<{
  default(input: { item: Asked; seed: number; attempt?: number; round?: number }): JsonObject;
}>('scripts/analyzer.mjs');

export const design = (title: string, text: string, seed = 7): Spec[] =>
  designer.default({ sheet: { title, text, cue: '' }, seed });

/** The graph, as those who need it hear it: without its line. */
export function analyse({ id, description, duration }: Omit<Spec, 'name' | 'module'>, seed = 1): JsonObject {
  const item = { id, prompt: description, duration, sample_rate: 48_000 };
  const { summary: _, ...graph } = analyzer.default({ item, seed });
  return graph;
}

export const { printOf, distance } = await module<{
  printOf(samples: Float32Array, rate: number): Print;
  distance(a: Print, b: Print): number;
}>('lib/distance.mjs');

export const { familyOf } = await module<{ familyOf(type: string): string }>('lib/page/patch-diagram.mjs');

export const { effects, noises, voices } = await module<{
  effects: readonly string[];
  noises: readonly string[];
  voices: readonly { readonly id: string; readonly role: string }[];
}>('lib/voices.mjs');

export interface Brief {
  readonly file: string;
  readonly title: string;
  readonly text: string;
  readonly seed: number;
  /** The whole sheet. */
  readonly sheet: string;
}

/** The six briefs, by the names of their files. */
export async function briefs(): Promise<Brief[]> {
  const files = (await readdir(join(folder, 'briefs'))).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const sheet = await readFile(join(folder, 'briefs', file), 'utf8');
      const [, head = '', text = ''] = /^---\n([^]*?)\n---\n([^]*)$/.exec(sheet) ?? [];
      const said = (key: string): string => new RegExp(`^${key}: (.*)$`, 'm').exec(head)?.[1] ?? '';
      return { file, title: said('title'), text: text.trim(), seed: Number(said('seed')), sheet };
    }),
  );
}

interface Entry {
  readonly word: string;
  readonly is: { readonly [axis: string]: number };
}
type Found = { readonly [kind in 'moods' | 'materials' | 'motions' | 'places']: ReadonlyMap<Entry, number> };

export const lexicon = await module<
  { readonly [kind in 'moods' | 'materials' | 'motions' | 'places' | 'axisWords']: readonly Entry[] } & {
    readonly axes: readonly string[];
    read(text: string): Found;
    numbersOf(found: Found): { readonly [axis: string]: number };
    rootOf(word: string): string;
  }
>('lexicon/index.mjs');
