/** Where nobody says when a quota is back. */
const unknownMs = 5 * 60_000;
/** The longest that a timer of Node's can be set to. */
const longestMs = 2 ** 31 - 1;

/** A session that sleeps until a time, or until it ends. */
export class Sleep {
  readonly #now: () => Date;
  #timer: NodeJS.Timeout | undefined;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Calls `wake` then; `until` is RFC 3339. */
  until(until: string | undefined, wake: () => void): void {
    const at = until === undefined ? NaN : Date.parse(until);
    this.#wakeAt(Number.isNaN(at) ? this.#now().getTime() + unknownMs : at, wake);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  /** Again and again, where it is longer than a timer reaches. */
  #wakeAt(at: number, wake: () => void): void {
    const left = at - this.#now().getTime();
    this.#timer =
      left > longestMs
        ? setTimeout(() => this.#wakeAt(at, wake), longestMs)
        : setTimeout(wake, Math.max(0, left));
  }
}
