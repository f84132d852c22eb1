/** Mends single lines of a draft. A line that a person wrote is never touched; what is sung again changes wherever it is sung. */
import { livingArtistIn } from '../living-artist.mjs';
import { askedOf } from '../lyrics/song-writer.mjs';
import { LineWriter } from '../lyrics/line-writer.mjs';
import { rolesOf, writeSection } from '../lyrics/section-writer.mjs';
import { subjectOfSong } from '../lyrics/song-subject.mjs';
import { wordsIn } from '../pronunciation.mjs';
import { profanityIn } from '../profanity.mjs';
import { random } from '../random.mjs';
import { rhymeGrade, rhymes } from '../rhyme.mjs';
import { syllablesIn } from '../metre.mjs';

/** Where a line may be cut so that its beginning is a whole clause still. */
const joint =
  /^(?:in|on|at|with|and|but|through|under|like|as|till|until|when|where|from|beneath|beside|before|behind|by|across|over|along|because|so|if|into|inside)$/iu;

export class LineMender {
  /** @param {import('./draft.mjs').Draft} draft */
  constructor(draft, /** @type {string} */ stream) {
    const { objectives, wishes, passages, node_seeds: seeds, sections } = draft.plan;
    this.draft = draft;
    this.planned = sections;
    this.explicit = objectives.explicit === true;
    this.open = objectives.mode === 'private';
    this.hook = objectives.hook ?? '';
    this.own = wishes?.lyrics?.lines ?? {};
    this.song = subjectOfSong(objectives, passages);
    this.writer = new LineWriter(this.song, random(seeds?.FIX ?? 1, stream));
    for (const { lines } of draft.sections) for (const line of lines) this.writer.sung(line);
  }

  planOf = (/** @type {string} */ id) => this.planned.find((section) => section.id === id);
  schemeOf = (/** @type {any} */ section) =>
    section.rhyme_scheme ?? this.planOf(section.id)?.rhyme_scheme ?? '';

  /** Whether the person wrote this line, here or in the section that is sung again. */
  isOwn(/** @type {string} */ id, /** @type {number} */ line) {
    const from = this.own[id] === undefined ? (this.planOf(id)?.repeats ?? id) : id;
    return line < (this.own[from]?.length ?? 0);
  }
  isHook = (/** @type {string} */ text) => this.hook !== '' && holds(text, this.hook);

  /** Changes a line wherever this section is sung with the same words. */
  set(issue, /** @type {number} */ at, /** @type {number} */ line, /** @type {string} */ text) {
    const { kind, lines } = this.draft.sections[at];
    const words = JSON.stringify(lines);
    for (const [place, other] of this.draft.sections.entries()) {
      if (other.kind !== kind || JSON.stringify(other.lines) !== words || this.isOwn(other.id, line))
        continue;
      if (place !== at && this.isOwn(this.draft.sections[at].id, line)) continue;
      this.draft.put(issue, `/lyrics/sections/${place}/lines/${line}`, text);
    }
    this.writer.sung(text);
  }

  /** Lines of the same letter, besides this one. */
  partners(section, /** @type {number} */ line) {
    const scheme = this.schemeOf(section);
    const letter = scheme[line] ?? 'X';
    if (letter === 'X') return [];
    return section.lines.flatMap((text, at) => (at !== line && scheme[at] === letter ? [at] : []));
  }

  /**
   * Another line in the place of one: with its beginning if that can be kept, as long as asked, in rhyme with its partners, those `apart`
   * aside; with `nearer` only where its length comes nearer to what is asked.
   *
   * @returns {boolean} whether it was mended
   */
  rewrite(
    issue,
    /** @type {number} */ at,
    /** @type {number} */ line,
    { syllables = undefined, keep = true, apart = [], nearer = false } = {},
  ) {
    const section = this.draft.sections[at];
    const text = section?.lines[line];
    if (text === undefined || this.isOwn(section.id, line)) return false;
    const partners = this.partners(section, line)
      .filter((place) => !apart.includes(place))
      .map((place) => section.lines[place]);
    const others = section.lines.filter((_, place) => place !== line);
    const asked = {
      roles: rolesOf(section.kind),
      field: this.song.fields[0],
      tense: this.song.tense ?? (/^(?:verse|rap)$/u.test(section.kind) ? 'past' : 'present'),
      syllables: syllables ?? syllablesIn(partners[0] ?? text),
      with: partners,
      without: others.filter((other) => !partners.includes(other)),
      beside: others,
      answered: apart.length > 0,
    };
    const start = keep ? this.beginning(text, asked.syllables) : undefined;
    const kept = start === undefined ? undefined : this.writer.single({ ...asked, opening: start });
    const chosen =
      kept !== undefined && Math.abs(syllablesIn(kept.text) - asked.syllables) <= 1
        ? kept
        : (this.writer.single(asked) ?? this.writer.single({ ...asked, without: [] }));
    if (chosen === undefined || !this.isClean(chosen.text)) return false;
    const off = (/** @type {string} */ one) => Math.abs(syllablesIn(one) - asked.syllables);
    if (nearer && off(chosen.text) >= off(text)) return false;
    const worst = Math.min(1, ...partners.map((other) => rhymeGrade(other, chosen.text)));
    const before = Math.min(1, ...partners.map((other) => rhymeGrade(other, text)));
    if (worst < Math.min(before, rhymes)) return false;
    this.set(issue, at, line, this.writer.take(chosen));
    return true;
  }

