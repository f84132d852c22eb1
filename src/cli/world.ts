import type { Conductor } from './conductor.ts';

/** A stream that is written to, and what is known of the terminal behind it. */
export interface Outlet {
  write(text: string): void;
  /** Absent where nobody watches: a file, a pipe, a CI log. */
  readonly terminal?: Terminal;
  readonly colour: boolean;
}

export interface Terminal {
  /** In character cells; asked for each time, since windows are resized. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Returns a function that stops listening. */
  readonly onResize: (listener: () => void) => () => void;
  /** Returns a function that shows it again; a process that ends before shows it too. */
  readonly hideCursor: () => () => void;
}

/** Ctrl-C and SIGTERM while a session is being played. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** What the process ends with when it was interrupted: 130 or 143. */
  readonly code: () => number | undefined;
  /** From here on a signal ends the process as it does by default. */
  release(): void;
}

/** All of the world that the commands touch, so that a test can hand in another one. */
export interface World {
  /** Absolute; `-C` is taken from here. */
  readonly folder: string;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly out: Outlet;
  readonly err: Outlet;
  /** Wall clock, for what is written down. */
  readonly now: () => Date;
  /** Milliseconds of a clock that never goes back, for what is shown. */
  readonly clock: () => number;
  readonly conductor: () => Promise<Conductor>;
  /** `told` is called at the first signal; the second ends the process at once. */
  readonly interruptible: (told: (signal: string) => void) => Interruption;
  /** Absent where there is nobody to ask. */
  readonly ask?: (question: string) => Promise<boolean>;
  /** Absolute path of the installed package. */
  readonly packageFolder: string;
  readonly version: string;
}
