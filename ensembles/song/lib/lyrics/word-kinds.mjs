/** What kind of word a person's keyword is: a thing, a place, something one does, something one is. English, by lists and endings. */

const listed = (/** @type {string} */ words) => new Set(words.split(/\s+/));

const beings = listed(
  `alive alone amazing angry awake bad beautiful better big bitter black blessed blind blue bold brave bright broken brand-new calm
  careful clean clear cold cool crazy cruel dark dead deep different distant dizzy dry early easy electric empty endless eternal faded
  faithful fast fearless fierce fine foolish forever fragile free fresh friendly full funny gentle glad golden gone good grateful
  green grey happy hard heavy high holy hollow honest hopeful hopeless hot human humble hungry invincible jealous jolly joyful kind
  late lazy light little lonely long lost loud lovely low lucky mad magical merry mighty near new nice numb old open patient perfect
  pink plain polite pretty proud pure purple quick quiet ready real reckless red restless rich rude sad safe scared serious sharp
  shiny shy silent silly silver simple sincere slow small smooth soft special steady still strange strong stubborn sunny sweet tall
  tender thankful thin tired tiny together tough true ugly unbroken undone untamed upbeat useful warm weak weary weird white whole
  wicked wide wild wise wonderful wrong yellow young awkward nervous playful rainy snowy cloudy sunny stormy windy dusty foggy misty muddy frosty icy shady smoky starry moonlit whispered sleepy hazy sleepless bittersweet homesick`,
);
const doings = listed(
  `arise awaken become begin believe belong bend bloom bounce breathe bring build burn call care carry celebrate chase cheer clap
  climb come cook crash crawl cry dance dare decide dig dive draw dream drift drive drum eat escape explode explore fade fall fight
  find fix float fly follow forget forgive give glow go grind grow gather hear heal help hide hold hop hope hurry hustle jump keep
  kneel know laugh lead learn leave let listen live look lose love make march mend move pay play praise pray promise push quit reach
  rebel remember remain resist rest return ride ring rise roam roar rock roll run sail save scream search see send share shake shine
  shout sing skate skip sleep slide smile soar sparkle speak spin stand start stay step stop stomp strive struggle sway swim swing
  take talk teach tell think throw travel trust try turn twirl wait wake walk wander watch whisper whistle win wish wonder worship
  write yell`,
);
/** What has no article: hope, not the hope. */
const bare = listed(
  `love hope faith joy grace peace courage trust time freedom mercy glory honour honor pride patience kindness silence laughter truth
  youth wisdom heaven summer winter spring autumn springtime summertime christmas midnight home tomorrow yesterday tonight today
  monday tuesday wednesday thursday friday saturday sunday forgiveness wonder magic music beauty gratitude regret doubt fear anger
  hunger grief sorrow luck fame justice change charity desire romance passion chaos gravity destiny fate memory childhood paradise
  solitude loyalty comfort salvation redemption resilience family friendship strength belonging loneliness homesickness escape
  someone something nothing everything everybody everyone nobody somebody anything you me us him her them`,
);
const determined =
  /^(?:the|a|an|my|your|our|his|her|their|this|that|these|those|some|every|each|no|one|two|three)\s/iu;
const pluralOnly = listed('people children men women feet teeth mice geese sheep deer fish police');

/** Words that name no picture: what a theme is made of besides its things. */
export const plainWords = listed(
  `a about above across after again against all almost along already also although always am among an and another any anybody anyone
  anything anyway apart are around as asks at away back be became because become becoming been before begins behind being below
  beneath beside besides between beyond both but by can cannot come comes coming could day did do does doing done down during each
  either else end ends enough even ever every everybody everyone everything feel feeling few finally find finding finds first for from
  get gets getting give gives giving go goes going got had has have having he her here hers herself him himself his how i if in inside
  instead into is it its itself just keep keeping keeps kind know knows last least leave leaves leaving less let like little long look
  looking looks lot made make makes making many may maybe me mine more most much must my myself near need needs never new next no
  nobody none nor not nothing now of off often on once one only onto or other our ours out outside over own part past per place put
  rather really same say saying says see seeing seems self she should since so some somebody someone something sometimes song songs
  soon still story such take taking than that the their theirs them then there these they thing things this those though through till
  to together too toward towards two under until up upon us verse very was way we well went were what when where whether which while
  who whole whom whose why will with within without would yet you your yours yourself others ten
  eleven twelve twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million three four five six seven eight nine second
  third half years year days weeks months hours minutes times pair pairs number piece pieces bit lot lots group couple sort rest side middle way`,
);

