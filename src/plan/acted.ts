import type { Json, Key } from '../base/index.ts';
import { afterUnseen, type Instrument } from '../score/index.ts';

/** The last attempt of a part that acted outside and whose take was not accepted, as the journal knows it. */
export interface Acted {
  readonly key: Key;
  readonly attempt: number;
  /** Which attempt under this key it is, over all sessions: what its idempotency key was made of. */
  readonly nth: number;
  readonly idempotencyKey?: string;
  /** `over`: its end was seen, and it brought no take. */
  readonly how: 'unseen' | 'answered' | 'over';
  /** What its request was answered. */
  readonly answer?: Json;
  /** A person said that it may be made again. */
  readonly allowed?: true;
}

/** Where a part that plays begins, or why it does not. */
export type Beginning =
  | {
      readonly begins: true;
      readonly attempt: number;
      /** Attempts under the same key before the first one that is counted now. */
      readonly before: number;
      /** That of the attempt that is made once more. */
      readonly idempotencyKey?: string;
      /** The first attempt began in an earlier session, and its end was not seen. */
      readonly unseen?: { readonly answer?: Json };
    }
  | { readonly begins: false; readonly because: string };

const anew: Beginning = { begins: true, attempt: 1, before: 0 };

/**
 * Goes on where an attempt that acted outside was left: from its answer, by asking the service, by making it again
 * under the same idempotency key, or not at all before a person has decided.
 */
export function beginningOf(
  acted: Acted | undefined,
  part: { readonly instrument: Instrument; readonly key: Key; readonly askedFor: boolean },
): Beginning {
  if (acted === undefined) return anew;
  const { instrument } = part;
  const askedFor = part.askedFor || acted.allowed === true;
  const next = afterUnseen(instrument, 'not asked');
  if (acted.key !== part.key) {
    if (acted.how !== 'unseen' || askedFor || next === 'again') return anew;
    return { begins: false, because: sentence(instrument, 'another key') };
  }
  if (acted.how === 'over' || (acted.how === 'answered' && askedFor))
    return { begins: true, attempt: 1, before: acted.nth };
  if (acted.how === 'unseen' && next === 'person' && !askedFor)
    return { begins: false, because: sentence(instrument, 'this key') };
  if (instrument.performer.kind !== 'service') return anew;
  const { attempt, nth, idempotencyKey, answer } = acted;
  return {
    begins: true,
    attempt,
    before: nth - attempt,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(askedFor ? {} : { unseen: answer === undefined ? {} : { answer } }),
  };
}

/** More is to be found out than whether its key changed. */
export const asksOn = (begins: Extract<Beginning, { begins: true }>, instrument: Instrument): boolean =>
  begins.unseen !== undefined && wayOn(begins, instrument) !== 'its request';

export function wayOn(
  { unseen }: Extract<Beginning, { begins: true }>,
  instrument: Instrument,
): 'its answer' | 'its status' | 'its request' {
  if (unseen?.answer !== undefined) return 'its answer';
  return afterUnseen(instrument, 'not asked') === 'ask' ? 'its status' : 'its request';
}

function sentence({ performer }: Instrument, under: 'this key' | 'another key'): string {
  const changed = under === 'this key' ? '' : ', and what it hears or is made of has changed since';
  return performer.kind === 'service'
    ? `its request was sent and no answer was seen${changed}; it is not sent again unasked`
    : `it was playing when its Conductor was stopped or killed${changed}; it is not played again unasked`;
}
