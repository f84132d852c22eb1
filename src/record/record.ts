import type { AcceptedTake, Address, Diagnostic, Json, Key, Sha256, TakeFile, Usage } from '../base/index.ts';
import type { Acted } from '../plan/index.ts';
import type { AfterUnseen } from '../score/index.ts';
import type { Spending } from './spending.ts';

export type { AcceptedTake, KeyDigests } from '../base/index.ts';

/** A step on its way: first into the journal, then onto the branch. */
export interface Step {
  readonly accepted: AcceptedTake;
  /** Bytes of the file at `takePath`. */
  readonly takeBytes: Uint8Array;
  /** Absolute path of each file's content in the scratch folder, by its workspace path; moved into the cache by `accept`. */
  readonly contents: ReadonlyMap<string, string>;
  /** A new or changed validation script that goes with this step. */
  readonly script?: { readonly path: string; readonly text: string };
  /** Without the leading `- `. */
  readonly handoffLine: string;
  /** A sentence; begins with the part's short name and a colon, which is added where it is missing. */
  readonly summaryLine: string;
  /** Its place in the design's order of commits: recovery commits by it. Without it, as they were accepted. */
  readonly turn?: { readonly distance: number; readonly index: number };
}

/** What the repository is like at the opening. */
export interface RepositoryFacts {
  /** Absolute path of the work tree's top, and the workspace's path below it (`''` or `a/b/`). */
  readonly top: string;
  readonly prefix: string;
  readonly gitDir: string;
  /** The ref that HEAD names, or `undefined` when detached. */
  readonly ref?: string;
  /** `undefined` on an unborn branch. */
  readonly commit?: string;
  readonly person: { readonly name: string; readonly email: string };
  /** There are commit hooks or commit.gpgsign: steps take the slower path. */
  readonly hooks: readonly string[];
  readonly signs: boolean;
  /** Who writes the opening commit: the person, as git's author settings have it. */
  readonly author: { readonly name: string; readonly email: string };
  readonly gitVersion: string;
  /** Absolute; differs from `gitDir` in a linked worktree. */
  readonly commonDir: string;
  readonly indexFile: string;
  readonly excludeFile: string;
  readonly hooksFolder: string;
  /** A `reference-transaction` hook is asked before the branch moves. */
  readonly transactionHook: boolean;
  readonly objectFormat: 'sha1' | 'sha256';
  readonly sparse: boolean;
  readonly shallow: boolean;
  /** `core.autocrlf` and `core.eol` as they stand. */
  readonly lineEnds: { readonly autocrlf: string; readonly eol: string };
}

export interface SessionStart {
  readonly id: string;
  readonly title: string;
  readonly scoreDigest: Sha256;
  /** `YYYY-MM-DD`, UTC */
  readonly date: string;
  /** Sheet, concerto, production and everything under `ensembles/`: their working content goes into the opening commit. */
  readonly scorePaths: readonly string[];
  /** Lines kept in handoff.md and summary.txt. */
  readonly handoffLimit: number;
  /** Bytes; a larger file is not committed. */
  readonly commitLimit: number;
  /** What to do where a take's file would overwrite what the person changed. Default: stop and name it. */
  readonly inTheWay?: 'take mine' | 'take theirs';
  /** It may ask models: what an unfinished session of the same title spent counts as this one's. */
  readonly asksModels?: boolean;
  /** Models and services answer from cassettes: its commits say so. */
  readonly replayed?: boolean;
  /** The run that it is: noted in the journal, and in nothing that git holds. */
  readonly run?: string;
}

/** One change of the closing commit. */
export type Change =
  | { readonly change: 'write'; readonly path: string; readonly bytes: Uint8Array }
  /** Worked into the committed text and, separately, into the person's working text, so that their edits stay. */
  | { readonly change: 'revise'; readonly path: string; readonly revise: (text: string) => string }
  /** Only while the file still has this digest. */
  | { readonly change: 'remove'; readonly path: string; readonly sha256: Sha256 }
  /** A kept take that lies at an older place, or the kept round of a loop that also stands under its plain name. */
  | { readonly change: 'move' | 'copy'; readonly from: string; readonly to: string; readonly sha256: Sha256 };

