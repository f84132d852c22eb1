/**
 * A conclusion that stands: what the last session in which there was nothing to play said, together with its grounds.
 * Where all grounds hold, it is said again; where one does not, or anything at all is odd, the session is played as
 * ever. Nothing is decided here: this is the memo of an answer that was given elsewhere (docs/decisions/0007).
 *
 * Loaded before anything else of the Conductor, so it imports next to nothing.
 */
import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { sha256 } from '../base/index.ts';
import type { Ending, PlayOptions, SessionEvent } from './face.ts';
import { isStamp, stampOf } from './stamps.ts';

/** What the file holds besides paths and their stamps. */
export interface Conclusion {
  /** All that is no file: `circumstancesOf`. */
  readonly circumstances: string;
  /** Variables that decide whether a model can be asked, and whether each was set. */
  readonly variables: readonly (readonly [name: string, isSet: boolean])[];
  /** Commands that are asked again, with the digest of what they said; null where they said nothing. */
  readonly probes: readonly (readonly [words: readonly string[], said: string | null])[];
  readonly ending: Ending;
}

/** What the file holds: a line that says how long the text is and what it and the stamps digest to; both follow. */
export interface Standing {
  readonly conclusion: Conclusion;
  readonly events: readonly SessionEvent[];
  /** From the workspace's folder where they lie in it. One after `>` is followed to where it leads. */
  readonly paths: readonly string[];
  /** `stampLength` numbers for each path. */
  readonly stamps: Float64Array;
}

export const followed = '>';

export const standingFile = (folder: string): string => join(folder, '.simphony', 'cache-index', 'standing');

/** Play again, take something over: such a wish is no question that was answered before. */
export const mayStand = ({ again = [], accept, inTheWay, disk }: PlayOptions): boolean =>
  again.length === 0 && accept === undefined && inTheWay === undefined && disk === undefined;

/** Of the environment, what can change what git answers; of PATH, where it leads to. */
const heard =
  /^(HOME|XDG_CONFIG_HOME|EMAIL|SUDO_UID|GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL)|GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|GIT_EXEC_PATH|GIT_CEILING_DIRECTORIES|GIT_DISCOVERY_ACROSS_FILESYSTEM)$/;

/** All that an answer rests on besides files and probes, as one text. */
export function circumstancesOf(options: PlayOptions): string {
  const { folder, sheet, environment, understudies = false, cassettes = null } = options;
  const named = Object.entries(environment).filter(([name]) => heard.test(name));
  return JSON.stringify([
    resolve(folder),
    ...[sheet ?? null, understudies, cassettes],
    import.meta.url,
    ...[process.version, process.platform, process.arch, process.getuid?.() ?? null],
    named.sort(([a], [b]) => (a < b ? -1 : 1)),
    gitOn(environment['PATH'] ?? '', folder) ?? null,
  ]);
}

/** The program that `git` leads to. */
export function gitOn(searched: string, folder: string): string | undefined {
  const places = searched.split(':').map((place) => resolve(folder, place, 'git'));
  return places.find((place) => {
    const stamp = stampOf(place, 'its target');
    return stamp !== 'absent' && stamp?.isFile() === true && (stamp.mode & 0o111) !== 0;
  });
}

/** A variable without a value is none: so it is read where models are asked (players/model/endpoint.ts). */
export const isSet = ({ environment }: Pick<PlayOptions, 'environment'>, name: string): boolean =>
  (environment[name] ?? '').trim() !== '';

const isPlayed = (folder: string): boolean =>
  stampOf(join(folder, '.simphony', 'lock'), 'the link') !== 'absent';

/** The ending of a session that would play nothing, told as that session would tell it; or nothing is known. */
export async function standingEnding(options: PlayOptions): Promise<Ending | undefined> {
  const { folder } = options;
  const started = options.now().getTime();
  const isTooLate = (): boolean => options.signal.aborted || isPlayed(folder);
  if (!mayStand(options) || isTooLate()) return undefined;
  const read = standingAt(standingFile(folder));
  if (read === undefined) return undefined;
  const { conclusion, events, paths, stamps } = read;
  if (conclusion.circumstances !== circumstancesOf(options)) return undefined;
  if (!conclusion.variables.every(([name, before]) => isSet(options, name) === before)) return undefined;
  if (!paths.every((path, row) => holds(path, folder, stamps, row))) return undefined;
  if (!(await saySame(conclusion.probes, options))) return undefined;
  // Who took the lock meanwhile may be about to change what was looked at.
  if (isTooLate()) return undefined;
  const ended = (): number => options.now().getTime() - started;
  const { report, ...ending } = conclusion.ending;
  const run_id = options.run ?? report.run_id;
  for (const event of events) options.onEvent({ ...toldNow(event, options.now(), ended), run_id });
  return { ...ending, report: { ...report, run_id, usage: { ...report.usage, ms: ended() } } };
}

function holds(line: string, folder: string, stamps: Float64Array, row: number): boolean {
  const follows = line.startsWith(followed);
  const path = follows ? line.slice(1) : line;
  const absolute = isAbsolute(path) ? path : `${folder}/${path}`;
  return isStamp(stampOf(absolute, follows ? 'its target' : 'the link'), stamps, row);
}

export const digestOfSaid = (said: string | null): string | null => (said === null ? null : sha256(said));

async function saySame(probes: Conclusion['probes'], { folder, environment }: PlayOptions): Promise<boolean> {
  if (probes.length === 0) return true;
  const { probe } = await import('./probe.ts');
  const said = await Promise.all(probes.map(([words]) => probe(words, folder, environment)));
  return probes.every(([, before], at) => digestOfSaid(said[at] ?? null) === before);
}

/** Times are those of now; of a session that plays nothing only its end has a duration. */
const toldNow = (event: SessionEvent, now: Date, took: () => number): SessionEvent => ({
  ...event,
  timestamp: now.toISOString(),
  ...(event.duration_ms === undefined ? {} : { duration_ms: took() }),
});

export function bytesOf({ stamps, ...told }: Standing): Uint8Array {
  const text = Buffer.from(JSON.stringify(told));
  const body = Buffer.concat([text, Buffer.from(stamps.buffer, stamps.byteOffset, stamps.byteLength)]);
  return Buffer.concat([Buffer.from(`simphony standing 2 ${text.length} ${sha256(body)}\n`), body]);
}

/** Of a file that is not whole, or that another version wrote, nothing is believed. */
function standingIn(bytes: Buffer): Standing | undefined {
  const line = bytes.toString('latin1', 0, bytes.indexOf('\n'));
  const [, length, digest] = /^simphony standing 2 (\d+) (\w+)$/.exec(line) ?? [];
  const body = bytes.subarray(line.length + 1);
  if (length === undefined || sha256(body) !== digest) return undefined;
  const told = JSON.parse(body.toString('utf8', 0, Number(length))) as Omit<Standing, 'stamps'>;
  // Copied, since numbers of eight bytes begin at multiples of eight.
  return { ...told, stamps: new Float64Array(new Uint8Array(body.subarray(Number(length))).buffer) };
}

function standingAt(file: string): Standing | undefined {
  try {
    return standingIn(readFileSync(file));
  } catch {
    return undefined;
  }
}
