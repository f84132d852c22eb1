/**
 * The rhyme scheme of lines, found from their sounds alone, and how tightly they rhyme.
 *
 * Every pair of lines of a stanza gives evidence for or against one letter for both: the natural logarithm of how much likelier
 * such a pair is among lines that are meant to rhyme than among others (a perfect rhyme +4.2, an eye rhyme like love, prove
 * +2.7, nothing -3.8). The scheme with the most evidence wins, together with what is to be expected: known stanza forms
 * (stanza-forms.mjs), else any order in which a line finds its partner within four lines. It is a maximum a posteriori choice.
 */
import { bestOf, endingsOf, rhymes } from './rhyme.mjs';
import { wordsIn } from './pronunciation.mjs';
import { classesOf, formsFor, isUsual, maybeOneForm } from './stanza-forms.mjs';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const letterOf = (number) => letters[number] ?? String.fromCodePoint(0x3b1 + (number - letters.length));

/** Lines with their endings, read once. */
function readLines(lines) {
  return lines.map((text) => {
    const words = wordsIn(text);
    return {
      text,
      words,
      sung: words.join(' '),
      endings: endingsOf(text),
      spelling: spellingOf(words.at(-1) ?? ''),
    };
  });
}

/** What an eye compares: from the last vowel letters on, a mute e aside (`guard`, `prepared`). */
function spellingOf(word) {
  const plain = word.replace(/[^a-z]/g, '');
  const found = /[aeiouy]+[^aeiouy]*(?:e|es|ed)?$/.exec(plain)?.[0] ?? plain;
  return found.length > 2 ? found.replace(/e(?=[sd]?$)/, '') : found;
}

/**
 * Vowels that rhymed once, or still do to the eye, where the consonants behind them are the same: love and move, sea and obey, war
 * and far, join and line, eye and memory.
 */
const once = new Set(
  'AH OW,OW UW,AH UW,AH UH,UH UW,EH IY,EH EY,EY IY,AA AO,AO OW,AH AO,AA AE,AE EY,AA ER,EH ER,EH IH,IH IY,AY OY,AY IH,AY IY,AO ER,AW OW,AA AH,AE AO,AE EH,AO AW,AO UW'
    .split(',')
    .map((pair) => pair.split(' ').toSorted().join(' ')),
);

/**
 * Evidence that two lines share a letter, in a stanza of `count` lines. Two or three lines alone say little of what was meant, so
 * there only what is heard counts.
 */
function evidence(a, b, best, count) {
  const many = count > 3;
  const { grade, kind, vowels } = best;
  if (kind === 'perfect') return grade >= 0.9 ? 4.2 : grade >= 0.8 ? 3.2 : 0.8;
  if (kind === 'rich') return grade >= 0.6 ? 3 : 0.5;
  if (kind === 'near') return grade >= 0.6 ? 2.6 : 0.5;
  const [last, other] = [a.words.at(-1), b.words.at(-1)];
  const eye = a.spelling.length > 1 && a.spelling === b.spelling && last !== other;
  if (eye && many) return 2.7;
  if (a.sung !== '' && a.sung === b.sung) return count > 4 ? 1.5 : count > 2 ? -0.5 : -3;
  if (last === other) return count > 4 ? 0.4 : many ? -0.5 : -3;
  if (kind === 'family') return grade >= rhymes ? (many ? -0.6 : 1.2) : -1.5;
  if (kind === 'consonance') return once.has(vowels) && many ? 0.6 : -2.5;
  if (kind === 'assonance') return many ? -2.2 : -2.5;
  return -3.8;
}

const gradeBetween = (a, b) => bestOf(a.endings, b.endings).grade;

/** What a line adds to the lines that have its letter: evidence grows with lines, not with pairs, which depend on one another. */
function gainOf(at, members, table) {
  let sum = 0;
  for (const member of members) sum += table[at][member];
  return (sum / members.length) * Math.min(members.length, 1.5);
}

function totalEvidence(classes, table) {
  const members = new Map();
  let sum = 0;
  classes.forEach((one, at) => {
    const own = members.get(one);
    if (own === undefined) members.set(one, [at]);
    else {
      sum += gainOf(at, own, table);
      own.push(at);
    }
  });
  return sum;
}

/** What an order that is no known form costs: at all, for each line, for each without a partner, and for partners far apart. */
const irregular = { any: 7, line: 0.25, single: 0.9, far: [0, 0, 0, 0, 0.7, 1.6, 2.6, 3.6, 5, 7, 9, 12] };

/** How many beginnings are carried on. */
const beamWidth = 120;

