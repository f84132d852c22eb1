/**
 * Lines for places of a song: a pair that belongs together, a single line that rhymes with those that stand, chosen among all that
 * fit by what is wanted of it (its rhyme, its length, its field, the words still to be sung) and by chance where they are equal.
 */
import { Best } from './best.mjs';
import { asLine } from './grammar.mjs';
import { answersTo, contentOf, coupletsFor, measured, openingsFor, tailsFor } from './line-store.mjs';
import { beatOf, gradeOf, lastWordOf, rhymeKey, wordsOf } from './sounds.mjs';

/** From here on a rhyme is good; below `apart` two lines do not rhyme. */
const good = 0.9;
const apart = 0.5;
/** How many of the best by the cheap reckoning are weighed by their beat, too. */
const heard = 16;

/** @typedef {{ text: string, score: number, marks: string[], subject?: string }} Chosen */

export class LineWriter {
  /**
   * @param {import('./song-subject.mjs').Song} song
   * @param {{ next(): number }} chance
   */
  constructor(song, chance) {
    this.song = song;
    this.chance = chance;
    /** How often an opening, a tail, a pair or an end word was taken. */
    this.used = new Map();
    this.unsung = new Set(
      [...song.keywords, ...song.themes.filter(({ cited }) => cited !== undefined)].map(({ text }) => text),
    );
    this.tails = tailsFor(song);
    this.remembered = new Map();
    /** Whether few lines are left to be written: words that are still to be sung come first. */
    this.pressing = false;
  }

  /** Takes note of what is sung already, so that it is not said again. */
  sung(/** @type {string} */ line) {
    const small = ` ${wordsOf(line).join(' ')} `;
    for (const { text, word } of [...this.song.keywords, ...this.song.themes])
      if (small.includes(` ${wordsOf(word).join(' ')} `)) this.unsung.delete(text);
    this.mark(`end ${lastWordOf(line)}`);
    for (const word of contentOf(line)) this.mark(`word ${word}`);
  }

  take(/** @type {Chosen} */ chosen) {
    for (const mark of chosen.marks) this.mark(mark);
    this.sung(chosen.text);
    return chosen.text;
  }

  mark(/** @type {string} */ name) {
    this.used.set(name, this.times(name) + 1);
  }
  times = (/** @type {string} */ name) => this.used.get(name) ?? 0;

  once(/** @type {string} */ name, /** @type {() => any} */ make) {
    if (!this.remembered.has(name)) this.remembered.set(name, make());
    return this.remembered.get(name);
  }
  couplets = (role, tense) => this.once(`pairs ${role} ${tense}`, () => coupletsFor(this.song, role, tense));
  openings = (role, tense) =>
    this.once(`openings ${role} ${tense}`, () => openingsFor(this.song, role, tense));

  /** What a source is worth in this section. */
  worthOf({ source, subject }, field) {
    if (source === 'thing')
      return this.unsung.has(subject) ? (this.pressing ? 12 : 5) : 0.6 - 0.6 * this.times(`thing ${subject}`);
    if (source === 'image') return 0.2 - 0.8 * this.times(`thing ${subject}`);
    if (source === 'general') return 0.3;
    if (source === field.id) return 1.6;
    return source === 'genre' ? 1.4 : 0;
  }

  /** How much of it was said before. */
  staleness(/** @type {readonly string[]} */ content, /** @type {string} */ last) {
    return (
      0.25 * content.reduce((sum, word) => sum + Math.min(2, this.times(`word ${word}`)), 0) +
      0.8 * this.times(`end ${last}`)
    );
  }

