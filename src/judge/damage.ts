import { isJsonObject, sha256, type Json, type TakeFile } from '../base/index.ts';

/** A damaged copy of a take. */
export interface Damage {
  /** For a person: `output.samples/3/freq: 440 becomes 20001`. */
  readonly what: string;
  readonly output: Json;
  readonly files: readonly TakeFile[];
}

/** Where to look first: what a criterion reads of the output, and the values that it compares with. */
export interface Hints {
  /** Member paths inside the output; empty paths stand for the whole. */
  readonly paths: readonly (readonly string[])[];
  readonly literals: readonly (string | number)[];
  readonly readsFiles: boolean;
}

type Path = readonly (string | number)[];

/** How many places in an output are damaged, and how many of a long object's members or literals are looked at. */
const placesTried = 80;
const membersTried = 24;
const literalsTried = 12;

/**
 * Damaged copies of a take, those that the hints point at first: a field removed, a number moved, an array shortened
 * or lengthened, a string emptied, a type changed, a file emptied, truncated, grown or removed.
 * Deterministic and finite: at most a few thousand, made one at a time. Copies share what was not damaged.
 */
export function* damagesOf(
  take: { readonly output: Json; readonly files: readonly TakeFile[] },
  hints: Hints,
): Generator<Damage> {
  const { output, files } = take;
  const literals = hints.literals.slice(0, literalsTried);
  if (hints.readsFiles) yield* damagedFiles(output, files, literals);
  for (const path of placesIn(output, hints.paths)) {
    const before = valueAt(output, path);
    if (before === undefined) continue;
    const where = `output${path.map((step) => `/${step}`).join('')}`;
    if (path.length > 0) yield { what: `${where} is removed`, output: without(output, path), files };
    for (const [how, after] of changed(before, literals)) {
      yield { what: `${where}: ${how}`, output: withValue(output, path, after), files };
    }
  }
  if (!hints.readsFiles) yield* damagedFiles(output, files, literals);
}

/** Breadth first below each hinted path, then below the whole: near the root a damage is easiest to understand. */
function placesIn(output: Json, paths: readonly (readonly string[])[]): readonly Path[] {
  const places = new Map<string, Path>();
  const roots: Path[] = [
    ...paths.map((path) => existing(output, path)).toSorted((a, b) => b.length - a.length),
    [],
  ];
  for (const root of roots) {
    const waiting: Path[] = [root];
    for (let at = 0; at < waiting.length && places.size < placesTried; at++) {
      const path = waiting[at];
      if (path === undefined) continue;
      places.set(JSON.stringify(path), path);
      waiting.push(...stepsFrom(valueAt(output, path)).map((step) => [...path, step]));
      if (waiting.length > placesTried * membersTried) break;
    }
  }
  return [...places.values()];
}

/** The part of a path that is there: an expression may read into an array's elements or over an optional member. */
function existing(output: Json, path: readonly string[]): Path {
  const there: string[] = [];
  for (const step of path) {
    if (valueAt(output, [...there, step]) === undefined) break;
    there.push(step);
  }
  return there;
}

function stepsFrom(value: Json | undefined): readonly (string | number)[] {
  if (Array.isArray(value))
    return [...new Set([0, value.length - 1, 1])].filter((index) => index >= 0 && index < value.length);
  return isJsonObject(value) ? Object.keys(value).slice(0, membersTried) : [];
}

function valueAt(value: Json, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (Array.isArray(at)) at = (at as readonly Json[])[Number(step)];
    else at = isJsonObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}

function withValue(value: Json, path: Path, after: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return after;
  if (Array.isArray(value))
    return (value as readonly Json[]).map((entry, index) =>
      index === step ? withValue(entry, rest, after) : entry,
    );
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === step ? withValue(member, rest, after) : member,
    ]),
  );
}

function without(value: Json, path: Path): Json {
  const [last] = path.slice(-1);
  const parent = valueAt(value, path.slice(0, -1));
  if (Array.isArray(parent))
    return withValue(
      value,
      path.slice(0, -1),
      (parent as readonly Json[]).filter((_, index) => index !== last),
    );
  if (!isJsonObject(parent)) return value;
  return withValue(
    value,
    path.slice(0, -1),
    Object.fromEntries(Object.entries(parent).filter(([key]) => key !== last)),
  );
}

type Changed = readonly [how: string, after: Json];

function changed(value: Json, literals: Hints['literals']): readonly Changed[] {
  if (typeof value === 'number') return moved(value, literals);
  if (typeof value === 'string') return rewritten(value, literals);
  if (typeof value === 'boolean')
    return [
      [`becomes ${!value}`, !value],
      ['becomes text', String(value)],
    ];
  if (value === null)
    return [
      ['null becomes 0', 0],
      ['null becomes text', 'damaged'],
      ['null becomes an object', {}],
    ];
  return Array.isArray(value)
    ? resized(value as readonly Json[], literals)
    : emptied(value as { readonly [key: string]: Json });
}

