import { byPlace, hasMistakes, printDiagnostic, type Diagnostic } from '../base/index.ts';
import { paintFor, type Paint } from './paint.ts';
import type { World } from './world.ts';

/** What a command found out; printed for a person, or as the one envelope of `--json`. */
export interface Answer {
  /** Exit code of the design. */
  readonly code: number;
  /** Why `code` is not 0, in a few words. */
  readonly reason?: string;
  readonly data: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** For people, on stdout; `''` says nothing. */
  readonly text: (paint: Paint) => string;
}

export const mistake = (code: string, message: string, help?: string): Diagnostic => ({
  code,
  severity: 'mistake',
  message,
  ...(help === undefined ? {} : { help }),
});

/** The answer where there is nothing but mistakes. */
export const refused = (diagnostics: readonly Diagnostic[]): Answer => ({
  code: 2,
  data: null,
  diagnostics,
  text: () => '',
});

export function count(many: number, one: string, several = `${one}s`): string {
  return `${many.toLocaleString('en-US')} ${many === 1 ? one : several}`;
}

/** What models cost: never 0 for what nobody knows. */
export const costWords = (usd: number | null): string =>
  usd === null ? 'at a cost that is unknown' : `$${usd.toFixed(usd < 0.1 ? 4 : 2)}`;

/** `3 mistakes` or the first mistake's own words. */
export function reasonOf(diagnostics: readonly Diagnostic[]): string | undefined {
  const mistakes = diagnostics.filter(({ severity }) => severity === 'mistake');
  return mistakes.length > 1 ? count(mistakes.length, 'mistake') : mistakes[0]?.message;
}

export function printAnswer(world: World, json: boolean, answer: Answer): number {
  const diagnostics = byPlace(answer.diagnostics);
  // mistakes that an answer left uncounted are never passed over
  const code = answer.code === 0 && hasMistakes(diagnostics) ? 2 : answer.code;
  if (json) {
    const reason = code === 0 ? undefined : (answer.reason ?? reasonOf(diagnostics) ?? `exit code ${code}`);
    const { data } = answer;
    const status = code === 0 ? 'ok' : 'error';
    world.out.write(`${JSON.stringify({ status, reason, data, diagnostics }, null, 2)}\n`);
    return code;
  }
  const text = answer.text(paintFor(world.out));
  if (text !== '') world.out.write(`${text}\n`);
  printDiagnostics(world, diagnostics);
  return code;
}

/** All of them on stderr, in the order of their places, with a closing count where there are several. */
export function printDiagnostics(world: World, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  const paint = paintFor(world.err);
  const blocks = byPlace(diagnostics).map((one) => paintDiagnostic(one, paint));
  const mistakes = diagnostics.filter(({ severity }) => severity === 'mistake').length;
  const total = mistakes > 1 ? `\n${count(mistakes, 'mistake')}\n` : '';
  world.err.write(`${blocks.join('\n\n')}\n${total}`);
}

/** base/'s plain text with the place, the underline and the help coloured: the words are the same. */
export function paintDiagnostic(diagnostic: Diagnostic, paint: Paint): string {
  const [head = '', ...rest] = printDiagnostic(diagnostic).split('\n');
  const tint = diagnostic.severity === 'mistake' ? paint.red : paint.yellow;
  const [, place = '', word = '', sentence = head] = /^(.*?)(error|warning): (.*)$/.exec(head) ?? [];
  const first = word === '' ? head : `${paint.bold(place)}${tint(`${word}:`)} ${sentence}`;
  const painted = rest.map((line) => {
    if (/^ +\| *\t*[\t ]*\^+$/.test(line)) return tint(line);
    return line.startsWith('  help: ') ? `  ${paint.cyan('help:')} ${line.slice(8)}` : line;
  });
  return [first, ...painted].join('\n');
}
