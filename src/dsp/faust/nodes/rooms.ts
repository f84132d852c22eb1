import { call, named, room, type Emit } from '../hand.ts';
import { exp2, kept, known, plus, real, root, square, times, warp, type Term } from '../term.ts';

interface Room {
  /** Seconds of the eight lines at `size` 0, no two with a common rhythm. */
  readonly lines: readonly number[];
  /** How many times as long they are at `size` 1. */
  readonly growth: number;
  /** Samples of the all-passes that smear what goes in. */
  readonly smear: readonly number[];
}

const box: Room = {
  lines: [0.00731, 0.00863, 0.00997, 0.01129, 0.01271, 0.01409, 0.01553, 0.01709],
  growth: 4,
  smear: [113, 229, 379],
};
const valley: Room = {
  lines: [0.0293, 0.0337, 0.0383, 0.0431, 0.0479, 0.0523, 0.0571, 0.0617],
  growth: 3.2,
  smear: [149, 347, 557, 907],
};

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
const names = letters.join(', ');

/**
 * A feedback delay network of eight lines (Jot and Chaigne, 1991): what comes in is smeared by all-passes and goes into
 * every line; each line keeps what makes it fall by 60 dB in the time asked for, and loses highs. In a long room every
 * second line moves, each against another.
 */
const reverb =
  ({ lines, growth, smear }: Room, long: boolean): Emit =>
  (n) =>
    named(
      {
        dry: n.in(),
        decay: n.value('decay'),
        bright: plus(1, times(-0.8, n.value('damping'))),
        grown: exp2(times(Math.log2(growth), n.value('size'))),
        motion: long ? n.value('motion') : known(0),
      },
      ({ dry, decay, bright, grown, motion }) => {
        const lengths = lines.map((line): Term => {
          const samples = times(line * 48000, grown);
          return samples.known === undefined ? samples : known(Math.round(samples.known));
        });
        const walls = lengths.map((length, index) => {
          const letter = letters[index] ?? 'a';
          const room_ = Math.ceil((length.known ?? (lines[index] ?? 0) * growth * 48000) + 80);
          const still =
            length.known === undefined
              ? `late(${room_}, s, ${length.text} - 1.0)`
              : `(s@${length.known - 1})`;
          const moves = `late(${room_}, s, ${plus(length, -1, times(24, motion)).text} + ${times(24, motion).text}*${['slow', 'fast', '(0.0 - slow)', '(0.0 - fast)'][index / 2] ?? 'slow'})`;
          const left = times(Math.SQRT1_2 / 2, kept(length, decay));
          return `((x + ${letter}) : \\(s).(wall(${left.text}, ${bright.text}, ${long && index % 2 === 0 ? moves : still})))`;
        });
        const turn = `(\\(${names}).((${names} : butterflies) : \\(${names}).(${walls.join(',\n  ')}))) ~ (_, _, _, _, _, _, _, _)`;
        const smeared = smear
          .map((samples, index) => `diffuse(${samples}, ${real(0.7 - 0.05 * index)})`)
          .join(' : ');
        const low = long ? ` : \\(s).(onePoleHigh(s, ${warp(n.value('low_cut')).text}))` : '';
        // a room that rings for long is not louder than one that does not
        const gone = kept(times(0.125, plus(...lengths)), decay);
        const level = times(0.62, root(plus(1, times(-1, square(gone)))));
        const wet = `(${long ? 'swing(0.37, 0.0), swing(0.59, 0.25)' : '0.0, 0.0'}, (late(${room(n, 'predelay')}, ${dry.text}, ${times(48000, n.value('predelay')).text}) : ${smeared}${low})) : \\(slow, fast, x).(
  (${turn}) : \\(${names}).((a - b + c - d + e - f + g - h)*${level.text}))`;
        return call('mixed', n.value('mix'), dry, `(${wet})`);
      },
    );

export const shortReverb = reverb(box, false);
export const longReverb = reverb(valley, true);
