/** What stands in place of strong language, with as many syllables; whoever has none is not replaced, but rewritten. */
const milder = {
  fuck: 'mess',
  fucks: 'cares',
  fucked: 'messed',
  fucking: 'crazy',
  "fuckin'": 'crazy',
  shit: 'stuff',
  shitty: 'rotten',
  bullshit: 'nonsense',
  damn: 'poor',
  damned: 'poor',
  goddamn: 'golden',
  hell: 'dust',
  ass: 'back',
  asshole: 'villain',
  bastard: 'rascal',
  bastards: 'rascals',
  crap: 'scrap',
  pissed: 'cross',
};

/** @returns {string | undefined} the text with one word replaced, or nothing where there is no milder one */
export function milderIn(/** @type {string} */ text, /** @type {string} */ word) {
  const mild = milder[word.toLowerCase().replace(/[’]/gu, "'")];
  const at = text.toLowerCase().indexOf(word.toLowerCase());
  if (mild === undefined || at === -1) return undefined;
  const capital = /^\p{Lu}/u.test(text.slice(at))
    ? mild.replace(/^./u, (letter) => letter.toUpperCase())
    : mild;
  return `${text.slice(0, at)}${capital}${text.slice(at + word.length)}`;
}
