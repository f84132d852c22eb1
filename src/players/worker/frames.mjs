const none = Buffer.alloc(0);

/**
 * Cuts what comes through a channel into frames: a line of JSON, and as many bytes after it as its `bytes` says.
 * `onFrame(head, bytes)` is called for each.
 */
export function frameReader(onFrame) {
  /** What came and is not yet part of a whole frame; joined only when something whole is in it. */
  let pieces = [];
  let length = 0;
  /** The line of the frame whose bytes are still coming. */
  let head;
  const keep = (rest) => {
    pieces = rest.length === 0 ? [] : [rest];
    length = rest.length;
    return rest;
  };
  const joined = () => (pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
  return (chunk) => {
    pieces.push(chunk);
    length += chunk.length;
    let fresh = chunk;
    for (;;) {
      if (head === undefined) {
        if (!fresh.includes(10)) return;
        const all = joined();
        const end = all.indexOf(10);
        head = JSON.parse(all.toString('utf8', 0, end));
        keep(all.subarray(end + 1));
      }
      const { bytes = 0 } = head;
      if (length < bytes) return;
      const [all, whole] = [joined(), head];
      head = undefined;
      fresh = keep(all.subarray(bytes));
      onFrame(whole, bytes === 0 ? none : all.subarray(0, bytes));
    }
  };
}

/** The same the other way: writes a frame. */
export function writeFrame(channel, head, bytes) {
  if (bytes === undefined || bytes.length === 0) return channel.write(`${JSON.stringify(head)}\n`);
  channel.write(`${JSON.stringify({ ...head, bytes: bytes.length })}\n`);
  return channel.write(bytes);
}
