import { z } from 'zod';
import * as shapes from './shapes.ts';

type Schema = { readonly [key: string]: unknown };

/** JSON Schemas of the shapes, under `components/schemas`, which refer to one another by name. */
function schemas(): { readonly [name: string]: Schema } {
  const registry = z.registry<{ id: string }>();
  for (const shape of shapes.named) registry.add(shape, { id: shape.meta()?.id ?? '' });
  const made = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    io: 'input',
    unrepresentable: 'any',
  });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]),
  );
}

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string): Schema => ({ 'application/json': { schema: ref(name) } });

const refused: { readonly [status: number]: string } = {
  400: 'A body that is no JSON, no UTF-8, or cut off; a query that no one understands.',
  401: 'No token, or another one.',
  403: 'Asked under a foreign name (`Host`) or from a page of another origin (`Origin`).',
  404: 'No such run, or nothing at this address.',
  405: 'Not with this method; `Allow` names those that do.',
  413: 'The body is larger than the server takes.',
  415: 'Neither `application/json` nor `text/markdown`, or not as it is.',
  422: 'Understood, and wrong: `diagnostics` say where and what was expected.',
  500: 'A bug; what is in git and the journal is safe.',
  503: 'The server starts or ends, the disk or git refuses, or as many listen to events as it bears.',
};

const refusals = (...statuses: readonly number[]): Schema =>
  Object.fromEntries(
    [...statuses, 401, 403, 500, 503]
      .sort((a, b) => a - b)
      .map((status) => [status, { description: refused[status], content: json('Error') }]),
  );

const inPath = { name: 'run_id', in: 'path', required: true, schema: z.toJSONSchema(shapes.runId) };

const queryOf = (shape: z.ZodObject, described: { readonly [name: string]: string }): Schema[] => {
  const { properties = {} } = z.toJSONSchema(shape, { io: 'output' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    description: described[name],
    schema,
  }));
};

/** The document at /openapi.json: OpenAPI 3.1, whose schemas are JSON Schema 2020-12. */
export function openapi(version: string): Schema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Simphony: runs and their events',
      version,
      description: 'What was submitted to be played in one workspace, one after the other, watched live.',
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { query: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        query: {
          type: 'apiKey',
          in: 'query',
          name: 'token',
          description: 'For browsers, whose WebSocket and EventSource set no headers.',
        },
      },
      schemas: schemas(),
    },
    paths: {
      '/runs': {
        post: {
          summary: 'Submit a run',
          operationId: 'submitRun',
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: ref('Submission') },
              'text/markdown': { schema: { type: 'string', description: 'A sheet.' } },
            },
          },
          responses: {
            202: {
              description: 'It waits for its turn.',
              headers: { Location: { description: 'Where the run is told of.', schema: { type: 'string' } } },
              content: json('Accepted'),
            },
            ...refusals(400, 413, 415, 422),
          },
        },
        get: {
          summary: 'All runs',
          operationId: 'listRuns',
          parameters: queryOf(shapes.listQuery, { limit: 'At most so many, newest first.' }),
          responses: {
            200: { description: 'The runs.', content: json('RunList') },
            ...refusals(400),
          },
        },
      },
      '/runs/{run_id}': {
        get: {
          summary: 'One run: where it stands, its outputs and scores',
          operationId: 'readRun',
          parameters: [inPath],
          responses: {
            200: { description: 'The run.', content: json('RunDetails') },
            ...refusals(404),
          },
        },
      },
      '/runs/{run_id}/cancel': {
        post: {
          summary: 'Cancel a run',
          description:
            'Queued, it never begins; running, it ends as Ctrl-C would end it, and what is accepted is committed. What has ended stays as it is.',
          operationId: 'cancelRun',
          parameters: [inPath],
          responses: {
            200: { description: 'The run as it stands now.', content: json('Run') },
            ...refusals(404),
          },
        },
      },
      '/events': {
        get: {
          summary: 'Events, live and what was missed',
          description:
            'Server-sent events, or with `Upgrade: websocket` a WebSocket that is told one JSON object per message. The same objects come over both, and in both without a gap from where one listens on.',
          operationId: 'listen',
          parameters: [
            ...queryOf(shapes.eventsQuery, {
              run_id: 'Only the events of this run; without `after` all of them.',
              after: 'What came after the event of this id; `Last-Event-ID` goes over it.',
            }),
            {
              name: 'Last-Event-ID',
              in: 'header',
              required: false,
              description: 'What a browser says when it comes back.',
              schema: { type: 'string', pattern: '^[0-9]+$' },
            },
          ],
          responses: {
            101: { description: 'A WebSocket; each message is an Event, or first a Missed.' },
            200: {
              description: 'A stream; the `data` of each message is an Event, or first a Missed.',
              content: {
                'text/event-stream': {
                  schema: { type: 'string' },
                  'x-data': { oneOf: [ref('Event'), ref('Missed')] },
                },
              },
            },
            ...refusals(400, 404),
          },
        },
      },
      '/openapi.json': {
        get: {
          summary: 'This document',
          operationId: 'describe',
          responses: {
            200: {
              description: 'OpenAPI 3.1.',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
            ...refusals(),
          },
        },
      },
      '/': {
        get: {
          summary: 'The page: runs, nodes live, scores and outputs',
          operationId: 'page',
          responses: {
            200: { description: 'For people.', content: { 'text/html': { schema: { type: 'string' } } } },
            ...refusals(),
            401: {
              description: 'No token, or another one: to a browser a page that asks for it.',
              content: { ...json('Error'), 'text/html': { schema: { type: 'string' } } },
            },
          },
        },
      },
    },
  };
}
