import type { WebSocket } from 'ws';
import type { Listener } from './feed.ts';

/** 1001, going away (RFC 6455, section 7.4.1). */
const goingAway = 1001;

/** A WebSocket that is told events, one JSON object per message. What it says itself is not listened to. */
export function socketListener(socket: WebSocket): Listener {
  const gone = new AbortController();
  let answered = true;
  socket.on('pong', () => (answered = true));
  socket.on('close', () => gone.abort());
  socket.on('error', () => gone.abort());
  return {
    gone: gone.signal,
    send: async (messages) => {
      await Promise.all(
        messages.map(
          (message) =>
            new Promise<void>((resolve, reject) => {
              socket.send(message, (error) => (error ? reject(error) : resolve()));
            }),
        ),
      );
    },
    beat: () => {
      if (!answered) return Promise.resolve(false);
      answered = false;
      socket.ping();
      return Promise.resolve(true);
    },
    end: () => socket.close(goingAway),
    cut: () => socket.terminate(),
  };
}
