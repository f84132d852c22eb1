import { unreachable } from '../base/index.ts';
import type { Instrument, Performer } from './score.ts';

/*
 * An attempt whose end nobody saw: its Conductor was killed, the connection broke, it was stopped half-way. Whether it
 * did what it was to do is not known, so what may follow is decided here and nowhere else.
 */

/** Methods that ask for nothing but an answer (RFC 9110, 9.2.1). */
export const isSafeMethod = (method: string): boolean => /^(GET|HEAD|OPTIONS|TRACE)$/i.test(method);

/** Playing it changes nothing that it does not bring back, as far as its front matter tells. */
export const isSafe = (performer: Performer): boolean =>
  performer.kind !== 'service' || isSafeMethod(performer.request.method);

/**
 * What is known of it. `answered`: its request was, and what that began is under way. Of a service that was asked for
 * it: `unknown` to it, or `silent`, where it gave no answer that says anything.
 */
export type SaidOfIt = 'not asked' | 'answered' | 'unknown' | 'silent';

/** Make it again; ask before anything is sent; leave it to a person. */
export type AfterUnseen = 'again' | 'ask' | 'person';

export function afterUnseen({ idempotent, performer }: Instrument, said: SaidOfIt): AfterUnseen {
  const status = performer.kind === 'service' ? performer.status : undefined;
  switch (said) {
    case 'not asked':
      return status !== undefined ? 'ask' : idempotent ? 'again' : 'person';
    case 'answered':
    case 'silent':
      return idempotent ? 'again' : 'ask';
    case 'unknown':
      return idempotent || status?.unknownIsSent === true ? 'again' : 'person';
    default:
      return unreachable(said);
  }
}

/**
 * An attempt acts outside from its start where that is written; a service from the moment at which a request that is
 * not safe leaves. What acts outside is noted before it does.
 */
export function actsOutside({
  idempotent,
  performer,
}: Instrument): 'never' | 'from its start' | 'when it sends' {
  if (performer.kind === 'service') return isSafe(performer) && idempotent ? 'never' : 'when it sends';
  return idempotent ? 'never' : 'from its start';
}
