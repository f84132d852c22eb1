import { call, type Emit } from '../hand.ts';
import { real } from '../term.ts';
import { overlap } from './grains.ts';

/** Samples that are remembered: five seconds and a half. The last cell takes what a frozen memory does not hear. */
const memory = 2 ** 18;

/**
 * A loop of memory is written while it is not frozen. A grain begins somewhere behind the newest sample, so far that at
 * its own speed it can't overtake it, or again where the grain before it began.
 */
export const particle: Emit = (n) => {
  const count = overlap(n, 8);
  const voices = Array.from(
    { length: count },
    (
      _,
      index,
    ) => `((t*(turn == ${index})) : \\(mine).((since(mine)) : \\(age).(min(1.0, age/max(1.0, hold(mine, long))) : \\(w).(
    square(1.0 - square(2.0*w - 1.0))*remembered(hold(mine, begin) + age*hold(mine, speed))))))`,
  );
  const body = `(frozen : \\(z).(((\\(h).((h + 1 - z) & ${memory - 1})) ~ _) : \\(head).(
  (phasor(density), min(size, ${real(count * 0.97)}/density)*48000.0, exp2(0.08333333333333333*(pitch + spread*${n.noise('pitch')}))) : \\(p, long, speed).(anew(p) : \\(t).(
  ((+(t) ~ _) % ${count}) : \\(turn).(
  (head - 48.0 - 48000.0*scatter*(0.5 + 0.5*${n.noise('place')}) - long*select2(z, max(0.0, speed - 1.0), speed)) : \\(fresh).(
  ((\\(y).(select2(t*(((0.5 + 0.5*${n.noise('stutter')}) >= stutter) | start), y, fresh))) ~ _) : \\(begin).(
  (${voices.join('\n  + ')})/sqrt(max(1.0, 0.5*density*size)) with {
    remembered(at) = (at + ${memory}.0) : \\(from).(int(from) : \\(i).((cell(i & ${memory - 1})) : \\(a).(a + (from - i)*(cell((i + 1) & ${memory - 1}) - a))));
    cell(at) = rwtable(${memory + 1}, 0.0, select2(z, head, ${memory}), x, at);
  }))))))))`;
  return call(
    `\\(x, density, size, scatter, pitch, spread, stutter, frozen, m).((${body}) : \\(wet).(mixed(m, x, wet)))`,
    n.in(),
    ...n.values('density', 'size', 'scatter', 'pitch', 'spread', 'stutter'),
    `(${n.value('freeze').text} >= 0.5)`,
    n.value('mix'),
  );
};
