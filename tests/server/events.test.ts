import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { SessionEvent } from '../../src/conductor/index.ts';
import { EventLog as DiskLog } from '../../src/record/event-log.ts';
import { plainDisk } from '../../src/record/index.ts';
import { anEvent, endedRun } from './in-memory-runs.ts';
import { Served, token, type Told } from './rig.ts';

/** Must-show 8: whoever listens hears all of it, in order, once; whoever does not, costs nobody anything. */

const idIn = (json: string): string | undefined => {
  const { id } = JSON.parse(json) as { readonly id?: number };
  return id?.toString();
};

/** One who listens, over either way in: what was heard, and where it stands. */
abstract class Ear {
  readonly ids: number[] = [];
  readonly #digest = createHash('sha256');
  readonly #waiting = new Set<() => void>();
  readonly other: Told[] = [];
  ended = false;

  protected hear(text: string): void {
    const told = JSON.parse(text);
    if ('id' in told) {
      this.ids.push(told.id);
      this.#digest.update(text);
    } else this.other.push(told);
    this.changed();
  }

  protected changed(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Of all that was heard, byte by byte. */
  digest(): string {
    return this.#digest.copy().digest('hex');
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  heard(id: number): Promise<void> {
    return this.until(() => this.ids.at(-1) === id);
  }

  end(): Promise<void> {
    return this.until(() => this.ended);
  }

  abstract leave(): void;
}

class StreamEar extends Ear {
  #answer: IncomingMessage | undefined;
  comments = 0;

  static open(port: number, query = '', headers: Readonly<Record<string, string>> = {}): Promise<StreamEar> {
    const ear = new StreamEar();
    return new Promise((resolve, reject) => {
      const asked = get(
        {
          port,
          host: '127.0.0.1',
          path: `/events${query}`,
          agent: false,
          headers: { Authorization: `Bearer ${token}`, ...headers },
        },
        (answer) => {
          ear.#answer = answer;
          let rest = '';
          answer.setEncoding('utf8');
          answer.on('data', (text: string) => {
            const messages = (rest + text).split('\n\n');
            rest = messages.pop() ?? '';
            for (const message of messages) ear.#read(message);
          });
          answer.on('error', () => undefined);
          answer.on('close', () => {
            ear.ended = true;
            ear.changed();
          });
          if (answer.statusCode === 200) resolve(ear);
          else reject(new Error(`${answer.statusCode}`));
        },
      );
      asked.on('error', reject);
    });
  }

  #read(message: string): void {
    const lines = message.split('\n');
    const field = (name: string): string | undefined =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const data = field('data');
    if (message.startsWith(':')) {
      this.comments++;
      this.changed();
    }
    if (data === undefined) return;
    // what a browser will say in Last-Event-ID is the event's own id
    expect(field('id')).toBe(idIn(data));
    this.hear(data);
  }

  leave(): void {
    this.#answer?.destroy();
  }
}

class SocketEar extends Ear {
  #socket: WebSocket | undefined;

  static open(port: number, query = ''): Promise<SocketEar> {
    const ear = new SocketEar();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/events${query}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    ear.#socket = socket;
    socket.on('message', (data: Buffer) => ear.hear(data.toString()));
    return new Promise((resolve, reject) => {
      socket.on('open', () => resolve(ear));
      socket.on('error', reject);
      socket.on('close', () => {
        ear.ended = true;
        ear.changed();
      });
    });
  }

  say(text: string): void {
    this.#socket?.send(text);
  }

  leave(): void {
    this.#socket?.terminate();
  }
}

/** Asks for the events and never reads an answer; the kernel's buffers fill, and then nothing moves. */
const deaf = (port: number, upgrade: boolean): Promise<{ closed: Promise<void>; leave: () => void }> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => undefined);
    const closed = new Promise<void>((over) => socket.on('close', () => over()));
    const more = upgrade
      ? 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
      : '';
    socket.pause();
    socket.write(
      `GET /events?token=${token}&after=0 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}\r\n`,
      () => resolve({ closed, leave: () => socket.destroy() }),
    );
  });

const upTo = (last: number, from = 1): number[] =>
  Array.from({ length: last - from + 1 }, (_, index) => from + index);

