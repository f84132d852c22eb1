import {
  isJsonObject,
  tokensIn,
  verdictLine,
  type Json,
  type JsonObject,
  type Usage,
  type Verdict,
} from '../base/index.ts';
import type { Called, Part } from '../plan/index.ts';
import type { Performer } from '../score/index.ts';
import type { SessionEvent, UsageTold } from './face.ts';

/** Tokens and cost as events and reports tell them. */
export const toldOf = (usage: Usage): UsageTold => ({ tokens: tokensIn(usage), usd: usage.usd ?? null });

/** The same as fields of an event, which is flat: `usd` is absent where a price is unknown. */
export const usageFields = (usage: Usage): Pick<SessionEvent, 'tokens' | 'usd'> => ({
  tokens: tokensIn(usage),
  ...(usage.usd === undefined ? {} : { usd: usage.usd }),
});

type Fields = Omit<Partial<SessionEvent>, 'run_id' | 'event' | 'node' | 'phase' | 'timestamp'>;

/** Said before the first program of a workspace starts on this machine. */
export const neverPlayedHere =
  'this workspace was never played on this machine: its scripts run as programs of yours';

/** Makes the flat objects of the event stream: the only place that stamps them with a time. */
export class EventStream {
  readonly #tell: (event: SessionEvent) => void;
  readonly #now: () => Date;
  readonly #oneEnsemble: boolean;
  readonly #started = new Map<string, number>();
  /** Events in their order, held back behind an acceptance that is not on disk yet. */
  readonly #held: { readonly event: SessionEvent; told: 'when its turn comes' | 'not yet' | 'never' }[] = [];
  runId: string;

  constructor(options: {
    readonly tell: (event: SessionEvent) => void;
    readonly now: () => Date;
    readonly oneEnsemble: boolean;
    readonly runId: string;
  }) {
    this.#tell = options.tell;
    this.#now = options.now;
    this.#oneEnsemble = options.oneEnsemble;
    this.runId = options.runId;
  }

  session(event: 'session_start' | 'session_end', fields: Fields = {}): void {
    const now = this.#now();
    const took =
      event === 'session_end'
        ? { duration_ms: now.getTime() - (this.#started.get('') ?? now.getTime()) }
        : {};
    if (event === 'session_start') this.#started.set('', now.getTime());
    this.#send(now, event, '', event === 'session_start' ? 'start' : 'end', { ...took, ...fields });
  }

  /** Before the first program of a workspace starts on this machine. */
  firstHere(): void {
    this.toPerson(neverPlayedHere);
  }

  /** A sentence about the session. */
  toPerson(message: string): void {
    this.#send(this.#now(), 'progress', '', 'progress', { message });
  }

  /** A sentence for the person, whoever listens to the parts themselves. */
  sentence(part: Part, message: string): void {
    const node = this.#oneEnsemble ? part.address.slice(part.name.ensemble.length + 1) : part.address;
    this.#send(this.#now(), 'progress', node, 'progress', { message });
  }

  /** Something that is told of no part: a loop that failed. */
  note(event: 'error', node: string, message: string): void {
    this.#send(this.#now(), event, node, 'end', { error_msg: message });
  }

  /** `since` counts from the start of the part's first attempt. */
  part(part: Called, event: string, phase: SessionEvent['phase'], fields: Fields = {}): void {
    this.#made(part, event, phase, fields);
    this.#flush();
  }

  #made(part: Called, event: string, phase: SessionEvent['phase'], fields: Fields): void {
    const now = this.#now();
    const { ensemble, nickname, item } = part.name;
    if (event === 'start') this.#started.set(part.address, now.getTime());
    const began = this.#started.get(part.address);
    const since = began === undefined ? undefined : now.getTime() - began;
    const node = this.#oneEnsemble ? part.address.slice(ensemble.length + 1) : part.address;
    this.#hold(now, event, node, phase, {
      ...(item === undefined ? {} : { sample_id: item }),
      step: nickname,
      ...(since === undefined || phase === 'start' ? {} : { elapsed_ms: since }),
      ...(since === undefined || phase !== 'end' ? {} : { duration_ms: since }),
      ...fields,
    });
    if (phase === 'end') this.#started.delete(part.address);
  }

  /** Told once `onDisk` resolves, and whatever follows not before it; never where it rejects. */
  accepted(
    part: Part,
    taken: {
      readonly output: Json;
      readonly verdict: Verdict;
      /** The number of the attempt, or of a sound the renders that it took. */
      readonly iters: number;
      readonly summary: string;
      readonly usage?: Usage;
    },
    counts: Fields,
    onDisk: Promise<void>,
  ): void {
    const { output } = taken;
    const metrics = metricsOf(output, part.slot.node.instrument.performer.kind);
    this.#made(part, part.slot.node.instrument.emits, 'end', {
      ...counts,
      iters: taken.iters,
      message: taken.summary,
      verdict: verdictLine(taken.verdict),
      ...(metrics === undefined ? {} : { metrics }),
      ...(taken.usage === undefined ? {} : usageFields(taken.usage)),
    });
    const held = this.#held.at(-1);
    if (held === undefined) return;
    held.told = 'not yet';
    const settle = (told: 'when its turn comes' | 'never'): void => {
      held.told = told;
      this.#flush();
    };
    onDisk.then(
      () => settle('when its turn comes'),
      () => settle('never'),
    );
  }

  #send(now: Date, event: string, node: string, phase: SessionEvent['phase'], fields: Fields): void {
    this.#hold(now, event, node, phase, fields);
    this.#flush();
  }

  #hold(now: Date, event: string, node: string, phase: SessionEvent['phase'], fields: Fields): void {
    this.#held.push({
      event: { run_id: this.runId, event, node, phase, timestamp: now.toISOString(), ...fields },
      told: 'when its turn comes',
    });
  }

  #flush(): void {
    let first = this.#held[0];
    while (first !== undefined && first.told !== 'not yet') {
      this.#held.shift();
      if (first.told === 'when its turn comes') this.#tell(first.event);
      first = this.#held[0];
    }
  }
}

/** What an output calls its metrics; of a sound all that was measured. */
function metricsOf(output: Json, kind: Performer['kind']): JsonObject | undefined {
  if (!isJsonObject(output)) return undefined;
  if (isJsonObject(output['metrics'])) return output['metrics'];
  if (kind !== 'dsp') return undefined;
  const measured = Object.entries(output).filter(
    ([name, value]) => typeof value === 'number' && name !== 'iters',
  );
  return Object.fromEntries(measured);
}
