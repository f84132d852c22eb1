import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import type { Diagnostic } from '../base/index.ts';
import type { Runs } from '../conductor/index.ts';
import { drain, isUnread, textOf } from './body.ts';
import { eventStream } from './event-stream.ts';
import type { Feeds } from './feed.ts';
import { refusalAt } from './gate.ts';
import { knockOf, wantedEvents } from './knock.ts';
import { openapi } from './openapi.ts';
import { pageFile } from './page.ts';
import { guardedHeaders, problemOf, refusal, type Refusal } from './problem.ts';
import { listQuery, runId, type Details, type Run } from './shapes.ts';
import { submitted } from './submitted.ts';

type Bindings = { Bindings: HttpBindings };

export interface AppOptions {
  readonly runs: Runs;
  readonly feeds: Feeds;
  readonly door: { readonly port: number; readonly token: string };
  readonly version: string;
  /** Bytes of a body. */
  readonly bodyLimit: number;
  /** Told of what can only be a bug. */
  readonly bug: (error: unknown) => void;
}

/** Every address of the server, and what it answers. */
export function makeApp({ runs, feeds, door, version, bodyLimit, bug }: AppOptions): Hono<Bindings> {
  const app = new Hono<Bindings>();
  const document = openapi(version);

  app.use(async (c, next) => {
    const isAsset = c.req.method === 'GET' && c.req.path.startsWith('/page/');
    const refused = refusalAt(door, knockOf(c.env.incoming));
    if (refused === undefined || (isAsset && refused.status === 401)) await next();
    else if (refused.status === 401 && c.req.path === '/' && wantsPage(c))
      c.res = await page(c, 'door.html', 401);
    else c.res = refuse(c, refused);
    for (const [name, value] of Object.entries(guardedHeaders)) c.res.headers.set(name, value);
    if (isUnread(c.env.incoming)) {
      const answer = c.res;
      c.res = undefined;
      c.res = await answeredWhileSending(c, answer);
    }
  });

  app.get('/', (c) => page(c, 'page.html', 200));
  app.get('/page/:name', async (c) => page(c, c.req.param('name'), 200));
  app.get('/openapi.json', (c) => c.json(document));

  app.post('/runs', async (c) => {
    const body = await textOf(c.env.incoming, bodyLimit);
    if ('refused' in body) return refuse(c, body.refused);
    const read = submitted(c.req.header('content-type'), body.text);
    if ('refused' in read) return refuse(c, read.refused);
    const answer = await runs.submit(read.submission);
    if ('mistakes' in answer) return refuse(c, refusedFor(answer.mistakes));
    const { run_id, status } = answer.run;
    return c.json({ run_id, status }, 202, { Location: `/runs/${run_id}` });
  });

  app.get('/runs', async (c) => {
    const query = listQuery.safeParse(withoutToken(c));
    if (!query.success) return refuse(c, badQuery('`limit` is a whole number from 1 to 10000'));
    const all = await runs.list();
    return c.json({ runs: all.slice(0, query.data.limit) satisfies Run[], total: all.length });
  });

  app.get('/runs/:id', async (c) => {
    const id = c.req.param('id');
    const run = runId.safeParse(id).success ? await runs.read(id) : undefined;
    return run === undefined ? refuse(c, noSuchRun(id)) : c.json(run satisfies Details);
  });

  app.post('/runs/:id/cancel', async (c) => {
    const id = c.req.param('id');
    const run = runId.safeParse(id).success ? await runs.cancel(id) : undefined;
    if (run === undefined) return refuse(c, noSuchRun(id));
    return 'mistakes' in run ? refuse(c, refusedFor(run.mistakes)) : c.json(run satisfies Run);
  });

  app.get('/events', async (c) => {
    const wanted = await wantedEvents(c.env.incoming, runs, feeds);
    if ('status' in wanted) return refuse(c, wanted);
    if (c.env.incoming.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
    feeds.add(eventStream(c.env.outgoing), wanted);
    return RESPONSE_ALREADY_SENT;
  });

  const allowed: { readonly [path: string]: string } = {
    '/': 'GET, HEAD',
    '/openapi.json': 'GET, HEAD',
    '/runs': 'GET, HEAD, POST',
    '/runs/:id': 'GET, HEAD',
    '/runs/:id/cancel': 'POST',
    '/events': 'GET, HEAD',
  };
  for (const [path, Allow] of Object.entries(allowed)) {
    app.all(path, (c) =>
      refuse(
        c,
        refusal(405, 'method', `${c.req.method} does nothing here; ${Allow} does`, { headers: { Allow } }),
      ),
    );
  }
  app.notFound((c) =>
    refuse(
      c,
      refusal(404, 'no_such_address', `nothing is at ${c.req.path}; /openapi.json says what there is`),
    ),
  );
  app.onError((error, c) => {
    bug(error);
    return refuse(c, aBug);
  });
  return app;
}

/** Mistakes that no other body would mend: the server is ending, or the disk or git refuses. */
const notTheirs: ReadonlySet<string> = new Set(['closing', 'cannot_write', 'git_failed']);

function refusedFor(diagnostics: readonly Diagnostic[]): Refusal {
  const [first, ...others] = diagnostics;
  const more = others.length === 0 ? '' : `, and ${others.length} more in \`diagnostics\``;
  const message = `${first?.message ?? 'it can not be played'}${more}`;
  return diagnostics.every(({ code }) => notTheirs.has(code))
    ? refusal(503, 'not_now', message, { diagnostics })
    : refusal(422, 'not_playable', message, { diagnostics });
}

export const aBug = refusal(500, 'bug', 'this is a bug in simphony; what is in git and the journal is safe');

const refuse = (c: Context<Bindings>, refused: Refusal): Response =>
  c.json(problemOf(refused), refused.status, { ...refused.headers });

const badQuery = (message: string): Refusal => refusal(400, 'bad_query', message);
const noSuchRun = (id: string): Refusal =>
  refusal(
    404,
    'no_such_run',
    `there is no run ${JSON.stringify(id.slice(0, 80))} here; GET /runs lists them`,
  );

/** The answer goes out whole at once, and the connection ends, if it must, only when the sender has been heard out. */
async function answeredWhileSending({ env }: Context<Bindings>, answer: Response): Promise<Response> {
  const { incoming, outgoing } = env;
  const body = Buffer.from(await answer.arrayBuffer());
  outgoing.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    'Content-Length': body.length,
  });
  outgoing.write(body);
  void drain(incoming).then(() => outgoing.end());
  return RESPONSE_ALREADY_SENT;
}

async function page(c: Context<Bindings>, name: string, status: 200 | 401): Promise<Response> {
  const file = await pageFile(name);
  if (file === undefined) return c.notFound();
  return c.body(file.text, status, { ...file.headers });
}

/** A browser that shows what it gets, not a script of it. */
const wantsPage = (c: Context<Bindings>): boolean =>
  (c.req.header('accept') ?? '').split(',').some((one) => one.trim().startsWith('text/html'));

function withoutToken(c: Context<Bindings>): { readonly [name: string]: string } {
  const { token: _, ...others } = c.req.query();
  return others;
}
