/** What a model might answer for LYRICS on a bad day: each makes another mistake of a good answer, the same by the same chance. */

/** @param {any} answer @param {(line: string, at: number, section: any) => string} change */
const eachLine = (answer, change) => ({
  sections: answer.sections.map((section) => ({
    id: section.id,
    lines: section.lines.map((line, at) => change(line, at, section)),
  })),
});
const oneLine = (answer, chance, text) => {
  const section = chance.pick(answer.sections);
  const place = chance.integer(0, section.lines.length - 1);
  return eachLine(answer, (line, at, { id }) => (id === section.id && at === place ? text : line));
};

const office = [
  'We went to the administrative office on Tuesday morning',
  'and it was extraordinarily bureaucratic there',
  'subsequently everybody completed the forms',
  'strengths and sixths were thrust at us',
];
const unanswerable = ['cupboard', 'orange', 'window', 'elephants', 'twelfth', 'month'];

/** @type {Record<string, (answer: any, chance: any, plan: any) => any>} */
export const poorLyrics = {
  'nothing rhymes': (answer, chance) =>
    eachLine(answer, (line) => line.replace(/\S+$/u, () => chance.pick(unanswerable))),
  'strong language': (answer, chance) => oneLine(answer, chance, 'This fucking night is long and cold'),
  'every other line is far too long': (answer) =>
    eachLine(answer, (line, at) =>
      at % 2 === 0 ? line : `${line} and nobody ever told me what the matter was`,
    ),
  'the hook is never sung': (answer, _chance, { objectives }) =>
    eachLine(answer, (line) =>
      line.toLowerCase().includes(objectives.hook.toLowerCase()) ? 'Nothing of the kind is ever sung' : line,
    ),
  'one line for each section': (answer) => ({
    sections: answer.sections.map(({ id, lines }) => ({
      id,
      lines: lines.slice(0, 1),
    })),
  }),
  'somebody is to be imitated': (answer, chance) =>
    oneLine(answer, chance, 'Sing it in the style of Taylor Swift'),
  'it is no verse at all': (answer) => eachLine(answer, (_line, at) => office[at % office.length] ?? ''),
};
