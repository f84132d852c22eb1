/**
 * What a module left running when it returned: timers, sockets, child processes, file operations.
 * A worker that is not quiet after a take is not used for another one.
 */

/** How long open work may take to close by itself, milliseconds: the end of a stream, a file being closed. */
const patience = 20;

const turn = () => new Promise((resolve) => setImmediateUntouched(resolve));
const setImmediateUntouched = globalThis.setImmediate;

/** What keeps this process busy, by kind: { PipeWrap: 3, Timeout: 1 }. */
export function runningWork() {
  const counts = new Map();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/**
 * Timers that were `unref`ed keep nothing busy and yet would go off in somebody else's take, so those made
 * through the global functions are counted.
 */
export function watchTimers() {
  const waiting = new Set();
  const watched = (make, again) =>
    new Proxy(make, {
      apply(target, self, [callback, ...rest]) {
        if (typeof callback !== 'function') return Reflect.apply(target, self, [callback, ...rest]);
        const timer = Reflect.apply(target, self, [
          function (...values) {
            if (!again) waiting.delete(timer);
            return Reflect.apply(callback, this, values);
          },
          ...rest,
        ]);
        waiting.add(timer);
        return timer;
      },
    });
  const forgotten = (clear) =>
    new Proxy(clear, {
      apply(target, self, [timer]) {
        waiting.delete(timer);
        // Node also clears by the number that a timer turns into.
        for (const one of waiting)
          if (typeof timer !== 'object' && Number(one) === Number(timer)) waiting.delete(one);
        return Reflect.apply(target, self, [timer]);
      },
    });
  globalThis.setTimeout = watched(globalThis.setTimeout, false);
  globalThis.setInterval = watched(globalThis.setInterval, true);
  globalThis.clearTimeout = forgotten(globalThis.clearTimeout);
  globalThis.clearInterval = forgotten(globalThis.clearInterval);

  const busy = (before) => {
    const kinds = [...runningWork()]
      .filter(([kind, count]) => count > (before.get(kind) ?? 0))
      .map(([kind]) => kind);
    return kinds.length === 0 && waiting.size > 0 ? ['Timeout'] : kinds;
  };
  return {
    /** The kinds of work that are still running; empty in a quiet process. */
    async left(before) {
      const until = performance.now() + patience;
      let kinds = busy(before);
      while (kinds.length > 0 && performance.now() < until) {
        await turn();
        kinds = busy(before);
      }
      return kinds;
    },
  };
}
