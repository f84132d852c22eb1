import type { noises } from '../../graph/catalog/noises.ts';
import { call, real, type Emit } from '../hand.ts';

/**
 * Poles and zeros in turn, each pair nearer than an octave and a half: -3 dB per octave in the mean, within 0.2 dB from
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
    // (s + z)/(s + p), scaled to 1 at the middle of the section so that no number grows large
    const scale = direction === 'falls' ? 1 : p / z;
    return `tilted(${[((1 + z) / (1 + p)) * scale, ((z - 1) / (1 + p)) * scale, (p - 1) / (1 + p)].map(real).join(', ')})`;
  });
  return sections.join(' : ');
}

export const noiseTexts = {
  white_noise: (n) => n.noise('white'),
  pink_noise: (n) => `${n.noise('pink')} : ${slope('falls')} : *(0.09)`,
  brown_noise: (n) => `${n.noise('brown')} : pole(0.0015) : dcBlock : *(11.0)`,
  blue_noise: (n) => `${n.noise('blue')} : ${slope('rises')} : *(0.01)`,
  violet_noise: (n) => `${n.noise('violet')} : \\(x).(0.5*(x - x'))`,
  // the inverse of how the ear weighs soft sounds: much low, a dip where the ear is keenest, some high
  grey_noise: (n) =>
    `(${n.noise('grey')} : \\(x).(lowShelf(x, 70.0, 16.0)) : \\(x).(lowShelf(x, 320.0, 12.0)) : \\(x).(peaked(x, 3200.0, 0.9, 0.0 - 4.0)) : \\(x).(highShelf(x, 11000.0, 9.0)))*0.22`,
  velvet_noise: (n) => call('velvet', n.noise('where'), n.noise('sign'), n.value('density')),
  dust_noise: (n) =>
    call(
      'dust',
      n.noise('when'),
      n.noise('level'),
      n.value('density'),
      n.value('variation'),
      n.value('tone'),
    ),
  sample_hold_noise: (n) => call('stepped', n.noise('level'), n.value('rate'), n.value('glide')),
} satisfies { readonly [type in keyof typeof noises]: Emit };
