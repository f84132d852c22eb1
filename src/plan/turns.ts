import { byBytes } from '../base/index.ts';
import type { Turn } from './part.ts';

/** The order of commits: by distance, then ensemble, nickname, item in plan order. */
export const inOrder = (a: Turn, b: Turn): number =>
  a.distance - b.distance ||
  byBytes(a.ensemble, b.ensemble) ||
  byBytes(a.nickname, b.nickname) ||
  a.index - b.index;

/**
 * Who commits next. A turn comes up when every turn before it has been taken or can bring nothing;
 * slots whose parts are not known yet hold the place of those parts. All that a later step of the plan
 * adds stands behind something that is still open, so what comes up here never has to be undone.
 */
export class Turns {
  #turns: Turn[] = [];
  #front = 0;

  add(turn: Turn): void {
    let [low, high] = [this.#front, this.#turns.length];
    const last = this.#turns[high - 1];
    if (last === undefined || high === this.#front || inOrder(last, turn) <= 0) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = this.#turns[middle];
      if (there !== undefined && inOrder(there, turn) <= 0) low = middle + 1;
      else high = middle;
    }
    this.#turns.splice(low, 0, turn);
  }

  /** The accepted turns at the front, in order; each is given once. */
  due(): Turn[] {
    const due: Turn[] = [];
    for (
      let turn = this.#turns[this.#front];
      turn !== undefined && turn.state !== 'open';
      turn = this.#turns[this.#front]
    ) {
      if (turn.state === 'accepted') due.push(turn);
      turn.state = 'done';
      this.#front += 1;
    }
    if (this.#front > 1024) {
      this.#turns = this.#turns.slice(this.#front);
      this.#front = 0;
    }
    return due;
  }

  /** All accepted turns that are left, in order, whatever stands before them: when a session is cut short. */
  rest(): Turn[] {
    const left = this.#turns.slice(this.#front).filter(({ state }) => state === 'accepted');
    for (const turn of left) turn.state = 'done';
    return left;
  }
}
