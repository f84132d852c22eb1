import { ModelServer, says, type Script } from '../../models/server.ts';
import { ensemble, instrument, Rig, type Report } from '../rig.ts';

/** A key that may stand nowhere. */
export const secret = 'sk-test-4f1c0ffee0d15ea5e5ecret77';

/** USD for a million tokens: the same for every model of the tests. */
export const price = { input: 2, output: 10, cached: 0.2, written: 2.5 };
const priced = `price: { input: ${price.input}, output: ${price.output}, cached: ${price.cached}, written: ${price.written} }`;

/** Every model is the local server's, with a key of its own. */
export const concerto = (url: string, more = ''): string =>
  `---\nsimphony: 1\nmodels:\n${['nano', 'standard', 'lead']
    .map((name) => `  ${name}: { id: local-${name}, base_url: "${url}", key: KITCHEN_KEY, ${priced} }\n`)
    .join('')}${more}---\nA kitchen.\n`;

/** A model's instrument. */
export const cook = (frontMatter = '', body = 'Cook it.\n'): string =>
  instrument(frontMatter, body).replace('kind: script', 'kind: model');

export const sheet = (more = '', text = 'Cook.\n'): string =>
  `---\ntitle: Supper\nplays: [kitchen]\n${more}---\n${text}`;

/** A report with what it says of money. */
export type MoneyReport = Report & {
  readonly usage: { readonly tokens: number; readonly usd: number | null };
  readonly parts: Report['parts'] & { readonly waiting: number };
};

/** A workspace whose models are played by a server on this machine. */
export class Kitchen implements AsyncDisposable {
  readonly rig: Rig;
  readonly server: ModelServer;

  private constructor(rig: Rig, server: ModelServer) {
    [this.rig, this.server] = [rig, server];
  }

  static async with(
    files: Readonly<Record<string, string>>,
    options: { readonly script?: Script; readonly concerto?: string } = {},
  ): Promise<Kitchen> {
    const kitchen = { 'sheetMusic.md': sheet(), 'ensembles/kitchen/ensemble.md': ensemble('kitchen') };
    return await Kitchen.of({ ...kitchen, ...files }, options);
  }

  /** Another workspace with the same server, models and prices. */
  static async of(
    files: Readonly<Record<string, string>>,
    options: { readonly script?: Script; readonly concerto?: string } = {},
  ): Promise<Kitchen> {
    const server = await ModelServer.open(options.script ?? (() => says({ dish: 'soup', summary: 'Soup.' })));
    const rig = await Rig.with({ 'concerto.md': concerto(server.url, options.concerto), ...files });
    return new Kitchen(rig, server);
  }

  get env(): Record<string, string> {
    return { KITCHEN_KEY: secret };
  }

  start(...words: string[]) {
    return this.rig.start(words, { env: this.env });
  }

  async says(...words: string[]): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
    return this.rig.simphonyWith(this.env, ...words);
  }

  async play(...words: string[]): Promise<{ readonly code: number; readonly report: MoneyReport; readonly stderr: string }> {
    return this.playWith(this.env, ...words);
  }

  async playWith(
    env: Readonly<Record<string, string>>,
    ...words: string[]
  ): Promise<{ readonly code: number; readonly report: MoneyReport; readonly stderr: string }> {
    const { code, stdout, stderr } = await this.rig.simphonyWith(env, 'play', '--json', ...words);
    return { code, stderr, report: JSON.parse(stdout) as MoneyReport };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.rig[Symbol.asyncDispose]();
  }
}
