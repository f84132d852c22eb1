/** What was typed after a command, read by name: commander hands options over untyped. */
export class Given {
  readonly #options: { readonly [name: string]: unknown };

  constructor(options: { readonly [name: string]: unknown }) {
    this.#options = options;
  }

  flag(name: string): boolean {
    return this.#options[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#options[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** Of an option that may be given several times. */
  list(name: string): string[] {
    const value = this.#options[name];
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  }
}
