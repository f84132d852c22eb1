import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { Plan, Prompt, Value } from '../ensemble.ts';
import type { Validation } from '../workspace.ts';

export interface Lyrics {
  readonly title: string;
  readonly sections: readonly {
    readonly id: string;
    readonly kind: string;
    readonly lines: readonly string[];
    readonly rhyme_scheme: string;
    readonly syllables: readonly number[];
    readonly citations: readonly { readonly line: number; readonly passage: string }[];
  }[];
  readonly reading_level: number;
  readonly citations: readonly Value[];
}
export interface Answer {
  readonly sections: readonly { readonly id: string; readonly lines: readonly string[] }[];
}
export interface Fix {
  readonly artifact_hash: string;
  readonly artifacts: { readonly style: Value; readonly lyrics: Lyrics; readonly producer: Value };
  readonly changes: readonly {
    readonly issue: { readonly index: number; readonly message: string };
    readonly path: string;
    readonly before: Value;
    readonly after: Value;
  }[];
}
export interface Round {
  readonly FIX: Fix | null;
  readonly COMPOSE: Prompt;
  readonly VALIDATE: Validation;
}
export interface Song {
  readonly PLAN: Plan;
  readonly LYRICS: Lyrics;
  readonly rounds: readonly Round[];
  readonly passes: boolean;
}

const beside = async <T>(name: string): Promise<T> =>
  (await import(/* @vite-ignore */ pathToFileURL(join(import.meta.dirname, '..', name)).href)) as T;

export const { songOf, planOf, understudyOf } = await beside<{
  songOf(sds: Value, answered?: (answer: Answer, plan: Plan) => Value): Promise<Song>;
  planOf(sds: Value): Promise<Plan>;
  understudyOf(plan: Plan): Answer;
}>('in-process.mjs');
export const { randomSds } = await beside<{ randomSds(number: number): Value }>('random-sds.mjs');
export const { poorLyrics } = await beside<{
  poorLyrics: Readonly<Record<string, (answer: Answer, chance: Value, plan: Plan) => Answer>>;
}>('poor-lyrics.mjs');
