import type { SessionEvent } from './conductor.ts';
import { LiveScreen } from './live-screen.ts';
import { liveView } from './live-view.ts';
import { narrate } from './narrate.ts';
import { oneLine, paintFor } from './paint.ts';
import { after, emptyStage, meaningOf, type Stage } from './stage.ts';
import type { Terminal, World } from './world.ts';

/** Where the events of a session go. */
export interface Show {
  hear(event: SessionEvent): void;
  /** A sentence to the person. */
  say(sentence: string): void;
  /** What is drawn again is taken off the screen until the next event; what stays has been written. */
  rest(): void;
}

/** Twelve times a second is smooth to the eye and costs nothing. */
const drawEveryMs = 80;

export interface ShowOptions {
  readonly json: boolean;
  readonly jsonl: boolean;
  readonly verbose: boolean;
}

/**
 * `--jsonl`: events on stdout, sentences on stderr; `--json`: sentences only; a terminal: the live view; anything
 * else: calm plain lines, with the same words.
 */
export function showFor(world: World, options: ShowOptions): Show {
  const say = (sentence: string): void => world.err.write(`${sentence}\n`);
  const rest = (): void => undefined;
  if (options.jsonl) return { hear: (event) => world.out.write(`${JSON.stringify(event)}\n`), say, rest };
  if (options.json) return { hear: (event) => notesOf(event).forEach(say), say, rest };
  const { terminal } = world.err;
  return terminal === undefined ? plainShow(world, options) : liveShow(world, terminal, options);
}

/** What a person must know even where a script reads the result: that a workspace starts programs, for one. */
const notesOf = (event: SessionEvent): string[] =>
  meaningOf(event) === 'note' && event.message !== undefined ? [oneLine(event.message)] : [];

function plainShow(world: World, { verbose }: ShowOptions): Show {
  const paint = paintFor(world.err);
  const say = (sentence: string): void => world.err.write(`${sentence}\n`);
  let stage = emptyStage(world.clock());
  return {
    hear: (event) => {
      stage = after(stage, event, world.clock());
      narrate(stage, event, { verbose, bars: false }, paint).forEach(say);
    },
    say,
    rest: () => undefined,
  };
}

/** Events only change the stage; a timer draws it, so that a session of thousands of parts is not slowed by its view. */
function liveShow(world: World, terminal: Terminal, { verbose }: ShowOptions): Show {
  const paint = paintFor(world.err);
  const screen = new LiveScreen((text) => world.err.write(text), terminal);
  let stage: Stage | undefined;
  let stay: string[] = [];
  let stop: (() => void) | undefined;
  const draw = (): void => {
    const lines = stage === undefined ? [] : liveView(stage, terminal.size(), world.clock(), paint);
    screen.draw(stay, lines);
    stay = [];
  };
  const begin = (): void => {
    const timer = setInterval(draw, drawEveryMs);
    timer.unref();
    const deaf = terminal.onResize(draw);
    const showCursor = terminal.hideCursor();
    stop = () => {
      clearInterval(timer);
      deaf();
      showCursor();
      stop = undefined;
    };
  };
  return {
    hear: (event) => {
      stage = after(stage ?? emptyStage(world.clock()), event, world.clock());
      const { columns } = terminal.size();
      stay.push(...narrate(stage, event, { verbose, bars: true, columns }, paint));
      if (stop === undefined) begin();
    },
    say: (sentence) => {
      stay.push(...sentence.split('\n'));
      draw();
    },
    rest: () => {
      stage = undefined;
      draw();
      stop?.();
    },
  };
}
