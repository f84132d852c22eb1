/**
 * How much of a song sticks, 0 to 100, from what is really sung again:
 *
 *   return    0.40  the share of the chorus' lines (chorus, hook, refrain, drop, post-chorus) that come back in another one
 *   density   0.35  how often the hook is heard: once in eight lines or more is 1; over one in two falls again
 *   place     0.25  the hook stands in the first or last line of a chorus
 *
 * The hook is the phrase that was asked for; without one, or when it is never sung, the phrase of two to eight words that covers most of
 * the song by being repeated, where a phrase in a chorus counts twice.
 */
import { wordsIn } from './pronunciation.mjs';

const hookKinds = /chorus|hook|refrain|drop/;
const weights = { return: 0.4, density: 0.35, place: 0.25 };

/** `sections`: `[{ id, kind, lines }]`. → `{ score, hook, times, return, density, place, issues }`. */
export function hookDensity(sections, asked) {
  const sung = sections.map(({ id, kind, lines }) => ({
    id,
    isHook: hookKinds.test(kind ?? id),
    lines: lines.map((line) => wordsIn(line)).filter((words) => words.length > 0),
  }));
  const lines = sung.flatMap((section) => section.lines);
  if (lines.length === 0)
    return { score: 0, hook: '', times: 0, return: 0, density: 0, place: 0, issues: [] };
  const wanted = asked === undefined || asked === '' ? [] : wordsIn(asked);
  const heard = wanted.length > 0 && countOf(wanted, lines) > 0;
  const hook = heard ? wanted : repeated(sung);
  const times = hook.length === 0 ? 0 : countOf(hook, lines);
  const choruses = sung.filter(({ isHook, lines: own }) => isHook && own.length > 0);
  const shares = {
    return: returnOf(choruses, lines),
    density: densityOf(times, lines.length),
    place: placeOf(hook, choruses.length > 0 ? choruses : sung),
  };
  const issues = [];
  if (wanted.length > 0 && !heard)
    issues.push({ message: `the hook “${asked}” is never sung`, measure: 'hook' });
  if (shares.return < 0.5)
    issues.push({
      message: `${Math.round(100 * shares.return)} % of the chorus comes back; half of it or more should`,
      measure: 'return',
      section: choruses[1]?.id ?? choruses[0]?.id,
    });
  if (shares.density < 0.6)
    issues.push({
      message: `the hook${hook.length === 0 ? '' : ` “${hook.join(' ')}”`} is heard ${times === 1 ? 'once' : `${times} times`} in ${lines.length} lines; once in eight is enough`,
      measure: 'density',
    });
  const missed = wanted.length > 0 && !heard ? 0.5 : 1;
  const score =
    Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * shares[name], 0) * missed;
  return {
    score: Math.round(100 * score),
    hook: hook.join(' '),
    times,
    ...Object.fromEntries(
      Object.entries(shares).map(([name, value]) => [name, Math.round(value * 100) / 100]),
    ),
    issues,
  };
}

function countOf(phrase, lines) {
  return lines.reduce((sum, words) => sum + placesOf(phrase, words).length, 0);
}

/** Where a phrase stands in a line, without overlaps. */
function placesOf(phrase, words) {
  const found = [];
  for (let at = 0; at + phrase.length <= words.length; at++) {
    if (phrase.every((word, place) => words[at + place] === word)) {
      found.push(at);
      at += phrase.length - 1;
    }
  }
  return found;
}

/** The phrase that covers most by coming back; empty where nothing does. */
function repeated(sections) {
  const counts = new Map();
  for (const { isHook, lines } of sections) {
    for (const words of lines) {
      for (let size = 2; size <= Math.min(8, words.length); size++) {
        for (let at = 0; at + size <= words.length; at++) {
          const key = words.slice(at, at + size).join(' ');
          const known = counts.get(key) ?? { times: 0, worth: 0, size };
          known.times += 1;
          known.worth += isHook ? 2 : 1;
          counts.set(key, known);
        }
      }
    }
  }
  let best = { key: '', value: 0 };
  for (const [key, { times, worth, size }] of counts) {
    if (times < 2) continue;
    const value = worth * size;
    if (value > best.value || (value === best.value && key < best.key)) best = { key, value };
  }
  return best.key === '' ? [] : best.key.split(' ');
}

/** Without a second chorus, what of the whole song's lines comes back counts, doubled. */
function returnOf(choruses, lines) {
  const texts = choruses.map((chorus) => new Set(chorus.lines.map((words) => words.join(' '))));
  if (texts.length < 2) {
    const all = lines.map((words) => words.join(' '));
    const again = all.filter((line, at) => all.indexOf(line) !== at).length;
    return Math.min(1, (2 * again) / all.length);
  }
  let back = 0;
  let of = 0;
  texts.forEach((own, at) => {
    for (const line of own) {
      of += 1;
      if (texts.some((other, place) => place !== at && other.has(line))) back += 1;
    }
  });
  return back / of;
}

function densityOf(times, lines) {
  const share = times / lines;
  if (times < 2) return times === 0 ? 0 : 0.3;
  return share > 0.5 ? Math.max(0.5, 1 - (share - 0.5)) : Math.min(1, share / 0.125);
}

function placeOf(hook, sections) {
  if (hook.length === 0) return 0;
  const marked = sections.map(({ lines }) => {
    if (lines.length === 0) return 0;
    if ([lines[0], lines.at(-1)].some((words) => placesOf(hook, words).length > 0)) return 1;
    return lines.some((words) => placesOf(hook, words).length > 0) ? 0.6 : 0;
  });
  return Math.max(0, marked.reduce((sum, one) => sum + one, 0) / marked.length);
}
