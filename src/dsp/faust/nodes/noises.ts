import type { noises } from '../../graph/catalog/noises.ts';
import { call, type Emit } from '../hand.ts';
import { glide, over, real } from '../term.ts';

/**
 * Poles and zeros in turn, each pair nearer than an octave and a half: 3 dB per octave in the mean, within 0.2 dB from
 * 20 Hz to 18 kHz. One pole and one zero each, by the bilinear transform.
 */
function slope(direction: 'falls' | 'rises'): string {
  const [low, high, pairs] = [9, 26000, 10];
  const step = (high / low) ** (1 / pairs);
  const sections = Array.from({ length: pairs }, (_, index) => {
    const first = low * step ** index;
    const second = first * Math.sqrt(step);
    const [pole, zero] = direction === 'falls' ? [first, second] : [second, first];
    const [p, z] = [pole, zero].map((hz) => Math.tan((Math.PI * Math.min(hz, 23500)) / 48000)) as [
      number,
      number,
    ];
    // (s + z)/(s + p), of which the rising one is scaled so that no number grows large
    const scale = direction === 'falls' ? 1 : p / z;
    return `tilted(${[((1 + z) / (1 + p)) * scale, ((z - 1) / (1 + p)) * scale, (p - 1) / (1 + p)].map(real).join(', ')})`;
  });
  return sections.join(' : ');
}

/** How the ear weighs soft sounds, turned over: much low, a dip where it is keenest, some high. Hz, dB; Q of the dip. */
const grey = { deep: [70, 16], low: [320, 12], dip: [3200, -4, 0.9], high: [11000, 9] } as const;
const warped = (hz: number): number => Math.tan((Math.PI * hz) / 48000);
const rootOf = (decibels: number): number => 10 ** (decibels / 40);

function greySlope(): string {
  const [deep, low, dip, high] = [grey.deep, grey.low, grey.dip, grey.high];
  const shelf = ([hz, gain]: readonly [number, number]): string =>
    `lowShelf(x, ${real(warped(hz) / Math.sqrt(rootOf(gain)))}, ${real(rootOf(gain))})`;
  return [
    `\\(x).(${shelf(deep)})`,
    `\\(x).(${shelf(low)})`,
    `\\(x).(peaked(x, ${real(warped(dip[0]))}, ${real(1 / (dip[2] * rootOf(dip[1])))}, ${real(rootOf(dip[1]))}))`,
    `\\(x).(highShelf(x, ${real(warped(high[0]) * Math.sqrt(rootOf(high[1])))}, ${real(rootOf(high[1]))}))`,
  ].join(' : ');
}

export const noiseTexts = {
  white_noise: (n) => n.noise('white'),
  pink_noise: (n) => `${n.noise('pink')} : ${slope('falls')} : *(0.09)`,
  brown_noise: (n) => `${n.noise('brown')} : pole(0.0015) : dcBlock : *(18.0)`,
  blue_noise: (n) => `${n.noise('blue')} : ${slope('rises')} : *(0.01)`,
  violet_noise: (n) => `${n.noise('violet')} : \\(x).(0.5*(x - x'))`,
  grey_noise: (n) => `${n.noise('grey')} : ${greySlope()} : *(0.22)`,
  velvet_noise: (n) => call('velvet', n.noise('where'), n.noise('sign'), n.value('density')),
  dust_noise: (n) =>
    call(
      'dust',
      n.noise('when'),
      n.noise('level'),
      ...n.values('density', 'variation'),
      glide(over(0.15915494309189535, n.value('tone'))),
    ),
  sample_hold_noise: (n) => call('stepped', n.noise('level'), ...n.values('rate', 'glide')),
} satisfies { readonly [type in keyof typeof noises]: Emit };
