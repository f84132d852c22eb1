import { call, type Emit, type Hand } from '../hand.ts';
import { real } from '../term.ts';

/** So many grains may sound at once: as many as begin while one lasts, and some room for chance. */
export function overlap(n: Hand, most: number): number {
  const [density, size] = [n.value('density').known, n.value('size').known];
  if (density === undefined || size === undefined) return most;
  return Math.max(2, Math.min(most, Math.ceil(density * size * 1.3) + 1));
}

const shapes: { readonly [shape: string]: string } = {
  sine: 'sine(phasor(h))',
  triangle: 'triangle(h)',
  buzz: '0.6*(phasor(h) : \\(q).(sawAt(q, step(h))))',
  noise: '2.0*svfBand(warp(h), 0.25, dust)',
};

/**
 * One row of beginnings, given to the voices in turn. What chance decides of a grain is drawn when it begins, and held.
 */
export const grains: Emit = (n) => {
  const count = overlap(n, 8);
  const shape = n.choice('shape');
  const glides = n.value('sweep').known !== 0;
  const pitch = glides ? 'hold(mine, pitch)*exp2(sweep*0.08333333333333333*w)' : 'hold(mine, pitch)';
  // before its first grain a voice has no pitch yet, and a triangle of none is no number
  const voices = Array.from(
    { length: count },
    (
      _,
      index,
    ) => `((t*(turn == ${index})) : \\(mine).(unit((since(mine) - hold(mine, delay))/long) : \\(w).(max(20.0, ${pitch}) : \\(h).(
    hold(mine, level)*square(1.0 - square(2.0*w - 1.0))*${shapes[shape] ?? '0.0'}))))`,
  );
  const drawn = [
    `48000.0*min(size, ${real(count * 0.97)}/density)`,
    `min(20000.0, f*exp2(0.08333333333333333*spread*${n.noise('pitch')}))`,
    `48000.0/density*jitter*(0.5 + 0.5*${n.noise('delay')})`,
    `0.7 + 0.3*${n.noise('level')}`,
    shape === 'noise' ? n.noise('dust') : '0.0',
  ];
  return call(
    `\\(f, density, size, spread, sweep, jitter).(phasor(density) : \\(p).(anew(p) : \\(t).(((+(t) ~ _) % ${count}) : \\(turn).((${drawn.join(',\n  ')}) : \\(long, pitch, delay, level, dust).(
  (${voices.join('\n  + ')})/sqrt(max(1.0, 0.4*density*size)))))))`,
    ...n.values('frequency', 'density', 'size', 'spread', 'sweep', 'jitter'),
  );
};
