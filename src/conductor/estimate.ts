import { sumOfUsage, tokensIn, type AcceptedTake, type Usage } from '../base/index.ts';
import type { Plan, PlannedPart } from '../plan/index.ts';
import { costOf, likelyInputTokens } from '../players/index.ts';
import { modelOf } from '../score/index.ts';
import { toldOf } from './events.ts';
import type { Estimate, PlanView } from './face.ts';
import { firstRequestOf } from './play-request.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

interface Guess {
  readonly basis: Estimate['basis'];
  /** Absent where nothing is known. */
  readonly usage?: Usage;
}

/** A line of the plan with what it may cost, where a model would be asked; and what is not spent, where it is kept. */
export interface EstimatedLine {
  readonly line: PlannedPart;
  readonly guess?: Guess;
  readonly notSpent?: Usage;
}

/**
 * What each part may cost: as its last take did; else as many tokens as its prompt has and an answer may have; else
 * nobody knows. Nothing is asked for it, and nothing is counted where an understudy or nobody plays.
 */
export async function estimated(
  plan: Plan,
  lines: readonly PlannedPart[],
  before: ReadonlyMap<string, AcceptedTake>,
  files: WorkspaceFiles,
): Promise<EstimatedLine[]> {
  const found: EstimatedLine[] = [];
  for (const line of lines) {
    const take = before.get(line.address);
    if (line.decision === 'keep')
      found.push({ line, ...(take?.usage === undefined ? {} : { notSpent: take.usage }) });
    else if (line.decision === 'skip' || !asksModel(plan, line)) found.push({ line });
    else found.push({ line, guess: await guessOf(plan, line, take, files) });
  }
  return found;
}

function asksModel(plan: Plan, { address, part }: PlannedPart): boolean {
  const node = plan.graph.nodes.get(address.replace(/(\[.*\])?(#\d+)?$/, ''));
  const instrument = (part?.slot.node ?? node)?.instrument;
  const model = instrument === undefined ? undefined : modelOf(instrument);
  if (part?.decided?.plays === 'what it wrote') return false;
  if (model === undefined || plan.atHand.understudies === true) return false;
  return model.models.some((model) => plan.atHand.models?.(model) === true);
}

async function guessOf(
  plan: Plan,
  { part }: PlannedPart,
  take: AcceptedTake | undefined,
  files: WorkspaceFiles,
): Promise<Guess> {
  if (take?.usage !== undefined) return { basis: 'last take', usage: take.usage };
  const first = part === undefined ? undefined : await firstRequestOf(plan, part, files);
  if (first === undefined) return { basis: 'unknown' };
  const counts = { input: likelyInputTokens(first.body), output: first.body.max_tokens, cached: 0 };
  const usd = costOf(first.model.price, counts);
  return {
    basis: 'prompt counted and the limit',
    usage: { ...counts, ...(usd === undefined ? {} : { usd }) },
  };
}

const toldGuess = ({ basis, usage }: Guess): Estimate =>
  usage === undefined ? { basis, tokens: null, usd: null } : { basis, ...toldOf(usage) };

export const lineOf = ({ line, guess, notSpent }: EstimatedLine): PlanView['parts'][number] => ({
  part: line.address,
  decision: line.decision,
  reason: line.reason,
  ...(guess === undefined ? {} : { estimate: toldGuess(guess) }),
  ...(notSpent === undefined || tokensIn(notSpent) === 0 ? {} : { notSpent: toldOf(notSpent) }),
});

/** In total: of what can be estimated, and how many parts cannot. */
export function totalOf(lines: readonly EstimatedLine[]): NonNullable<PlanView['total']> {
  const guesses = lines.flatMap(({ guess }) => guess ?? []);
  const known = guesses.flatMap(({ usage }) => usage ?? []);
  return {
    ...toldOf(sumOfUsage(known)),
    parts: guesses.length,
    unknown: guesses.length - known.length,
    notSpent: toldOf(sumOfUsage(lines.flatMap(({ notSpent }) => notSpent ?? []))),
  };
}