/** The classes of one stanza: the best of all known forms, and of any order, whose likeliest beginnings are carried on line by line. */
function inferStanza(lines, table) {
  const count = lines.length;
  let best = { classes: lines.map((_, at) => at), value: -Infinity };
  for (const { classes, weight } of formsFor(count)) {
    const value = weight + totalEvidence(classes, table);
    if (value > best.value + 1e-9) best = { classes, value };
  }
  let beam = [{ groups: [], value: -irregular.any }];
  for (let at = 0; at < count; at++) {
    const next = [];
    for (const { groups, value } of beam) {
      groups.forEach((members, one) => {
        const far = irregular.far[Math.min(at - members.at(-1), irregular.far.length - 1)];
        const partner = members.length === 1 ? irregular.single : 0;
        next.push({
          groups,
          one,
          value: value + gainOf(at, members, table) + partner - far - irregular.line,
        });
      });
      next.push({ groups, one: groups.length, value: value - irregular.single - irregular.line });
    }
    // of equals the one that was made first goes on: the order of making is the same everywhere
    next.sort((a, b) => b.value - a.value);
    beam = next.slice(0, beamWidth).map(({ groups, one, value }) => ({
      groups:
        groups[one] === undefined
          ? [...groups, [at]]
          : groups.map((own, place) => (place === one ? [...own, at] : own)),
      value,
    }));
  }
  const [any] = beam;
  if (any.value <= best.value + 1e-9) return best;
  const classes = lines.map((_, at) => any.groups.findIndex((members) => members.includes(at)));
  return { classes, value: any.value };
}

function inferPlaces(places, read) {
  const own = places.map((at) => read[at]);
  const table = own.map((a) => own.map((b) => evidence(a, b, bestOf(a.endings, b.endings), own.length)));
  return inferStanza(own, table);
}

/** As many lines as are looked at together: who listens has forgotten what rhymed before them. */
const longest = 60;

/** Each stanza with its classes; one that is longer than anybody's memory in pieces. */
function inferEach(stanzas, read) {
  const pieces = stanzas.flatMap((stanza) =>
    stanza.length <= 3 * longest
      ? [stanza]
      : Array.from({ length: Math.ceil(stanza.length / longest) }, (_, at) =>
          stanza.slice(at * longest, (at + 1) * longest),
        ),
  );
  const each = pieces.map((stanza) => ({ stanza, ...inferPlaces(stanza, read) }));
  if (!maybeOneForm(pieces.map(({ length }) => length))) return each;
  const stanza = pieces.flat();
  const whole = { stanza, ...inferPlaces(stanza, read) };
  return whole.value >= each.reduce((sum, { value }) => sum + value, 0) ? [whole] : each;
}

/** Blank lines part stanzas: `[[index]]`. Where each line stands alone they part nothing. */
function stanzasOf(lines) {
  const stanzas = [[]];
  lines.forEach((line, at) => {
    if (wordsIn(line).length > 0) stanzas.at(-1).push(at);
    else if (line.trim() === '' && stanzas.at(-1).length > 0) stanzas.push([]);
  });
  const whole = stanzas.filter((stanza) => stanza.length > 0);
  return whole.length > 1 && whole.every((stanza) => stanza.length === 1) ? [whole.flat()] : whole;
}

/**
 * `{ scheme, pairs: [{ a, b, grade }], score }`. `scheme` has one letter for each line that has words; blank lines part stanzas,
 * the letters go on across them. `a` and `b` are places in `lines`, each line with the one before it that shares its letter.
 * `score`, 0 to 100: how tightly the lines that share a letter rhyme, see `tightness`.
 */
export function inferScheme(lines) {
  const read = readLines(lines);
  const found = inferEach(stanzasOf(lines), read);
  const stanzas = found.map(({ stanza }) => stanza);
  const letterAt = new Map();
  let used = 0;
  let before = null;
  for (const { stanza, classes } of found) {
    const groups = groupsOf(classes, stanza);
    const renamed = new Map();
    for (const [one, members] of groups) {
      const kin = before === null ? undefined : kinOf(members, groups, before, read);
      renamed.set(one, kin !== undefined && ![...renamed.values()].includes(kin) ? kin : used++);
    }
    stanza.forEach((at, place) => letterAt.set(at, renamed.get(classes[place])));
    before = [...groups].map(([one, members]) => ({ letter: renamed.get(one), members }));
  }
  const places = [...letterAt.keys()];
  const numbers = places.map((at) => letterAt.get(at));
  const scheme = classesOf(numbers).map(letterOf).join('');
  const known = stanzas.map((stanza) => isUsual(classesOf(stanza.map((at) => letterAt.get(at)))));
  return { scheme, ...tightness(read, stanzas, letterAt, known) };
}

