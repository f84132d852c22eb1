/**
 * The axes of the lexicon, each from -1 to 1:
 *
 *   bright  dark … bright        force  gentle … fierce     high  low … high register
 *   dense   sparse … crowded     rough  smooth … gritty     noisy pitched … noise
 *   vast    close … vast         fast   still … fast        warm  cold … warm         glad  sad … glad
 */
export const axes = ['bright', 'dense', 'force', 'rough', 'noisy', 'high', 'vast', 'fast', 'warm', 'glad'];

/** An axis said outright: the two words that descriptions use for its ends, and others that mean the same. */
export const ends = {
  bright: ['dark', 'bright'],
  dense: ['sparse', 'crowded'],
  force: ['gentle', 'fierce'],
  rough: ['smooth', 'gritty'],
  noisy: ['pitched', 'noisy'],
  high: ['low', 'high'],
  vast: ['close', 'vast'],
  fast: ['slow', 'quick'],
  warm: ['cold', 'warm'],
  glad: ['sad', 'glad'],
};

const others = {
  bright: ['dull muffled muted', 'clear brilliant sharp piercing'],
  dense: ['sparing rare occasional lonely', 'dense thick busy full swarming'],
  force: ['quiet faint', 'intense powerful strong'],
  rough: ['clean silky pure', 'rough coarse harsh dirty grit distorted'],
  noisy: ['tonal melodic', 'unpitched hissing'],
  high: ['deep bass sub', 'treble soprano'],
  vast: ['intimate near tight', 'wide spacious immense endless'],
  fast: ['sluggish glacial', 'rapid fast brisk'],
  warm: ['chilly', 'mellow'],
  glad: ['minor bitter', 'major sweet'],
};

export const axisWords = axes.flatMap((axis) =>
  ends[axis].map((word, side) => ({
    word,
    words: `${word} ${others[axis][side]}`,
    is: { [axis]: side === 0 ? -1 : 1 },
  })),
);
