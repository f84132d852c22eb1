import type { Address } from '../base/index.ts';
import { asWritten, modelOf, playsTheSame } from '../score/index.ts';
import { becauseOf } from './heard.ts';
import type { Decided, Part } from './part.ts';
import type { Plan } from './plan.ts';
import { reasonSentence } from './reason.ts';
import { inOrder } from './turns.ts';
import { nobodyBecause, type AtHand } from './who-plays.ts';

/** A line of the plan as far as it is known before anything is played. */
export interface PlannedPart {
  readonly address: Address;
  readonly decision: 'play' | 'keep' | 'after' | 'skip';
  readonly reason: string;
  /** Once it is decided. */
  readonly part?: Part;
}

/** In the order of commits: parts with their reasons, and slots that wait for a take still to come. */
export function preview(plan: Plan): readonly PlannedPart[] {
  const lines: { readonly line: PlannedPart; readonly turn: Parameters<typeof inOrder>[0] }[] = [];
  for (const slot of plan.slots.all) {
    const after = slot.expanded ? undefined : plan.slots.awaitedBy(slot);
    if (!slot.expanded && slot.barrier !== undefined) {
      lines.push({
        turn: slot.barrier,
        line: {
          address: slot.barrier.address,
          decision: 'after',
          reason: `after ${after ?? 'what it needs'}`,
        },
      });
    }
    for (const part of slot.parts) lines.push({ turn: part.turn, line: lineOf(part, after, plan.atHand) });
  }
  return lines.sort((a, b) => inOrder(a.turn, b.turn)).map(({ line }) => line);
}

function lineOf(part: Part, after: Address | undefined, atHand: AtHand): PlannedPart {
  const { address, decided, ending } = part;
  if (ending?.ended === 'skipped') return { address, decision: 'skip', reason: ending.because };
  if (ending?.ended === 'failed' || ending?.ended === 'blocked' || ending?.ended === 'uncertain')
    return { address, decision: 'skip', reason: `${ending.ended}: ${becauseOf(ending)}` };
  if (decided === undefined)
    return {
      address,
      decision: 'after',
      reason: `after ${after ?? part.source?.address ?? 'what it needs'}`,
    };
  return {
    address,
    decision: 'keep' in decided.reason ? 'keep' : 'play',
    reason: [reasonSentence(decided.reason), ...playerWords(part, decided, atHand)].join('; '),
    part,
  };
}

/** Who plays, where that is not the instrument itself, and what becomes of a lost sound. */
function playerWords({ slot }: Part, { reason, plays }: Decided, atHand: AtHand): string[] {
  if ('play' in reason && reason.play === 'output_lost' && playsTheSame(slot.node.instrument))
    return ['it is rendered again'];
  const model = modelOf(slot.node.instrument);
  if ('keep' in reason || plays === 'itself' || model === undefined) return [];
  if (plays === 'what it wrote')
    return ['it is rendered again from the program that stands, and no model is asked'];
  return [
    plays === 'nobody'
      ? `nobody can play it: ${nobodyBecause(model, atHand)}`
      : `its understudy \`${model.understudy === undefined ? '' : asWritten(model.understudy, slot.node.instrument)}\` plays`,
  ];
}
