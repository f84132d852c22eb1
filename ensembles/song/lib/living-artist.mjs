/**
 * Finds where a text asks for the manner of a living artist. Three ways count:
 *
 * - somebody whom we know to be alive (living-artists.mjs), with a word of manner within six words of the same sentence: style,
 *   sound, voice, vibe, like, à la, type beat, inspired, meets, …; in a field of style (`{ bare: true }`) the name is enough;
 * - an unknown name, two words or more with capitals, directly behind or before a turn that asks for a manner (“in the style of
 *   Ada Quill”, “an Ada Quill type beat”), unless one of the words says that it is a place, a time or a kind of music;
 * - “a living artist”, “your favourite pop star” behind such a turn.
 *
 * Somebody who is dead, or called “the late”, does not count, and “in the style of a lullaby” names nobody.
 */
import { dead, living, livingWords } from './living-artists.mjs';
import { isWeak } from './weak-words.mjs';

/** Small letters without accents, sign by sign, so that places stay the same. */
const folded = (text) =>
  [...text.normalize('NFC')]
    .map((sign) => {
      const plain = sign.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
      return plain.length === sign.length ? plain : sign;
    })
    .join('')
    .replace(/[‘’ʼ]/g, "'")
    .replace(/[‐‑‒–]/g, '-');

const escaped = (name) =>
  folded(name)
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/[ -]/g, '[ -]?');
const anyOf = (list) =>
  list
    .toSorted((a, b) => b.length - a.length)
    .map(escaped)
    .join('|');
