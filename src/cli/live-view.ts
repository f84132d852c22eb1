import { elapsed } from './duration.ts';
import type { Paint } from './paint.ts';
import type { FanOut, Playing, Stage } from './stage.ts';

export interface Size {
  /** Character cells. */
  readonly columns: number;
  readonly rows: number;
}

const turning = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const turnEveryMs = 80;

/**
 * The part of the screen that redraws itself: parts in flight, a bar for each fan-out that is under way, and how far
 * the session is. Pure. No line is wider than the window less one cell (a full last column wraps on some terminals),
 * and there are never more lines than rows less two. Names are ASCII, so cells are UTF-16 units.
 */
export function liveView(stage: Stage, { columns, rows }: Size, clock: number, paint: Paint): string[] {
  const width = Math.max(1, columns - 1);
  const foot = footer(stage, width, clock, paint);
  const room = Math.max(0, rows - 2 - foot.length);
  const bars = [...stage.fanOuts.values()].filter(isUnderWay);
  const barsShown = bars.slice(0, Math.max(0, Math.floor(room / 2)));
  const playing = [...stage.playing.values()];
  const roomForParts = room - barsShown.length;
  // one line says how many more there are, so it takes the place of a part
  const shown = playing.length > roomForParts ? playing.slice(0, Math.max(0, roomForParts - 1)) : playing;
  const more = playing.length - shown.length;
  return [
    ...shown.map((part) => partLine(part, width, clock, paint)),
    ...(more > 0 && roomForParts > 0 ? [paint.dim(cut(`  and ${more} more`, width))] : []),
    ...barsShown.map((fanOut) => fanOutLine(fanOut, width, paint)),
    ...foot,
  ];
}

const isUnderWay = ({ of, ended }: FanOut): boolean => of !== undefined && of > 1 && ended < of;

function partLine(
  { node, since, attempt, share }: Playing,
  width: number,
  clock: number,
  paint: Paint,
): string {
  const turn = turning[Math.floor(clock / turnEveryMs) % turning.length] ?? '⠋';
  const after = [
    elapsed(clock - since, { tenths: true }),
    ...(share === undefined ? [] : [`${Math.floor(share * 100)} %`]),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
  ].join('  ');
  const room = width - 2 - 2 - after.length;
  // too narrow for both: the name is worth more than the time
  if (room < 8) return width < 4 ? cut(node, width) : `${paint.cyan(turn)} ${cut(node, width - 2)}`;
  const name = cut(node, room).padEnd(Math.min(room, 28));
  return `${paint.cyan(turn)} ${name}  ${paint.dim(after)}`;
}

function fanOutLine({ name, of = 1, ended, failed }: FanOut, width: number, paint: Paint): string {
  const after = `${ended} of ${of}${failed === 0 ? '' : `, ${failed} failed`}`;
  const label = cut(name, 28).padEnd(Math.min(28, Math.max(0, width - after.length - 16)));
  const room = width - 2 - label.length - 2 - 2 - after.length;
  if (room < 4) return cut(`  ${name} ${after}`, width);
  const cells = Math.min(40, room);
  const full = Math.min(cells, Math.floor((ended / of) * cells));
  const bar = paint.green('█'.repeat(full)) + paint.dim('░'.repeat(cells - full));
  return `  ${label}  ${bar}  ${after}`;
}

function footer(stage: Stage, width: number, clock: number, paint: Paint): string[] {
  const words = [
    ...(stage.known > 0 ? [`${Math.min(stage.ended, stage.known)} of ${stage.known} parts ended`] : []),
    ...(stage.failed > 0 ? [`${stage.failed} failed`] : []),
    elapsed(clock - stage.began, { tenths: false }),
  ];
  return [paint.dim(cut(`  ${words.join(' · ')}`, width))];
}

/** At most `width` cells; what is left out is shown. */
function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return width < 1 ? '' : `${text.slice(0, width - 1)}…`;
}