export type Published =
  /** `warnings`: a person's file that was set aside for `--take-theirs`, and where its content is now. */
  | {
      readonly published: 'all';
      readonly commits: ReadonlyMap<Address, string>;
      readonly warnings?: readonly Diagnostic[];
    }
  /** Nothing is lost: what was accepted stays in the journal. */
  | {
      readonly published: 'stopped';
      readonly diagnostics: readonly Diagnostic[];
      readonly commits: ReadonlyMap<Address, string>;
    };

/** What stood in the workspace when the session opened, as git sees it: content after the clean filters. */
export interface Opening {
  /** What git tracks or would track, NFC, byte order, from the workspace's folder. */
  readonly paths: readonly string[];
  /** Paths are about to be looked for here: one, or those of which the first words are a folder's. For the grounds. */
  lookedFor(
    where: { readonly path: string } | { readonly base: string; readonly deep: boolean },
  ): Promise<void>;
  digest(path: string): Promise<Sha256 | undefined>;
  /** An absolute path or bytes with the content as it stood at the opening, whatever happened to the file since. */
  content(path: string): Promise<{ readonly file: string } | { readonly bytes: Uint8Array }>;
}

export interface UnfinishedSession {
  readonly id: string;
  readonly title: string;
  readonly date: string;
  readonly scoreDigest: Sha256;
  /** The commit it opened on; `undefined` on an unborn branch. */
  readonly on: string | undefined;
  /** The run that it is, where one was submitted. */
  readonly run: string | undefined;
}

export interface AttemptNote {
  readonly part: Address;
  readonly key: Key;
  readonly attempt: number;
  readonly idempotent: boolean;
  /** Process group of the attempt, where one was started. */
  readonly group?: number;
  /** When its leader started, as the system says it, where that is known already. */
  readonly started?: string;
}

/** What is noted before something is sent that must not blindly be sent twice. */
export interface SendingNote {
  readonly part: Address;
  readonly key: Key;
  readonly attempt: number;
  readonly nth: number;
  readonly idempotencyKey: string;
  /** What may follow if nobody sees how it ends. */
  readonly next: AfterUnseen;
  readonly what: string;
}

/** What is noted before a model is asked. */
export interface AskingNote {
  readonly part: Address;
  readonly attempt: number;
  /** Its id. */
  readonly model: string;
  readonly what: string;
  readonly worst: { readonly input: number; readonly output: number; readonly usd?: number };
}

/** How a call ended, and what it cost. */
export interface AskedNote {
  readonly end: 'seen' | 'unseen' | 'free';
  readonly usage?: Usage;
  /** USD that the provider's prompt cache saved. */
  readonly saved?: number;
}

/** An attempt that acted outside in whatever session, and whose take was not accepted. */
export interface ActedOutside extends Acted {
  /** RFC 3339 */
  readonly at: string;
  readonly what?: string;
  /** It may not simply be made again, and nobody has said that it may. */
  readonly uncertain: boolean;
}

export interface PlayingAtCrash {
  readonly key: Key;
  readonly attempt: number;
  readonly idempotent: boolean;
  /** Its process group, and when the leader started: to end what still lives. */
  readonly group?: number;
  readonly started?: string;
}

export interface Noted {
  /** Rejects where the journal cannot be written: nothing that was noted since is accepted then. */
  readonly onDisk: Promise<void>;
}

/** What the message of a closing commit tells. */
export interface ClosingTold {
  /** What the takes had cost that this session kept, where models were asked. */
  readonly notSpent?: Usage;
  /** Exit code of the design: told where a session was played to its end and something failed. */
  readonly code?: number;
}

