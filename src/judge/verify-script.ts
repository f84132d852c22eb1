import { setImmediate } from 'node:timers/promises';
import { sha256, type Judged, type Take } from '../base/index.ts';
import type { CommandEnd } from '../players/index.ts';
import type { Values } from '../score/index.ts';
import { damagesOf, type Damage } from './damage.ts';
import { matches } from './globs.ts';
import { hear, hearCommand, namesOf, type Asked, type Found } from './hear.ts';
import { hintsFor, namesIn, readsTheTake } from './hints.ts';
import { prepare } from './prepare.ts';
import type { LaidCopy } from './run-on-copy.ts';
import { readScript, saidOfAnyone } from './validation-spec.ts';

export interface ScriptToVerify {
  /** The script as it would be committed. */
  readonly text: string;
  readonly take: Take;
  /** The names in scope besides `output` and `files`, as `judgeTake` was given them. */
  readonly values: Values;
  /** Without it commands are not tried, and stand under `notTried`. */
  readonly commands?: {
    /** Absolute path of the content of a file that the take left. */
    contentOf(path: string): string;
    /** Runs a check's command over copies of these files of the take; `runOnCopy` does, with what else was laid out. */
    run(
      words: readonly string[],
      limits: { readonly timeoutMs: number },
      files: readonly LaidCopy[],
    ): Promise<CommandEnd>;
  };
}

export interface Verified {
  /** The script can be read back, and no criterion fails on the take. Only such a script may be committed. */
  readonly passes: boolean;
  /** How the script judges the undamaged take. */
  readonly onTake: readonly Judged[];
  /** For each criterion that can fail, a damaged copy on which it does. */
  readonly proofs: readonly Proof[];
  /** Criteria that held whatever was damaged: to be shown as warnings. */
  readonly cannotFail: readonly Because[];
  /** Criteria that the script can't judge; it shows them as skipped. */
  readonly notHeard: readonly Because[];
  /** Commands that were not run on damaged copies. */
  readonly notTried: readonly Because[];
}

export interface Proof {
  readonly criterion: string;
  readonly damage: string;
  readonly evidence: string;
  /** No other criterion fails on this copy; else it is the copy found on which the fewest do. */
  readonly alone: boolean;
}

export interface Because {
  readonly criterion: string;
  readonly because: string;
}

type Plain = Exclude<Asked, { ask: 'runs' }>;
type CommandAsked = Extract<Asked, { ask: 'runs' }>;
/** Judges a copy of the take by a criterion. */
type Ask = (one: Plain, copy: Pick<Found, 'output' | 'files'>) => Judged;

/** Damaged copies tried for one criterion; fewer where the output is large, since each is judged whole. */
const mostDamages = 3_000;
const fewestDamages = 200;
/** Characters of output that may be judged for one criterion, over all copies. */
const mostJudged = 20_000_000;
/** After a first proof so many more are tried to find one on which no other criterion fails. */
const moreForAlone = 300;
/** Milliseconds after which others may use this thread. */
const longestTurnMs = 5;
/** Copies on which a command is run: each is a process. */
const mostRuns = 16;

/**
 * Verifies a script twice: it passes on the take, and for every criterion there is a damaged copy of the take on which
 * it fails; on which it alone fails, where the search finds such a copy. What is judged by is read from the text.
 * No process but for commands, and no chance; bounded. Never rejects for what a person or an instrument wrote.
 */
export async function verifyScript({ text, take, values, commands }: ScriptToVerify): Promise<Verified> {
  const spec = readScript(text);
  const nothing = { onTake: [], proofs: [], cannotFail: [], notHeard: [], notTried: [] };
  if (spec === undefined) return { passes: false, ...nothing };
  const left = take.files.map(({ path, size, sha256 }) => ({
    path,
    size,
    digests: [sha256],
    elsewhere: false,
  }));
  const around = { values, unknown: new Map<string, string>() };
  const ask: Ask = (one, copy) => hear(one, spec.output, { ...copy, left }, around, matches);
  const asked = prepare(spec);
  const plain = asked.filter((one) => one.ask !== 'runs');
  const heard = new Map<Plain, Judged>();
  for (const one of plain) heard.set(one, ask(one, take));
  const holding = plain.filter((one) => heard.get(one)?.outcome === 'held');
  const found = {
    onTake: [] as Judged[],
    proofs: [] as Proof[],
    cannotFail: [] as Because[],
    notHeard: [] as Because[],
    notTried: [] as Because[],
  };

  let begun = performance.now();
  for (const one of asked) {
    const { criterion } = one;
    // A large output takes seconds; whoever else waits for this thread is let in between.
    if (performance.now() - begun > longestTurnMs) {
      await setImmediate();
      begun = performance.now();
    }
    if (one.ask === 'runs') {
      if (commands === undefined) {
        found.notTried.push({ criterion, because: 'nothing was given to run it' });
        continue;
      }
      const run = (copy: Copy): Promise<Judged> => runOn(one, copy, spec.output, around, commands);
      const judged = await run({ what: '', output: take.output, files: take.files });
      found.onTake.push(judged);
      if (judged.outcome !== 'held') found.notTried.push({ criterion, because: judged.evidence });
      else
        add(
          found,
          one,
          await proofByRunning(one, take, values, run, (copy) =>
            holding.every((other) => ask(other, copy).outcome !== 'failed'),
          ),
        );
      continue;
    }
    const judged = heard.get(one) ?? ask(one, take);
    found.onTake.push(judged);
    if (judged.outcome === 'not heard') found.notHeard.push({ criterion, because: judged.evidence });
    if (judged.outcome === 'held') add(found, one, proofFor(one, holding, take, values, ask));
  }
  // A command that fails on copies may miss what only the attempt's folder held; what it says of the take was heard there.
  const passes = plain.every((one) => heard.get(one)?.outcome !== 'failed');
  return { passes, ...found };
}

