import {
  sha256,
  type AcceptedTake,
  type Address,
  type Json,
  type Key,
  type Take,
  type Waits,
} from '../../src/base/index.ts';
import {
  advance,
  begin,
  type Command,
  type PartEvent,
  type Performance,
} from '../../src/performance/index.ts';
import type { Before, Part } from '../../src/plan/index.ts';
import type { Score } from '../../src/score/index.ts';

/** What an attempt brings: an output, undefined for a failure, or that it waits. */
export type Playing = (part: Part, attempt: number) => Json | undefined | Waiting;

export class Waiting {
  readonly waits: Waits;

  constructor(waits: Waits) {
    this.waits = waits;
  }
}

export interface Played {
  readonly state: Performance;
  /** Addresses in the order in which their first attempts started. */
  readonly started: Address[];
  readonly published: Address[];
  readonly accepted: Map<Address, AcceptedTake>;
  readonly outputs: Map<Address, Json>;
  readonly ensembles: string[];
  readonly ends: number;
  /** Attempts that were played, as `e/a 1`. */
  readonly attempts: string[];
  /** What was commanded about waiting: `e/a waits`, `e/a is held`, `wait until …`. */
  readonly waits: string[];
}

export const nothingBefore: Before = { accepted: new Map(), takenBack: new Map(), again: new Set() };

/**
 * Plays a score without a world: takes come from `playing`, and whatever is in flight answers in the order that
 * `choose` picks. `outputs` are those of takes that were accepted before.
 */
export function playThrough(
  score: Score,
  playing: Playing,
  options: {
    readonly choose?: (count: number) => number;
    readonly before?: Before;
    readonly outputs?: ReadonlyMap<Address, Json>;
    readonly parallel?: number;
    /** With `--wait`. */
    readonly waits?: boolean;
    /** What fails, fails of it. */
    readonly disk?: 'full';
    /** Told after that many events. */
    readonly timeOverAfter?: number;
  } = {},
): Played {
  const choose = options.choose ?? (() => 0);
  const open: (() => PartEvent)[] = [];
  const started: Address[] = [];
  const published: Address[] = [];
  const accepted = new Map<Address, AcceptedTake>();
  const outputs = new Map<Address, Json>();
  const ensembles: string[] = [];
  const attempts: string[] = [];
  const waits: string[] = [];
  let ends = 0;
  const obey = (command: Command): void => {
    switch (command.command) {
      case 'look': {
        const { part, before } = command.look;
        open.push(() => ({
          event: 'looked',
          part,
          looked: {
            reads: new Map(),
            probe: null,
            ...(before === undefined ? {} : { before: { output: options.outputs?.get(before.take.part) } }),
          },
        }));
        return;
      }
      case 'play': {
        const { part, attempt } = command;
        if (attempt === 1) started.push(part.address);
        attempts.push(`${part.address} ${attempt}`);
        open.push(() => {
          const output = playing(part, attempt);
          if (output instanceof Waiting) return { event: 'waits', part, waits: output.waits };
          return output === undefined
            ? {
                event: 'attempt_failed',
                part,
                kind: 'criterion',
                feedback: [{ criterion: 'as told', evidence: 'it failed' }],
                ...(options.disk === 'full' ? { fault: 'of the machine' } : {}),
              }
            : { event: 'take_returned', part, take: { output, files: [], player: 'fake' } };
        });
        return;
      }
      case 'judge':
        open.push(() => ({ event: 'judged', part: command.part, take: command.take, verdict: [] }));
        return;
      case 'accept': {
        const { part, take, attempts } = command;
        const one = acceptedOf(part, take, attempts);
        if (accepted.has(part.address)) throw new Error(`${part.address} was accepted twice`);
        accepted.set(part.address, one);
        outputs.set(part.address, take.output);
        open.push(() => ({ event: 'take_accepted', part, standing: { accepted: one, output: take.output } }));
        return;
      }
      case 'tell_waits':
        waits.push(`${command.part.address} ${command.goes_on ? 'is held' : 'waits'}`);
        return;
      case 'wait_until':
        waits.push(`wait until ${command.until ?? 'some time'}`);
        open.push(() => ({ event: 'go_on' }));
        return;
      case 'publish':
        published.push(...command.parts);
        return;
      case 'judge_ensemble':
        ensembles.push(command.ensemble);
        return;
      case 'end':
        ends += 1;
        return;
      default:
    }
  };
  let [state, commands] = begin(score, options.before ?? nothingBefore, {
    parallel: options.parallel ?? 4,
    ...(options.waits === undefined ? {} : { waits: options.waits }),
  });
  commands.forEach(obey);
  for (let steps = 0; open.length > 0; steps += 1) {
    if (steps === options.timeOverAfter && !state.over) {
      [state, commands] = advance(state, { event: 'time_over', because: 'the minutes are over' });
      commands.forEach(obey);
    }
    if (steps > 100_000) throw new Error('the session does not end');
    const [next] = open.splice(choose(open.length) % open.length, 1);
    if (next === undefined) break;
    [state, commands] = advance(state, next());
    commands.forEach(obey);
  }
  return { state, started, published, accepted, outputs, ensembles, ends, attempts, waits };
}

const acceptedOf = (part: Part, take: Take, attempts: number): AcceptedTake => ({
  part: part.address,
  key: part.decided?.key ?? ('' as Key),
  session: 's',
  ensembleVersion: '1.0.0',
  attempts,
  verdict: '0 held',
  player: 'fake',
  summary: `line of ${part.address}`,
  takePath: `takes/${part.address}.json`,
  outputSha256: sha256(JSON.stringify(take.output)),
  takeSha256: sha256(JSON.stringify(take.output)),
  files: [],
  ...(part.decided === undefined ? {} : { digests: part.decided.digests }),
});
