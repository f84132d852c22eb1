/**
 * How many years of school a text asks for: the Flesch-Kincaid grade, 0.39 words/sentences + 11.8 syllables/words - 15.59
 * (Kincaid, Fishburne, Rogers and Chissom 1975), rounded to a tenth and never below 0. A line of a song counts as a sentence,
 * since lines are what is heard in one breath. No words: 0.
 */
import { syllablesIn } from './metre.mjs';
import { wordsIn } from './pronunciation.mjs';

export function readingLevel(lines) {
  const sung = lines.filter((line) => wordsIn(line).length > 0);
  const words = sung.reduce((sum, line) => sum + wordsIn(line).length, 0);
  if (words === 0) return 0;
  const syllables = sung.reduce((sum, line) => sum + syllablesIn(line), 0);
  const grade = (0.39 * words) / sung.length + (11.8 * syllables) / words - 15.59;
  return Math.max(0, Math.round(grade * 10) / 10);
}
