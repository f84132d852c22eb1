import { call, real, room, type Emit, type Hand } from '../hand.ts';

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

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/**
 * A feedback delay network of eight lines (Jot and Chaigne, 1991): what comes in is smeared by all-passes and goes into
 * every line; each line keeps what makes it fall by 60 dB in the time asked for, and loses highs.
 */
function network(n: Hand, { lines, growth, smear }: Room, moves: boolean): string {
  const size = n.fixed('size');
  const longest = (line: number): number =>
    Math.ceil(line * (size === undefined ? growth : growth ** size) * 48000) + 80;
  const lengths = lines.map((line) =>
    size === undefined ? `(${real(line * 48000)}*grown)` : real(Math.round(line * growth ** size * 48000)),
  );
  const walls = lines.map((line, index) => {
    const letter = letters[index] ?? 'a';
    const length = lengths[index] ?? '1.0';
    // every second line of a long room moves, each at its own pace
    const delayed =
      moves && index % 2 === 0
        ? `late(${longest(line)}, s, ${length} - 1.0 + 24.0*motion + 24.0*motion*swing(${real(0.13 + 0.083 * index)}, ${real(index / 8)}))`
        : size === undefined
          ? `late(${longest(line)}, s, ${length} - 1.0)`
          : `(s@(${Math.round(line * growth ** size * 48000) - 1}))`;
    return `((x + ${letter}) : \\(s).(${delayed}) : wall(kept(${length}, decay), bright))`;
  });
  const mean =
    size === undefined
      ? `(${real((lines.reduce((sum, line) => sum + line, 0) / 8) * 48000)}*grown)`
      : real((lines.reduce((sum, line) => sum + line, 0) / 8) * growth ** size * 48000);
  const round = `(\\(${letters.join(', ')}).((${letters.join(', ')} : butterflies) : \\(${letters.join(', ')}).(${walls.join(',\n  ')}))) ~ (_, _, _, _, _, _, _, _)`;
  const heard = letters.map((letter, index) => (index % 2 === 0 ? letter : `0.0 - ${letter}`)).join(') + (');
  const smeared = smear
    .map((samples, index) => `diffuse(${samples}, ${real(0.7 - 0.05 * index)})`)
    .join(' : ');
  const before = `late(${room(n, 'predelay')}, dry, 48000.0*predelay)`;
  const cut = moves ? ` : \\(s).(onePoleHigh(s, low))` : '';
  // a room that rings for long is not louder than one that does not
  return `(${before} : ${smeared}${cut}) : \\(x).((${round}) : \\(${letters.join(', ')}).(((${heard}))*0.62*sqrt(1.0 - squared(kept(${mean}, decay)))))`;
}

const reverb =
  (kind: Room, moves: boolean): Emit =>
  (n) => {
    const grown =
      n.fixed('size') === undefined ? `exp2(${real(Math.log2(kind.growth))}*${n.value('size')})` : '1.0';
    return call(
      `\\(dry, decay, bright, predelay, m, grown, low, motion).((${network(n, kind, moves)}) : \\(wet).(mixed(m, dry, wet)))`,
      n.in(),
      n.value('decay'),
      `1.0 - 0.8*${n.value('damping')}`,
      n.value('predelay'),
      n.value('mix'),
      grown,
      moves ? n.value('low_cut') : '0.0',
      moves ? n.value('motion') : '0.0',
    );
  };

export const shortReverb = reverb(box, false);
export const longReverb = reverb(valley, true);
