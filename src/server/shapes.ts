import { z } from 'zod';
import type { Json } from '../base/index.ts';
import type { LoggedEvent, RunDetails, RunView, SessionEvent } from '../conductor/index.ts';

/**
 * What goes over the wire, each shape once: what comes in is parsed by it, `openapi.ts` makes the document of it, and
 * the tests hold every answer to that document.
 */

const json = z.custom<Json>(() => true).meta({ id: 'Json', description: 'Any JSON value.' });
const jsonObject = z.record(z.string(), json);

/** Ids of runs and of sessions: what may stand in a path and in a query. */
export const runId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/)
  .meta({
    description: 'Given at submission: 12 hex digits; of a session that nobody submitted, its own id.',
  });

const status = z.enum(['queued', 'running', 'ok', 'failed', 'waiting', 'cancelled']).meta({
  id: 'RunStatus',
  description:
    '`waiting` has ended and goes on when a budget, a quota or an approval lets it. A run that was cut off by the end of the server is `queued` again.',
});

const accepted = z
  .strictObject({ run_id: runId, status })
  .meta({ id: 'Accepted', description: 'The run has its place in the queue, and that is on disk.' });

const view = {
  run_id: runId,
  status,
  title: z.string(),
  sheet: z.string().optional().meta({
    description:
      "Where the sheet or the input lies, from the workspace's folder; not known of a session that nobody submitted.",
  }),
  session: z.string().optional().meta({ description: 'The session that it became, once it has begun.' }),
  playing: z
    .array(z.string())
    .readonly()
    .meta({ description: 'The nodes that play just now, in the order they began.' }),
  code: z
    .int()
    .optional()
    .meta({ description: 'Exit code, once ended: 0 ok, 1 a part failed, 3 a criterion failed, …' }),
  reason: z.string().optional().meta({ description: 'Why it failed, waits, or has not begun yet.' }),
};

const run = z.strictObject(view).meta({ id: 'Run' });

const runList = z
  .strictObject({
    runs: z.array(run).meta({ description: 'Newest first.' }),
    total: z.int().min(0).meta({ description: 'How many there are, whatever `limit` says.' }),
  })
  .meta({ id: 'RunList' });

const runDetails = z
  .strictObject({
    ...view,
    outputs: z
      .record(z.string(), json)
      .meta({ description: 'The accepted output of each node, by the names that events use.' }),
    omitted: z.array(z.string()).readonly().optional().meta({
      description: 'Nodes whose outputs are not told: they are too large together, or no commit holds them.',
    }),
    scores: z.record(z.string(), jsonObject).meta({ description: 'What those outputs say under `metrics`.' }),
    ensembles: z.record(
      z.string(),
      z.strictObject({
        status: z.enum(['ok', 'failed', 'blocked', 'skipped', 'waiting']),
        result: json,
      }),
    ),
    usage: z
      .strictObject({
        tokens: z.number().min(0),
        usd: z.number().min(0).nullable().meta({ description: 'null where a price is unknown.' }),
        ms: z.number().min(0),
      })
      .optional(),
  })
  .meta({ id: 'RunDetails' });

const milliseconds = z.number().optional();
const whole = z.int().min(0).optional();
const event = z
  .strictObject({
    id: z.int().min(1).meta({ description: 'Counts up by 1 over all runs and starts of the server.' }),
    run_id: z.string(),
    event: z.string().meta({
      description:
        'session_start, start, progress, attempt_failed, error, kept, skipped, waiting, session_end, and take_accepted or what the instrument emits.',
    }),
    node: z.string().meta({ description: "The part; empty for the session's own events." }),
    phase: z.enum(['start', 'progress', 'end']),
    timestamp: z.iso.datetime(),
    sample_id: z.string().optional().meta({ description: 'The item of a fan-out.' }),
    step: z.string().optional().meta({ description: "The instrument's nickname." }),
    iters: z.number().optional(),
    elapsed_ms: milliseconds,
    duration_ms: milliseconds,
    metrics: jsonObject.optional(),
    error_msg: z.string().optional(),
    share: z.number().optional().meta({ description: '0..1, on `progress`.' }),
    message: z.string().optional(),
    verdict: z.string().optional(),
    known: whole,
    ended: whole,
    items: whole,
    tokens: z.number().optional(),
    usd: z.number().optional(),
    replayed: z.boolean().optional(),
  })
  .meta({ id: 'Event' });

const missed = z
  .strictObject({
    missed: z.strictObject({
      after: z.int().min(0).meta({ description: 'The id that was asked for.' }),
      from: z.int().min(1).meta({ description: 'The id of the next event that can be told.' }),
    }),
  })
  .meta({
    id: 'Missed',
    description: 'Told first, in place of events that are kept no more, or that this log never had.',
  });

const span = z.strictObject({
  file: z.string(),
  line: z.int(),
  column: z.int(),
  length: z.int().optional(),
});
const diagnostic = z
  .strictObject({
    code: z.string(),
    severity: z.enum(['mistake', 'warning']),
    at: span.optional(),
    excerpt: z.string().optional(),
    message: z.string(),
    help: z.string().optional(),
    also: z
      .array(z.strictObject({ at: span, message: z.string() }))
      .readonly()
      .optional(),
  })
  .meta({ id: 'Diagnostic', description: 'A mistake of a person, as `simphony check` prints it.' });

const problem = z
  .strictObject({
    error: z.strictObject({
      code: z.string().meta({ description: 'A stable name for scripts.' }),
      message: z.string().meta({ description: 'What is wrong, what was expected, what to do next.' }),
      diagnostics: z.array(diagnostic).readonly().optional(),
    }),
  })
  .meta({ id: 'Error' });

const input = z.record(z.string(), json).meta({
  id: 'Input',
  description:
    "A value that fits the schema of exactly one ensemble's only input, such as a Song Design Spec. A body is taken for one whenever it is none of the other three.",
});
export const asSheet = z.strictObject({
  sheet: z.string().min(1).meta({ description: 'The text of a sheet, in Markdown.' }),
});
export const asFile = z.strictObject({
  file: z.string().min(1).meta({ description: 'A sheet or an input that lies in the workspace.' }),
});
export const asInput = z.strictObject({ input });

/** The four bodies of `POST /runs`. An object with one of these keys alone is that; any other is the input itself. */
const submission = z.union([asSheet, asInput, asFile, input]).meta({ id: 'Submission' });

/** Those that the document names; whatever has an id is among them. */
export const named: readonly z.ZodType[] = [
  accepted,
  diagnostic,
  event,
  input,
  json,
  missed,
  problem,
  run,
  runDetails,
  runList,
  status,
  submission,
];

/** The words that the server's query strings know. */
export const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});
export const eventsQuery = z.strictObject({
  run_id: runId.optional(),
  after: z
    .string()
    .regex(/^[0-9]+$/)
    .transform(Number)
    .pipe(z.int().min(0))
    .optional(),
});

/** Holds the shapes above to the Conductor's own types: whoever changes one of them hears of it here. */
type Same<A, B extends A> = [Exclude<keyof B, keyof A>] extends [never] ? B : never;
export type Run = Same<z.input<typeof run>, RunView>;
export type Details = Same<z.input<typeof runDetails>, RunDetails>;
export type ToldEvent = Same<z.input<typeof event>, SessionEvent & Pick<LoggedEvent, 'id'>>;
export type Problem = z.input<typeof problem>;
export type Missed = z.input<typeof missed>;