const edged = (source) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`, 'gu');
/** A name may go on: `adele-esque`, `adelesque`, `swiftian`. */
const livingNames = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${anyOf(living.filter((name) => name.length > 2))})(?=(?:[ -]esque|(?<=\\p{L}{5})(?:esque|ish|like))?(?![\\p{L}\\p{N}]))`,
  'gu',
);
const wordNames = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${anyOf(livingWords)})(?=(?:esque)?(?![\\p{L}\\p{N}]))`,
  'gu',
);
const deadNames = edged(anyOf(dead));

/** Words that ask for a manner when a known name stands near. */
const manner =
  /(?<![\p{L}\p{N}])(?:style[ds]?|stylings?|styling|sounds?|sounding|soundalike|voices?|vocals?|vibes?|vibey|energy|feels?|flow|tone|timbre|delivery|swagger|manner|vein|mould|mold|spirit|fashion|type|esque|ish|like|alike|a la|ala|inspired|inspiration|influenced?|influences|reminiscent|evo(?:ke|kes|king|cative)|recall(?:s|ing)?|remind(?:s|ing)?|channel(?:s|l?ing|l?ed)?|imitat(?:e|es|ing|ion|ions)|emulat(?:e|es|ing|ion)|mimic(?:s|king)?|impersonat(?:e|es|ing|ion|or)|cop(?:y|ies|ying)|clon(?:e|es|ed|ing)|pastiche|parody|homage|tribute|nods?|model(?:l?ed)?|similar|resembl(?:e|es|ing)|akin|fans?|ffo|meets|crossed|cross|if|would|could|wrote|written|sung|sings?|singing|rap|raps|rapping|rapped|perform(?:s|ed|ing)?|produced?|era|coded|core|songs?|ballads?|tunes?|numbers?|jams?|bangers?|covers?|remix|levels?|anthems?|tracks?|hits?|albums?|singles?|beats?|record|release|think|pretend|mix|blend|mash-?up|hybrid|fusion|early|era|way|very|pure|peak|totally|estilo|stile?|maniera|feat|featuring|ft|artist|performer|channelled|ghostwritten|whisper(?:s|ed|y|ing)?|falsetto|croon(?:s|ing)?|growl(?:s|ing)?|rasp|raspy|twang|belting|phrasing|cadence|storytelling|lyricism|songwriting|production|deepfake|ai)(?![\p{L}\p{N}])/gu;

/** Turns that point at somebody's manner, up to where the name begins. */
const pointing =
  /(?<![\p{L}\p{N}])(?:(?:in|with|has|have|using|after|borrow\p{L}*|copy\p{L}*|imitat\p{L}*|match\p{L}*|capture\p{L}*) (?:(?:the|a|an|that|all the) )?(?:[\p{L}-]+ ){0,2}?(?:styles?|stylings?|manner|vein|mou?ld|spirit|fashion|tradition|idiom|voices?|vocals|sound|vibes?|tone|flow|delivery|feel|swagger|energy|aesthetic|cadence|phrasing|image|likeness|footsteps|songwriting) of|(?:style|voice|sound|vibe|flow|manner|delivery) (?:of|like|similar to|modell?ed (?:on|after)|inspired by)|(?:sounds?|sounding|sings?|sung|singing|raps?|rapped|rapping|performs?|performed|performing|writes?|written|croons?|belts?|styled|produced) (?:(?:just|exactly|a lot|a bit|a little|very much|much|almost|something|kind of|sort of) )*(?:like|as)|(?:song|track|ballad|anthem|tune|hit|music|vocals?|voice|singer|something|beat|vibe) (?:(?:just|exactly|a lot|very much|much) )?like|a la|reminiscent of|evo(?:kes?|king|cative of)|reminds? (?:me|us|you|one|listeners) of|inspired by|influenced by|channell?ing|channels?|imitat(?:e|es|ing)|in imitation of|emulat(?:e|es|ing)|mimic(?:s|king)?|impersonat(?:e|es|ing)|(?:copy|clone|version|impression|imitation|pastiche|parody) of|think:|(?:paying |pays )?(?:homage|tribute) to|a nod to|modell?ed (?:on|after)|patterned (?:on|after)|after the (?:manner|fashion) of|similar to|resembl(?:es?|ing)|akin to|for fans of|ffo:?|as (?:sung|performed|written|recorded|produced|imagined|made) by|(?:as (?:if|though) )?(?:it were |it was )?(?:sung|performed|written|recorded|produced|made) by|as (?:if|though)|could have been (?:sung|written|recorded) by|straight out of (?:an?)?|a cross between|pretend (?:to be|you are|you're))[ :,"“'’]*(?:(?:the|a|an|early|later|young|old|classic|vintage|peak|mid-period|great|legendary|famous|iconic|singer|rapper|artist|band|songwriter|star|superstar|pop star|something|one|only|mr|ms|mrs|dr)\.? ){0,4}["“'’]*$/u;

/** Turns behind a name. */
const trailing =
  /^["”]?(?:'s?)?(?:-(?:like|ish)(?![\p{L}])|[ -](?:style|styled|esque|inspired|influenced|type|flavou?red|vibes?|sound|sounding|sound-?alike|clone|coded|core|impression|imitation)(?![\p{L}])|esque|'s (?:[\p{L}-]+ ){0,2}(?:style|voice|sound|manner|delivery|flow|vibe|tone|phrasing|falsetto|vocals?|singing|songwriting|swagger)(?![\p{L}])| (?:would|could|might) (?:sing|write|release|record|perform|rap|do|make))/u;

/** Words that make something else of what is written with capitals: kinds of music, places, peoples, times, kin. */
const noName = new Set(
  `the a an my your our his her their this that old new early late mid modern vintage classic traditional golden great big little
  gospel blues jazz soul funk folk country rock pop punk metal disco house techno trance ambient hip hop hip-hop rap r&b rnb reggae ska
  dub salsa samba bossa nova tango cumbia bachata reggaeton merengue flamenco fado mariachi ranchera corrido k-pop j-pop kpop afrobeat
  afrobeats afro amapiano highlife motown stax swing ragtime dixieland bluegrass honky tonk tin pan alley big-band band bands opera operetta
  musical musicals music song songs ballad ballads shanty shanties hymn hymns carol carols waltz waltzes lullaby lullabies march marches anthem anthems
  chant chants spiritual spirituals madrigal madrigals sonata sonatas symphony symphonies psalm psalms nursery rhyme rhymes dance dances jig jigs
  reel reels polka polkas choir choirs orchestra orchestras brass string strings piano guitar guitars wave revival sound era style school scene
  nashville memphis detroit chicago london paris berlin vienna tokyo seoul lagos havana harlem brooklyn hollywood broadway bollywood york jersey orleans
  california texas mississippi delta appalachian appalachia celtic irish scottish english welsh british american african latin spanish mexican cuban brazilian
  french german italian russian polish czech hungarian balkan nordic chinese japanese korean indian arabic arab persian turkish greek jewish klezmer yiddish
  gypsy romani hawaiian caribbean jamaican andean amazon sahara saharan tuareg zulu yoruba christmas easter halloween new-year year years eve
  victorian edwardian elizabethan georgian baroque renaissance medieval romantic gregorian gothic byzantine shoegaze grunge britpop synthwave vaporwave
  lo-fi lofi edm dnb drum bass uk us usa mediterranean atlantic pacific arctic north south east west northern southern eastern western sea island islands
  river mountain mountains valley city street road church chapel cathedral coast bay beach harbour harbor summer winter autumn spring night day morning midnight
  sunday saturday friday moon sun star stars rain wind fire water earth life love death time heaven god lord jesus christ mary saint st
  grandma grandpa grandmother grandfather mother father mum mom dad aunt uncle war world wars golden-age age wild west street-corner folk-songs
  mount mt route canyon deco nouveau ancient rome roman egypt greece athens babylon africa asia europe australia canada brazil china
  spain italy germany russia teen highway avenue boulevard empire republic palace gardens forest desert sailor sailors cowboy cowboys pirate pirates children children's camp campfire work field front porch radio television tv saturday-morning cartoon cartoons`.split(
    /\s+/,
  ),
);