function groupsOf(classes, stanza) {
  const groups = new Map();
  classes.forEach((one, place) => groups.set(one, [...(groups.get(one) ?? []), stanza[place]]));
  return groups;
}

/**
 * The letter of the stanza before that this group goes on with: two groups that rhyme perfectly line by line (an octave in two
 * quatrains), or, as in terza rima, the only line without a partner on either side.
 */
function kinOf(members, groups, before, read) {
  const alone = [...groups.values()].filter((one) => one.length === 1).length;
  const aloneBefore = before.filter((one) => one.members.length === 1).length;
  const kin = before.find((other) => {
    if (other.members.length === 1 && (aloneBefore !== 1 || before.length === 1)) return false;
    if (members.length === 1 && (alone !== 1 || groups.size === 1 || other.members.length === 1))
      return false;
    return members.every((a) => other.members.every((b) => gradeBetween(read[a], read[b]) >= 0.9));
  });
  return kin?.letter;
}

/**
 * Each line that shares its letter with one before it is graded against the best of them within its stanza; the score is the mean.
 * Where the order of letters is no usual form, a line without a partner counts as half a rhyme that is missing, and the whole
 * stanza at four tenths: what nobody can follow is not tight. So lines that were shuffled lose, though their rhymes are still there.
 */
function tightness(read, stanzas, letterAt, known) {
  const pairs = [];
  let sum = 0;
  let of = 0;
  stanzas.forEach((stanza, number) => {
    stanza.forEach((at, place) => {
      const letter = letterAt.get(at);
      const partners = stanza.slice(0, place).filter((one) => letterAt.get(one) === letter);
      if (partners.length > 0) {
        const best = bestPartner(read, at, partners);
        pairs.push({ a: best.partner, b: at, grade: best.grade });
        sum += best.grade * (known[number] ? 1 : 0.4);
        of += 1;
      } else if (
        !known[number] &&
        !stanza.some((one, later) => later > place && letterAt.get(one) === letter)
      ) {
        // two lines without a partner are one rhyme that is missing
        of += 0.5;
      }
    });
  });
  return { pairs: rounded(pairs), score: of === 0 ? 0 : Math.round((100 * sum) / of) };
}

function bestPartner(read, at, partners) {
  let best = { partner: partners.at(-1), grade: gradeBetween(read[at], read[partners.at(-1)]) };
  for (const partner of partners.toReversed().slice(1)) {
    const grade = gradeBetween(read[at], read[partner]);
    if (grade > best.grade) best = { partner, grade };
  }
  return best;
}

const rounded = (pairs) => pairs.map((pair) => ({ ...pair, grade: Math.round(pair.grade * 100) / 100 }));

/**
 * The same against a scheme that was asked for: `{ pairs, score, asked }`, `asked` as it was laid over the lines. Spaces in it do
 * not count; `X`, `x`, `-` and `.` are lines that need not rhyme; a scheme shorter than the lines is sung again with new letters
 * (from each blank line on, where every stanza is as long as the scheme). A scheme that asks for no rhyme is kept by any lines:
 * score 100.
 */
export function holdScheme(lines, scheme) {
  const stanzas = stanzasOf(lines);
  const read = readLines(lines);
  const order = stanzas.flat();
  const asked = laidOver(scheme, order.length);
  const letterAt = new Map(order.map((at, place) => [at, asked[place]]));
  const pairs = [];
  for (const [place, at] of order.entries()) {
    const letter = letterAt.get(at);
    const partners = order.slice(0, place).filter((one) => letterAt.get(one) === letter);
    if (partners.length === 0) continue;
    const best = bestPartner(read, at, partners);
    pairs.push({ a: best.partner, b: at, grade: best.grade });
  }
  const sum = pairs.reduce((total, { grade }) => total + grade, 0);
  return {
    asked: classesOf(asked).map(letterOf).join(''),
    pairs: rounded(pairs),
    score: pairs.length === 0 ? 100 : Math.round((100 * sum) / pairs.length),
  };
}

function laidOver(scheme, count) {
  const signs = [...scheme.replace(/\s+/g, '')];
  const free = new Set(signs.includes('W') ? ['-', '.'] : ['X', 'x', '-', '.']);
  return Array.from({ length: count }, (_, at) => {
    const sign = signs[at % signs.length] ?? '-';
    return free.has(sign) ? `free ${at}` : `${Math.floor(at / Math.max(1, signs.length))} ${sign}`;
  });
}