/** Proofs that are remembered. */
const keptProofs = 500;

/**
 * `verifyScript` for a whole session: the same criteria on the same take, with the same values where they look, are
 * proven once, whatever their instruments are called. Nothing that runs a command is remembered: what a command finds
 * around the take is not in its words.
 */
export function scriptVerifier(): (script: ScriptToVerify) => Promise<Verified> {
  /** By what scripts say: the names that they read, `undefined` where nothing is to be remembered. */
  const read = new Map<string, readonly string[] | undefined>();
  const proven = new Map<string, Promise<Verified>>();
  return (script) => {
    const said = saidOfAnyone(script.text);
    if (said === undefined) return verifyScript(script);
    const names = read.has(said) ? read.get(said) : namesRead(script.text);
    remember(read, said, names);
    if (names === undefined) return verifyScript(script);
    const { output, files } = script.take;
    const around = names.map((name) => script.values[name]);
    const known = names.filter((_, at) => around[at] !== undefined);
    const same = sha256(JSON.stringify([said, output, files, known, around]));
    const verified = proven.get(same) ?? verifyScript(script);
    remember(proven, same, verified);
    return verified;
  };
}

function remember<T>(known: Map<string, T>, name: string, value: T): void {
  if (known.size >= keptProofs && !known.has(name)) known.clear();
  known.set(name, value);
}

/** What the criteria of a script read; `undefined` where it can't be read, or runs a command. */
function namesRead(text: string): readonly string[] | undefined {
  const spec = readScript(text);
  if (spec === undefined || spec.criteria.some((one) => 'runs' in one)) return undefined;
  const names = prepare(spec).flatMap((one) => (one.ask === 'leaves' ? namesOf(one.glob) : namesIn(one)));
  return [...new Set(names)].toSorted();
}

function add(found: { proofs: Proof[]; cannotFail: Because[] }, one: Asked, proof: Proof | undefined): void {
  if (proof !== undefined) found.proofs.push(proof);
  else if (one.ask !== 'leaves' || one.required) {
    const because = readsTheTake(one)
      ? 'it held on every damaged copy of the take'
      : 'it reads nothing of the take';
    found.cannotFail.push({ criterion: one.criterion, because });
  }
}

function proofFor(
  one: Plain,
  holding: readonly Plain[],
  take: Take,
  values: Values,
  ask: Ask,
): Proof | undefined {
  if (!readsTheTake(one)) return undefined;
  const size = JSON.stringify(take.output).length + 1;
  let until = Math.max(fewestDamages, Math.min(mostDamages, Math.floor(mostJudged / size)));
  let proof: Proof | undefined;
  let [tried, fewest] = [0, Infinity];
  for (const damage of damagesOf(take, hintsFor(one, values))) {
    if (tried++ >= until) break;
    const judged = ask(one, damage);
    if (judged.outcome !== 'failed') continue;
    if (proof === undefined) until = Math.min(until, tried + moreForAlone);
    const failing = holding.filter(
      (other) => other !== one && ask(other, damage).outcome === 'failed',
    ).length;
    if (failing >= fewest) continue;
    fewest = failing;
    proof = {
      criterion: one.criterion,
      damage: damage.what,
      evidence: judged.evidence,
      alone: failing === 0,
    };
    if (failing === 0) break;
  }
  return proof;
}

/** A copy for a command: files whose content is there in part. */
type Copy = Damage & { readonly upTo?: ReadonlyMap<string, number> };

function runOn(
  one: CommandAsked,
  { output, files, upTo }: Copy,
  form: Parameters<typeof hearCommand>[1],
  around: Parameters<typeof hearCommand>[3],
  commands: NonNullable<ScriptToVerify['commands']>,
): Promise<Judged> {
  const laid = files.map(({ path, executable }): LaidCopy => {
    const bytes = upTo?.get(path);
    return {
      path,
      from: { file: commands.contentOf(path) },
      ...(executable === undefined ? {} : { executable }),
      ...(bytes === undefined ? {} : { upTo: bytes }),
    };
  });
  return hearCommand(one, form, { output, files }, around, (words, limits) =>
    commands.run(words, limits, laid),
  );
}

async function proofByRunning(
  one: CommandAsked,
  take: Take,
  values: Values,
  run: (copy: Copy) => Promise<Judged>,
  othersHold: (copy: Copy) => boolean,
): Promise<Proof | undefined> {
  let tried = 0;
  for (const copy of copiesToRun(one, take, values)) {
    if (tried++ >= mostRuns) break;
    const judged = await run(copy);
    if (judged.outcome === 'failed')
      return {
        criterion: one.criterion,
        damage: copy.what,
        evidence: judged.evidence,
        alone: othersHold(copy),
      };
  }
  return undefined;
}

/** Its files emptied, cut in half and removed; then, where its words name the output, damaged outputs. */
function* copiesToRun(one: CommandAsked, take: Take, values: Values): Generator<Copy> {
  const { output, files } = take;
  for (const file of files.slice(0, 4)) {
    for (const upTo of [0, file.size >> 1]) {
      const cut = files.map((other) => (other === file ? { ...other, size: upTo } : other));
      yield {
        what: `${file.path} ${upTo === 0 ? 'is emptied' : 'is cut in half'}`,
        output,
        files: cut,
        upTo: new Map([[file.path, upTo]]),
      };
    }
    yield { what: `${file.path} is removed`, output, files: files.filter((other) => other !== file) };
  }
  const hints = hintsFor(one, values);
  if (hints.paths.length === 0) return;
  for (const damage of damagesOf(take, { ...hints, readsFiles: false }))
    if (damage.files === files) yield damage;
}
