import type { Feedback } from '../base/index.ts';
import type { Answer, Job } from './child/job.ts';
import type { CompilerChild, Outcome, Phase } from './compiler-child.ts';
import type { CompilerChildren } from './compiler-children.ts';
import type { Measures, RenderRequest } from './synth.ts';

/** What one iteration came to. */
export type Iteration =
  | { readonly end: 'wav'; readonly channels: readonly Float32Array[]; readonly measures: Measures }
  | Faulty
  | { readonly end: 'cancelled' };

export interface Faulty {
  readonly end: 'faults';
  readonly faults: readonly Feedback[];
  /** Where something was rendered to its end. */
  readonly measures?: Measures;
  /** Second at which it ran away. */
  readonly ranAwayAt?: number;
  /** The compiler's own words, where it refused the program. */
  readonly refused?: string;
}

export interface RenderLimits {
  /** Frames that are computed at once. */
  readonly block: number;
  readonly compileMs: number;
}

/**
 * A render's place at a child. All of its iterations go to the same one, which compiles a program that did not change
 * only once; a child that is of no further use is replaced.
 */
export interface Seat {
  render(job: Omit<Job, 'block' | 'only'>): Promise<Iteration>;
  /** Whether the compiler takes the program; `undefined` where there is no answer. */
  compiles(job: Omit<Job, 'block' | 'only'>): Promise<boolean | undefined>;
  leave(): void;
}

export function takeSeat(
  children: CompilerChildren,
  { timeoutMs, signal }: Pick<RenderRequest, 'timeoutMs' | 'signal'>,
  { block, compileMs }: RenderLimits,
): Seat {
  let child: CompilerChild | undefined;
  const leave = (): void => {
    if (child !== undefined) children.giveBack(child);
    child = undefined;
  };
  const work = async (job: Job): Promise<Outcome> => {
    if (child?.usable === false) leave();
    child ??= await children.acquire(signal);
    return child === undefined ? { outcome: 'cancelled' } : child.work(job, { timeoutMs, compileMs, signal });
  };
  /** A child may end through no fault of this program: a fresh one says whether it was. */
  const workAgain = async (job: Job): Promise<Outcome> => {
    const outcome = await work(job);
    return outcome.outcome === 'gone' ? work(job) : outcome;
  };
  return {
    leave,
    render: async (job) => iterationOf(await workAgain({ ...job, block })),
    async compiles(job) {
      const outcome = await workAgain({ ...job, block, only: 'compile' });
      if (outcome.outcome !== 'answered') return undefined;
      const { say } = outcome.answer;
      return say === 'compiles' ? true : say === 'refused' ? false : undefined;
    },
  };
}

function iterationOf(outcome: Outcome): Iteration {
  switch (outcome.outcome) {
    case 'answered':
      return ofAnswer(outcome.answer, outcome.channels);
    case 'cancelled':
      return { end: 'cancelled' };
    case 'too slow': {
      const took = (outcome.ms / 1000).toFixed(1);
      return faulty('in time', `${doing[outcome.during]} took more than ${took} s`);
    }
    case 'gone': {
      const { during, because } = outcome;
      return faulty(criterionOf(during), `the compiler child has gone while ${during}: ${because}`);
    }
  }
}

function ofAnswer(answer: Answer, channels: readonly Float32Array[]): Iteration {
  switch (answer.say) {
    case 'rendered': {
      const { faults, measures } = answer;
      return faults.length === 0 ? { end: 'wav', channels, measures } : { end: 'faults', faults, measures };
    }
    case 'refused':
      return { ...faulty('compiles', answer.because), refused: answer.because };
    case 'ran away':
      return {
        ...faulty('finite', `after ${answer.at.toFixed(3)} s it is ${answer.value}`),
        ranAwayAt: answer.at,
      };
    case 'trapped':
      return faulty(criterionOf(answer.during), `${doing[answer.during]} broke off: ${answer.because}`);
    case 'compiles':
      throw new Error('a render was asked for, and the child has compiled only');
  }
}

const faulty = (criterion: string, evidence: string): Faulty => ({
  end: 'faults',
  faults: [{ criterion, evidence }],
});

const doing = { starting: 'starting the compiler', compiling: 'compiling', rendering: 'rendering' } as const;
const criterionOf = (phase: Phase): string => (phase === 'rendering' ? 'renders' : 'compiles');
