import type { Json } from '../../base/index.ts';
import {
  evaluate,
  longestSound,
  type DspPerformer,
  type Expression,
  type Values,
} from '../../score/index.ts';
import type { Failure } from '../end.ts';

/** What front matter says of a sound. */
export interface SoundAsked {
  /** Seconds. */
  readonly duration?: number;
  readonly loop?: boolean;
}

/** Its `duration` and `loop`, evaluated; absent where they are not written. */
export function soundAsked(
  { duration, loop }: Pick<DspPerformer, 'duration' | 'loop'>,
  values: Values,
): { readonly asked: SoundAsked } | { readonly failure: Failure } {
  const seconds = duration === undefined ? undefined : secondsOf(duration, values);
  if (seconds !== undefined && 'failure' in seconds) return seconds;
  const joins = loop === undefined ? undefined : booleanOf(loop, values);
  if (joins !== undefined && 'failure' in joins) return joins;
  return {
    asked: {
      ...(seconds === undefined ? {} : { duration: seconds.value }),
      ...(joins === undefined ? {} : { loop: joins.value }),
    },
  };
}

type Of<T> = { readonly value: T } | { readonly failure: Failure };

function secondsOf(expression: Expression, values: Values): Of<number> {
  const found = evaluate(expression, values);
  if (!found.ok) return template('duration', found.because);
  const { value } = found;
  if (typeof value === 'number' && value > 0 && value <= longestSound) return { value };
  const wanted = `a number of seconds above 0 and at most ${longestSound} is expected`;
  return template('duration', `${expression.source.trim()} is ${shownAs(value)}; ${wanted}`);
}

function booleanOf(expression: Expression, values: Values): Of<boolean> {
  const found = evaluate(expression, values);
  if (!found.ok) return template('loop', found.because);
  const { value } = found;
  if (typeof value === 'boolean') return { value };
  return template('loop', `${expression.source.trim()} is ${shownAs(value)}; true or false is expected`);
}

export const template = (of: string, because: string): { readonly failure: Failure } => ({
  failure: { failure: 'template', of, because },
});

export const shownAs = (value: Json): string => {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
};
