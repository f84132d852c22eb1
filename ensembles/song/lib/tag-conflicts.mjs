/**
 * Which words of a style contradict one another. A music engine that is told `slow, fast` takes one of them and nobody knows which,
 * so a song with two tags in conflict fails, whatever its total.
 *
 * A tag stands for a word of the matrix if it is that word or one of its other spellings, alone or with nothing around it but
 * words that only turn it (`very slow`, `slow tempo`, `lo-fi production`). `acoustic guitar` names an instrument and is not
 * `acoustic`; `slow build` is no `slow`.
 */

/** Two words that contradict one another, each pair once. */
export const pairs = [
  ['acoustic', 'autotuned'],
  ['acoustic', 'electronic'],
  ['acoustic', 'glitchy'],
  ['acoustic', 'synthetic'],
  ['anthemic', 'intimate'],
  ['anthemic', 'lo-fi'],
  ['anthemic', 'minimal'],
  ['anthemic', 'whisper'],
  ['aggressive', 'calm'],
  ['aggressive', 'intimate'],
  ['aggressive', 'whisper'],
  ['bright', 'dark'],
  ['calm', 'frantic'],
  ['clean', 'distorted'],
  ['dense', 'minimal'],
  ['dense', 'sparse'],
  ['dry', 'drenched'],
  ['fast', 'ballad'],
  ['fast', 'laid-back'],
  ['fast', 'slow'],
  ['frantic', 'slow'],
  ['frantic', 'laid-back'],
  ['happy', 'sad'],
  ['hi-fi', 'lo-fi'],
  ['hi-fi', 'raw'],
  ['instrumental', 'a cappella'],
  ['instrumental', 'whisper'],
  ['intimate', 'maximal'],
  ['intimate', 'stadium'],
  ['live', 'programmed'],
  ['lo-fi', 'maximal'],
  ['lo-fi', 'polished'],
  ['lo-fi', 'stadium'],
  ['major', 'minor'],
  ['maximal', 'minimal'],
  ['maximal', 'sparse'],
  ['maximal', 'whisper'],
  ['minimal', 'orchestral'],
  ['minimal', 'stadium'],
  ['modern', 'vintage'],
  ['futuristic', 'vintage'],
  ['organic', 'synthetic'],
  ['polished', 'raw'],
  ['vintage', 'autotuned'],
  ['vintage', 'glitchy'],
  ['whisper', 'belted'],
  ['whisper', 'shouted'],
];

/** For each word all that contradict it, in the order of the alphabet; if a stands beside b, b stands beside a. */
export const conflictMatrix = Object.fromEntries(
  [...new Set(pairs.flat())]
    .toSorted()
    .map((word) => [word, pairs.flatMap(([a, b]) => (a === word ? [b] : b === word ? [a] : [])).toSorted()]),
);

/** Other spellings and plain synonyms, folded as `folded` does it. */
const spellings = {
  acoustic: ['unplugged', 'all acoustic', 'fully acoustic'],
  anthemic: ['anthem', 'anthems'],
  autotuned: ['autotune', 'auto tuned', 'auto tune'],
  'a cappella': ['acappella', 'acapella', 'a capella'],
  aggressive: ['fierce'],
  ballad: ['ballads', 'slow ballad'],
  belted: ['belting', 'belt', 'powerful belt'],
  calm: ['peaceful', 'tranquil'],
  dense: ['dense arrangement', 'layered wall'],
  distorted: ['distortion'],
  drenched: ['reverb drenched', 'drenched in reverb', 'cavernous'],
  electronic: ['electronica', 'electronics', 'fully electronic'],
  fast: ['uptempo', 'up tempo', 'high tempo', 'rapid', 'quick'],
  futuristic: ['future'],
  glitchy: ['glitch'],
  'hi-fi': ['hifi', 'high fidelity', 'pristine', 'crystal clear'],
  instrumental: ['no vocals', 'instrumental only'],
  intimate: ['intimacy'],
  'lo-fi': ['lofi', 'low fidelity'],
  'laid-back': ['relaxed'],
  live: ['live band', 'live recording', 'recorded live'],
  major: ['major key', 'in major', 'major mode'],
  maximal: ['maximalist', 'maximalism', 'wall of sound'],
  minimal: ['minimalist', 'minimalism', 'minimalistic'],
  minor: ['minor key', 'in minor', 'minor mode'],
  modern: ['contemporary'],
  orchestral: ['full orchestra', 'symphonic'],
  polished: ['glossy', 'slick'],
  programmed: ['drum machine only', 'fully programmed'],
  raw: ['unpolished', 'rough'],
  shouted: ['shouting', 'screamed', 'screaming', 'yelled'],
  slow: ['downtempo', 'down tempo', 'low tempo', 'slow tempo'],
  sparse: ['stripped', 'stripped down', 'stripped back', 'bare'],
  stadium: ['stadium sized', 'arena', 'arena sized'],
  synthetic: ['synth driven', 'synthesised', 'synthesized'],
  vintage: ['retro', 'old school', 'old time'],
  whisper: ['whispered', 'whispering', 'whispers', 'whispery'],
};

/** Words that turn a tag without making another thing of it. */
const turning = new Set(
  'very really quite rather super ultra extremely fully tempo pace sound sounding production productions recording mix vocal vocals voice singing delivery arrangement arrangements feel vibe key tonality mood style atmosphere aesthetic'.split(
    ' ',
  ),
);

/** Small letters, hyphens and signs as single spaces, accents gone: `Lo‑Fi` and `lo fi` are one. */
const folded = (/** @type {string} */ tag) =>
  tag
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

const wordOf = new Map(
  Object.keys(conflictMatrix).flatMap((word) =>
    [word, ...(spellings[word] ?? [])].map((spelling) => [folded(spelling), word]),
  ),
);

/**
 * The word of the matrix that a tag stands for, if any.
 *
 * @returns {string | undefined}
 */
export function standsFor(/** @type {string} */ tag) {
  const whole = folded(tag);
  const known = wordOf.get(whole);
  if (known !== undefined) return known;
  const rest = whole.split(' ').filter((word) => !turning.has(word));
  return rest.length === 0 ? undefined : wordOf.get(rest.join(' '));
}

/** Whether one may not stand beside the other. */
export function inConflict(/** @type {string} */ one, /** @type {string} */ other) {
  const a = standsFor(one);
  const b = standsFor(other);
  return a !== undefined && b !== undefined && conflictMatrix[a].includes(b);
}

/**
 * Every pair in conflict among these tags, as they are written and in their order.
 *
 * @param {readonly string[]} tags
 * @returns {[string, string][]}
 */
export const conflictsAmong = (tags) =>
  tags.flatMap((a, at) => tags.slice(at + 1).flatMap((b) => (inConflict(a, b) ? [[a, b]] : [])));
