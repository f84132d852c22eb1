/**
 * How far two sounds lie apart, in dB, whatever their loudness: the spectral distance is the root mean square difference of
 * their mean spectra in 34 bands of a quarter octave (40 Hz to 16 kHz), each against its own mean; the temporal one that of
 * their levels in 64 equal parts of their time. The distance is the root of the sum of both squares. Two renders of one sound
 * with another seed lie about 2 apart, two patches of one kind about 6, different kinds 10 and more.
 */
import { spectrogram } from 'simphony/kit';

const rows = 34;
const columns = 64;
/** dB below the loudest place under which nothing counts. */
const floor = 60;

/** What of a sound is compared. */
export function printOf(samples, rate) {
  const { decibels } = spectrogram(samples, rate, { rows, columns });
  const spectrum = new Array(rows).fill(0);
  const course = new Array(columns).fill(0);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const power = 10 ** (decibels[row * columns + column] / 10);
      spectrum[row] += power / columns;
      course[column] += power;
    }
  }
  return { spectrum: levelled(spectrum), course: levelled(course) };
}

/** dB against their own mean, nothing below the floor. */
function levelled(powers) {
  const all = powers.map((power) => 10 * Math.log10(power + 1e-20));
  const most = Math.max(...all);
  const held = all.map((level) => Math.max(level, most - floor));
  const mean = held.reduce((sum, level) => sum + level, 0) / held.length;
  return held.map((level) => level - mean);
}

const apart = (a, b) => Math.sqrt(a.reduce((sum, one, at) => sum + (one - b[at]) ** 2, 0) / a.length);

export const spectralDistance = (a, b) => apart(a.spectrum, b.spectrum);
export const temporalDistance = (a, b) => apart(a.course, b.course);
export const distance = (a, b) => Math.hypot(spectralDistance(a, b), temporalDistance(a, b));

/** For each of `{ id, print }` the other one that lies nearest: `{ id, distance }`, or null where it is alone. */
export function nearestOf(prints) {
  return prints.map(({ print }, at) => {
    let nearest = null;
    prints.forEach((other, place) => {
      if (place === at) return;
      const far = distance(print, other.print);
      if (nearest === null || far < nearest.distance) nearest = { id: other.id, distance: far };
    });
    return nearest;
  });
}