describe('50 who listen, one of them deaf, one coming back again and again', () => {
  it('all hear the same, without a gap', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'simphony-events-'));
    // the log of the Conductor's runs, on a real disk and in many files
    const log = await DiskLog.open<SessionEvent>(plainDisk, folder, {
      limits: { segment: 64 * 1024, segments: 100 },
      lost: () => expect.unreachable('the disk took everything'),
    });
    await using served = await Served.start({}, log);
    const { port } = served;
    const ears: Ear[] = [];
    for (let each = 0; each < 24; each++) ears.push(await SocketEar.open(port), await StreamEar.open(port));
    const silent = await deaf(port, false);
    const last = 1500;
    const comesBack = (async (): Promise<number[]> => {
      const all: number[] = [];
      while (all.at(-1) !== last) {
        const at = all.at(-1) ?? 0;
        const ear = await StreamEar.open(port, '', { 'Last-Event-ID': `${at}` });
        await ear.until(() => ear.ids.length >= 200 || ear.ids.at(-1) === last);
        ear.leave();
        all.push(...ear.ids);
      }
      return all;
    })();
    const metrics = { padding: 'x'.repeat(200) };
    for (let told = 0; told < last; told++) {
      log.append({ ...anEvent, metrics, node: `part${told}` });
      if (told % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(ears.map((ear) => ear.heard(last)));
    for (const ear of ears) expect(ear.ids).toEqual(upTo(last));
    expect(new Set(ears.map((ear) => ear.digest())).size).toBe(1);
    expect(await comesBack).toEqual(upTo(last));
    silent.leave();
    for (const ear of ears) ear.leave();
    await log.close();
    await rm(folder, { recursive: true });
  });

  it('what a deaf one is not told is kept nowhere', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    await using served = await Served.start({ stallMs: 600_000 });
    const { events } = served.runs;
    // one event, again and again: what the log holds does not grow by what is told
    const metrics = { padding: 'x'.repeat(10_000) };
    const silent = [
      await deaf(served.port, false),
      await deaf(served.port, true),
      await deaf(served.port, false),
    ];
    const ear = await StreamEar.open(served.port);
    const held = (): number => {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const tell = async (many: number): Promise<void> => {
      for (let told = 0; told < many; told++) events.tell({ metrics });
      await ear.heard(events.newest);
    };
    await tell(2000);
    const before = held();
    await tell(6000);
    // 60 MB were told, and three who did not read would each have 60 MB waiting
    expect(held() - before).toBeLessThan(10 * 1024 * 1024);
    for (const one of silent) one.leave();
    ear.leave();
  });

  it('and is cut off after a while, whichever way it came in', async () => {
    await using served = await Served.start({ stallMs: 1_500 });
    const silent = [await deaf(served.port, false), await deaf(served.port, true)];
    const ear = await SocketEar.open(served.port);
    const metrics = { padding: 'x'.repeat(100_000) };
    for (let told = 0; told < 300; told++) served.runs.events.tell({ metrics });
    await ear.heard(300);
    for (const one of silent) {
      await expect.poll(() => served.runs.events.listeners, { timeout: 20_000 }).toBe(1);
      one.leave();
      await one.closed;
    }
    served.runs.events.tell();
    await ear.heard(301);
    expect(ear.ids).toEqual(upTo(301));
    ear.leave();
  });
});

describe('where one begins to listen', () => {
  it('now; after an event; or, of one run, at its beginning', async () => {
    await using served = await Served.start();
    const { events } = served.runs;
    served.runs.set(endedRun('b1b1b1b1b1b1'));
    for (let told = 0; told < 10; told++)
      events.tell({ run_id: told % 2 === 0 ? 'a1b2c3d4e5f6' : 'b1b1b1b1b1b1' });
    for (const open of [StreamEar.open, SocketEar.open] as const) {
      const now = await open(served.port);
      const after = await open(served.port, '?after=7');
      const all = await open(served.port, '?after=0');
      const run = await open(served.port, '?run_id=b1b1b1b1b1b1');
      const runAfter = await open(served.port, '?run_id=b1b1b1b1b1b1&after=4');
      await Promise.all([after, all, run, runAfter].map((ear) => ear.heard(events.newest)));
      const last = events.tell({ run_id: 'b1b1b1b1b1b1' });
      await Promise.all([now, after, all, run, runAfter].map((ear) => ear.heard(last)));
      expect(now.ids).toEqual([last]);
      expect(after.ids).toEqual(upTo(last, 8));
      expect(all.ids).toEqual(upTo(last));
      expect(run.ids).toEqual([2, 4, 6, 8, ...upTo(last, 10).filter((id) => id === 10 || id > 10)]);
      expect(runAfter.ids).toEqual(run.ids.filter((id) => id > 4));
      for (const ear of [now, after, all, run, runAfter]) ear.leave();
    }
  });

  it('what is kept no more, or was never there, is said first', async () => {
    await using served = await Served.start();
    const { events } = served.runs;
    for (let told = 0; told < 10; told++) events.tell();
    events.forget(6);
    const document = await served.document();
    for (const open of [StreamEar.open, SocketEar.open] as const) {
      const late = await open(served.port, '?after=2');
      await late.heard(events.newest);
      expect(late.other).toEqual([{ missed: { after: 2, from: 7 } }]);
      expect(document.mistakesIn('Missed', late.other[0])).toEqual([]);
      expect(late.ids).toEqual(upTo(events.newest, 7));
      const early = await open(served.port, '?after=1000');
      await early.until(() => early.other.length > 0);
      const last = events.tell();
      await early.heard(last);
      expect(early.other).toEqual([{ missed: { after: 1000, from: last } }]);
      expect(early.ids).toEqual([last]);
      late.leave();
      early.leave();
    }
  });
});