  /** What a line begins with, up to a joint, if that leaves room for an ending. */
  beginning(/** @type {string} */ text, /** @type {number} */ syllables) {
    const words = text.split(/\s+/u);
    for (let at = words.length - 2; at >= 2; at--) {
      const start = words
        .slice(0, at)
        .join(' ')
        .replace(/[,;:]$/u, '');
      const room = syllables - syllablesIn(start);
      if (
        room < 3 ||
        room > 6 ||
        !(joint.test(words[at]) || /[,;:]$/u.test(words[at - 1])) ||
        joint.test(words[at - 1])
      )
        continue;
      if (this.isClean(start)) return start;
    }
    return undefined;
  }

  isClean = (/** @type {string} */ text) =>
    (this.explicit || profanityIn(text).length === 0) && (this.open || livingArtistIn(text).length === 0);

  /** Writes what a planned section lacks, around the lines that it has. */
  complete(issue, /** @type {string} */ id) {
    const planned = this.planOf(id);
    if (planned === undefined || planned.lines === 0) return false;
    const at = this.placeOf(issue, planned);
    const section = this.draft.sections[at];
    const first = this.draft.sections.find((other) => other.id === planned.repeats);
    const standing = section.lines.slice(0, planned.lines);
    const lines =
      first !== undefined && first.lines.length > 0 && standing.length === 0
        ? first.lines
        : writeSection(this.writer, { ...askedOf(this.writer, planned, standing, 0), openings: new Map() });
    const before = JSON.stringify(section.lines);
    this.draft.put(issue, `/lyrics/sections/${at}/lines`, lines);
    // what sings it again has the same words
    for (const [place, other] of this.draft.sections.entries()) {
      const repeats = this.planOf(other.id)?.repeats;
      if (repeats === id && JSON.stringify(other.lines) === before && this.own[other.id] === undefined)
        this.draft.put(issue, `/lyrics/sections/${place}/lines`, [...lines]);
    }
    return true;
  }

  /** Where a section stands in the lyrics; one that is missing is put into its place. */
  placeOf(issue, /** @type {any} */ planned) {
    const { sections } = this.draft;
    const found = sections.findIndex(({ id }) => id === planned.id);
    if (found !== -1) return found;
    const order = this.planned.map(({ id }) => id);
    const behind = sections.findIndex(({ id }) => order.indexOf(id) > order.indexOf(planned.id));
    const { id, kind, tag, rhyme_scheme } = planned;
    const at = behind === -1 ? sections.length : behind;
    const empty = { id, kind, tag, lines: [], rhyme_scheme, syllables: [], citations: [] };
    this.draft.put(issue, '/lyrics/sections', sections.toSpliced(at, 0, empty));
    return at;
  }

  /** Sings the hook in a line, and mends what has to rhyme with it. */
  singHook(issue, /** @type {number} */ at, /** @type {number} */ line) {
    const section = this.draft.sections[at];
    if (section === undefined || this.isOwn(section.id, line) || this.isHook(section.lines[line]))
      return false;
    const hook = this.hook.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
    this.set(issue, at, line, hook);
    for (const place of this.partners(section, line)) {
      const other = this.draft.sections[at].lines[place];
      if (rhymeGrade(hook, other) < rhymes && !this.isHook(other))
        this.rewrite(issue, at, place, { syllables: Math.max(5, syllablesIn(hook)) });
    }
    return true;
  }
}

export const holds = (/** @type {string} */ line, /** @type {string} */ phrase) =>
  ` ${wordsIn(line).join(' ')} `.includes(` ${wordsIn(phrase).join(' ')} `);
