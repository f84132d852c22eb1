/**
 * The events of a run, folded into what stands on the page. Pure: no document, no clock.
 *
 * @typedef {{ id: number, run_id: string, event: string, node: string, phase: 'start' | 'progress' | 'end',
 *   timestamp: string, iters?: number, duration_ms?: number, metrics?: Record<string, unknown>, error_msg?: string,
 *   share?: number, message?: string, verdict?: string, known?: number, ended?: number }} ToldEvent
 * @typedef {{ node: string, state: 'playing' | 'done' | 'kept' | 'skipped' | 'waiting' | 'failed', since?: string,
 *   share?: number, took?: number, words: string, times: number }} NodeView
 * @typedef {{ nodes: Map<string, NodeView>, known: number, ended: number, words: string }} Stage
 */

/** @returns {Stage} */
export const emptyStage = () => ({ nodes: new Map(), known: 0, ended: 0, words: '' });

/** @type {Readonly<Record<string, NodeView['state']>>} */
const endings = { error: 'failed', kept: 'kept', skipped: 'skipped', waiting: 'waiting' };

/**
 * @param {Stage} stage is changed and given back: a run may tell thousands of events
 * @param {ToldEvent} event
 * @returns {Stage}
 */
export function fold(stage, event) {
  if (event.event === 'session_start') {
    // a run that was cut off begins again: what played then does not play any more
    for (const [name, one] of stage.nodes) if (one.state === 'playing') stage.nodes.delete(name);
    stage.ended = 0;
  }
  if (event.known !== undefined) stage.known = event.known;
  if (event.ended !== undefined) stage.ended = event.ended;
  if (event.node === '') {
    stage.words = event.error_msg ?? event.message ?? stage.words;
    return stage;
  }
  const before = stage.nodes.get(event.node);
  const words = event.error_msg ?? event.message ?? '';
  if (event.phase === 'start') {
    stage.nodes.set(event.node, {
      node: event.node,
      state: 'playing',
      since: event.timestamp,
      words: '',
      times: (before?.times ?? 0) + 1,
    });
    return stage;
  }
  const now = before ?? { node: event.node, state: 'playing', words: '', times: 0 };
  stage.nodes.set(
    event.node,
    event.phase === 'progress'
      ? {
          ...now,
          words: words === '' ? now.words : words,
          ...(event.share === undefined ? {} : { share: event.share }),
        }
      : {
          node: now.node,
          times: now.times,
          state: endings[event.event] ?? 'done',
          words,
          ...(event.duration_ms === undefined ? {} : { took: event.duration_ms }),
        },
  );
  return stage;
}

/**
 * What plays stands first, then what failed, then the rest in the order of their first event.
 * @param {Stage} stage
 * @returns {NodeView[]}
 */
export function inOrder(stage) {
  const rank = (/** @type {NodeView} */ one) =>
    one.state === 'playing' ? 0 : one.state === 'failed' ? 1 : 2;
  return [...stage.nodes.values()].sort((a, b) => rank(a) - rank(b));
}

/**
 * The numbers among metrics, by their path.
 * @param {Record<string, unknown>} metrics
 * @returns {{ name: string, value: number }[]}
 */
export function numbersIn(metrics, before = '') {
  return Object.entries(metrics).flatMap(([name, value]) => {
    const path = before === '' ? name : `${before}.${name}`;
    if (typeof value === 'number') return [{ name: path, value }];
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMap ? numbersIn(/** @type {Record<string, unknown>} */ (value), path) : [];
  });
}

/** @param {number} milliseconds */
export function lasting(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/**
 * A JSON value as a person reads it: a line for each member, texts as they are, whatever has lines on lines of its own.
 * @param {unknown} value
 * @returns {string}
 */
export function readable(value) {
  const isList = Array.isArray(value);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? value : JSON.stringify(value);
  const members = Object.entries(value);
  if (members.length === 0) return isList ? '[]' : '{}';
  return members
    .map(([name, member]) => {
      const text = readable(member);
      const before = isList ? '-' : `${name}:`;
      const isInner = typeof member === 'object' && member !== null && Object.keys(member).length > 0;
      return isInner || text.includes('\n')
        ? `${before}\n${text.replace(/^(?=.)/gm, '  ')}`
        : `${before} ${text}`;
    })
    .join('\n');
}
