import {
  cut,
  digestOf,
  flatten,
  isSha256,
  parseAddress,
  plainUsd,
  shortName,
  type AcceptedTake,
  type Sha256,
  type Usage,
} from '../base/index.ts';
import type { InstrumentSpending } from './spending.ts';

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

/** What is told of a session in every one of its commits. */
export interface SessionMark {
  /** Models and services answered from cassettes. */
  readonly replayed?: boolean | undefined;
}

const replayedLine = ({ replayed }: SessionMark): [string, string | undefined] => [
  'Simphony-Replayed',
  replayed === true ? 'from cassettes' : undefined,
];

/** `in/out/cached`, and with the cost after a blank. */
const tokensWords = ({ input, output, cached }: Usage): string => `${input}/${output}/${cached}`;
const usageWords = (usage: Usage): string =>
  `${tokensWords(usage)} ${usage.usd === undefined ? 'unknown' : plainUsd(usage.usd)}`;

/** Trailers in the design's order, those that apply; one line each. `also`: the take itself, where git ignores it. */
export function trailersOf(
  take: AcceptedTake,
  also: readonly LeftOut[] = [],
  mark: SessionMark = {},
): string[] {
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
    ['Simphony-Understudy', understudyWords(take)],
    ['Simphony-Sent', take.sent && `sha256:${take.sent}`],
    ['Simphony-Tokens', take.usage && tokensWords(take.usage)],
    ['Simphony-Cost-USD', take.usage?.usd === undefined ? undefined : plainUsd(take.usage.usd)],
    ...(take.usages ?? []).map((usage): [string, string] => ['Simphony-Attempt', usageWords(usage)]),
    replayedLine(mark),
    ...leftOutLines(left).map((line): [string, string] => ['Simphony-Output', line]),
    ['Assisted-by', words(take.model && `Simphony:${take.model}`)],
  ];
  return lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
}

/** Its path, and the digest of its code. */
const understudyWords = ({ understudy, understudySha256: digest }: AcceptedTake): string | undefined =>
  understudy && `${flatten(understudy)}${digest === undefined ? '' : ` sha256:${digest}`}`;

/** What `Simphony-Understudy` and `Simphony-Sent` say. */
export function understudyIn(
  said: string | undefined,
): Pick<AcceptedTake, 'understudy' | 'understudySha256'> {
  if (said === undefined) return {};
  const [, path, hex] = /^(.*) sha256:([0-9a-f]{64})$/.exec(said) ?? [];
  return path !== undefined && hex !== undefined && isSha256(hex)
    ? { understudy: path, understudySha256: hex }
    : { understudy: said };
}

export function sentIn(said: string | undefined): Sha256 | undefined {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(said ?? '')?.[1];
  return hex !== undefined && isSha256(hex) ? hex : undefined;
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
export const messageOf = (
  take: AcceptedTake,
  also: readonly LeftOut[] = [],
  mark: SessionMark = {},
): string => `${subjectOf(take)}\n\n${trailersOf(take, also, mark).join('\n')}\n`;

/** What an opening or closing commit tells of money: for people, and in trailers for who goes on with the session. */
export interface MoneyTold {
  /** Paragraphs. */
  readonly account?: readonly string[];
  readonly spent?: readonly InstrumentSpending[];
}

/** How a session ended that did not end well: cut short, or with this exit code. */
export type ToldEnding = 'interrupted' | `failed ${number}`;

/** The message of an opening or closing commit: no part, so no key. */
export function sessionMessage(
  kind: 'open' | 'close',
  title: string,
  session: string,
  ending?: ToldEnding,
  { account = [], spent = [], ...mark }: MoneyTold & SessionMark = {},
): string {
  const wasCut = ending === 'interrupted';
  const note = wasCut ? ` (${ending})` : '';
  const lines: [string, string | undefined][] = [
    ['Simphony-Session', session],
    // The subject, which says it too, is cut where the title is long.
    ['Simphony-Ending', wasCut && spent.length === 0 ? undefined : ending],
    ...spent.map((line): [string, string] => ['Simphony-Spent', spentWords(line)]),
    replayedLine(mark),
  ];
  const trailers = lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  const subject = cut(`${kind}: ${flatten(title)}${note}`, subjectLimit);
  return `${[subject, ...account, trailers.join('\n')].join('\n\n')}\n`;
}

/** `kitchen/cook 3 1200/300/0 0.0123 kept 800/200/0 0.008`: calls, what they cost, and what of it was kept. */
const spentWords = ({ instrument, calls, usage, kept }: InstrumentSpending): string =>
  `${instrument} ${calls} ${usageWords(usage)} kept ${usageWords(kept)}`;

const usageWord = String.raw`(\d+)/(\d+)/(\d+) (\d+(?:\.\d+)?|unknown)`;
const spentLine = new RegExp(String.raw`^Simphony-Spent: (\S+) (\d+) ${usageWord} kept ${usageWord}$`);

/** The trailers `Simphony-Spent` of a message's last paragraph. */
export const spentIn = (block: string): InstrumentSpending[] =>
  block.split('\n').flatMap((line) => {
    const [, instrument, calls, ...counts] = spentLine.exec(line) ?? [];
    const [usage, kept] = [usageFrom(counts.slice(0, 4)), usageFrom(counts.slice(4))];
    if (instrument === undefined || usage === undefined || kept === undefined) return [];
    return [{ instrument, calls: Number(calls), usage, kept }];
  });

/** What `Simphony-Attempt` says. */
export const attemptUsage = (said: string): Usage | undefined =>
  usageFrom((new RegExp(`^${usageWord}$`).exec(said) ?? []).slice(1));

function usageFrom([input, output, cached, usd]: readonly (string | undefined)[]): Usage | undefined {
  if (input === undefined || output === undefined || cached === undefined) return undefined;
  return {
    ...{ input: Number(input), output: Number(output), cached: Number(cached) },
    ...(usd === undefined || usd === 'unknown' ? {} : { usd: Number(usd) }),
  };
}
