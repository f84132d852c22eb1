import * as z from 'zod';
import { isSha256, parseAddress, type Address, type Key, type Sha256 } from '../base/index.ts';
import { ActedNote } from './acted.ts';
import type { Step } from './record.ts';
import { UsageNote } from './usage-note.ts';

const Sha = z.custom<Sha256>((value) => typeof value === 'string' && isSha256(value));
const Part = z.custom<Address>((value) => typeof value === 'string' && parseAddress(value) !== undefined);
const KeySha = z.custom<Key>((value) => typeof value === 'string' && isSha256(value));

/** The whole step but its bytes; they stand beside it or in the cache. Checked by the line's own checksum. */
type NotedStep = Omit<Step, 'takeBytes' | 'contents'>;
const Noted = z.custom<NotedStep>(
  (value) =>
    z
      .object({
        accepted: z.object({
          part: Part,
          key: KeySha,
          takePath: z.string(),
          takeSha256: Sha,
          files: z.array(z.object({ path: z.string(), sha256: Sha })),
        }),
        handoffLine: z.string(),
        summaryLine: z.string(),
      })
      .safeParse(value).success,
);

const Count = z.number().int().nonnegative();
/** All that a journal can say. State is the fold of it (journal-state.ts). */
const JournalEvent = z.discriminatedUnion('event', [
  /** The session began; its opening commit may not be on the branch yet. */
  z.object({
    event: z.literal('begun'),
    id: z.string(),
    title: z.string(),
    date: z.string(),
    scoreDigest: Sha,
    handoffLimit: z.number(),
    commitLimit: z.number(),
    /** The session's number in this workspace. */
    nth: z.number(),
    /** The ref it belongs to; null on a detached HEAD. */
    ref: z.string().nullable(),
    /** What it opened on; null on an unborn branch. */
    on: z.string().nullable(),
    at: z.string(),
    /** Models and services answer from cassettes. */
    replayed: z.boolean().exactOptional(),
    /** The run that it is, where one was submitted. */
    run: z.string().exactOptional(),
    /** The machine's run in which it began: files that were not synced last as long. */
    boot: z.string().optional(),
  }),
  /** Another run goes on with it from here. */
  z.object({ event: z.literal('taken_up'), run: z.string() }),
  /** Working files of all groups so far are on disk; from here on this run of the machine counts. */
  z.object({ event: z.literal('on_disk'), boot: z.string().optional() }),
  /** The take is accepted: under this key the part is never played again, and git will have it. */
  z.object({
    event: z.literal('accepted'),
    step: Noted,
    /** The take's bytes where they are small text; else they are in the cache under `takeSha256`. */
    text: z.string().optional(),
  }),
  /** Commits are ready; the branch is about to move from one to the other. */
  z.object({
    event: z.literal('publishing'),
    from: z.string().nullable(),
    to: z.string(),
    /** The commit of each part; empty for an opening or closing commit. */
    commits: z.record(z.string(), z.string()),
    /** By part: paths that are not committed, and digests that git's clean filters change, by path. */
    left: z.record(z.string(), z.array(z.string())),
    clean: z.record(z.string(), z.record(z.string(), Sha)),
    closing: z.enum(['closed', 'interrupted']).optional(),
    /** Digest of what index.lock holds while this goes on. */
    lock: Sha,
  }),
  /** Branch, index and working files have it; the last outlive this process, and the power from `on_disk` or `over` on. */
  z.object({ event: z.literal('published'), to: z.string() }),
  /** An attempt is about to start; what was playing at a crash is known by it. */
  z.object({
    event: z.literal('attempt'),
    part: Part,
    key: KeySha,
    attempt: z.number(),
    idempotent: z.boolean(),
    at: z.string(),
    /** Process group and when its leader started, to end what still lives. */
    group: z.number().optional(),
    started: z.string().optional(),
  }),
  /** The process group of the attempt that was noted last for this part. */
  z.object({ event: z.literal('group'), part: Part, group: z.number(), started: z.string().optional() }),
  z.object({
    event: z.literal('attempt_over'),
    part: Part,
    /**
     * `unseen`: it acted outside, or may have, and nobody saw how that ended. `waits`: it could not be asked for, and is
     * not used up.
     */
    how: z.enum(['failed', 'cancelled', 'unseen', 'waits']),
    reason: z.string().optional(),
  }),
  /** Something is about to be sent that must not blindly be sent twice. */
  ActedNote.omit({ how: true, answer: true }).extend({ event: z.literal('sending') }),
  /** What was sent last for this part was answered. */
  z.object({ event: z.literal('answered'), part: Part, answer: ActedNote.shape.answer.unwrap() }),
  /** A model is about to be asked. */
  z.object({
    event: z.literal('asking'),
    /** Counts the calls of the session, from 1. */
    call: Count,
    part: Part,
    attempt: z.number(),
    /** Its id. */
    model: z.string(),
    /** What is sent and where to, for people. */
    what: z.string(),
    /** What it may cost at most. `usd` is absent where the price is unknown. */
    worst: z.object({ input: Count, output: Count, usd: z.number().exactOptional() }),
    at: z.string(),
  }),
  /** How that call ended: `unseen` counts with its worst, `free` with nothing. */
  z.object({
    event: z.literal('asked'),
    call: Count,
    end: z.enum(['seen', 'unseen', 'free']),
    usage: UsageNote.exactOptional(),
    /** USD that the provider's prompt cache saved, less what writing into it cost more; where the price is known. */
    saved: z.number().exactOptional(),
  }),
  /** What the sessions had spent with which this one goes on. */
  z.object({
    event: z.literal('spent_before'),
    session: z.string(),
    spent: z.array(z.object({ instrument: z.string(), calls: Count, usage: UsageNote, kept: UsageNote })),
  }),
  /** A person said that what this part did outside may be done again. */
  z.object({ event: z.literal('allowed'), part: Part }),
  /** What an older journal held of attempts that acted outside, taken over from it. */
  z.object({ event: z.literal('taken_over'), acted: ActedNote }),
  /** All that this journal held of the kind stands in a newer one. */
  z.object({ event: z.literal('handed_on') }),
  /** Nothing more is written to this journal. */
  z.object({ event: z.literal('over'), ending: z.enum(['closed', 'interrupted', 'dropped']) }),
]);
export type JournalEvent = z.infer<typeof JournalEvent>;

export const eventNames: ReadonlySet<string> = new Set(
  JournalEvent.options.map(({ shape }) => shape.event.value),
);
