import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from './world.ts';

const esc = '\u001b[';
/** Shown at once and not line by line, where the terminal knows the mode (DEC private mode 2026). */
const [begin, end] = [`${esc}?2026h`, `${esc}?2026l`];

/**
 * Lines that stay, above lines that are drawn again: one write for both, over what is there, so that nothing flickers.
 * The cursor rests at the start of the line below the drawn ones.
 */
export class LiveScreen {
  readonly #write: (text: string) => void;
  readonly #terminal: Pick<Terminal, 'size'>;
  #drawn: readonly string[] = [];

  constructor(write: (text: string) => void, terminal: Pick<Terminal, 'size'>) {
    this.#write = write;
    this.#terminal = terminal;
  }

  /** `stay` scrolls up for good; `lines` replaces what was drawn before. Nothing is written where nothing changed. */
  draw(stay: readonly string[], lines: readonly string[]): void {
    const isSame = lines.length === this.#drawn.length && lines.every((line, at) => line === this.#drawn[at]);
    if (stay.length === 0 && isSame) return;
    const rows = this.#rowsDrawn();
    const up = rows === 0 ? '' : `${esc}${rows}A`;
    const text = [...stay, ...lines].map((line) => `${line}${esc}K\n`).join('');
    this.#write(`${begin}\r${up}${text}${esc}J${end}`);
    this.#drawn = lines;
  }

  /** Rows that the drawn lines take now: in a window made narrower since, a line takes several. */
  #rowsDrawn(): number {
    const columns = Math.max(1, this.#terminal.size().columns);
    return this.#drawn.reduce(
      (rows, line) => rows + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)),
      0,
    );
  }
}
