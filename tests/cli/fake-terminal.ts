/**
 * A fake terminal: knows what LiveScreen writes and no more. Lines wrap in the cell after the last one, as xterm does
 * it; `text()` is everything from the first scrolled-off line to the last one that holds anything.
 */
export class FakeTerminal {
  readonly #columns: number;
  readonly #rows: number;
  #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
  }

  size = (): { columns: number; rows: number } => ({ columns: this.#columns, rows: this.#rows });

  write = (text: string): void => {
    for (const [piece, control] of text.matchAll(/(\u001b\[\??[\d;]*[A-Za-z])|[^\u001b]/gsu)) {
      if (control === undefined) this.#print(piece);
      else this.#obey(control.slice(2, -1), control.at(-1));
    }
  };

  text = (): string[] => this.#lines.map((line) => line.trimEnd());

  #print(cell: string): void {
    if (cell === '\r') this.#column = 0;
    else if (cell === '\n') this.#newLine();
    else {
      if (this.#column === this.#columns) this.#newLine();
      const line = (this.#lines[this.#row] ?? '').padEnd(this.#column);
      this.#lines[this.#row] = line.slice(0, this.#column) + cell + line.slice(this.#column + 1);
      this.#column++;
    }
  }

  #newLine(): void {
    this.#row++;
    this.#column = 0;
    this.#lines[this.#row] ??= '';
  }

  #obey(parameters: string, command: string | undefined): void {
    if (parameters.startsWith('?') || command === 'm') return;
    if (command === 'A') {
      // what has scrolled off can't be reached
      const top = Math.max(0, this.#lines.length - this.#rows);
      this.#row = Math.max(top, this.#row - Number(parameters));
    } else if (command === 'K') {
      this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column);
    } else if (command === 'J') {
      this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column);
      this.#lines.length = this.#row + 1;
    } else throw new Error(`the fake terminal does not know ${JSON.stringify(parameters + String(command))}`);
  }
}
