import type { Diagnostic } from '../base/index.ts';
import type { Problem } from './shapes.ts';

/** The statuses that a request can be refused with. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 408 | 413 | 415 | 422 | 426 | 431 | 500 | 503;

/** Why a request is not done: one shape for every error of the server. */
export interface Refusal {
  readonly status: RefusalStatus;
  readonly code: string;
  readonly message: string;
  readonly diagnostics?: readonly Diagnostic[];
  readonly headers?: { readonly [name: string]: string };
}

export const refusal = (
  status: RefusalStatus,
  code: string,
  message: string,
  more: Pick<Refusal, 'diagnostics' | 'headers'> = {},
): Refusal => ({ status, code, message, ...more });

export const problemOf = ({ code, message, diagnostics }: Refusal): Problem => ({
  error: { code, message, ...(diagnostics === undefined ? {} : { diagnostics }) },
});

/** What every answer says besides what it is about: nothing is kept, guessed, framed or told to another place. */
export const guardedHeaders = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;