  /**
   * Two lines that rhyme with each other.
   *
   * @param {{ roles: readonly string[], field: any, tense: string, syllables: number, without: readonly string[], beside: readonly string[],
   *   adjacent: boolean }} asked `without`: lines that they must not rhyme with; `beside`: lines of the section; `adjacent`: whether no other
   *   line stands between them
   * @returns {{ score: number, pair: [Chosen, Chosen] } | undefined}
   */
  pair({ roles, field, tense, syllables, without, beside, adjacent }) {
    const near = new Set(beside.flatMap(contentOf));
    const best = new Best(4 * heard);
    for (const role of roles) {
      for (const couplet of this.couplets(role, tense)) {
        const { lines, key, source, subject, template, past, leans } = couplet;
        if (this.times(`pair ${template}`) > 0) continue;
        if (without.some((line) => rhymeKey(lastWordOf(line)) === key)) continue;
        const off = lines.reduce((sum, line) => sum + Math.abs(line.syllables - syllables), 0) / 2;
        // a syllable more or less is an upbeat
        const uneven = Math.max(0, Math.abs(lines[0].syllables - lines[1].syllables) - 1);
        const stale = lines.reduce((sum, line) => sum + this.staleness(line.content, line.last), 0);
        const again = lines.flatMap(({ content }) => content).filter((word) => near.has(word)).length;
        const score =
          this.worthOf(couplet, field) +
          this.chance.next() * (couplet.source === 'thing' ? 5 : 3.2) -
          0.7 * Math.max(0, off - 2) -
          0.5 * uneven -
          stale -
          again -
          (past && tense !== 'past' ? 0.8 : 0) -
          (leans && !adjacent ? 2.5 : 0);
        best.offer(score, () => ({ lines, subject, template, source }));
      }
    }
    const fits = best.list
      .filter(({ lines }) => without.every((line) => lines.every(({ last }) => gradeOf(line, last) < apart)))
      .slice(0, heard)
      .map((one) => ({
        ...one,
        score: one.score + one.lines.reduce((sum, { text }) => sum + beatOf(text), 0),
      }))
      .toSorted((a, b) => b.score - a.score);
    const [one] = fits;
    if (one === undefined) return undefined;
    const marks = [`pair ${one.template}`, ...aboutOf(one)];
    const [first, second] = one.lines;
    return {
      score: one.score,
      pair: [
        { text: first.text, score: one.score, marks, subject: one.subject },
        { text: second.text, score: one.score, marks: [], subject: undefined },
      ],
    };
  }

  /**
   * One line.
   *
   * @param {{
   *   roles: readonly string[], field: any, tense: string, syllables: number, opening?: string,
   *   with: readonly string[], without: readonly string[], beside: readonly string[], after?: string, answered?: boolean, about?: string
   * }} asked `answered`: whether other lines will have to rhyme with it; `about`: the thing that it has to
   *   name; `with`: lines that it rhymes with; `opening`: what it begins with
   * @returns {Chosen | undefined}
   */
  single(asked) {
    const near = new Set(asked.beside.flatMap(contentOf));
    for (const grade of [good, 0.75, 0.6]) {
      const best = new Best(heard);
      this.offerSpoken(best, asked, grade, near);
      if (asked.opening === undefined) this.offerHalves(best, asked, grade, near);
      if (best.list.length === 0) continue;
      return best.list
        .map((one) => ({ ...one, score: one.score + 2.5 * beatOf(one.text) }))
        .toSorted((a, b) => b.score - a.score)[0];
    }
    return undefined;
  }

  /** Whether anything rhymes with a line. */
  canAnswer = (/** @type {string} */ line) =>
    this.tails.some(({ last }) => last !== lastWordOf(line) && gradeOf(line, last) >= 0.75);

  /** Whether a last word rhymes as asked. */
  fits(/** @type {string} */ last, { with: partners, without }, /** @type {number} */ grade) {
    return (
      partners.every((line) => lastWordOf(line) !== last && gradeOf(line, last) >= grade) &&
      without.every((line) => lastWordOf(line) !== last && gradeOf(line, last) < apart)
    );
  }

