import { isItemId, sha256, type Json } from '../base/index.ts';
import type { Folder } from './folder.ts';
import type { ValidationSpec } from './validation-spec.ts';

/** A take as it lies under takes/. */
export interface CommittedTake {
  /** From the workspace's top. */
  readonly path: string;
  readonly item?: string;
  /** From the file's name; absent for a take that stands under its plain name. */
  readonly round?: number;
  readonly bytes: Uint8Array;
}

type Where = Pick<ValidationSpec, 'instrument' | 'output' | 'items'>;

/**
 * Finds the committed takes of one instrument by the rules of takes/: plain, with a round, in a folder of items, and
 * each of these split by two hex digits of the sha256 of the name, or not (kept takes lie where they were accepted).
 * In byte order of item and round.
 */
export function committedTakes(folder: Folder, where: Where): readonly CommittedTake[] {
  const [ensemble = '', nickname = ''] = where.instrument.split('/');
  const end = where.output === 'markdown' ? 'md' : 'json';
  const top = `takes/${ensemble}`;
  const split = `${top}/${splitOf(nickname)}`;
  const places = split.endsWith(`/${nickname}`) ? [top] : [top, split];
  const found = new Map<string, CommittedTake>();
  for (const place of places) {
    const names = folder.list(place);
    const named =
      where.items === true
        ? itemFiles(folder, place, names, nickname, end)
        : plainFiles(place, names, nickname, end);
    for (const { path, item, round } of named) {
      const key = `${item ?? ''}#${round ?? 0}`;
      const bytes = found.has(key) ? undefined : folder.read(path);
      if (bytes !== undefined) {
        found.set(key, {
          path,
          bytes,
          ...(item === undefined ? {} : { item }),
          ...(round === undefined ? {} : { round }),
        });
      }
    }
  }
  return [...found.values()];
}

const splitOf = (name: string): string => sha256(name).slice(0, 2);

interface Named {
  readonly path: string;
  readonly item?: string;
  readonly round?: number;
}

function plainFiles(
  place: string,
  names: readonly string[],
  nickname: string,
  end: string,
): readonly Named[] {
  return names.flatMap((name) => {
    const round = roundOf(name, nickname, `.${end}`);
    return round === undefined ? [] : [{ path: `${place}/${name}`, ...(round === 0 ? {} : { round }) }];
  });
}

function itemFiles(
  folder: Folder,
  place: string,
  names: readonly string[],
  nickname: string,
  end: string,
): readonly Named[] {
  return names.flatMap((name) => {
    const round = roundOf(name, nickname, '/');
    if (round === undefined) return [];
    const inside = `${place}/${name.slice(0, -1)}`;
    const files = folder.list(inside).flatMap((entry) => {
      if (!/^[0-9a-f]{2}\/$/.test(entry)) return [entry];
      const deeper = folder.list(`${inside}/${entry.slice(0, -1)}`);
      return deeper
        .filter((file) => splitOf(file.slice(0, -end.length - 1)) === entry.slice(0, -1))
        .map((file) => `${entry}${file}`);
    });
    return files.flatMap((file) => {
      const item = file.slice(file.lastIndexOf('/') + 1, -end.length - 1);
      if (!file.endsWith(`.${end}`) || !isItemId(item)) return [];
      return [{ path: `${inside}/${file}`, item, ...(round === 0 ? {} : { round }) }];
    });
  });
}

/** 0 for the plain name, n for `nickname.n`, `undefined` for another instrument's. */
function roundOf(name: string, nickname: string, end: string): number | undefined {
  if (!name.startsWith(nickname) || !name.endsWith(end)) return undefined;
  const middle = name.slice(nickname.length, name.length - end.length);
  if (middle === '') return 0;
  const [, digits] = /^\.([1-9]\d{0,8})$/.exec(middle) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The output that a take's bytes hold, or why they hold none. */
export function outputIn(
  bytes: Uint8Array,
  form: Where['output'],
): { readonly output: Json } | { readonly because: string } {
  const text = new TextDecoder('utf-8').decode(bytes);
  if (form === 'markdown') return { output: text };
  try {
    return { output: JSON.parse(text) as Json };
  } catch (error) {
    return { because: error instanceof Error ? error.message : String(error) };
  }
}
