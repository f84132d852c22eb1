import type { Writable } from 'node:stream';

/** `Head` is what the other end, a program of ours that runs nobody else's code, is known to say. */
export function frameReader<Head>(onFrame: (head: Head, bytes: Buffer) => void): (chunk: Buffer) => void;
export function writeFrame(channel: Writable, head: object, bytes?: Buffer): boolean;