function moved(value: number, literals: Hints['literals']): readonly Changed[] {
  const near = literals
    .filter((literal) => typeof literal === 'number')
    .flatMap((literal) => [literal, literal + 1, literal - 1, literal + 0.5]);
  const far = [value + 1, value - 1, -value - 1, 0, 1e12, -1e12, value + 0.5];
  const numbers = [...new Set([...near, ...far])].filter((one) => one !== value && Number.isFinite(one));
  return [
    ...numbers.map((one): Changed => [`${value} becomes ${one}`, one]),
    [`${value} becomes text`, String(value)],
    [`${value} becomes null`, null],
  ];
}

function rewritten(value: string, literals: Hints['literals']): readonly Changed[] {
  const texts = literals.filter((literal) => typeof literal === 'string' && literal !== '').map(String);
  const lengths = literals
    .filter(
      (literal) =>
        typeof literal === 'number' && Number.isInteger(literal) && literal >= 0 && literal < 10_000,
    )
    .map(Number);
  const how: Changed[] = [
    ['is emptied', ''],
    ['becomes other text', 'damaged'],
  ];
  for (const text of texts) {
    how.push(
      [`becomes ${JSON.stringify(text)}`, text],
      [`gains ${JSON.stringify(text)}`, value + text],
      [`begins with ${JSON.stringify(text)}`, text + value],
    );
    if (value.includes(text)) how.push([`loses ${JSON.stringify(text)}`, value.replaceAll(text, '')]);
  }
  for (const length of lengths)
    how.push([`becomes ${length + 1} characters long`, value.padEnd(length + 1, 'x').slice(0, length + 1)]);
  how.push(
    ['is cut in half', value.slice(0, value.length >> 1)],
    ['gains a character', `${value}x`],
    ['grows long', value + 'x'.repeat(2_000)],
  );
  how.push(['gains a line', `${value}\n`], ['becomes a number', 0], ['becomes null', null]);
  return how.filter(([, after]) => after !== value);
}

/** Longest array that is made to pass a length that a criterion names. */
const longest = 5_000;

function resized(value: readonly Json[], literals: Hints['literals']): readonly Changed[] {
  const [first] = value;
  const last = value.at(-1) ?? 0;
  const how: Changed[] = [
    ['is emptied', []],
    ['loses its last element', value.slice(0, -1)],
    ['gains a copy of its last element', [...value, last]],
    ['loses its first element', value.slice(1)],
    ['gains null', [...value, null]],
    ['is turned round', value.toReversed()],
    ['has copies of its first element only', value.map(() => first ?? null)],
    ['becomes an object', {}],
    ['becomes null', null],
  ];
  for (const literal of literals) {
    if (typeof literal !== 'number' || !Number.isInteger(literal) || literal < 0 || literal > longest) {
      if (typeof literal === 'string') how.push([`gains ${JSON.stringify(literal)}`, [...value, literal]]);
      continue;
    }
    for (const length of [literal, literal + 1]) {
      if (length !== value.length)
        how.push([`becomes ${length} long`, Array.from({ length }, (_, index) => value[index] ?? last)]);
    }
  }
  return how;
}

const emptied = (value: { readonly [key: string]: Json }): readonly Changed[] => [
  ['is emptied', {}],
  ['gains a member', { ...value, damaged: true }],
  ['becomes an array', []],
  ['becomes null', null],
  ['becomes text', 'damaged'],
];

/** Only facts about files are damaged here: their content is judged by path, size and digest. */
function* damagedFiles(
  output: Json,
  files: readonly TakeFile[],
  literals: Hints['literals'],
): Generator<Damage> {
  const other = sha256('damaged');
  if (files.length > 0) yield { what: 'all files are removed', output, files: [] };
  for (const [index, file] of files.slice(0, membersTried).entries()) {
    const instead = (what: string, changes: readonly TakeFile[]): Damage => ({
      what: `${file.path} ${what}`,
      output,
      files: files.toSpliced(index, 1, ...changes),
    });
    yield instead('is removed', []);
    const near = literals
      .filter((literal) => typeof literal === 'number' && Number.isInteger(literal) && literal > 0)
      .flatMap((literal) => [Number(literal), Number(literal) + 1, Number(literal) - 1]);
    for (const size of new Set([0, file.size >> 1, ...near, file.size + 1, 2 ** 40])) {
      if (size !== file.size)
        yield instead(size === 0 ? 'is emptied' : `has ${size} bytes`, [
          { ...file, size, sha256: size === 0 ? sha256('') : other },
        ]);
    }
    yield instead('has other content of the same size', [{ ...file, sha256: other }]);
    yield instead('is renamed', [{ ...file, path: `${file.path}.damaged` }]);
    yield instead('is there twice', [file, { ...file, path: `${file.path}.copy` }]);
  }
  yield {
    what: 'a file more is there',
    output,
    files: [...files, { path: 'output/damaged', size: 1, sha256: other }],
  };
}
