import type { IncomingMessage } from 'node:http';
import { refusal, type Refusal } from './problem.ts';

/** Beyond this a body that was refused is no longer listened to: its sender has had time to read the answer. */
const drainedMost = 256 * 1024 * 1024;
const drainedMs = 10_000;

const tooLarge = (limit: number): Refusal =>
  refusal(413, 'body_too_large', `a body has at most ${limit.toLocaleString('en-US')} bytes`);

/** The text of a body; what is over the limit is not kept, whatever its length was said to be. */
export async function textOf(
  incoming: IncomingMessage,
  limit: number,
): Promise<{ readonly text: string } | { readonly refused: Refusal }> {
  const coding = incoming.headers['content-encoding'] ?? 'identity';
  if (coding.trim().toLowerCase() !== 'identity') {
    return { refused: refusal(415, 'coded_body', `a body comes as it is, not in the coding \`${coding}\``) };
  }
  if (Number(incoming.headers['content-length'] ?? 0) > limit) return { refused: tooLarge(limit) };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // not `for await`: leaving that early would destroy the connection before the answer is out
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        incoming.off('data', hear);
        incoming.pause();
        resolve();
      };
      const hear = (chunk: Buffer): void => {
        size += chunk.length;
        if (size > limit) stop();
        else chunks.push(chunk);
      };
      incoming.on('data', hear);
      incoming.once('end', resolve);
      incoming.once('error', reject);
      incoming.once('close', () => reject(new Error('closed')));
    });
  } catch {
    return { refused: refusal(400, 'body_cut_off', 'the connection ended within the body') };
  }
  if (size > limit) return { refused: tooLarge(limit) };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) };
  } catch {
    return { refused: refusal(400, 'not_utf8', 'the body is no text in UTF-8') };
  }
}

/** Whether there is a body of which not all has been read. */
export const isUnread = ({ headers, readableEnded }: IncomingMessage): boolean =>
  !readableEnded &&
  (Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined);

/**
 * Reads away what is left of a body that was answered before its end, as far as is bearable. A connection that is closed
 * while bytes lie unread in it is reset, and the sender loses the answer that lies in it (RFC 9112, section 9.6).
 */
export function drain(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const { socket } = incoming;
    let size = 0;
    const giveUp = (): void => void socket.destroy();
    const timer = setTimeout(giveUp, drainedMs);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > drainedMost) giveUp();
    });
    for (const event of ['end', 'error', 'close']) incoming.once(event, end);
    incoming.resume();
  });
}
