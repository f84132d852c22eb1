/**
 * How well lines can be sung, 0 to 100, as the weighted mean of four shares (0 to 1):
 *
 *   balance   0.35  lines that are sung to the same melody have as many syllables
 *   beats     0.30  stresses fall on beats (metre.mjs)
 *   vowels    0.20  the last stressed vowel of a line, which is held, is open
 *   clusters  0.15  few consonants stand together
 *
 * Each is told apart, and the lines that are furthest off by name, so that they can be mended.
 */
import { isVowel, openness, stressOf } from './phonemes.mjs';
import { pronunciationsOf, wordsIn } from './pronunciation.mjs';
import { beatFit, stressesOf, syllablesIn } from './metre.mjs';

const weights = { balance: 0.35, beats: 0.3, vowels: 0.2, clusters: 0.15 };

/**
 * `sections`: `[{ id, kind?, rhyme_scheme?, lines }]`. → `{ score, balance, beats, vowels, clusters, issues }`, an issue being
 * `{ section, line, measure, message }` with `line` from 0.
 */
export function singability(sections) {
  const sung = sections
    .map((section) => ({
      ...section,
      lines: section.lines.map((text) => ({ text, syllables: syllablesIn(text) })),
    }))
    .filter(({ lines }) => lines.some(({ syllables }) => syllables > 0));
  if (sung.length === 0) return { score: 0, balance: 0, beats: 0, vowels: 0, clusters: 0, issues: [] };
  const issues = [];
  const balance = balanceOf(sung, issues);
  const all = sung.flatMap(({ id, lines }) =>
    lines
      .map(({ text, syllables }, line) => ({ id, line, text, syllables }))
      .filter(({ syllables }) => syllables > 0),
  );
  const measured = { beats: [], vowels: [], clusters: [] };
  for (const { id, line, text } of all) {
    const values = { beats: regular(beatFit(text)), vowels: heldVowel(text), clusters: smoothness(text) };
    for (const [measure, value] of Object.entries(values)) measured[measure].push(value);
    if (values.beats < 0.2)
      issues.push({
        section: id,
        line,
        measure: 'beats',
        stresses: stressesOf(text),
        message: `the stresses of “${text}” keep no beat`,
      });
    if (values.clusters < 0.35)
      issues.push({
        section: id,
        line,
        measure: 'clusters',
        message: `too many consonants stand together in “${text}”`,
      });
  }
  const shares = {
    balance,
    ...Object.fromEntries(Object.entries(measured).map(([name, values]) => [name, mean(values)])),
  };
  const score = Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * shares[name], 0);
  return { score: Math.round(100 * score), ...rounded(shares), issues };
}

const mean = (values) =>
  values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
const rounded = (shares) =>
  Object.fromEntries(Object.entries(shares).map(([name, value]) => [name, Math.round(value * 100) / 100]));

/** Prose fits some metre by 0.89, regular verse by 0.92 to 0.96: what lies between 0.83 and 0.94 is spread over 0 to 1. */
const regular = (fit) => Math.max(0, Math.min(1, (fit - 0.83) / 0.11));

/**
 * Lines that share a melody: in a section those that share a rhyme letter, or else stand at the same place of two halves; and
 * the same line of sections of one kind. One syllable of difference costs nothing (an upbeat), each more a quarter. Lines of
 * more than sixteen syllables cost as if they had one too many for each.
 */
function balanceOf(sections, issues) {
  const shares = [];
  const judge = (id, line, syllables, other, what) => {
    const off = Math.abs(syllables - other);
    const value = Math.max(0, 1 - 0.25 * Math.max(0, off - 1));
    shares.push(value);
    if (value <= 0.5)
      issues.push({
        section: id,
        line,
        measure: 'balance',
        syllables,
        wanted: other,
        message: `line ${line + 1} has ${syllables} syllables, ${what} ${other}`,
      });
  };
  for (const { id, lines, rhyme_scheme: scheme } of sections) {
    const counts = lines.map(({ syllables }) => syllables);
    const letters = [...(scheme ?? '').replace(/\s+/g, '')];
    counts.forEach((count, line) => {
      if (count > 16) judge(id, line, count, 16, 'at most');
      const partner = letters.length > 0 ? partnerOf(letters, counts.length, line) : line - 2;
      if (partner >= 0 && counts[partner] > 0 && count > 0)
        judge(id, line, count, counts[partner], `line ${partner + 1}, which it answers,`);
    });
  }
  const first = new Map();
  for (const { id, kind, lines } of sections) {
    if (kind === undefined) continue;
    const other = first.get(kind);
    if (other === undefined) first.set(kind, { id, lines });
    else
      lines.forEach(({ syllables }, line) => {
        const there = other.lines[line]?.syllables ?? 0;
        if (syllables > 0 && there > 0) judge(id, line, syllables, there, `the same line of ${other.id}`);
      });
  }
  return shares.length === 0 ? 1 : mean(shares);
}

function partnerOf(letters, count, line) {
  const sign = (at) => `${Math.floor(at / letters.length)} ${letters[at % letters.length]}`;
  for (let at = line - 1; at >= 0; at--) if (sign(at) === sign(line)) return at;
  return -1;
}

/** The vowel that is held at the end of a line: how open it is, and a little more where nothing shuts it. */
function heldVowel(text) {
  const word = wordsIn(text).at(-1);
  if (word === undefined) return 0;
  const sounds = pronunciationsOf(word)[0];
  const stressed = sounds.findLastIndex((sound) => (stressOf(sound) ?? 0) > 0);
  const at = stressed === -1 ? sounds.findLastIndex(isVowel) : stressed;
  if (at === -1) return 0;
  const shut = sounds.length - 1 - at;
  return Math.min(1, openness(sounds[at]) + (shut === 0 ? 0.25 : shut === 1 ? 0.15 : 0));
}

/** 1 where no more than two consonants stand together, less for each one more, within words and between them. */
function smoothness(text) {
  const sounds = wordsIn(text).flatMap((word) => pronunciationsOf(word)[0]);
  const vowels = sounds.filter(isVowel).length;
  let run = 0;
  let excess = 0;
  for (const sound of sounds) {
    run = isVowel(sound) ? 0 : run + 1;
    if (run > 2) excess += run > 3 ? 1.5 : 0.5;
  }
  return vowels === 0 ? 0 : Math.max(0, 1 - excess / vowels);
}
