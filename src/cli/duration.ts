/** Milliseconds as a person reads them: `340 ms`, `2.3 s`, `3 min 05 s`, `1 h 02 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const two = (number: number): string => String(number).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** The same for a time that still runs: only what does not flicker; `tenths` below a minute where they are wanted. */
export function elapsed(ms: number, { tenths }: { readonly tenths: boolean }): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds >= 60) return duration(Math.floor(seconds) * 1000);
  return tenths ? `${(Math.floor(seconds * 10) / 10).toFixed(1)} s` : `${Math.floor(seconds)} s`;
}
