/**
 * The job of the token benchmark: a chain of editors. Each has a paragraph of instructions of its own and hears a text;
 * it answers with one of its own, of about 250 tokens. What is said is made here, so that everybody's is the same.
 */
const subjects = [
  'a lighthouse',
  'a ferry',
  'a bakery',
  'an orchard',
  'a clock tower',
  'a tide mill',
  'a salt road',
];
const tasks = [
  'shorten what is said twice',
  'put what happened first before what followed from it',
  'name who did each thing',
  'replace every general word by the particular one',
  'take out what nobody could check',
  'give each paragraph one subject',
  'say plainly what is not known',
];

const of = (list, step) => list[step % list.length];

/** About 190 tokens. */
export const instructions = (step) =>
  `You are editor number ${step} of a chronicle about ${of(subjects, step)}. You receive the text as the editor before you left it. ` +
  `Your one task is this: ${of(tasks, step)}. Leave everything else as it stands, the order of the paragraphs and the names of people and places above all. ` +
  'Write in plain sentences that can be read aloud; use no headings, no lists and no remarks about your own work. Numbers stay as they are, and so do dates. ' +
  'Where a sentence cannot be mended without knowing more, leave it and go on. The text that you return is between one hundred and fifty and three hundred tokens long; ' +
  'if it grows beyond that, drop the sentence that tells a reader least. Answer with the text alone, so that the next editor can work on it as it is.';

export const brief =
  'A chronicle of a small harbour town, to be read aloud on its anniversary. It begins with the storm of 1911 and ends today.';

const sentences = [
  'In the winter of 1911 the storm took the outer wall, and for nine weeks no boat could lie in the harbour.',
  'Marta Holm kept the ledger of those weeks, in which every loaf that was shared is written down with its baker.',
  'When the wall was raised again it was two metres higher, and its stones came by cart from the quarry at Ebb.',
  'The ferry began to run that autumn, twice a day, with a captain who had never been late in eleven years.',
  'Nobody knows who hung the bell in the tower, but it was rung for the first time on the third of May.',
  'The orchard behind the mill was planted by the school, one tree for each child, and most of them still bear.',
  'Salt was carried over the hill until the railway came, and the road is still white where the sacks were torn.',
  'In the dry years the mill stood still, and the miller taught the children how to read a tide table.',
  'The clock was mended four times, each time by the same family, and it has kept the hour since 1958.',
  'Today the harbour has forty boats, and on the day of the storm each of them stays in for an hour.',
];

/** What the editor of this step answers: nine sentences, about 245 tokens. */
export const answer = (step) =>
  Array.from({ length: 9 }, (_, at) => sentences[(step + at) % sentences.length]).join(' ');
