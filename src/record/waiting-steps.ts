import { parseAddress } from '../base/index.ts';
import type { SessionState, WaitingStep } from './journal-state.ts';

/** Accepted and not committed, in the order in which they were accepted. */
export const unordered = ({ steps }: SessionState): WaitingStep[] =>
  [...steps.values()].filter((known) => known.state === 'waiting');

/** Accepted and not committed, in the design's order where the plan said it. */
export function waitingOf(state: SessionState): WaitingStep[] {
  const waiting = unordered(state);
  const place = ({ step, accepted }: WaitingStep): [number, string, number] => {
    const name = parseAddress(accepted.part);
    return [
      step.turn?.distance ?? 0,
      `${name?.ensemble ?? ''}/${name?.nickname ?? ''}`,
      step.turn?.index ?? 0,
    ];
  };
  if (waiting.some(({ step }) => step.turn === undefined)) return waiting;
  return waiting.toSorted((a, b) => {
    const [[distanceA, nameA, indexA], [distanceB, nameB, indexB]] = [place(a), place(b)];
    return distanceA - distanceB || (nameA < nameB ? -1 : nameA > nameB ? 1 : 0) || indexA - indexB;
  });
}
