import { createHash, timingSafeEqual } from 'node:crypto';
import { refusal, type Refusal } from './problem.ts';

/** What the gate looks at; taken from a request or from an upgrade to a WebSocket alike. */
export interface Knock {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** What the browser says of who asks (Fetch Metadata); no page can change it. */
  readonly fetchSite: string | undefined;
  readonly authorization: string | undefined;
  /** `?token=` of the address. */
  readonly token: string | null;
}

/** Names under which this machine reaches the loopback address. */
const names = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Who may not come in, and why. Pure.
 * A name of another machine in `Host` is how a page rebinds its own name to this address; `Origin` is how a browser
 * says whose page asks. Both are looked at before the token, so that neither can be used to try one.
 */
export function refusalAt(
  door: { readonly port: number; readonly token: string },
  knock: Knock,
): Refusal | undefined {
  const foreign = refusalOfHost(door.port, knock.host);
  if (foreign !== undefined) return foreign;
  const hosts = names.map((name) => `${name}:${door.port}`);
  if (knock.origin !== undefined && !hosts.some((one) => knock.origin === `http://${one}`)) {
    return refusal(403, 'foreign_origin', 'a page of another origin may not ask this server anything');
  }
  if (knock.fetchSite === 'cross-site' || knock.fetchSite === 'same-site') {
    return refusal(403, 'foreign_origin', 'a page of another origin may not ask this server anything');
  }
  const [scheme, given] = /^(\S+) +(\S+) *$/.exec(knock.authorization ?? '')?.slice(1) ?? [];
  const token = scheme?.toLowerCase() === 'bearer' ? given : (knock.token ?? undefined);
  const challenge = { 'WWW-Authenticate': 'Bearer realm="simphony"' };
  if (token === undefined) {
    const message =
      'a token is needed: `Authorization: Bearer <token>`, or `?token=<token>` from a browser; `simphony serve` says where it lies';
    return refusal(401, 'token_missing', message, { headers: challenge });
  }
  if (!same(token, door.token)) {
    const message = "this is not the server's token; `simphony serve` says where it lies";
    return refusal(401, 'token_wrong', message, { headers: challenge });
  }
  return undefined;
}

/** No name at all is none of this machine's either. */
export function refusalOfHost(port: number, named: string | undefined): Refusal | undefined {
  const hosts = names.map((name) => `${name}:${port}`);
  const host = named?.toLowerCase();
  if (host !== undefined && (hosts.includes(host) || (port === 80 && names.includes(host)))) return undefined;
  const reached = hosts.slice(0, 2).join(' or ');
  return refusal(403, 'foreign_host', `this server is reached as ${reached}, not under another name`);
}

/** In a time that tells nothing about where they differ, nor how long the right one is. */
const same = (a: string, b: string): boolean => {
  const [p, q] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return p !== undefined && q !== undefined && timingSafeEqual(p, q);
};