  /** Openings with tails. */
  offerSpoken(best, asked, grade, near) {
    const fitting = this.once(
      `tails ${grade} ${[...asked.with, '/', ...asked.without].map(lastWordOf).join(' ')}`,
      () => this.tails.filter(({ last }) => this.fits(last, asked, grade)),
    );
    if (fitting.length === 0) return;
    const fixed = asked.opening !== undefined;
    const openings = fixed
      ? [{ ...measured(asked.opening), template: asked.opening, source: 'hook', past: false, place: false }]
      : asked.roles.flatMap((role) => this.openings(role, asked.tense));
    const before = asked.after === undefined ? undefined : wordsOf(asked.after)[0];
    const called = new Set(this.song.fields.slice(0, 2).map(({ id }) => id));
    const weighed = fitting.map((tail) => ({
      tail,
      worth:
        this.chance.next() * 0.6 -
        1.5 * this.times(`tail ${tail.text}`) -
        this.staleness(tail.content, tail.last) -
        tail.content.filter((word) => near.has(word)).length +
        (tail.fields.some((id) => called.has(id)) ? 0.5 : tail.fields.length > 0 ? -0.4 : 0) -
        (tail.syllables < 4 ? 0.7 : 0) -
        (asked.answered && answersTo(tail) < 3 ? 2 : 0),
    }));
    for (const opening of openings) {
      if (asked.about !== undefined && opening.subject !== asked.about) continue;
      if (!fixed && this.times(`opening ${opening.template}`) > 0) continue;
      const own = fixed
        ? 0
        : Math.min(this.pressing ? 6 : 2, this.worthOf(opening, asked.field)) +
          1.5 * this.chance.next() -
          this.staleness(opening.content, '') -
          opening.content.filter((word) => near.has(word)).length -
          (before === opening.first ? 0.5 : 0);
      for (const { tail, worth } of weighed) {
        if (quarrel(opening, tail)) continue;
        const off = Math.abs(opening.syllables + tail.syllables - asked.syllables);
        const score =
          own +
          worth -
          0.9 * off -
          (opening.place && tail.place ? 1 : 0) -
          (tail.past && !opening.past ? 0.8 : 0);
        best.offer(score, () => ({
          // a hook stands for itself
          text: joined(opening.text, fixed ? { ...tail, clause: true } : tail),
          subject: opening.subject,
          marks: [`opening ${opening.template}`, `tail ${tail.text}`, ...aboutOf(opening)],
        }));
      }
    }
  }

  /** Single lines out of pairs. */
  offerHalves(best, asked, grade, near) {
    for (const role of asked.roles) {
      for (const couplet of this.couplets(role, asked.tense)) {
        if (asked.about !== undefined && couplet.subject !== asked.about) continue;
        if (this.times(`pair ${couplet.template}`) > 0) continue;
        const [first] = couplet.lines;
        if (!this.fits(first.last, asked, grade)) continue;
        const score =
          0.5 +
          this.worthOf(couplet, asked.field) +
          this.chance.next() -
          0.9 * Math.abs(first.syllables - asked.syllables) -
          this.staleness(first.content, first.last) -
          first.content.filter((word) => near.has(word)).length;
        best.offer(score, () => ({
          text: first.text,
          subject: couplet.subject,
          marks: [`pair ${couplet.template}`, ...aboutOf(couplet)],
        }));
      }
    }
  }
}

const aboutOf = (/** @type {{ subject?: string }} */ { subject }) =>
  subject === undefined ? [] : [`thing ${subject}`];

/** What can't stand in one line: the same word twice, the sun at night, snow in July. */
const quarrel = (/** @type {any} */ opening, /** @type {any} */ tail) =>
  opening.times.some((time) => tail.times.includes(against[time])) ||
  opening.content.some((word) => tail.content.includes(word));
const against = { day: 'night', night: 'day', winter: 'summer', summer: 'winter' };

export const joined = (
  /** @type {string} */ opening,
  /** @type {{ clause: boolean, text: string }} */ tail,
) =>
  asLine(tail.clause && !/[,!?;:]$/u.test(opening) ? `${opening}, ${tail.text}` : `${opening} ${tail.text}`);
