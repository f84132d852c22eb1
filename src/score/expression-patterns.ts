/**
 * How long a regular expression may take on a text, at worst. JavaScript's go back and try again: `(a+)+$` takes
 * longer than there is time on sixty letters. Most that a person writes in a check can't, and need nobody to watch.
 */

/** What is known of a pattern that can't run away. */
interface Shape {
  /** Parts that take any number of characters: each may have to be tried in every length. */
  readonly open: number;
  /** In how many ways the rest can be read, times the parts of each. */
  readonly work: number;
  /** It is tried at the begin of the text only. */
  readonly anchored: boolean;
}

/** Longer patterns are not looked at. */
const longest = 1_000;

const shapes = new Map<string, Shape | 'not understood'>();
const keptShapes = 200;

/** Characters looked at, at worst; infinite where that can't be said. */
export function worstOf(pattern: string, length: number): number {
  if (pattern.length > longest) return Infinity;
  const shape = shapes.get(pattern) ?? shapeOf(pattern);
  if (!shapes.has(pattern)) {
    if (shapes.size >= keptShapes) shapes.clear();
    shapes.set(pattern, shape);
  }
  if (shape === 'not understood') return Infinity;
  return shape.work * (length + 1) ** (shape.open + (shape.anchored ? 0 : 1));
}

/** What is matched: an escape, a class, or a character that is no sign. Then, perhaps, how often. */
const atom = /(?:\\[dDwWsStnrfvbB]|\\[^A-Za-z0-9]|\[(?:[^\]\\[]|\\.)*\]|[^\\[\](){}*+?|])/y;
const often = /(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??/y;

/** What repeats a group, looks around or back, or is rarely written, is not understood here. */
function shapeOf(pattern: string): Shape | 'not understood' {
  const bars = [0];
  let [open, ways, parts] = [0, 1, 1];
  let anchored = pattern.startsWith('^');
  for (let at = 0; at < pattern.length;) {
    const sign = pattern.charAt(at);
    if (sign === '(') {
      const plain = pattern.startsWith('(?:', at);
      if (!plain && pattern.charAt(at + 1) === '?') return 'not understood';
      bars.push(0);
      at += plain ? 3 : 1;
    } else if (sign === '|') {
      const inner = bars.pop() ?? 0;
      if (bars.length === 0) anchored = false;
      bars.push(inner + 1);
      at += 1;
    } else if (sign === ')') {
      ways *= (bars.pop() ?? 0) + 1;
      at += 1;
      const after = /^(?:[*+{]|\?\??)/.exec(pattern.slice(at, at + 2))?.[0] ?? '';
      if (after !== '' && !after.startsWith('?')) return 'not understood';
      if (after !== '') ways *= 2;
      at += after.length;
    } else {
      atom.lastIndex = at;
      if (!atom.test(pattern)) return 'not understood';
      at = often.lastIndex = atom.lastIndex;
      const [found = ''] = often.exec(pattern) ?? [];
      at += found.length;
      const [, least = '1', more, most = least] = /^\{(\d+)(,(\d+)?)?\}/.exec(found) ?? [];
      if (/^[*+]/.test(found) || more === ',') open += 1;
      else ways *= found.startsWith('?') ? 2 : Math.abs(Number(most) - Number(least)) + 1;
      parts += Math.max(Number(least), Number(most));
    }
  }
  const [outside = 0, ...unclosed] = bars;
  return unclosed.length === 0 ? { open, work: ways * (outside + 1) * parts, anchored } : 'not understood';
}
