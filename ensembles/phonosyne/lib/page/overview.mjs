/** One picture of the whole pack, for those who can't open the page: a row for each movement, its three sounds side by side. */
import { widthOf, write } from './letters.mjs';
import { palette, spectrogramImage } from './pictures.mjs';
import { png } from './png.mjs';

const [tile, height, gap, margin, head] = [380, 104, 16, 28, 64];
const ground = 16;
const ink = 17;
const faint = 18;
const colours = [...palette, [6, 8, 16], [236, 230, 214], [128, 138, 160]];

/**
 * @param movements arrays of `{ id, name, duration, samples?, rate }`; without samples it is a gap
 * @returns a PNG
 */
export function overview({ title, note, movements }) {
  const width = margin * 2 + tile * 3 + gap * 2;
  const row = height + 26 + gap;
  const whole = { width, height: head + margin + movements.length * row, pixels: new Uint8Array(0) };
  whole.pixels = new Uint8Array(width * whole.height).fill(ground);
  const room = Math.floor((width - 2 * margin) / 18);
  write(whole, title.length > room ? `${title.slice(0, room - 3)}...` : title, margin, 22, 3, ink);
  write(whole, note, margin, 52, 1, faint);
  movements.forEach((sounds, movement) => {
    const top = head + 16 + movement * row;
    sounds.forEach((sound, at) => {
      const left = margin + at * (tile + gap);
      write(whole, `${sound.id} ${sound.name}`, left, top, 2, ink);
      const seconds = sound.samples === undefined ? 'missing' : `${sound.duration.toFixed(1)} s`;
      write(whole, seconds, left + tile - widthOf(seconds, 1), top + 5, 1, faint);
      if (sound.samples === undefined) return;
      const image = spectrogramImage(sound.samples, sound.rate, tile, height);
      for (let y = 0; y < height; y++) {
        whole.pixels.set(image.pixels.subarray(y * tile, (y + 1) * tile), (top + 20 + y) * width + left);
      }
    });
  });
  return png({ ...whole, palette: colours });
}
