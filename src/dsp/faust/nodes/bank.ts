import { named, type Hand } from '../hand.ts';
import { exp2, least, most, moved, over, pace, plus, rise, root, times, type Term } from '../term.ts';

interface Bank {
  readonly signal: string;
  /** Each rings at its level after one impulse; else the level lies between that of noise and that of a tone. */
  readonly struck: boolean;
  readonly shares: readonly Term[];
  readonly ratios: readonly number[];
  /** Of a mode so many octaves above the lowest; `bright` is 2 to the power of octaves times brightness. */
  readonly level: (octave: number, bright: Term) => Term;
  /** How many times as long as the lowest it rings. */
  readonly longer: (octave: number, bright: Term) => Term;
  readonly gain: number;
}

/**
 * Resonances side by side, each as long as it is asked to ring. After an impulse each has its level; for white noise
 * that would go with √t60, for a tone of its own pitch with t60: between them it is evened by t60^¾.
 */
export const bank = (n: Hand, { signal, struck, shares, ratios, level, longer, gain }: Bank): string => {
  const given = {
    x: signal,
    f: n.value('frequency'),
    decay: n.value('decay'),
    bright: n.value('brightness'),
  };
  const body = named(given, ({ x, f, decay, bright }) => {
    const modes = shares.flatMap((share, index) => {
      const ratio = ratios[index] ?? index + 1;
      const octave = Math.log2(ratio);
      const hz = times(f, ratio);
      if (hz.known !== undefined && hz.known > 19000) return [];
      const audible = hz.known === undefined ? [moved(`(${hz.text} < 19000.0)`)] : [];
      const lifted = octave < 0 ? exp2(times(octave, bright)) : rise(times(octave, bright));
      const mode = named({ e: pace(least(hz, 20000)), b: lifted }, ({ e, b }) => {
        const t60 = most(times(decay, longer(octave, b)), 0.001);
        const left = plus(1, over(-0.000143911573521, t60));
        const even = struck ? [] : [over(0.00221, root(times(t60, root(t60))))];
        const loud = times(share, ...audible, level(octave, b), ...even, gain);
        return `(${struck ? 'chime' : 'ring'}(${x.text}, ${e.text}, ${left.text})*${loud.text})`;
      });
      return [`(${mode})`];
    });
    return `(${modes.length === 0 ? '0.0' : modes.join('\n  + ')})`;
  });
  return `${body} : bound`;
};
