import { call, counted, real, type Emit, type Hand } from '../hand.ts';

/** Levels of the partials as texts, and as numbers where all is known. */
function levels(n: Hand): readonly { readonly text: string; readonly fixed: number | undefined }[] {
  const given = n.list('amplitudes');
  if (given.length > 0) return given;
  const [tilt, even, count] = [n.fixed('tilt'), n.fixed('even'), n.fixed('partials')];
  return counted(n, 'partials').map((share, index) => {
    const octaves = Math.log2(index + 1);
    const isEven = index % 2 === 1;
    if (tilt !== undefined && even !== undefined && count !== undefined) {
      const fixed = Math.min(1, count - index) * 10 ** ((tilt * octaves) / 20) * (isEven ? even : 1);
      return { text: real(fixed), fixed };
    }
    const fall = tilt === undefined ? `factor(${real(octaves)}*tilt)` : real(10 ** ((tilt * octaves) / 20));
    return { text: `${share}*${fall}${isEven ? '*even' : ''}`, fixed: undefined };
  });
}

/** Of the level of a sum: between the sum of its levels and the power of them, so that neither one sine nor a buzz is out of measure. */
const evened = (known: readonly number[]): number => {
  const sum = known.reduce((total, one) => total + one, 0);
  const power = Math.sqrt(known.reduce((total, one) => total + one * one, 0));
  return 1 / Math.sqrt(Math.max(0.0001, sum * power));
};

/**
 * A harmonic series is summed by Clenshaw's recurrence from one phase; a stretched one has a phase for each partial.
 * What lies near half the sampling rate fades.
 */
export const additive: Emit = (n) => {
  const partials = levels(n);
  const known = partials.map(({ fixed }) => fixed).filter((one) => one !== undefined);
  const names = partials.map((_, index) => `a${index + 1}`);
  const gain =
    known.length === partials.length
      ? real(evened(known))
      : `1.0/sqrt(max(0.0001, (${names.join(' + ')})*sqrt(${names.map((name) => `squared(${name})`).join(' + ')})))`;
  const sum = n.fixed('stretch') === 1 ? series(names) : stretched(n, names);
  const inner = `(${partials.map(({ text }) => text).join(', ')}) : \\(${names.join(', ')}).((${sum})*${gain})`;
  return call(
    `\\(f, tilt, even, stretch).(${inner})`,
    n.value('frequency'),
    n.value('tilt'),
    n.value('even'),
    n.value('stretch'),
  );
};

const audible = (frequency: string): string => `unit(11.0 - ${frequency}*0.0005)`;

function series(names: readonly string[]): string {
  const turns = names
    .map((name, index) => `${name}*${audible(`${real(index + 1)}*f`)}`)
    .toReversed()
    .map((level) => `turn(c, ${level})`);
  return `phasor(f) : \\(p).((2.0*sine(p + 0.25)) : \\(c).((0.0, 0.0 : ${turns.join('\n  : ')} : (_, !))*sine(p)))`;
}

function stretched(n: Hand, names: readonly string[]): string {
  return names
    .map((name, index) => {
      const at = `f*exp2(${real(Math.log2(index + 1))}*stretch)`;
      return `((${at}) : \\(h).(${name}*${audible('h')}*sine(phasor(min(22000.0, h)) + ${real(index === 0 ? 0 : n.drawn(`partial ${index}`))})))`;
    })
    .join('\n  + ');
}