export interface SessionRecord {
  readonly facts: RepositoryFacts;
  /**
   * All accepted takes by address with round: from `sessions/*.jsonl` at HEAD, from trailers of commits reachable
   * from HEAD (the later of the two wins), and from the journal's not yet committed ones.
   */
  accepted(): Promise<ReadonlyMap<Address, AcceptedTake>>;
  /** Addresses with keys that were once committed (as this machine remembers) and whose commit the person took back. */
  takenBack(): Promise<ReadonlyMap<Address, Key>>;
  /** The output of an accepted take, or `undefined` where its file is gone or has other bytes. Looks in the split and the plain place. */
  outputOf(take: AcceptedTake): Promise<Json | undefined>;
  /** How files that takes left compare with the working tree (content after git's clean filters). */
  compare(
    files: readonly { readonly path: string; readonly sha256: Sha256 }[],
  ): Promise<ReadonlyMap<string, 'same' | 'missing' | 'changed'>>;
  /**
   * Whether a take's file that no commit holds is gone from its place, while the cache still has it; `bringBack` lays
   * it down again.
   */
  inCache(file: Omit<TakeFile, 'size'>, options: { readonly bringBack: boolean }): Promise<boolean>;
  /**
   * `wanted`: the workspace paths that parts may read; what of them is not clean in git is copied at once. `nothing`:
   * neither a part nor a file of a kept take will be asked for.
   */
  opening(options?: { readonly wanted?: ((path: string) => boolean) | 'nothing' }): Promise<Opening>;
  /** Absolute path of content by digest, where the cache has it. */
  cached(sha256: Sha256): string | undefined;
  /**
   * A session that was cut short and goes on: the same score on the same ref takes up its id, so that `begin` opens
   * nothing anew. Another id ends it: its record is committed first.
   */
  readonly unfinished: UnfinishedSession | undefined;
  /** Parts that were playing when the last Conductor was killed, and what it noted of them. */
  readonly playingAtCrash: ReadonlyMap<Address, PlayingAtCrash>;
  /**
   * Notes that an attempt is about to start. Resolves once the note outlives this process; with `durable`, once it
   * outlives the machine's power too, which is for attempts that must not blindly be made twice.
   */
  attemptStarts(attempt: AttemptNote, how?: { readonly durable: boolean }): Promise<void>;
  /** Notes that it ended without an accepted take; `unseen`: it acted outside, or may have, and nobody saw its end. */
  attemptEnds(
    part: Address,
    how: 'failed' | 'cancelled' | 'unseen' | 'waits',
    reason?: string,
  ): Promise<void>;
  /** Resolves once the note outlives the machine's power. */
  attemptSends(note: SendingNote): Promise<void>;
  /** The answer to what was sent last for this part; resolves once it outlives the machine's power. */
  attemptAnswered(part: Address, answer: Json): Promise<void>;
  /** What was spent on models so far; grows as calls are noted. */
  spending(): Spending;
  /** What a new session of this title would begin with: the spending of those that it goes on with. */
  spentBefore(title: string): Promise<Spending>;
  /**
   * A model is about to be asked: counts with its worst from now on. `onDisk` resolves once that outlives the machine's
   * power; not before that may it be asked.
   */
  asking(note: AskingNote): { readonly call: number; readonly onDisk: Promise<void> };
  /** How that call ended. */
  asked(call: number, note: AskedNote): Promise<void>;
  /** Attempts that acted outside, of every session, until their takes are accepted. */
  acted(): Promise<ReadonlyMap<Address, ActedOutside>>;
  /** Notes that a person said: what this part did outside may be done again. */
  allow(part: Address): Promise<void>;
  /** The unfinished session is this run's from here on. */
  takenUpBy(run: string): Promise<void>;
  /** Works a change into the person's working text of a file, at once and whole; commits nothing. */
  revise(path: string, revise: (text: string) => string): Promise<void>;
  /**
   * The opening commit; or, when the journal holds the same session unfinished, nothing. `held` is called once the
   * session is in the journal and nothing that happens to the score's files comes into the commit any more: what plays
   * from then on without effects outside is simply played again where the commit turns out to be refused.
   */
  begin(start: SessionStart, held?: () => void): Promise<Published>;
  /**
   * Resolves once the take has its place in the journal's order, its contents in the cache: what needs it may start,
   * since nothing that follows reaches the disk before it. It is accepted, and may be told of, once `onDisk` resolves.
   */
  accept(step: Step): Promise<Noted>;
  /** Commits accepted steps in the order given, one commit each, in as few processes as it can. */
  publish(parts: readonly Address[]): Promise<Published>;
  /** The closing commit; an empty list of changes still writes the record. */
  close(changes: readonly Change[], ending: 'closed' | 'interrupted', told?: ClosingTold): Promise<Published>;
  /** Lets go of the lock. */
  release(): Promise<void>;
}
