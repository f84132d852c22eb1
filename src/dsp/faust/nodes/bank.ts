import { named, type Hand } from '../hand.ts';
import { moved, over, root, times, warp, type Term } from '../term.ts';

interface Bank {
  readonly signal: string;
  /** Each rings at its level after one impulse; else the level lies between that of noise and that of a tone. */
  readonly struck: boolean;
  readonly shares: readonly Term[];
  readonly ratios: readonly number[];
  /** Of a mode so many octaves above the lowest. */
  readonly level: (octave: number, bright: Term) => Term;
  /** How many times as long as the lowest it rings. */
  readonly longer: (octave: number, bright: Term) => Term;
  readonly gain: number;
}

/**
 * Resonances side by side, each a state variable filter that rings as long as it is asked to: 1/Q = 2.2/(f t60).
 * For white noise the level of one goes with √f t60, for a tone of its own pitch with 1/(f t60); between them it is
 * evened by 16.9/(f t60^¾).
 */
export const bank = (n: Hand, { signal, struck, shares, ratios, level, longer, gain }: Bank): string => {
  const frequency = n.value('frequency');
  const given = {
    x: signal,
    f: frequency,
    swing: over(1, frequency),
    decay: n.value('decay'),
    bright: n.value('brightness'),
  };
  const body = named(given, ({ x, f, swing, decay, bright }) => {
    const modes = shares.flatMap((share, index) => {
      const ratio = ratios[index] ?? index + 1;
      const octave = Math.log2(ratio);
      const hz = times(f, ratio);
      if (hz.known !== undefined && hz.known > 19000) return [];
      const audible = hz.known === undefined ? [moved(`(${hz.text} < 19000.0)`)] : [];
      return named({ g: warp(hz), t60: times(decay, longer(octave, bright)) }, ({ g, t60 }) => {
        const slower = times(swing, 1 / ratio);
        const even = struck ? [] : [over(times(16.9, slower), root(times(t60, root(t60))))];
        const loud = times(share, ...audible, level(octave, bright), ...even, gain);
        const k = over(times(2.1988068, slower), t60);
        return `(${struck ? 'struck' : 'ring'}(${x.text}, ${g.text}, ${k.text})*${loud.text})`;
      });
    });
    return `(${modes.length === 0 ? '0.0' : modes.map((mode) => `(${mode})`).join('\n  + ')})`;
  });
  return `${body} : bound`;
};
