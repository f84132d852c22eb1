import type { Feedback } from '../../base/index.ts';
import { sampleRate } from '../sample-rate.ts';
import type { Asked } from '../synth.ts';
import { readWav } from '../wav/read-wav.ts';
import { durationOf } from '../wav/wav.ts';
import type { SampleFormat, Samples } from '../wav/wav.ts';
import { clipped } from './clipped.ts';
import { finite, noDc, notSilent, peak } from './figures.ts';
import { joins } from './joins.ts';
import { spread } from './spread.ts';

/** Seconds by which a sound may be longer or shorter than asked. */
const tolerance = 0.5;

/**
 * What a WAV, or the samples of one to be written, lacks to be valid, each as a criterion and its evidence; nothing
 * where it is valid. The criteria, in their order: `format` (a whole RIFF file of 32-bit IEEE floats), `rate` (48 kHz),
 * `channels`, `duration` (half a second more or less), `finite` (no NaN, infinity or denormal), `peak` (below -1 dBFS),
 * `not silent` (the band from 20 Hz to 20 kHz above 1e-5, more than -60 LUFS), `no dc` (1 % at most), `not clipped`
 * (1 % of the samples at most), `spread` (more than a lone click) and, in a loop, `joins` (its end meets its
 * beginning). Where a fault makes others follow, they are not told.
 */
export function faultsOf(sound: Uint8Array | Samples, asked: Asked): readonly Feedback[] {
  if (!(sound instanceof Uint8Array)) return samplesFaults(sound, asked);
  const file = readWav(sound);
  if (file.read === 'mistake') return [{ criterion: 'format', evidence: file.mistake }];
  return [...formatFaults(file.wav.format), ...samplesFaults(file.wav, asked)];
}

const formatFaults = (format: SampleFormat): readonly Feedback[] =>
  format === 'float32'
    ? []
    : [{ criterion: 'format', evidence: `the samples are ${format} where float32 was expected` }];

function samplesFaults(sound: Samples, asked: Asked): readonly Feedback[] {
  const faults: Feedback[] = [];
  const add = (criterion: string, evidence: string | undefined): boolean => {
    if (evidence !== undefined) faults.push({ criterion, evidence });
    return evidence === undefined;
  };
  add('rate', sound.rate === sampleRate ? undefined : `${sound.rate} Hz where ${sampleRate} Hz was expected`);
  add('channels', channelsEvidence(sound.channels.length, asked.channels));
  add('duration', durationEvidence(sound, asked.duration));
  // no figure of a sound means anything where its samples are no numbers
  if (!add('finite', finite(sound))) return faults;
  add('peak', peak(sound));
  const audible = add('not silent', notSilent(sound));
  add('no dc', noDc(sound));
  if (!audible) return faults;
  add('not clipped', clipped(sound));
  add('spread', spread(sound));
  if (asked.loop) add('joins', joins(sound));
  return faults;
}

const channelsEvidence = (found: number, asked: number): string | undefined =>
  found === asked
    ? undefined
    : `${found === 1 ? '1 channel' : `${found} channels`} where ${asked} was asked for`;

function durationEvidence(sound: Samples, asked: number): string | undefined {
  const duration = durationOf(sound);
  // a millionth of a second is far below one sample, and far above the rounding of decimal seconds
  if (Math.abs(duration - asked) <= tolerance + 1e-6) return undefined;
  return `${duration.toFixed(3)} s where ${asked} s was asked for, ${tolerance} s more or less`;
}
