import { counted, named, type Emit, type Hand } from '../hand.ts';
import {
  exp2,
  factor,
  known,
  least,
  most,
  over,
  plus,
  root,
  square,
  times,
  unit,
  type Term,
} from '../term.ts';

/** Levels of the partials. */
function levels(n: Hand, tilt: Term, even: Term): readonly Term[] {
  const given = n.list('amplitudes');
  if (given.length > 0) return given;
  return counted(n, 'partials').map((share, index) => {
    const fall = factor(times(Math.log2(index + 1), tilt));
    return index % 2 === 1 ? times(share, fall, even) : times(share, fall);
  });
}

/** Between the sum of the levels and the power of them, so that neither one sine nor a buzz is out of measure. */
const evened = (all: readonly Term[]): Term =>
  over(1, root(most(times(plus(...all), root(plus(...all.map((level) => square(level))))), 0.0001)));

/** What lies near half the sampling rate fades. */
const audible = (frequency: Term): Term => unit(plus(11, times(-0.0005, frequency)));

/** A harmonic series is summed by Clenshaw's recurrence from one phase; a stretched one has a phase for each partial. */
export const additive: Emit = (n) =>
  named(
    { f: n.value('frequency'), tilt: n.value('tilt'), even: n.value('even'), stretch: n.value('stretch') },
    ({ f, tilt, even, stretch }) => {
      const all = levels(n, tilt, even);
      const terms = Object.fromEntries(all.map((level, index) => [`a${index + 1}`, level]));
      return named(terms, (names) => {
        const each = Object.values<Term>(names);
        const gain = evened(each);
        if (stretch.known === 1) {
          const turns = each
            .map((level, index) => `turn(c, ${times(level, audible(times(index + 1, f)), gain).text})`)
            .toReversed();
          return `phasor(${f.text}) : \\(p).((2.0*sine(p + 0.25)) : \\(c).((0.0, 0.0 : ${turns.join('\n  : ')} : (_, !))*sine(p)))`;
        }
        const partials = each.map((level, index) =>
          named({ h: times(f, exp2(times(Math.log2(index + 1), stretch))) }, ({ h }) => {
            const phase = known(index === 0 ? 0 : n.drawn(`partial ${index}`));
            return `(${times(level, audible(h), gain).text}*sine(phasor(${least(h, 22000).text}) + ${phase.text}))`;
          }),
        );
        return partials.map((partial) => `(${partial})`).join('\n  + ');
      });
    },
  );
