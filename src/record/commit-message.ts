import {
  cut,
  digestOf,
  flatten,
  parseAddress,
  shortName,
  type AcceptedTake,
  type Sha256,
} from '../base/index.ts';

/** Characters of a subject. */
const subjectLimit = 72;
/** Lines `Simphony-Output:` of one commit; more are one line with the digest of their list. */
export const outputLines = 50;

/** A file of a take that is not committed: git ignores it, or it is over the commit limit. */
export interface LeftOut {
  readonly path: string;
  readonly size: number;
  readonly sha256: Sha256;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
}

const named = (take: AcceptedTake): { ensemble: string; nickname: string; short: string } => {
  const name = parseAddress(take.part);
  if (name === undefined) throw new Error(`${take.part} is no address`);
  return { ensemble: name.ensemble, nickname: name.nickname, short: shortName(name) };
};

/** `<nickname> <nickname@ensemble.simphony>`: never the person's name. */
export function authorOf(take: AcceptedTake): Signature {
  const { ensemble, nickname } = named(take);
  return { name: nickname, email: `${nickname}@${ensemble}.simphony` };
}

export const conductorSignature: Signature = { name: 'conductor', email: 'conductor@simphony' };

/** `nickname[item]#round: summary`, at most 72 characters. */
export const subjectOf = (take: AcceptedTake): string =>
  cut(`${named(take).short}: ${flatten(take.summary)}`, subjectLimit);

const jsonQuoted = (path: string): string =>
  /[\p{Cc}\p{Zl}\p{Zp}]|^[\s"*]|\s$/u.test(path) ? JSON.stringify(path) : path;

/** Trailers in the design's order, those that apply; one line each. `also`: the take itself, where git ignores it. */
export function trailersOf(take: AcceptedTake, also: readonly LeftOut[] = []): string[] {
  const left = [...also, ...take.files.filter(({ committed }) => !committed)];
  const words = (value: string | undefined): string | undefined => value && flatten(value);
  const lines: [string, string | undefined][] = [
    ['Simphony-Session', take.session],
    ['Simphony-Part', take.part],
    ['Simphony-Key', take.key],
    ['Simphony-Ensemble', words(`${named(take).ensemble}@${take.ensembleVersion}`)],
    ['Simphony-Attempts', String(take.attempts)],
    ['Simphony-Verdict', words(take.verdict)],
    ['Simphony-Model', words(take.model)],
    ['Simphony-Understudy', words(take.understudy)],
    ['Simphony-Tokens', take.usage && `${take.usage.input}/${take.usage.output}/${take.usage.cached}`],
    ['Simphony-Cost-USD', take.usage?.usd === undefined ? undefined : String(take.usage.usd)],
    ...leftOutLines(left).map((line): [string, string] => ['Simphony-Output', line]),
    ['Assisted-by', words(take.model && `Simphony:${take.model}`)],
  ];
  return lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
}

/** `sha256:<hex> <size> <path>`; past the limit `sha256:<hex of the list> <bytes of all> *<n> files`. */
export function leftOutLines(left: readonly LeftOut[]): string[] {
  if (left.length <= outputLines) {
    return left.map(({ sha256, size, path }) => `sha256:${sha256} ${size} ${jsonQuoted(path)}`);
  }
  const list = left.map(({ path, size, sha256 }) => ({ path, size, sha256 }));
  const bytes = left.reduce((sum, { size }) => sum + size, 0);
  return [`sha256:${digestOf(list)} ${bytes} *${left.length} files`];
}

/** The message of a step's commit. */
export const messageOf = (take: AcceptedTake, also: readonly LeftOut[] = []): string =>
  `${subjectOf(take)}\n\n${trailersOf(take, also).join('\n')}\n`;

/** The message of an opening or closing commit: no part, so no key. */
export const sessionMessage = (
  kind: 'open' | 'close',
  title: string,
  session: string,
  note?: string,
): string =>
  `${cut(`${kind}: ${flatten(title)}${note === undefined ? '' : ` (${note})`}`, subjectLimit)}\n\nSimphony-Session: ${session}\n`;
