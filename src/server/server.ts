import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { WebSocketServer } from 'ws';
import type { Runs } from '../conductor/index.ts';
import { aBug, makeApp } from './app.ts';
import { Feeds, type FeedLimits } from './feed.ts';
import { refusalAt, refusalOfHost } from './gate.ts';
import { knockOf, wantedEvents } from './knock.ts';
import { guardedHeaders, problemOf, refusal, type Refusal } from './problem.ts';
import { socketListener } from './socket.ts';

/** The loopback address and no other: whoever reaches it is on this machine. */
const address = '127.0.0.1';

/** A port of this machine that is ours; until there is a server behind it, it answers that there will be one. */
export interface Port {
  readonly number: number;
  readonly server: Server;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly runs: Runs;
  readonly token: string;
  readonly port: Port;
  readonly version: string;
  /** Told of what can only be a bug. */
  readonly bug: (error: unknown) => void;
  readonly limits?: Partial<Limits>;
}

export interface Limits extends FeedLimits {
  /** Bytes of a body. */
  readonly body: number;
}

const usual: Limits = { body: 1024 * 1024, heartbeatMs: 15_000, stallMs: 30_000, listeners: 256 };

export interface RunningServer {
  readonly url: string;
  /** Takes no more requests, tells those who listen what there still is to tell, and ends. */
  close(): Promise<void>;
}

/** How long who listens has, at the end, to hear the last of it. */
const graceMs = 2_000;

/** 0 picks a free one. Rejects with Node's own error where it can't be had. */
export async function takePort(wanted: number): Promise<Port> {
  const server = createServer({
    // a request that trickles in is given up; answers may last as long as they like
    requestTimeout: 30_000,
    headersTimeout: 10_000,
    maxHeaderSize: 16 * 1024,
    // a request without `Host` is refused at the gate, which says why
    requireHostHeader: false,
  });
  const starting = getRequestListener(() => answerOf(notYet), { overrideGlobalObjects: false });
  server.on('request', (incoming, outgoing) => void starting(incoming, outgoing));
  const number = await listening(server, wanted);
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return { number, server, close };
}

const notYet = refusal(503, 'starting', 'the server takes up its runs; try again in a moment', {
  headers: { 'Retry-After': '1' },
});

/** Answers on that port from now on. */
export function startServer(options: ServerOptions): RunningServer {
  const limits = { ...usual, ...options.limits };
  const feeds = new Feeds(options.runs.events, limits);
  const { server, number: port } = options.port;
  const door = { port, token: options.token };
  const app = makeApp({ ...options, feeds, door, bodyLimit: limits.body });
  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    // a body that was not wanted is read away by `drain`, which takes more of it
    autoCleanupIncoming: false,
    errorHandler: () => answerOf(refusal(400, 'bad_request', 'this is no request that could be understood')),
  });
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const foreign = refusalOfHost(port, incoming.headers.host);
    // no address can be made of some of what stands in `Host`
    if (foreign !== undefined && !URL.canParse(`http://${incoming.headers.host ?? ''}`)) {
      endWith(incoming.socket, foreign);
    } else void listener(incoming, outgoing);
  };
  server.removeAllListeners('request');
  server.on('request', answer);
  // what else one may expect (RFC 9110, section 10.1.1) is passed over
  server.on('checkExpectation', answer);
  // `Expect: 100-continue`: who would send too much is told before it sends
  server.on('checkContinue', (incoming: IncomingMessage, outgoing) => {
    if (Number(incoming.headers['content-length'] ?? 0) <= limits.body) outgoing.writeContinue();
    answer(incoming, outgoing);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable) endWith(socket, whatNodeRefused(error.code));
    else socket.destroy();
  });

  // what clients say is not listened to, and may not be long
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  sockets.on('wsClientError', (error, socket) =>
    endWith(socket, refusal(400, 'bad_handshake', error.message)),
  );
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    upgradeOf(incoming).then(
      (wanted) => {
        if ('status' in wanted) return endWith(socket, wanted);
        sockets.handleUpgrade(incoming, socket, head, (made) => feeds.add(socketListener(made), wanted));
      },
      (error: unknown) => {
        options.bug(error);
        endWith(socket, aBug);
      },
    );
  });
  const upgradeOf = async (incoming: IncomingMessage): ReturnType<typeof wantedEvents> => {
    const refused = refusalAt(door, knockOf(incoming));
    if (refused !== undefined) return refused;
    if (incoming.headers.upgrade?.toLowerCase() !== 'websocket') {
      const message = 'the only upgrade is `websocket`, of /events; ask for anything else without `Upgrade`';
      return refusal(426, 'upgrade', message, { headers: { Upgrade: 'websocket' } });
    }
    if (incoming.url?.split('?')[0] !== '/events') {
      return refusal(404, 'no_such_address', 'only /events is a WebSocket');
    }
    return wantedEvents(incoming, options.runs, feeds);
  };

  return {
    url: `http://${address}:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await feeds.close(graceMs);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: address, exclusive: true }, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });

function whatNodeRefused(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return refusal(431, 'headers_too_large', 'the headers are too large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return refusal(408, 'too_slow', 'the request took too long to come');
  return refusal(400, 'bad_request', 'this is no request that could be understood');
}

const answerOf = (refused: Refusal): Response =>
  Response.json(problemOf(refused), {
    status: refused.status,
    headers: { ...guardedHeaders, ...refused.headers },
  });

/** An answer where there is no response to write it to. */
function endWith(socket: Duplex, refused: Refusal): void {
  const body = JSON.stringify(problemOf(refused));
  const headers = {
    ...guardedHeaders,
    ...refused.headers,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status] ?? ''}\r\n${lines.join('')}\r\n${body}`,
  );
}