describe('a quiet connection', () => {
  it('shows that it lives, and reads nothing meanwhile', async () => {
    await using served = await Served.start({ heartbeatMs: 500 });
    const ear = await StreamEar.open(served.port);
    const socket = await SocketEar.open(served.port);
    await ear.until(() => ear.comments >= 3);
    expect(served.runs.events.reads).toBe(0);
    served.runs.events.tell();
    await Promise.all([ear.heard(1), socket.heard(1)]);
    ear.leave();
    socket.leave();
  });

  it('is forgotten when the other side is gone, or no longer answers', async () => {
    await using served = await Served.start({ heartbeatMs: 500 });
    const { events } = served.runs;
    const silent = await deaf(served.port, true);
    const [ear, socket] = [await StreamEar.open(served.port), await SocketEar.open(served.port)];
    await expect.poll(() => events.listeners).toBe(2);
    ear.leave();
    socket.leave();
    await expect.poll(() => events.listeners).toBe(0);
    silent.leave();
  });

  it('is one of so many: who comes then is asked to come later', async () => {
    await using served = await Served.start({ listeners: 2 });
    const ears = [await StreamEar.open(served.port), await SocketEar.open(served.port)];
    const answer = await served.ask('/events');
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
    expect((await served.document()).mistakesOf('GET', '/events', answer)).toEqual([]);
    await expect(SocketEar.open(served.port)).rejects.toThrow('503');
    for (const ear of ears) ear.leave();
    await expect.poll(async () => (await served.ask('/events', { method: 'HEAD' })).status).toBe(200);
  });

  it('who says much is not listened to', async () => {
    await using served = await Served.start();
    const [loud, quiet] = [await SocketEar.open(served.port), await SocketEar.open(served.port)];
    quiet.say('hello');
    loud.say('x'.repeat(10_000));
    await loud.end();
    served.runs.events.tell();
    await quiet.heard(1);
    quiet.leave();
  });
});

it('at its end the server tells the last of it, and then ends every connection', async () => {
  const served = await Served.start();
  const ears = [await StreamEar.open(served.port), await SocketEar.open(served.port)];
  const silent = await deaf(served.port, false);
  for (let told = 0; told < 200; told++) served.runs.events.tell();
  await served.close();
  for (const ear of ears) {
    await ear.end();
    expect(ear.ids).toEqual(upTo(200));
  }
  silent.leave();
  await expect(served.ask('/runs')).rejects.toThrow();
});

it('every event is as the document says', async () => {
  await using served = await Served.start();
  const { events } = served.runs;
  const document = await served.document();
  const texts: unknown[] = [];
  const ear = await SocketEar.open(served.port);
  const whole = {
    event: 'draft_done',
    node: 'COMPOSE#2',
    step: 'COMPOSE',
    sample_id: 'x',
    iters: 2,
    elapsed_ms: 1.5,
    duration_ms: 12,
    metrics: { total: 88 },
    error_msg: 'no',
    share: 0.5,
    message: 'drafted',
    verdict: '3 held',
    known: 9,
    ended: 8,
    items: 2,
    tokens: 12,
    usd: 0.1,
    replayed: true,
  } as const;
  events.tell(whole);
  events.tell({ event: 'session_start', node: '', phase: 'start' });
  await ear.heard(2);
  for (const { id, event } of await events.after(0, 9)) texts.push({ id, ...event });
  for (const text of texts) expect(document.mistakesIn('Event', text)).toEqual([]);
  expect(document.mistakesIn('Event', { ...whole, id: 1 })).not.toEqual([]);
  ear.leave();
});
