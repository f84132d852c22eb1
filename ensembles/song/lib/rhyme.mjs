/**
 * How well two lines rhyme, by their sounds from the last stressed vowel on.
 *
 *   1         perfect: all sounds are the same, and what stands before the vowel differs (light, night)
 *   0.8       rich: what stands before is the same too, in another word (leaf, belief; rite, right)
 *   0.4..0.9  the vowel is the same, the consonants are of one family (time, line 0.75), or one more (rain, stains); with
 *             nothing in common behind the vowel 0.4, assonance (rain, late)
 *   0.1..0.3  only the consonants are the same (love, have; moon, mine), which nobody hears as a rhyme
 *   0         nothing, or the same word twice
 *
 * A syllable that is not the word's main stress counts less: 0.95 with a secondary stress (lullaby, sky), 0.85 where verse puts
 * a beat on it (memory, thee), 0.45 otherwise (happy, me).
 */
import { bare, consonantLikeness, isVowel, stressOf, vowelLikeness } from './phonemes.mjs';
import { pronunciationsOf, wordsIn } from './pronunciation.mjs';

/** Weights of a syllable without stress: with a beat that verse puts on it, and without one. */
const promoted = 0.85;
const light = 0.45;

/** What a faded vowel becomes when a beat falls on it: quietness, express; temperate, date; elegance, chance. */
const sungInFull = (word) =>
  [
    [/e(?:ss|nt|nts|nce|st|d)$/, 'EH'],
    [/ates?$/, 'EY'],
    [/an(?:t|ts|ce|d)$/, 'AE'],
    [/ors?$/, 'AO'],
  ].find(([ending]) => ending.test(word))?.[1];

/** From this grade on a pair counts as a rhyme. */
export const rhymes = 0.6;

/** Words that lean on the one before, so that both rhyme together: hold you, told you; know it, poet. */
const leaning = new Set(
  'me you it him her them us thee i he she we they in on up to of so too there be is are was am do then one now not no more all'.split(
    ' ',
  ),
);

/** The sounds from the last stressed vowel on, without stress marks. */
export function rhymingPart(phonemes) {
  const from = lastStressed(phonemes);
  return from === -1 ? phonemes.map(bare) : evened(phonemes.slice(from).map(bare));
}

function lastStressed(phonemes) {
  const primary = phonemes.findLastIndex((sound) => stressOf(sound) === 1);
  if (primary !== -1) return primary;
  const secondary = phonemes.findLastIndex((sound) => stressOf(sound) === 2);
  return secondary !== -1 ? secondary : phonemes.findLastIndex(isVowel);
}

/** `fire` and `higher`, `our` and `flower`: what is said in one syllable or two is written in one way. Faded vowels likewise. */
function evened(sounds) {
  const even = [];
  for (const [at, sound] of sounds.entries()) {
    const before = even.at(-1);
    if (sound === 'ER' && (before === 'AY' || before === 'AW')) even.push('R');
    else if (at > 0 && (sound === 'IH' || sound === 'EH' || sound === 'UH') && isVowel(sound))
      even.push('AH');
    else if (sound === 'IY' && sounds[at + 1] === 'R') even.push('IH');
    else if (sound === 'UW' && sounds[at + 1] === 'R') even.push('UH');
    else if (sound === 'OW' && sounds[at + 1] === 'R') even.push('AO');
    else even.push(sound);
  }
  return even;
}

/**
 * All that a line may rhyme on: `{ part, onset, weight, word, leans }`; `onset` are the consonants before the vowel, `leans`
 * whether the part begins in the word before the last.
 */
export function endingsOf(line) {
  const words = wordsIn(line);
  const word = words.at(-1);
  if (word === undefined) return [];
  const found = [];
  for (const sounds of voiced(word)) {
    for (const { at, weight } of nuclei(sounds)) {
      found.push(ending(sounds, at, weight, word, false));
      const full = weight === promoted ? sungInFull(word) : undefined;
      if (full !== undefined) found.push(ending(sounds.with(at, `${full}0`), at, weight, word, false));
    }
  }
  const before = words.at(-2);
  if (before !== undefined && leaning.has(word)) {
    for (const first of voiced(before)) {
      for (const sounds of pronunciationsOf(word)) {
        if (sounds.filter(isVowel).length !== 1) continue;
        const at = lastStressed(first);
        if (at !== -1) found.push(ending([...first, ...sounds], at, 1, word, true));
      }
    }
  }
  return found;
}

/** A word of one syllable at the end of a line is said in full. */
function voiced(word) {
  const all = pronunciationsOf(word);
  const full = all.filter((sounds) => sounds.some((sound) => (stressOf(sound) ?? 0) > 0));
  return full.length > 0 ? full : all;
}

function nuclei(sounds) {
  const vowels = sounds.flatMap((sound, at) => (isVowel(sound) ? [at] : []));
  if (vowels.length === 0) return [];
  const main = lastStressed(sounds);
  const found = [{ at: main, weight: 1 }];
  const last = vowels.at(-1);
  for (const at of vowels) {
    if (at > main && stressOf(sounds[at]) === 2) found.push({ at, weight: 0.95 });
  }
  if (last !== main && stressOf(sounds[last]) === 0) {
    const far = vowels.length - 1 - vowels.indexOf(main);
    found.push({ at: last, weight: far >= 2 ? promoted : light });
  }
  return found;
}