/** Names, days, months: what has a capital for a reason. */
const isName = (/** @type {string} */ word) =>
  /^\p{Lu}/u.test(word) && !beings.has(word.toLowerCase()) && !doings.has(word.toLowerCase());

const abstractEnding = /(?:dom|ness|[abilv]ity|[nr]ity|ship|hood|ism|[a-z]{4}[ae]nce)$/u;
const concrete =
  /(?:fence|dance|entrance|ambulance|city|witness|harness|battleship|steamship|spaceship|rocketship)$/u;
const kin =
  listed(`mother father mum mom dad daddy mama papa brother sister grandmother grandfather grandma grandpa granddad granny auntie aunt
  uncle cousin daughter son wife husband hometown`);
const singularInS = /(?:ss|us|is|ous|news|chaos|christmas|paradise|always)$/u;

export const isPlural = (/** @type {string} */ text) => {
  const last = text.toLowerCase().split(/\s+/u).at(-1) ?? '';
  return pluralOnly.has(last) || (/s$/u.test(last) && !singularInS.test(last));
};
const people = listed(
  `actor artist astronaut aunt baby baker barber beekeeper boy bride brother captain carpenter child clockmaker conductor cook cousin
  customer dad dancer daughter doctor driver drummer farmer father ferryman fisherman friend gardener girl goalkeeper grandfather
  grandma grandmother grandpa groom guitarist husband janitor keeper king lady landlord lover mailman man mayor mechanic miner mother
  mum mom neighbour neighbor nurse painter pilot plumber poet postman preacher prince princess queen sailor singer sister soldier
  son stranger student tailor teacher uncle waiter waitress watchman widow wife woman worker writer`,
);
/** Somebody, of whom no line says it. */
export const isPerson = (/** @type {string} */ text) =>
  people.has(text.toLowerCase().split(/\s+/u).at(-1) ?? '');
export const isDoing = (/** @type {string} */ word) => doings.has(word.toLowerCase());
export const isBeing = (/** @type {string} */ word) => beings.has(word.toLowerCase());

/**
 * @typedef {{ word: string, text: string, kind: 'thing' | 'place' | 'doing' | 'being', plural: boolean }} Subject
 * `word` as the person wrote it, `text` as it stands in a line.
 */

/** @returns {Subject} */
export function subjectOf(/** @type {string} */ written) {
  const word = written
    .trim()
    .replace(/\s+/gu, ' ')
    .replace(/[.!?,;:]+$/u, '');
  const words = word.split(' ');
  const first = words[0] ?? '';
  const last = words.at(-1) ?? '';
  const small = word.toLowerCase();
  const subject = (/** @type {Subject['kind']} */ kind, text = word) => ({
    word,
    text,
    kind,
    plural: isPlural(text),
  });
  if (determined.test(word)) return subject('thing', lowerFirst(word));
  if (words.length === 1 && bare.has(small))
    return subject('thing', /day$|christmas/u.test(small) ? word : small);
  if (words.length === 1 && isBeing(word)) return subject('being', small);
  if (
    isDoing(first) &&
    (words.length > 1
      ? /^(?:on|out|up|down|away|home|back|over|again|in|for|it|with|the|your|my|me|to|into|through|free|high|loud|slow)$/iu.test(
          words[1] ?? '',
        )
      : true)
  )
    if (words.length > 1 || !nounsToo.has(small)) return subject('doing', lowerFirst(word));
  if (isName(last) || (isName(first) && words.length > 1)) return subject('place');
  if (words.length === 1 && kin.has(small)) return subject('thing', `my ${small}`);
  if (
    (abstractEnding.test(small) && !concrete.test(small)) ||
    bare.has(last.toLowerCase()) ||
    /ing$/u.test(first)
  )
    return subject('thing', lowerFirst(word));
  return subject('thing', `the ${lowerFirst(word)}`);
}

/** Words of doing that a song rather means as things: the dream, the fall. */
const nounsToo = listed(
  `dream fall fight call dance drum drive hope love wish rock roll smile swing promise march escape ring ride play
  shine start turn walk talk whisper whistle wonder skate shout wait watch step stand change climb crash return search glow roar`,
);

