import type { Json, JsonObject, Span } from '../base/index.ts';

/** A value of front matter, with the place of each of its parts. */
export type Located = LocatedMap | LocatedList | LocatedScalar;

export interface LocatedMap {
  readonly shape: 'map';
  readonly at: Span;
  readonly value: JsonObject;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Keys of whose values a part can't be read, and is left out; what they might have said is not missed. */
  readonly dropped: ReadonlySet<string>;
}

export interface Entry {
  readonly key: Span;
  readonly value: Located;
}

export interface LocatedList {
  readonly shape: 'list';
  readonly at: Span;
  readonly value: readonly Json[];
  readonly items: readonly Located[];
}

export interface LocatedScalar {
  readonly shape: 'scalar';
  readonly at: Span;
  readonly value: null | boolean | number | string;
  /** As it was written, without quotes. */
  readonly source?: string;
  /** Where the text itself begins: after a quote, on the first line of a block. */
  readonly textAt: Span;
}

export const emptyMap = (at: Span): LocatedMap => ({
  shape: 'map',
  at,
  value: {},
  entries: new Map(),
  dropped: new Set(),
});

/** Whether a person wrote the key, readable or not. */
export const isWritten = ({ entries, dropped }: LocatedMap, key: string): boolean =>
  entries.has(key) || dropped.has(key);

/** What stands at a path below a value, as far down as there is something. */
export function below(value: Located, path: readonly PropertyKey[]): Located {
  let here = value;
  for (const step of path) {
    const next =
      here.shape === 'map'
        ? here.entries.get(String(step))?.value
        : here.shape === 'list'
          ? here.items[Number(step)]
          : undefined;
    if (next === undefined) return here;
    here = next;
  }
  return here;
}

/** A name where it was written. */
export interface Written {
  readonly name: string;
  readonly at: Span;
}

export function mapAt(map: LocatedMap, key: string): LocatedMap | undefined {
  const there = map.entries.get(key)?.value;
  return there?.shape === 'map' ? there : undefined;
}

export function itemsAt(map: LocatedMap, key: string): readonly Located[] {
  const there = map.entries.get(key)?.value;
  return there?.shape === 'list' ? there.items : [];
}

/** The texts of a list with their places. */
export const writtenIn = (map: LocatedMap, key: string): Written[] =>
  itemsAt(map, key).flatMap((item) =>
    item.shape === 'scalar' && typeof item.value === 'string' ? [{ name: item.value, at: item.at }] : [],
  );
