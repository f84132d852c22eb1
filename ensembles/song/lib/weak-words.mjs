const weak = new Set(
  `a an the this that these those some any my your his her its our their thy thine i you he she it we they me him us them thee
  thou who whom whose which what and or but nor if as than so for yet to of in on at by with from up into upon through till
  til 'til is am are was were be been has have had do does did will would shall should can could may might must let not no
  o oh there where when while how then o' th' 'tis 'twas i'm you're he's she's it's we're they're i've you've we've they've
  i'll you'll he'll she'll we'll they'll i'd you'd he'd she'd we'd they'd don't can't won't didn't just 'cause cause`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** Whether a word of one syllable carries no beat of its own unless the metre puts one there. */
export const isWeak = (word) => weak.has(word);