function ending(sounds, at, weight, word, leans) {
  const from = sounds.slice(0, at).findLastIndex(isVowel);
  return {
    part: evened(sounds.slice(at).map(bare)),
    onset: sounds.slice(from + 1, at).join(' '),
    weight,
    word,
    leans,
  };
}

/** From 0 to 1, see above. */
export const rhymeGrade = (lineA, lineB) => bestOf(endingsOf(lineA), endingsOf(lineB)).grade;

/** The best that any ending of one line does with any of another: `{ grade, kind, vowels? }`. */
export function bestOf(endingsA, endingsB) {
  let best = { grade: 0, kind: 'none' };
  for (const a of endingsA) {
    for (const b of endingsB) {
      if (a.word === b.word && !(a.leans && b.leans)) continue;
      const found = compared(a, b);
      if (found.grade > best.grade || (best.kind === 'none' && found.kind !== 'none')) best = found;
    }
  }
  return best;
}

/** Of two endings. */
export const gradeOf = (a, b) => compared(a, b).grade;

/**
 * `{ grade, kind }` of two endings: `perfect`, `rich`, `near` (a vowel that some accents tell apart), `family`, `assonance`, `consonance` or `none`; `vowels` are the two stressed
 * ones where only the consonants behind them are the same.
 */
export function compared(a, b) {
  const weight = Math.min(a.weight, b.weight);
  const { likeness, kind, vowels } = alike(a.part, b.part);
  if (kind !== 'perfect') return { grade: likeness * weight, kind, vowels };
  if (a.onset !== b.onset) return { grade: weight, kind };
  return a.word === b.word ? { grade: 0, kind: 'none' } : { grade: 0.8 * weight, kind: 'rich' };
}

/** How much two rhyming parts sound alike, and in what. */
function alike(a, b) {
  if (a.join(' ') === b.join(' ')) return { likeness: 1, kind: 'perfect' };
  const first = syllables(a);
  const second = syllables(b);
  if (first.length !== second.length || first.length === 0) return { likeness: 0, kind: 'none' };
  const tail = first
    .slice(1)
    .reduce((product, { vowel }, at) => product * unstressedLikeness(vowel, second[at + 1].vowel), 1);
  const codas = first.map(({ coda }, at) => codaLikeness(coda, second[at].coda));
  const consonants = codas.reduce((sum, one) => sum + one, 0) / codas.length;
  const near = nearBeforeR(first[0], second[0]) ?? vowelLikeness(first[0].vowel, second[0].vowel);
  const vowels = [first[0].vowel, second[0].vowel].toSorted().join(' ');
  if (near >= 0.85) {
    const likeness = (0.4 + 0.5 * consonants + (consonants === 1 ? 0.1 : 0)) * near * tail;
    return {
      likeness,
      kind: consonants === 1 && tail === 1 ? 'near' : likeness >= rhymes ? 'family' : 'assonance',
      vowels,
    };
  }
  if (consonants < 1) return { likeness: 0, kind: 'none' };
  const shut = first[0].coda.length > 0 || first.length > 1;
  return { likeness: shut ? (0.15 + 0.3 * near) * tail : 0, kind: 'consonance', vowels };
}

/** `poor` and `more`, `war` and `far` are nearer before an r than their vowels are elsewhere. */
function nearBeforeR(a, b) {
  if (a.coda[0] !== 'R' || b.coda[0] !== 'R') return null;
  const both = [a.vowel, b.vowel].toSorted().join(' ');
  return { 'AO UH': 0.9, 'AA AO': 0.6 }[both] ?? null;
}

const unstressedLikeness = (a, b) =>
  a === b ? 1 : [a, b].every((one) => one === 'AH' || one === 'ER') ? 0.7 : 0.4;

/** Each vowel with the consonants behind it. */
function syllables(part) {
  const found = [];
  for (const sound of part) {
    if (isVowel(sound)) found.push({ vowel: sound, coda: [] });
    else found.at(-1)?.coda.push(sound);
  }
  return found;
}

/** 1: the same; one consonant more costs 0.25, or 0.7 where the other has none at all. */
function codaLikeness(a, b) {
  if (a.length === 0 && b.length === 0) return 1;
  if (a.length === 0 || b.length === 0) return a.length + b.length === 1 ? 0.3 : 0;
  const longer = a.length >= b.length ? a : b;
  const shorter = longer === a ? b : a;
  const extra = longer.length - shorter.length;
  // aligned from the front or from the end, whichever sounds nearer
  const sums = [0, extra].map(
    (shift) =>
      shorter.reduce((sum, one, at) => sum + consonantLikeness(one, longer[at + shift]), 0) / shorter.length,
  );
  return Math.max(0, Math.max(...sums) - 0.25 * extra);
}
