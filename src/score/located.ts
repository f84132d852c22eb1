import type { Json, JsonObject, Span } from '../base/index.ts';

/** A value of front matter, with the place of each of its parts. */
export type Located = LocatedMap | LocatedList | LocatedScalar;

export interface LocatedMap {
  readonly shape: 'map';
  readonly at: Span;
  readonly value: JsonObject;
  readonly entries: ReadonlyMap<string, Entry>;
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
  /** Where the text itself begins: after a quote, on the first line of a block. */
  readonly textAt: Span;
}

export const emptyMap = (at: Span): LocatedMap => ({ shape: 'map', at, value: {}, entries: new Map() });

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

/** Every text in a value, with its place. */
export function textsIn(value: Located): { readonly text: string; readonly at: Span }[] {
  switch (value.shape) {
    case 'map':
      return [...value.entries.values()].flatMap((entry) => textsIn(entry.value));
    case 'list':
      return value.items.flatMap(textsIn);
    case 'scalar':
      return typeof value.value === 'string' ? [{ text: value.value, at: value.textAt }] : [];
  }
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