/** Turns that name nobody and mean somebody. */
const unnamed =
  /(?<![\p{L}])(?:(?:an?|any|some|the|another|one|your|my|of) )?(?:(?:currently |still )?(?:living|active|alive) (?:[\p{L}-]+ ){0,2}(?:artist|musician|singer|performer|band|rapper|songwriter|composer|legend|icon|producer|pop star|rock star|star)s?|(?:famous|well[- ]known|popular|current|contemporary|chart[- ]topping|today's|world[- ]famous|favou?rite|certain|real|modern) (?:[\p{L}-]+ ){0,2}(?:artist|musician|singer|performer|rapper|songwriter|composer|pop ?star|rock ?star|superstar|diva)s?)(?![\p{L}])/gu;

/**
 * `[{ phrase, index }]`: the name, or what stands for one, as it is written, and where it begins (UTF-16 units).
 *
 * @param {string} text
 * @param {{ bare?: boolean }} [options] `bare`: a field of style, in which a known name alone asks for a manner
 */
export function livingArtistIn(text, { bare = false } = {}) {
  const written = text.normalize('NFC');
  const plain = folded(written);
  const found = [];
  const taken = ({ index, length }) =>
    found.some((one) => index < one.index + one.phrase.length && one.index < index + length);
  const take = (index, length) => {
    if (!taken({ index, length })) found.push({ phrase: written.slice(index, index + length), index });
  };
  const gone = [...plain.matchAll(deadNames)].map(({ 0: name, index }) => ({ index, length: name.length }));
  const isGone = (index, length) =>
    /\blate(?: great)?,? (?:[\p{L}]+ )?$/u.test(plain.slice(0, index)) ||
    gone.some((one) => index < one.index + one.length && one.index < index + length);
  /** Selena is dead, Selena Gomez is not. */
  const isGoneAsWhole = (index, length) =>
    isGone(index, length) &&
    !gone.some((one) => one.length < length && index <= one.index && one.index < index + length);

  const known = [...plain.matchAll(livingNames)].filter(
    ({ 0: name, index }) => !isGoneAsWhole(index, name.length),
  );
  for (const { 0: name, index } of known) {
    if (bare || nearManner(plain, index, name.length)) take(index, name.length);
  }
  for (const { 0: name, index } of plain.matchAll(wordNames)) {
    if (isGone(index, name.length) || !isWrittenAsName(written.slice(index, index + name.length))) continue;
    if (points(plain, index, name.length, found)) take(index, name.length);
  }
  for (const { 0: name, index } of written.matchAll(
    /\p{Lu}[\p{L}'’.-]*(?:(?: (?:de|van|von|del|la|da|y|al|bin|of the))? \p{Lu}[\p{L}'’-]*)+/gu,
  )) {
    const own = withoutTurns(name);
    const from = index + Math.max(0, name.lastIndexOf(own));
    if (
      isGone(from, own.length) ||
      !isName(own) ||
      (from === index && opensSentence(written, index) && !trailing.test(plain.slice(from + own.length)))
    )
      continue;
    if (points(plain, from, own.length, found)) take(from, own.length);
  }
  for (const { 0: phrase, index } of plain.matchAll(unnamed)) {
    if (points(plain, index, phrase.length, found)) take(index, phrase.length);
  }
  return inOriginal(
    found.sort((a, b) => a.index - b.index),
    text,
    written,
  );
}

/** Places in the text as it was given, where an accent may be a sign of its own. */
function inOriginal(found, text, written) {
  if (written === text || found.length === 0) return found;
  const places = new Map();
  let from = 0;
  let at = 0;
  for (const sign of text.match(/\P{M}\p{M}*|\p{M}+/gu) ?? []) {
    places.set(at, from);
    from += sign.length;
    at += sign.normalize('NFC').length;
  }
  places.set(at, from);
  return found.map(({ phrase, index }) => {
    const begin = places.get(index);
    const end = places.get(index + phrase.length);
    if (at !== written.length || begin === undefined || end === undefined) return { phrase, index };
    return { phrase: text.slice(begin, end), index: begin };
  });
}

/** Words of the sentence around a name, six on either side. */
function nearManner(plain, index, length) {
  const sentence = (part) => part.split(/[.!?;\n](?:\s|$)/);
  const left = sentence(plain.slice(0, index)).at(-1).split(/\s+/).slice(-7).join(' ');
  const right = sentence(plain.slice(index + length))[0];
  manner.lastIndex = 0;
  const near = `${left} | ${/^(?:'s)?-?(?:esque|ish|like)/.test(right) ? 'esque ' : ''}${right.split(/\s+/).slice(0, 7).join(' ').replace(/-/g, ' ')}`;
  return [...near.matchAll(manner)].length > 0;
}

/** Whether a turn stands right before or right behind, or before the list of names that it ends. */
function points(plain, index, length, found) {
  const before = plain.slice(Math.max(0, index - 160), index);
  if (pointing.test(before) || trailing.test(plain.slice(index + length))) return true;
  const joined = /^(.*?)(?:,| and| &| meets| or| x|, and)\s+(?:the )?$/su.exec(before);
  return (
    joined !== null &&
    found.some((one) => one.index + one.phrase.length === index - before.length + joined[1].length)
  );
}

/** “Sounds like Ada Quill” at the start of a sentence: the turn's own capital is no part of the name. */
const withoutTurns = (name) => {
  const words = name.split(' ');
  const at = words.findLastIndex((word) =>
    /^(?:Like|Think|In|As|Channel|Channeling|Channelling|Make|Sounds|Inspired|By|A|An|The|Early|Late|Style|Of)$/u.test(
      word,
    ),
  );
  const from = words.findIndex((word, place) => place > at && !isWeak(word.toLowerCase()));
  return words
    .slice(from === -1 ? words.length : from)
    .join(' ')
    .replace(/[-‐](?:esque|style|styled|like|inspired|influenced|type|ish|sounding|flavou?red)$/u, '');
};

function isName(words) {
  const parts = words.split(' ').filter((word) => /^\p{Lu}/u.test(word));
  return parts.length >= 2 && !parts.some((word) => noName.has(folded(word).replace(/'s$/, '')));
}

/** Every word with a capital, but for the little ones. */
const isWrittenAsName = (words) =>
  /^[\p{Lu}\p{N}]/u.test(words) &&
  words.split(/[ -]/).every((word) => /^(?:[\p{Lu}\p{N}&]|in$|and$|of$|the$)/u.test(word));

const opensSentence = (text, index) => /(?:^|[.!?\n])\s*$/u.test(text.slice(0, index));
