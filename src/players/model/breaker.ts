import type { Sha256, Waits } from '../../base/index.ts';
import type { ModelFault } from './fault.ts';

type Refused = Extract<ModelFault, { fault: 'refused' }>;

/** Where nobody said when it goes on, it is tried once more after this time, milliseconds: a Conductor may watch for days. */
const tryAgainAfter = 15 * 60_000;

interface Gone {
  readonly because: string;
  /** Milliseconds since 1970; absent where nobody said. */
  readonly until?: number;
  readonly tryAt: number;
}

/**
 * What is known of the endpoints that were asked, for as long as the players stand: whose quota is gone, what they
 * will never take, and which of them do not know `output_config`. Nothing that is known is asked again.
 */
export class Breaker {
  readonly #gone = new Map<string, Gone>();
  readonly #refused = new Map<string, { readonly fault: Refused; readonly tryAt: number }>();
  readonly #noForm = new Set<string>();

  /** A quota is gone: of a key, or of one model under it. */
  trip(
    endpoint: Sha256,
    model: string | undefined,
    because: string,
    until: number | undefined,
    now: number,
  ): void {
    this.#gone.set(nameOf(endpoint, model), {
      because,
      ...(until === undefined ? {} : { until }),
      tryAt: until ?? now + tryAgainAfter,
    });
  }

  /** Why it is not asked now, if so. */
  gone(endpoint: Sha256, model: string, now: number): Waits | undefined {
    for (const name of [nameOf(endpoint, undefined), nameOf(endpoint, model)]) {
      const gone = this.#gone.get(name);
      if (gone === undefined) continue;
      if (gone.tryAt > now)
        return {
          for: 'quota',
          because: gone.because,
          ...(gone.until === undefined ? {} : { until: new Date(gone.until).toISOString() }),
        };
      this.#gone.delete(name);
    }
    return undefined;
  }

  /** `what`: the key, the model under it, or one request: whatever it was that was refused. */
  refuse(endpoint: Sha256, what: string, fault: Refused, now: number): void {
    const known = { fault: { ...fault, before: true }, tryAt: now + tryAgainAfter };
    this.#refused.set(nameOf(endpoint, what), known);
  }

  refused(endpoint: Sha256, whats: readonly string[], now: number): Refused | undefined {
    return whats
      .map((what) => this.#refused.get(nameOf(endpoint, what)))
      .find((one) => one !== undefined && one.tryAt > now)?.fault;
  }

  /** `what`: a schema, or everything where the endpoint does not know the member itself. */
  takesNoForm(endpoint: Sha256, what: string): void {
    this.#noForm.add(nameOf(endpoint, what));
  }

  knowsNoForm(endpoint: Sha256, whats: readonly string[]): boolean {
    return whats.some((what) => this.#noForm.has(nameOf(endpoint, what)));
  }
}

const nameOf = (endpoint: Sha256, what: string | undefined): string =>
  JSON.stringify([endpoint, what ?? null]);
