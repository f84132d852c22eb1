import type { LocalPlayers } from '../players/index.ts';
import { playersFor } from './session.ts';

/** Players that stay from session to session, as long as as many play at a time. */
export class Company {
  readonly #options: Parameters<typeof playersFor>[0];
  #players: { readonly parallel: number; readonly all: LocalPlayers } | undefined;

  constructor(options: Parameters<typeof playersFor>[0]) {
    this.#options = options;
  }

  of(parallel: number): LocalPlayers {
    if (this.#players?.parallel === parallel) return this.#players.all;
    void this.#players?.all.close();
    this.#players = { parallel, all: playersFor(this.#options)(parallel) };
    return this.#players.all;
  }

  /** Who is asked for next is somebody new. */
  async close(): Promise<void> {
    const players = this.#players;
    this.#players = undefined;
    await players?.all.close();
  }
}
