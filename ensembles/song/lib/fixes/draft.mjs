/** The artifacts of a song while they are mended: every change says where, what stood there, and which issue it answers. */
import { artifact } from '../artifact.mjs';
import { syllablesIn } from '../metre.mjs';
import { citationFault } from '../passages.mjs';
import { readingLevel } from '../reading-level.mjs';

const same = (/** @type {unknown} */ a, /** @type {unknown} */ b) => JSON.stringify(a) === JSON.stringify(b);

export class Draft {
  /** @param {Record<string, any>} prompt COMPOSE's artifact */
  constructor(prompt) {
    this.plan = prompt.plan;
    this.limits = prompt.limits;
    this.shortened = prompt.shortened ?? [];
    this.artifacts = structuredClone(prompt.artifacts);
    /** @type {{ issue: { index: number, message: string }, path: string, before: unknown, after: unknown }[]} */
    this.changes = [];
  }
  get sections() {
    return this.artifacts.lyrics.sections;
  }

  /** Puts a value where the path points; `undefined` takes away what stands there, out of a list too. */
  put(
    /** @type {{ index: number, message: string }} */ issue,
    /** @type {string} */ path,
    /** @type {unknown} */ after,
  ) {
    const steps = path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const key = steps.pop() ?? '';
    const holder = steps.reduce((value, step) => value?.[step], this.artifacts);
    const before = holder?.[key];
    if (holder === undefined || same(before, after)) return;
    if (after !== undefined) holder[key] = after;
    else if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
    const { index, message } = issue;
    this.changes.push({ issue: { index, message }, path, before: before ?? null, after: after ?? null });
  }

  /** What the pointer points at. */
  at = (/** @type {string} */ path) =>
    path
      .split('/')
      .slice(1)
      .reduce((value, step) => value?.[step], this.artifacts);

  /** The fix artifact: digests, syllables and the reading level are of what stands there now. */
  finished() {
    const { style, lyrics, producer } = this.artifacts;
    const touched = (/** @type {string} */ name) =>
      this.changes.some(({ path }) => path.startsWith(`/${name}`));
    const artifacts = {
      style: touched('style') ? artifact('style', style, style.summary) : style,
      lyrics: touched('lyrics') ? artifact('lyrics', this.counted(lyrics), lyrics.summary) : lyrics,
      producer: touched('producer') ? artifact('producer', producer, producer.summary) : producer,
    };
    const answered = new Set(this.changes.map(({ issue }) => issue.index)).size;
    const told = `${this.changes.length} changes answer ${answered} ${answered === 1 ? 'issue' : 'issues'}`;
    return artifact(
      'fix',
      { artifacts, changes: this.changes },
      this.changes.length === 0 ? 'nothing that could be mended' : told,
    );
  }

  counted(lyrics) {
    const sections = lyrics.sections.map((section) => ({
      ...section,
      syllables: section.lines.map(syllablesIn),
      citations: section.citations.filter(
        ({ line, passage }) =>
          line < section.lines.length &&
          citationFault(section.lines[line], passage, this.plan.passages) === undefined,
      ),
    }));
    return {
      ...lyrics,
      sections,
      reading_level: readingLevel(sections.flatMap(({ lines }) => lines)),
      citations: sections.flatMap(({ id, citations }) =>
        citations.map(({ line, passage }) => ({ section: id, line, passage })),
      ),
    };
  }
}
