import type { Address, Diagnostic, Usage } from '../base/index.ts';
import { AcceptedBefore } from './accepted.ts';
import { actedIn, isUncertain, type ActedNote } from './acted.ts';
import { BlobDigests } from './blob-digests.ts';
import { lookAtRepository, type World } from './inspect.ts';
import type { KnownStep, SessionState } from './journal-state.ts';
import { readJournals } from './journals.ts';
import { holderOf } from './lock.ts';
import { GitFailed } from './git.ts';
import { Repository } from './repository.ts';
import { instrumentOf, joined, type InstrumentSpending } from './spending.ts';
import { say } from './wording.ts';

/** What journal and git say of the last session, without the lock. */
export interface RecordStatus {
  readonly session?: {
    readonly id: string;
    readonly title: string;
    readonly date: string;
    /** `playing` while its Conductor lives; `unfinished` where it was killed. */
    readonly state: 'playing' | 'unfinished' | 'closed' | 'interrupted';
    /** The run that it is, where one was submitted. */
    readonly run?: string;
  };
  readonly parts: readonly StatusPart[];
  /** On models, by instrument; what is on its way counts with its worst. */
  readonly spent: readonly InstrumentSpending[];
  /** USD that the provider's prompt cache saved. */
  readonly saved: number;
  /** Process of the Conductor that holds the workspace. */
  readonly heldBy?: number;
}

export interface StatusPart {
  readonly part: Address;
  /** `waiting`: accepted, not committed yet; or, with a reason, for a quota or a budget. `uncertain`: playing when its Conductor was killed, and not to be played again unasked. */
  readonly state: 'committed' | 'waiting' | 'playing' | 'failed' | 'uncertain';
  readonly summary?: string;
  readonly commit?: string;
  readonly reason?: string;
  /** Of what is uncertain: the next play can find out by itself. */
  readonly goesOn?: boolean;
  readonly usage?: Usage;
  readonly usages?: readonly Usage[];
  /** RFC 3339: when its attempt began. */
  readonly since?: string;
}

export async function readStatus(
  folder: string,
  world: World,
): Promise<{ readonly status?: RecordStatus; readonly diagnostics: readonly Diagnostic[] }> {
  const { facts, diagnostics } = await lookAtRepository(folder, world);
  if (facts === undefined) return { diagnostics };
  const repository = new Repository(facts, world.environment, world.now);
  try {
    const [{ journals, diagnostics: found }, holder] = await Promise.all([
      readJournals(repository.home, undefined),
      holderOf(repository.home, world.now),
    ]);
    const last = journals.findLast(({ state }) => state.over === undefined) ?? journals.at(-1);
    const heldBy = holder === undefined ? {} : { heldBy: holder.pid };
    if (last !== undefined) {
      const lives = holder !== undefined;
      const acted = actedIn(
        journals.map(({ state }) => state),
        lives,
      );
      return { status: { ...statusOf(last.state, lives, acted), ...heldBy }, diagnostics: found };
    }
    const remembered = await new AcceptedBefore(repository, new BlobDigests(repository), { saves: false }).at(
      facts.commit,
      () => undefined,
    );
    const newest = [...remembered.takes.values()].toSorted((a, b) => b.nth - a.nth)[0];
    const parts = [...remembered.takes.values()]
      .filter(({ take }) => take.session === newest?.take.session)
      .map(({ take }) => committed(take));
    const spent = joined(
      parts.flatMap(({ part, usage, usages }) =>
        usage === undefined
          ? []
          : [
              {
                ...{ instrument: instrumentOf(part), calls: usages?.length ?? 1, usage },
                kept: usages?.at(-1) ?? usage,
              },
            ],
      ),
    );
    return { status: { parts, spent, saved: 0, ...heldBy }, diagnostics: [...found, ...remembered.warnings] };
  } catch (error) {
    if (error instanceof GitFailed) return { diagnostics: [say.gitFailed(error.doing, error.because)] };
    throw error;
  } finally {
    await repository.close();
  }
}

const committed = (take: KnownStep['accepted']): StatusPart => ({
  part: take.part,
  state: 'committed',
  summary: take.summary,
  ...(take.commit === undefined ? {} : { commit: take.commit }),
  ...(take.usage === undefined ? {} : { usage: take.usage }),
  ...(take.usages === undefined ? {} : { usages: take.usages }),
});

function uncertainPart({ part, at, how, next, what, because }: ActedNote): StatusPart {
  const sent =
    what === undefined ? 'it was playing when its Conductor was stopped or killed' : `${what} was sent`;
  const end =
    how === 'answered'
      ? '; the answer is noted, and the next play goes on from it'
      : `${what === undefined ? '' : ', and no answer was seen'}${next === 'ask' ? '; the next play asks the service for it' : ''}`;
  const goesOn = how === 'answered' || next === 'ask';
  return {
    part,
    state: 'uncertain',
    since: at,
    reason: because ?? `${sent}${end}`,
    ...(goesOn ? { goesOn } : {}),
  };
}

function statusOf(state: SessionState, lives: boolean, acted: ReadonlyMap<Address, ActedNote>): RecordStatus {
  const { begun } = state;
  const parts: StatusPart[] = [...state.steps.values()].map((known) =>
    known.state === 'committed'
      ? committed(known.accepted)
      : { ...committed(known.accepted), state: 'waiting' },
  );
  for (const [part, { at }] of state.playing) {
    if (state.over === undefined && lives) parts.push({ part, state: 'playing', since: at });
  }
  const uncertain = [...acted.values()].filter(isUncertain);
  parts.push(...uncertain.map(uncertainPart));
  const told = new Set(uncertain.map(({ part }) => part));
  for (const [part, reason] of state.failed)
    if (!state.playing.has(part) && !told.has(part)) parts.push({ part, state: 'failed', reason });
  for (const [part, reason] of state.waiting) parts.push({ part, state: 'waiting', reason });
  const over = state.over === 'dropped' ? 'interrupted' : state.over;
  return {
    session: {
      id: begun.id,
      title: begun.title,
      date: begun.date,
      state: over ?? (lives ? 'playing' : 'unfinished'),
      ...(state.run === undefined ? {} : { run: state.run }),
    },
    parts,
    spent: state.spending.byInstrument(),
    saved: state.spending.saved,
  };
}
