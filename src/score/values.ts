import * as z from 'zod';
import type { Json } from '../base/index.ts';
import { semver } from './semver.ts';

/**
 * The types of single values in front matter. The message of each issue is the noun phrase of what is expected;
 * `params.help` says more where a person is likely to have meant something else.
 */

/** Reads a value with a function that returns `undefined` for what it does not take. */
function taken<T>(
  expected: string,
  read: (value: unknown) => T | undefined,
  help?: (value: unknown) => string | undefined,
) {
  return z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    const more = help?.(value);
    context.addIssue({
      code: 'custom',
      message: expected,
      ...(more === undefined ? {} : { params: { help: more } }),
    });
    return z.NEVER;
  });
}

const quoted = (value: unknown): string | undefined =>
  typeof value === 'number' || typeof value === 'boolean' ? `quote it: \`"${value}"\`` : undefined;

export const text = (expected = 'a text') =>
  taken(expected, (value) => (typeof value === 'string' && value.trim() !== '' ? value : undefined), quoted);

/** May be empty. */
export const prose = taken(
  'a text',
  (value) => (value === null ? '' : typeof value === 'string' ? value : undefined),
  quoted,
);

export const yesOrNo = z.boolean({ error: '`true` or `false`' });

export const wholeFrom = (least: number) =>
  taken(`a whole number of at least ${least}`, (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least ? value : undefined,
  );

export const above0 = taken('a number above 0', (value) =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined,
);

export const from0 = taken('a number of at least 0', (value) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined,
);

/** Where an endpoint begins: what is asked of it is appended. A name and password in it would stand in every message. */
export const endpoint = taken(
  'an address that begins with `http://` or `https://`',
  (value) => {
    const url = typeof value === 'string' ? parsedUrl(value) : undefined;
    if (url === undefined || typeof value !== 'string') return undefined;
    const bare = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    return bare ? value.replace(/\/+$/, '') : undefined;
  },
  (value) =>
    typeof value === 'string' && parsedUrl(value) !== undefined
      ? 'leave out names, passwords, `?` and `#`; `key` names the variable that holds its key'
      : undefined,
);

function parsedUrl(text: string): URL | undefined {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

export const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The name or id of a model, or a list of them in the order of preference. */
export const models = z.unknown().transform((value, context): readonly string[] => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((one) => typeof one === 'string' && one.trim() !== ''))
    return list.map(String);
  const wrong = list.findIndex((one) => typeof one !== 'string' || one.trim() === '');
  const more = quoted(list[wrong]);
  context.addIssue({
    code: 'custom',
    message: 'the name or id of a model, or a list of them',
    ...(Array.isArray(value) && wrong !== -1 ? { path: [wrong] } : {}),
    ...(more === undefined ? {} : { params: { help: more } }),
  });
  return z.NEVER;
});

export const version = taken(
  'a version such as `1.0.0`',
  (value) => (typeof value === 'string' && semver.test(value) ? value : undefined),
  (value) => (typeof value === 'number' ? 'a version has three numbers' : undefined),
);

export const channels = taken('1 or 2', (value) => (value === 1 || value === 2 ? value : undefined));

/** Any JSON value. Front matter holds nothing else. */
export const json = z.custom<Json>(() => true);

/** Any map; its keys are read one by one elsewhere. */
export const map = taken('a map', (value) =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? true : undefined,
);

export const list = taken('a list', (value) => (Array.isArray(value) ? true : undefined));

interface ListWords {
  /** What the whole should be, and each entry. */
  readonly list: string;
  readonly entry: string;
  readonly help?: (value: unknown) => string | undefined;
  readonly least?: number;
  readonly fits?: RegExp;
}

/** A list of texts. Each entry is looked at on its own, so that all that are wrong are told. */
function listOf({ list, entry, help, least = 0, fits = /\S/ }: ListWords) {
  return z.unknown().transform((value, context): readonly string[] => {
    if (!Array.isArray(value) || value.length < least) {
      const more = help?.(value);
      context.addIssue({
        code: 'custom',
        message: list,
        ...(more === undefined ? {} : { params: { help: more } }),
      });
      return z.NEVER;
    }
    return value.map((one: unknown, index) => {
      if (typeof one === 'string' && fits.test(one)) return one;
      const more = quoted(one);
      context.addIssue({
        code: 'custom',
        message: entry,
        path: [index],
        ...(more === undefined ? {} : { params: { help: more } }),
      });
      return '';
    });
  });
}