const lowerFirst = (/** @type {string} */ text) =>
  /^(?:I\b|\p{Lu}\p{Lu})/u.test(text) ? text : text.replace(/^\p{Lu}/u, (letter) => letter.toLowerCase());

/**
 * The things that a sentence names, in its order: what follows an article, a possessive or a preposition, up to the next plain word.
 *
 * @returns {string[]} `lighthouse keeper`, `winter`
 */
export function thingsIn(/** @type {string} */ text) {
  const things = [];
  for (const sentence of text.split(/[^\p{L}\p{N}'’\- ]+/u)) {
    const words = sentence.split(/\s+/u).filter((word) => word !== '');
    for (let at = 0; at < words.length; at++) {
      if (!opensThing.test(words[at])) continue;
      const run = [];
      let next = at + 1;
      while (next < words.length && before.has(words[next].toLowerCase())) next++;
      while (
        next < words.length &&
        !plainWords.has(words[next].toLowerCase()) &&
        !/(?:ly|n't)$/u.test(words[next])
      )
        run.push(words[next++]);
      const thing = shortened(run, words[next]);
      if (thing !== undefined) things.push(thing);
      at = next - 1;
    }
  }
  return [...new Set(things)];
}
/** What may stand between an article and its thing, and is not sung. */
const before = listed(`last first next new own same little long whole few other old very`);
const opensThing =
  /^(?:the|a|an|my|your|our|his|her|their|of|in|at|by|from|with|through|under|beneath|over|behind|beyond|across|before|after|and)$/iu;

/** At most two words, of which the last is a thing: what comes behind it (a verb, an ending) is cut off. */
function shortened(/** @type {string[]} */ run, /** @type {string | undefined} */ behind) {
  const stop = run.findIndex(
    (word, index) =>
      index > 0 &&
      (isVerbForm(word) || isBent(word) || isBeing(word) || isDone(run, index, run[index + 1] ?? behind)),
  );
  const words = (stop === -1 ? run : run.slice(0, stop)).slice(0, 3);
  while (words.length > 0 && (isBeing(words.at(-1)) || (isVerbForm(words.at(-1)) && words.length === 1)))
    words.pop();
  // carries her mother home
  if (words.at(-1) === 'home' && kin.has(words.at(-2)?.toLowerCase() ?? '')) words.pop();
  const kept = words.slice(-2);
  if (kept.length === 0 || kept.join('').length < 3 || /\d/u.test(kept.join(''))) return undefined;
  return kept.join(' ');
}
/**
 * Whether the word behind a thing says what that does, though no list has it: `repairs` behind one thing and before another, or before
 * what only a verb has behind it; `play` behind several.
 */
function isDone(/** @type {string[]} */ run, /** @type {number} */ index, /** @type {string} */ behind = '') {
  const word = run[index].toLowerCase();
  if (isPlural(run[index - 1])) return doings.has(word);
  if (intransitive.has(word)) return true;
  return isPlural(word) && !pluralOnly.has(word) && (index + 1 < run.length || behindVerb.test(behind));
}
const behindVerb =
  /^(?:the|a|an|my|your|our|his|her|their|its|it|them|him|me|us|you|this|that|these|every|each|some|no|one|two|three|while|because|until|alone|away|again|off|itself|himself|herself)$/iu;
const intransitive = listed(
  `works yawns blinks barks rusts floods froze freezes got grew knew flew blew began broke`,
);
/** `waits`, behind another word: what that one does. */
const isBent = (/** @type {string} */ word) =>
  /[^s]s$/iu.test(word) && doings.has(word.toLowerCase().replace(/s$/u, ''));

const isVerbForm = (/** @type {string | undefined} */ word = '') => {
  const small = word.toLowerCase();
  if (nounsToo.has(small)) return false;
  const stems = [
    small,
    small.replace(/s$/u, ''),
    small.replace(/es$/u, ''),
    small.replace(/ies$/u, 'y'),
    small.replace(/ed$/u, ''),
    small.replace(/d$/u, ''),
  ];
  return stems.some((stem) => doings.has(stem) && !nounsToo.has(stem)) || /(?:ing|ed)$/u.test(small);
};
