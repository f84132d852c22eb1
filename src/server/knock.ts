import type { IncomingMessage } from 'node:http';
import type { Runs } from '../conductor/index.ts';
import type { Feeds, Wanted } from './feed.ts';
import type { Knock } from './gate.ts';
import { refusal, type Refusal } from './problem.ts';
import { eventsQuery } from './shapes.ts';

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** The query of a request, whether its target is a path or a whole address. Empty where it is neither. */
export function queryOf({ url }: IncomingMessage): URLSearchParams {
  const at = url?.indexOf('?') ?? -1;
  return new URLSearchParams(at === -1 ? '' : url?.slice(at + 1));
}

/** What the gate looks at. */
export const knockOf = (incoming: IncomingMessage): Knock => ({
  host: incoming.headers.host,
  origin: incoming.headers.origin,
  fetchSite: one(incoming.headers['sec-fetch-site']),
  authorization: incoming.headers.authorization,
  token: queryOf(incoming).get('token'),
});

/** Which events somebody wants to hear, or why they can't. */
export async function wantedEvents(
  incoming: IncomingMessage,
  runs: Runs,
  feeds: Feeds,
): Promise<Wanted | Refusal> {
  if (feeds.isFull) {
    const message = 'as many listen as this server bears; try again later';
    return refusal(503, 'too_many_listeners', message, { headers: { 'Retry-After': '10' } });
  }
  const { token: _, ...asked } = Object.fromEntries(queryOf(incoming));
  const last = one(incoming.headers['last-event-id']);
  const query = eventsQuery.safeParse({
    ...asked,
    ...(last === undefined || last === '' ? {} : { after: last }),
  });
  if (!query.success) {
    const message =
      '`run_id` is the id of a run, `after` or `Last-Event-ID` that of an event: a whole number';
    return refusal(400, 'bad_query', message);
  }
  const { run_id: run, after } = query.data;
  if (run !== undefined && !(await runs.list()).some(({ run_id }) => run_id === run)) {
    return refusal(404, 'no_such_run', `there is no run ${JSON.stringify(run)} here; GET /runs lists them`);
  }
  return { ...(run === undefined ? {} : { run }), ...(after === undefined ? {} : { after }) };
}
