/**
 * What goes through the child's pipes: two lengths (32-bit, little-endian), a head in JSON, and bytes. Heads are
 * padded to whole fours, so that samples can be looked at where they lie.
 */
export interface Frame {
  readonly head: unknown;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const lengths = 8;
/** Largest head, bytes. */
export const mostHead = 4 * 1024 * 1024;

/** In two pieces, so that the bytes need not be copied. */
export function frameOf(head: object, bytes: Uint8Array = new Uint8Array()): [Uint8Array, Uint8Array] {
  const text = Buffer.from(JSON.stringify(head));
  const padding = Buffer.alloc((4 - (text.length % 4)) % 4, ' ');
  const start = Buffer.alloc(lengths);
  start.writeUInt32LE(text.length + padding.length, 0);
  start.writeUInt32LE(bytes.length, 4);
  return [Buffer.concat([start, text, padding]), bytes];
}

/**
 * Puts frames together from what comes through a pipe. `most` says how many bytes may follow a head now; what
 * announces more, or is no frame at all, is told to `refuse` before any of it is kept, and nothing is heard after it.
 */
export function frameReader(
  hear: (frame: Frame) => void,
  most: () => number,
  refuse: (because: string) => void,
): (chunk: Uint8Array) => void {
  const start = new Uint8Array(lengths);
  const announced = new DataView(start.buffer);
  let started = 0;
  /** Of the frame that is on its way, once its lengths are known. */
  let body: Uint8Array<ArrayBuffer> | undefined;
  let filled = 0;
  let refused = false;

  const begin = (): Uint8Array<ArrayBuffer> | undefined => {
    const [head, bytes] = [announced.getUint32(0, true), announced.getUint32(4, true)];
    if (head > mostHead || bytes > most()) {
      refuse(`${head} + ${bytes} bytes were announced, and at most ${mostHead} + ${most()} are taken`);
      return undefined;
    }
    return new Uint8Array(head + bytes);
  };
  const end = (whole: Uint8Array<ArrayBuffer>): boolean => {
    const bytes = whole.subarray(announced.getUint32(0, true));
    try {
      const head: unknown = JSON.parse(Buffer.from(whole.buffer, 0, bytes.byteOffset).toString());
      hear({ head, bytes });
      return true;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      refuse('what came is no frame');
      return false;
    }
  };

  return (chunk) => {
    for (let at = 0; at < chunk.length && !refused;) {
      if (body === undefined) {
        const part = chunk.subarray(at, at + lengths - started);
        start.set(part, started);
        at += part.length;
        started += part.length;
        if (started < lengths) return;
        body = begin();
        filled = 0;
      }
      const part = chunk.subarray(at, at + (body?.length ?? 0) - filled);
      body?.set(part, filled);
      at += part.length;
      filled += part.length;
      if (body !== undefined && filled < body.length) return;
      refused = body === undefined || !end(body);
      body = undefined;
      started = 0;
    }
  };
}
