/** From a line with slots to words: who sings, when it happens, and what it is about. */

/** @typedef {{ I: string, me: string, my: string, you: string, your: string, refuses: RegExp | null }} Voice `refuses`: what it would not sing */

const whole = (/** @type {string} */ words) => new RegExp(`\\b(?:${words})\\b`, 'iu');
const mine = "i|me|my|mine|myself|i'm|i'd";
const ours = 'we|us|our|ours|ourselves|together';

/** @type {Record<string, Voice>} */
const voices = {
  'first person': { I: 'I', me: 'me', my: 'my', you: 'you', your: 'your', refuses: null },
  'first person plural': { I: 'we', me: 'us', my: 'our', you: 'you', your: 'your', refuses: whole(mine) },
  'second person': {
    I: 'you',
    me: 'you',
    my: 'your',
    you: 'they',
    your: 'their',
    refuses: whole(`${mine}|${ours}`),
  },
  'third person': {
    I: 'they',
    me: 'them',
    my: 'their',
    you: 'YOU',
    your: 'their',
    refuses: whole(`${mine}|${ours}|you|your|yours`),
  },
};

/** @returns {Voice} */
export const voiceOf = (/** @type {string | undefined} */ view) =>
  voices[view ?? ''] ?? voices['first person'];

/**
 * @param {string} template
 * @param {Voice} voice
 * @param {string} tense `past`, `present` or `future`
 * @param {Record<string, string>} [slots] what stands for {thing}, {it}, {do}, {being}
 */
export function said(template, voice, tense, slots = {}) {
  return template
    .replace(
      /(\S+) ((?:never|still|only|always) )?\[([^|\]]+)\|([^\]]+)\]/gu,
      (_all, before, adverb = '', now, then) => {
        if (tense === 'past') return `${before} ${adverb}${then}`;
        if (tense === 'present') return `${before} ${adverb}${now}`;
        return before === 'and'
          ? `${before} ${adverb}${stemOf(now)}`
          : `${before} will ${adverb}${stemOf(now)}`;
      },
    )
    .replace(/\{(I|me|my|you|your)\}/gu, (_all, slot) => voice[slot])
    .replace(/\{(\w+)\}(?: (is|was))?/gu, (_all, slot, verb) => {
      const word = slots[slot] ?? '';
      if (verb === undefined) return word;
      return `${word} ${slot === 'thing' ? ({ is: slots.are, was: slots.were }[verb] ?? verb) : verb}`;
    })
    .replace(
      /\b(they|we|you) (am|was)\b/giu,
      (_all, who, verb) => `${who} ${verb === 'am' ? 'are' : 'were'}`,
    );
}

/** What stands behind `will`. */
function stemOf(/** @type {string} */ verb) {
  if (/^(?:am|is|are)$/u.test(verb)) return 'be';
  if (verb === 'has') return 'have';
  if (/ies$/u.test(verb)) return verb.replace(/ies$/u, 'y');
  if (/(?:sh|ch|ss|x|zz|go|do)es$/u.test(verb)) return verb.slice(0, -2);
  return /[^s]s$/u.test(verb) ? verb.slice(0, -1) : verb;
}

const pastWords = new Set(
  `was were had did came went ran shook rose fell stood held kept left lost found knew told gave took made said saw heard felt
  thought sang rang sat slept wore drew drank rode wrote spoke broke woke flew grew threw caught taught bought brought fought met sold
  spun stuck swore swept learned burned danced turned looked wanted tried lay laid led began became paid built sent spent shone won
  wound bent crept forgot knelt hung used`.split(/\s+/u),
);
const edButOpen =
  /^(?:need|feed|speed|seed|bed|red|ahead|weed|indeed|hundred|wed|naked|unsaid|sacred|beloved|crooked|borrowed|mended|folded|blessed|instead|thread|exceed|freed|breed|bleed|shed|sled|thumbed)$/u;

/** Whether it tells of what has been. */
export const isPast = (/** @type {readonly string[]} */ words) =>
  words.some((word) => pastWords.has(word) || (/ed$/u.test(word) && !edButOpen.test(word)));

export const asLine = (/** @type {string} */ text) =>
  text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
