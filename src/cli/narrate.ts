import { unreachable } from '../base/index.ts';
import { count } from './answer.ts';
import type { SessionEvent } from './conductor.ts';
import { duration } from './duration.ts';
import { oneLine, type Paint } from './paint.ts';
import { fanOutOf, meaningOf, type FanOut, type Stage } from './stage.ts';

export interface Telling {
  /** Every part has its own line, kept ones and the items of long fan-outs included. */
  readonly verbose: boolean;
  /** A bar shows how far a long fan-out is, so no line has to. */
  readonly bars: boolean;
  /** Lines of accepted takes are cut to this many cells; what failed is always told whole. */
  readonly columns?: number;
}

/** A fan-out with more parts than this is told in tenths, not part by part. */
const many = 12;

/**
 * The lines that stay on the screen for an event, `stage` being what is known with it. Most often one; none for what
 * only moves a bar.
 */
export function narrate(stage: Stage, event: SessionEvent, telling: Telling, paint: Paint): string[] {
  const meaning = meaningOf(event);
  const line = (mark: string, ...words: (string | undefined)[]): string[] => {
    const told = words.map((word) => oneLine(word ?? '')).filter((word) => word !== '');
    return [`${mark} ${[event.node, ...told].join(' · ')}`];
  };
  const took = event.duration_ms === undefined ? undefined : duration(event.duration_ms);
  const why = event.error_msg ?? event.message;
  switch (meaning) {
    case 'opening':
      return [
        `${paint.bold(oneLine(event.message ?? 'a session'))} ${paint.dim(`(${event.run_id})`)}${event.replayed === true ? ' · replayed from cassettes' : ''}`,
      ];
    case 'note':
      return why === undefined ? [] : [[event.node, oneLine(why)].filter((word) => word !== '').join(' · ')];
    case 'closing':
    case 'start':
      return [];
    case 'progress':
      // what an instrument logs
      return telling.verbose && event.message !== undefined ? line(paint.dim('│'), event.message) : [];
    case 'attempt failed':
      return line(paint.yellow('↻'), `attempt ${event.iters ?? 1} failed`, why);
    case 'failed':
      return line(paint.red('✗'), took, why ?? 'failed');
    case 'skipped':
      return line(paint.dim('–'), why ?? 'skipped');
    case 'waiting':
      return line(paint.yellow('…'), why ?? 'waiting');
    case 'kept':
      if (telling.verbose) return line(paint.dim('='), 'kept', why);
      return milestone(stage, event, telling, paint);
    case 'accepted':
      if (!telling.verbose && isLong(stage, event)) return milestone(stage, event, telling, paint);
      return cutTo(telling.columns, '✓', line(paint.green('✓'), event.verdict, took, event.message));
    default:
      return unreachable(meaning);
  }
}

/** The mark is painted, the rest is not. */
function cutTo(columns: number | undefined, mark: string, lines: readonly string[]): string[] {
  if (columns === undefined) return [...lines];
  return lines.map((line) => {
    const from = line.indexOf(' ');
    const room = Math.max(1, columns - mark.length);
    const rest = line.slice(from);
    return rest.length <= room ? line : `${line.slice(0, from)}${rest.slice(0, room - 1)}…`;
  });
}

const fanOutAt = (stage: Stage, event: SessionEvent): FanOut | undefined =>
  stage.fanOuts.get(fanOutOf(event.node) ?? '');

const isLong = (stage: Stage, event: SessionEvent): boolean => {
  const fanOut = fanOutAt(stage, event);
  return fanOut !== undefined && (fanOut.of ?? fanOut.ended) > many;
};

/** One line for each tenth of a long fan-out; where a bar shows it, only for the last one. */
function milestone(stage: Stage, event: SessionEvent, { bars }: Telling, paint: Paint): string[] {
  const fanOut = fanOutAt(stage, event);
  if (fanOut === undefined || !isLong(stage, event)) return [];
  const { name, of, ended, failed } = fanOut;
  const failures = failed === 0 ? '' : ` · ${failed} failed`;
  if (of === undefined) return ended % 100 === 0 ? [`  ${name} · ${count(ended, 'part')}${failures}`] : [];
  if (ended === of)
    return [`${failed === 0 ? paint.green('✓') : paint.red('✗')} ${name} · all ${of} parts ended${failures}`];
  const isTenth = Math.floor((ended * 10) / of) > Math.floor(((ended - 1) * 10) / of);
  return isTenth && !bars ? [`  ${name} · ${ended} of ${of}${failures}`] : [];
}