export const names = listOf({
  list: 'a list of names',
  entry: 'a name',
  help: (value) => (typeof value === 'string' ? `write \`[${value}]\`` : undefined),
});

export const needs = listOf({
  list: 'a list of needs',
  entry: '`sheet`, `handoff`, `record` or the name of an instrument',
  help: (value) => (typeof value === 'string' ? `write \`[${value}]\`` : undefined),
});

/** The body of a loop. */
export const nicknames = listOf({
  list: 'a list of instruments',
  entry: 'a nickname',
  help: (value) => (typeof value === 'string' ? `write \`[${value}]\`` : undefined),
  least: 1,
});

/** The words of a command: never split, never seen by a shell. */
export const command = listOf({
  list: 'a list of words',
  entry: 'a text',
  help: (value) =>
    typeof value === 'string' ? `write \`[${value.split(/\s+/).join(', ')}]\`; there is no shell` : undefined,
  least: 1,
  fits: /^/,
});

export const patterns = listOf({
  list: 'a list of paths and patterns',
  entry: 'a path or pattern',
  help: (value) => (typeof value === 'string' ? `write \`["${value}"]\`` : undefined),
});

export const variables = listOf({
  list: 'a list of names of variables',
  entry: 'the name of a variable',
  fits: variableName,
});

const durations = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** `500ms`, `300s`, `10m`, `2h`, in milliseconds; at most 2^31-1, which is what a timer takes. */
export const duration = taken(
  'a duration such as `300s`, `10m` or `2h`',
  (value) => {
    const [, number, unit] =
      typeof value === 'string' ? (/^(\d+(?:\.\d+)?) ?(ms|s|m|h)$/.exec(value) ?? []) : [];
    if (number === undefined || unit === undefined) return undefined;
    const ms = Math.round(Number(number) * durations[unit as keyof typeof durations]);
    return ms >= 1 && ms <= 2_147_483_647 ? ms : undefined;
  },
  (value) => {
    if (typeof value === 'number') return `say of what: \`${value}s\`, \`${value}m\` or \`${value}ms\``;
    return typeof value === 'string' && /^\d+(\.\d+)? ?(ms|s|m|h)$/.test(value)
      ? 'from 1ms to 24 days'
      : undefined;
  },
);

const sizes = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

/** `64KiB`, `1MiB`, or a number of bytes. */
export const size = taken(
  'a size such as `64KiB` or `1MiB`',
  (value) => {
    if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 1 ? value : undefined;
    const [, number, unit] =
      typeof value === 'string' ? (/^(\d+(?:\.\d+)?) ?(B|KiB|MiB|GiB)$/.exec(value) ?? []) : [];
    if (number === undefined || unit === undefined) return undefined;
    const bytes = Math.round(Number(number) * sizes[unit as keyof typeof sizes]);
    return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
  },
  (value) => {
    const [, number, letter] =
      typeof value === 'string' ? (/^(\d+(?:\.\d+)?) ?([kKMG])i?[bB]?$/.exec(value) ?? []) : [];
    return number === undefined || letter === undefined
      ? undefined
      : `write \`${number}${letter.toUpperCase()}iB\``;
  },
);

export const oneOf = <const V extends readonly [string, ...string[]]>(values: V) =>
  z.enum(values, { error: values.map((value) => `\`${value}\``).join(values.length === 2 ? ' or ' : ', ') });

/** The source of an expression. YAML's own `true` and numbers are expressions too; empty is told apart from wrong. */
export const expression = taken(
  'an expression',
  (value) =>
    value === null || value === ''
      ? ''
      : typeof value === 'string'
        ? value
        : typeof value === 'boolean' || typeof value === 'number'
          ? String(value)
          : undefined,
  () => 'quote it: YAML reads this as a list or a map',
);

/** Events that the Conductor names itself (design, Events); `take_accepted` is what `emits` replaces. */
const ownEvents: ReadonlySet<string> = new Set([
  'session_start',
  'start',
  'progress',
  'attempt_failed',
  'error',
  'kept',
  'skipped',
  'waiting',
  'session_end',
]);

export const event = taken(
  'a name such as `analysis_complete`',
  (value) =>
    typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_.-]{0,79}$/.test(value) && !ownEvents.has(value)
      ? value
      : undefined,
  (value) =>
    typeof value === 'string' && ownEvents.has(value) ? 'that is an event of the Conductor' : undefined,
);
