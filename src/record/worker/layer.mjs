/**
 * A thread that carries out changes of files in their order (src/record/layer.ts). It is told `{ changes, bytes }`, in
 * which a `fill` names its part of the bytes by `from` and `to`, and answers `{ done }`, how many it has carried out;
 * where one failed also how.
 */
import { parentPort } from 'node:worker_threads';
import { carryOut } from './file-change.mjs';

parentPort.on('message', ({ changes, bytes }) => {
  let done = 0;
  try {
    for (const change of changes) {
      carryOut(
        change.change === 'fill' ? { ...change, bytes: bytes.subarray(change.from, change.to) } : change,
      );
      done += 1;
    }
    parentPort.postMessage({ done });
  } catch ({ message, code, errno, syscall, path, dest }) {
    parentPort.postMessage({ done, failed: { message, code, errno, syscall, path, dest } });
  }
});
