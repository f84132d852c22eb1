import type { ServerResponse } from 'node:http';
import type { Listener } from './feed.ts';
import { guardedHeaders } from './problem.ts';

/**
 * Server-sent events (HTML standard, section 9.2): each event under its `id`, so that a browser that comes back says in
 * `Last-Event-ID` where it was. No `event:` line: every message reaches `onmessage`, and its name is in the data.
 */
export function eventStream(outgoing: ServerResponse): Listener {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  outgoing.on('error', () => gone.abort());
  const write = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      outgoing.write(text, (error) => (error ? reject(error) : resolve()));
    });
  outgoing.writeHead(200, {
    ...guardedHeaders,
    'Content-Type': 'text/event-stream; charset=utf-8',
    // a proxy that gathers what it hands on would keep the events
    'X-Accel-Buffering': 'no',
  });
  outgoing.write('retry: 1000\n\n');
  return {
    gone: gone.signal,
    send: (messages) => write(messages.map(asMessage).join('')),
    beat: () => write(': still here\n\n').then(() => true),
    end: () => outgoing.end(),
    cut: () => outgoing.destroy(),
  };
}

/** JSON on one line; what has no id of its own leaves the browser's place where it was. */
function asMessage(json: string): string {
  const id = /^\{"id":(\d+)[,}]/.exec(json)?.[1];
  return `${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`;
}
