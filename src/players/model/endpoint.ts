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

const provider = 'https://api.anthropic.com';

/** Variables that hold the provider's key, in order. */
export const providerKeys = ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'] as const;

/** Names of the variables whose values are keys for these models. */
export const keyNamesOf = (models: readonly Pick<Model, 'keyName'>[]): string[] => [
  ...new Set([...providerKeys, ...models.flatMap(({ keyName }) => (keyName === undefined ? [] : [keyName]))]),
];

/**
 * The endpoint of a model, or the variable that would have to be set. An endpoint that concerto.md names gets the key
 * that concerto.md names and no other.
 */
export function endpointOf(
  model: Pick<Model, 'baseUrl' | 'keyName'>,
  environment: { readonly [name: string]: string | undefined },
): Endpoint | { readonly unset: string } {
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
  for (const [variable, kind] of [
    [providerKeys[0], 'api key'],
    [providerKeys[1], 'token'],
  ] as const) {
    const value = of(variable);
    if (value !== undefined) return endpoint(url, { kind, value, variable });
  }
  return { unset: providerKeys[0] };
}

const endpoint = (written: string, key?: Endpoint['key']): Endpoint => {
  const url = written.replace(/(?:\/+v1)?\/*$/, '');
  return {
    url,
    ...(key === undefined ? {} : { key }),
    id: digestOf([url, key?.kind ?? null, key?.value ?? null]),
  };
};
