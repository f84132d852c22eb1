/**
 * LYRICS' artifact of whatever was answered, by a model or by the understudy. What a person wrote stands where they put it, a section
 * that sings another again has that one's words, and what can be counted is counted here.
 */
import { artifact } from '../artifact.mjs';
import { syllablesIn } from '../metre.mjs';
import { citationFaults } from '../passages.mjs';
import { readingLevel } from '../reading-level.mjs';

const oneLine = (/** @type {string} */ text) => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/**
 * @param {{ sections: readonly { id: string, lines: readonly string[], citations?: readonly { line: number, passage: string }[] }[] }} answer
 *   that fits `schemas/lyrics-answer.schema.json`
 * @param {Record<string, any>} plan
 * @returns {Record<string, any>} a lyrics artifact
 * @throws {Error} which says all that is wrong, for the one who answered
 */
export function settled(answer, { sections: planned, objectives, wishes, passages }) {
  const own = wishes.lyrics.lines ?? {};
  const faults = faultsOf(answer, planned, own);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const words = new Map();
  const sections = planned.map(({ id, kind, tag, lines: count, rhyme_scheme, repeats }) => {
    const given = answer.sections.find((section) => section.id === id);
    const mine = (own[id] ?? []).map(oneLine);
    const said = words.get(repeats ?? '') ?? (given?.lines ?? []).map(oneLine);
    const lines = count === 0 && mine.length === 0 ? [] : [...mine, ...said.slice(mine.length)];
    words.set(id, lines);
    const citations =
      repeats === null && count > 0 ? (given?.citations ?? []).filter(({ line }) => line >= mine.length) : [];
    return { id, kind, tag, lines, rhyme_scheme, syllables: lines.map(syllablesIn), citations };
  });
  const unfounded = citationFaults({ sections }, passages);
  if (unfounded.length > 0) throw new Error(unfounded.map(({ message }) => message).join('\n'));
  const all = sections.flatMap(({ lines }) => lines);
  const citations = sections.flatMap(({ id, citations: cited }) =>
    cited.map(({ line, passage }) => ({ section: id, line, passage })),
  );
  return artifact(
    'lyrics',
    { title: objectives.title, sections, reading_level: readingLevel(all), citations },
    `${all.length} lines in ${sections.filter(({ lines }) => lines.length > 0).length} sections${citations.length === 0 ? '' : `, ${citations.length} cited`}`,
  );
}

/** What cannot be mended by counting. How good the lines are is for VALIDATE. */
function faultsOf(answer, planned, own) {
  const ids = planned.map(({ id }) => id);
  const stray = answer.sections.filter(({ id }) => !ids.includes(id));
  const missing = planned.filter(
    ({ id, lines, repeats }) =>
      lines > 0 &&
      repeats === null &&
      (own[id] ?? []).length < lines &&
      !answer.sections.some((section) => section.id === id),
  );
  const odd = answer.sections.flatMap(({ id, lines }) =>
    lines.flatMap((line, at) =>
      oneLine(line) === '' || /^\[/u.test(oneLine(line))
        ? [`${id}, line ${at + 1}: ${JSON.stringify(line)} is no line that can be sung`]
        : [],
    ),
  );
  return [
    ...stray.map(
      ({ id }) => `there is no section ${JSON.stringify(id)} in the plan: they are ${ids.join(', ')}`,
    ),
    ...missing.map(({ id, lines }) => `${id} is missing; it has ${lines} lines`),
    ...odd,
  ];
}
