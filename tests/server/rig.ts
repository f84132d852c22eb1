import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { startServer, takePort, type RunningServer, type ServerOptions } from '../../src/server/index.ts';
import type { EventLog, Runs } from '../../src/conductor/index.ts';
import { InMemoryRuns } from './in-memory-runs.ts';

/** JSON that came back, of a shape that the test knows. */
export type Told = ReturnType<typeof JSON.parse>;

export const token = 'a-token-of-a-test';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: Told;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Without the token. */
  readonly unknown?: boolean;
}

/** One request over a connection of its own; nothing about it is decided by a library. */
export function ask(port: number, path: string, asked: Asked = {}): Promise<Answered> {
  const { method = 'GET', headers = {}, body, unknown = false } = asked;
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        agent: false,
        headers: { ...(unknown ? {} : { Authorization: `Bearer ${token}` }), ...headers },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson =
            answer.headers['content-type']?.startsWith('application/json') === true && text !== '';
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text,
            json: isJson ? JSON.parse(text) : undefined,
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The document's own schemas, asked whether an answer is as it says. */
export class Document {
  readonly #document: Told;
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: Told) {
    this.#document = document;
    this.#ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(document, 'openapi');
  }

  /** What is wrong with a value that should be of this component; empty where nothing is. */
  mistakesIn(component: string, value: unknown): readonly string[] {
    const pointer = `openapi#/components/schemas/${component}`;
    const validate = this.#compiled.get(component) ?? this.#ajv.compile({ $ref: pointer });
    this.#compiled.set(component, validate);
    return validate(value) ? [] : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
  }

  /** What is wrong with an answer to this request; an answer that the document does not name is wrong. */
  mistakesOf(method: string, path: string, answer: Answered): readonly string[] {
    const operation = this.#document.paths[path]?.[method.toLowerCase()];
    const response = operation?.responses?.[answer.status];
    if (response === undefined) return [`${method} ${path} never answers ${answer.status}`];
    const type = (answer.headers['content-type'] ?? '').split(';')[0] ?? '';
    const schema = response.content?.[type]?.schema;
    if (schema === undefined) return [`${method} ${path} never answers ${answer.status} with ${type}`];
    const name = /#\/components\/schemas\/(\w+)$/.exec(schema.$ref ?? '')?.[1];
    return name === undefined ? [] : this.mistakesIn(name, answer.json);
  }
}

const withEvents = (runs: InMemoryRuns, events: EventLog): Runs => ({
  submit: (submission) => runs.submit(submission),
  list: () => runs.list(),
  read: (run) => runs.read(run),
  cancel: (run) => runs.cancel(run),
  close: () => runs.close(),
  events,
});

/** A real server on a port of its own, over runs that only remember. */
export class Served implements AsyncDisposable {
  readonly runs = new InMemoryRuns();
  readonly bugs: unknown[] = [];
  readonly #server: RunningServer;
  readonly port: number;

  private constructor(runs: InMemoryRuns, bugs: unknown[], server: RunningServer, port: number) {
    Object.assign(this, { runs, bugs });
    this.#server = server;
    this.port = port;
  }

  /** `events` stands for the log that only remembers. */
  static async start(limits: ServerOptions['limits'] = {}, events?: EventLog): Promise<Served> {
    const port = await takePort(0);
    const [runs, bugs] = [new InMemoryRuns(), new Array<unknown>()];
    const server = startServer({
      runs: events === undefined ? runs : withEvents(runs, events),
      token,
      port,
      version: '0.0.0-test',
      bug: (error) => bugs.push(error),
      limits,
    });
    return new Served(runs, bugs, server, port.number);
  }

  ask(path: string, asked?: Asked): Promise<Answered> {
    return ask(this.port, path, asked);
  }

  post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.ask('/runs', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: text,
    });
  }

  async document(): Promise<Document> {
    return new Document((await this.ask('/openapi.json')).json);
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
