import { digestOf, type Sha256 } from '../../base/index.ts';
import type { Model } from '../../score/index.ts';

/** Where a model is asked, and with what. */
export interface Endpoint {
  /** Without what the SDK puts behind it itself: `/v1`, and the slash at its end. */
  readonly url: string;
  readonly key?: { readonly kind: 'api key' | 'token'; readonly value: string; readonly variable: string };
  /** Of url and key, for what is remembered of them; the key cannot be read from it. */
  readonly id: Sha256;
}

export const provider = 'https://api.anthropic.com';

/** Variables that hold the provider's key, in order. */
export const providerKeys = ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'] as const;

/** Names of the variables whose values are keys for these models. */
export const keyNamesOf = (models: readonly Pick<Model, 'keyName'>[]): string[] => [
  ...new Set([...providerKeys, ...models.flatMap(({ keyName }) => (keyName === undefined ? [] : [keyName]))]),
];

/** A variable that is set, to what can be no address and no header: told before anything of it is sent or shown. */
interface Unusable {
  readonly unusable: string;
  readonly because: string;
}

/**
 * The endpoint of a model, or the variable that would have to be set. An endpoint that concerto.md names gets the key
 * that concerto.md names and no other.
 */
export function endpointOf(
  model: Pick<Model, 'baseUrl' | 'keyName'>,
  environment: { readonly [name: string]: string | undefined },
): Endpoint | { readonly unset: string } | Unusable {
  const { baseUrl, keyName } = model;
  const of = (name: string): string | undefined => {
    const value = environment[name]?.trim();
    return value === undefined || value === '' ? undefined : value;
  };
  if (baseUrl !== undefined) {
    if (keyName === undefined) return endpoint(baseUrl);
    const value = of(keyName);
    return value === undefined
      ? { unset: keyName }
      : endpoint(baseUrl, { kind: 'api key', value, variable: keyName });
  }
  const url = of('ANTHROPIC_BASE_URL') ?? provider;
  if (!isAddress(url))
    return {
      unusable: 'ANTHROPIC_BASE_URL',
      because:
        'it is no address that begins with `http://` or `https://` and holds no name, password, `?` or `#`',
    };
  for (const [variable, kind] of [
    [providerKeys[0], 'api key'],
    [providerKeys[1], 'token'],
  ] as const) {
    const value = of(variable);
    if (value !== undefined) return endpoint(url, { kind, value, variable });
  }
  return { unset: providerKeys[0] };
}

/** As `base_url` of concerto.md is held to. */
function isAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return [username, password, search, hash].every((one) => one === '');
}

const endpoint = (written: string, key?: Endpoint['key']): Endpoint | Unusable => {
  // Else it would be refused on the way, in a sentence that quotes it.
  if (key !== undefined && !/^[\u0021-\u007E]+$/.test(key.value))
    return { unusable: key.variable, because: 'no key has spaces, line ends or other than plain characters' };
  const url = written.replace(/(?:\/+v1)?\/*$/, '');
  return {
    url,
    ...(key === undefined ? {} : { key }),
    id: digestOf([url, key?.kind ?? null, key?.value ?? null]),
  };
};
