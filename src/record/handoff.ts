import { flatten, flattenMarkdown } from '../base/index.ts';

/**
 * handoff.md and summary.txt: one line per accepted take under a heading per session, bounded.
 * Only lines that have our form under a heading of our form are ever replaced; all else in the file is a
 * person's and stays byte for byte.
 */
export type Form = 'handoff' | 'summary';

interface Shape {
  readonly heading: RegExp;
  /** Ends a section, whoever wrote it. */
  readonly anyHeading: RegExp;
  readonly line: RegExp;
  readonly marker: RegExp;
  readonly bullet: string;
  readonly older: (count: number) => string;
}

const name = String.raw`[A-Za-z][A-Za-z0-9_-]{0,39}(?:\[[^\]]+\])?(?:#\d+)?`;
const dated = String.raw`\d{4}-\d\d-\d\d .*\([A-Za-z0-9]{1,8}\)`;

const shapes: { readonly [F in Form]: Shape } = {
  handoff: {
    heading: new RegExp(`^## ${dated}\\s*$`),
    anyHeading: /^#{1,6}\s/,
    line: new RegExp(`^- ${name} · `),
    marker: /^- \((\d+) older lines?: git log .*\)\s*$/,
    bullet: '- ',
    older: (count) => `- (${count} older ${lines(count)}: git log --format='%an · %s' -- handoff.md)`,
  },
  summary: {
    heading: new RegExp(`^${dated}\\s*$`),
    anyHeading: new RegExp(`^${dated}\\s*$`),
    line: new RegExp(`^${name}: `),
    marker: /^\((\d+) older lines?: git log .*\)\s*$/,
    bullet: '',
    older: (count) => `(${count} older ${lines(count)}: git log --format='%an: %s' -- summary.txt)`,
  },
};

const lines = (count: number): string => (count === 1 ? 'line' : 'lines');

/** `## 2026-11-21 Signals from a drowned observatory (k3f9)`; in summary.txt without the `##`. */
export const headingOf = (
  form: Form,
  session: { readonly date: string; readonly title: string; readonly id: string },
): string =>
  form === 'handoff'
    ? `## ${session.date} ${flattenMarkdown(session.title)} (${session.id.slice(0, 4)})`
    : `${session.date} ${flatten(session.title)} (${session.id.slice(0, 4)})`;

/** A line of summary.txt begins with the part's name, so that ours and a person's can be told apart. */
export const summaryLineOf = (short: string, line: string): string => {
  const flat = flatten(line);
  return flat.startsWith(`${short}: `) ? flat : `${short}: ${flat}`;
};

/**
 * The text with one line more under `heading` (made where it is missing), and at most `limit` lines of ours:
 * take lines, headings, the blank lines before them, and the one line that stands for all older ones.
 * Line ends stay as they are; new ones are like the text's first.
 * `line` is without its bullet. The newest line is kept whatever the limit.
 */
export function appendBounded(
  text: string,
  heading: string,
  line: string,
  limit: number,
  form: Form = 'handoff',
): string {
  const page = new Page(text, form);
  const newest = page.append(heading, form === 'handoff' ? flattenMarkdown(line) : flatten(line));
  page.bound(limit, newest);
  return page.text();
}

/** The same for many lines under one heading: what the text holds is looked at once, not for each of them. */
export class GrowingText {
  readonly #heading: string;
  readonly #limit: number;
  readonly #form: Form;
  #text: string;
  /** Where each line of ours stands, while the text ends with our newest one. */
  #page: Standing | undefined;

  constructor(text: string, heading: string, limit: number, form: Form) {
    [this.#text, this.#heading, this.#limit, this.#form] = [text, heading, limit, form];
  }

  /** The text with one line more. */
  add(line: string): string {
    const shape = shapes[this.#form];
    if (this.#page === undefined || !this.#addTo(this.#page, line, shape)) {
      this.#text = appendBounded(this.#text, this.#heading, line, this.#limit, this.#form);
      this.#page = new Page(this.#text, this.#form).standing(this.#heading);
    }
    return this.#text;
  }

  /** Whether it could be done: the first line that goes, and the last under its heading, take a look at the whole. */
  #addTo(page: Standing, line: string, shape: Shape): boolean {
    const { lines, ours } = page;
    const end = lines[page.newest]?.endsWith('\r\n') === true ? '\r\n' : '\n';
    const added = shape.bullet + (this.#form === 'handoff' ? flattenMarkdown(line) : flatten(line));
    if (!shape.line.test(added) || lines.length > 8 * this.#limit + 1000) return false;
    if (page.count + 1 > this.#limit) {
      const [oldest, next] = [ours.takes[0], ours.takes[1]];
      const { marker } = ours;
      if (page.count > this.#limit || marker === undefined) return false;
      if (oldest === undefined || next?.heading !== oldest.heading) return false;
      ours.takes.shift();
      lines[oldest.at] = '';
      marker.count += 1;
      lines[marker.at] = shape.older(marker.count) + end;
    } else page.count += 1;
    ours.takes.push({ at: page.newest, heading: page.heading });
    page.newest = lines.push(added + end) - 1;
    this.#text = lines.join('');
    return true;
  }
}

/** Whether the line already stands under this heading: asked on recovery only. */
export function holdsLine(text: string, heading: string, line: string, form: Form): boolean {
  const wanted = shapes[form].bullet + (form === 'handoff' ? flattenMarkdown(line) : flatten(line));
  const all = text.split(/\r?\n/);
  const from = all.lastIndexOf(heading);
  return from !== -1 && all.indexOf(wanted, from) !== -1;
}

/** What a line is, whatever stands around it. */
interface Kind {
  /** Without its end and what is blank before it. */
  readonly bare: string;
  readonly heading: boolean;
  readonly anyHeading: boolean;
  readonly take: boolean;
  /** How many older lines it stands for. */
  readonly marks?: number;
}

/** Nearly all lines of a page are those of the page before it. */
const known: { readonly [F in Form]: Map<string, Kind> } = { handoff: new Map(), summary: new Map() };
const mostKnown = 4096;

function kindOf(line: string, form: Form): Kind {
  const before = known[form].get(line);
  if (before !== undefined) return before;
  const shape = shapes[form];
  const text = bare(line);
  const marked = shape.marker.exec(text);
  const kind: Kind = {
    bare: text,
    heading: shape.heading.test(text),
    anyHeading: shape.anyHeading.test(text),
    take: shape.line.test(text),
    ...(marked === null ? {} : { marks: Number(marked[1]) }),
  };
  if (known[form].size >= mostKnown) known[form].clear();
  known[form].set(line, kind);
  return kind;
}

/** Each line keeps its own end; the last one may have none. */
class Page {
  readonly #lines: string[];
  readonly #form: Form;
  readonly #shape: Shape;
  readonly #end: string;

  constructor(text: string, form: Form) {
    this.#lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    [this.#form, this.#shape] = [form, shapes[form]];
    this.#end = this.#lines[0]?.endsWith('\r\n') === true ? '\r\n' : '\n';
  }

  text(): string {
    return this.#lines.join('');
  }

  /** Returns where the new line stands. */
  append(heading: string, line: string): number {
    const added = this.#shape.bullet + line + this.#end;
    const at = this.#lines.findLastIndex((one) => this.#kind(one).bare === heading);
    this.#endLastLine();
    if (at === -1) {
      const last = this.#lines.at(-1);
      if (last !== undefined && bare(last) !== '') this.#lines.push(this.#end);
      return this.#lines.push(heading + this.#end, added) - 1;
    }
    let place = at;
    for (let index = at + 1; index < this.#lines.length; index += 1) {
      const one = this.#kind(this.#lines[index] ?? '');
      if (one.anyHeading) break;
      if (one.take) place = index;
    }
    this.#lines.splice(place + 1, 0, added);
    return place + 1;
  }

  /** How it stands where the last line is our newest under this heading. */
  standing(heading: string): Standing | undefined {
    const newest = this.#lines.length - 1;
    const at = this.#lines.findLastIndex((one) => bare(one) === heading);
    const ours = this.#ours(newest);
    const last = this.#lines[newest] ?? '';
    if (at === -1 || !last.endsWith('\n') || !this.#shape.line.test(bare(last))) return undefined;
    if (this.#lines.slice(at + 1).some((one) => this.#shape.anyHeading.test(bare(one)))) return undefined;
    return { lines: this.#lines, ours, newest, heading: at, count: this.#count(ours) };
  }

  bound(limit: number, newest: number): void {
    const ours = this.#ours(newest);
    let [over, gone] = [this.#count(ours) - limit, 0];
    while (over > 0 && ours.takes.length > 0) {
      // The first line that goes brings the marker with it, and a blank line after it.
      if (ours.marker === undefined && gone === 0) over += 2;
      const oldest = ours.takes.shift();
      if (oldest === undefined) break;
      this.#lines[oldest.at] = '';
      [gone, over] = [gone + 1, over - 1];
      if (ours.takes[0]?.heading !== oldest.heading && this.#clearEmptySection(oldest.heading)) over -= 2;
    }
    if (gone > 0) this.#mark(ours, gone);
  }

  /** A heading of ours with nothing under it goes, with the blank lines that followed it. */
  #clearEmptySection(heading: number): boolean {
    for (let index = heading + 1; index < this.#lines.length; index += 1) {
      const one = this.#lines[index] ?? '';
      if (this.#shape.anyHeading.test(bare(one))) break;
      if (bare(one) !== '') return false;
    }
    this.#lines[heading] = '';
    for (let index = heading + 1; index < this.#lines.length; index += 1) {
      const one = this.#lines[index] ?? '';
      if (bare(one) !== '') break;
      this.#lines[index] = '';
    }
    return true;
  }

  #mark(ours: Ours, gone: number): void {
    const text = this.#shape.older(gone + (ours.marker?.count ?? 0)) + this.#end;
    if (ours.marker !== undefined) this.#lines[ours.marker.at] = text;
    else this.#lines[ours.first] = `${text}${this.#end}${this.#lines[ours.first] ?? ''}`;
  }

  #ours(newest: number): Ours {
    const takes: { at: number; heading: number }[] = [];
    let [heading, first, headings, blanks] = [-1, -1, 0, 0];
    let marker: Ours['marker'];
    for (const [at, line] of this.#lines.entries()) {
      const one = this.#kind(line);
      if (one.heading) {
        [heading, headings] = [at, headings + 1];
        if (first === -1) first = at;
        blanks += this.#blankBefore(at);
      } else if (one.anyHeading) heading = -1;
      else if (marker === undefined && one.marks !== undefined) {
        marker = { at, count: one.marks };
        blanks += this.#blankBefore(at);
      } else if (heading !== -1 && at !== newest && one.take) takes.push({ at, heading });
    }
    return { takes, first, headings, blanks, marker };
  }

  #blankBefore(at: number): number {
    return at > 0 && bare(this.#lines[at - 1] ?? '') === '' ? 1 : 0;
  }

  #count({ takes, headings, blanks, marker }: Ours): number {
    return 1 + takes.length + headings + blanks + (marker === undefined ? 0 : 1);
  }

  #kind(line: string): Kind {
    return kindOf(line, this.#form);
  }

  #endLastLine(): void {
    const last = this.#lines.at(-1);
    if (last !== undefined && !last.endsWith('\n')) this.#lines[this.#lines.length - 1] = last + this.#end;
  }
}

/** A text whose last line is our newest. */
interface Standing {
  readonly lines: string[];
  readonly ours: Ours;
  newest: number;
  readonly heading: number;
  /** Lines of ours. */
  count: number;
}

interface Ours {
  /** Take lines but the newest, oldest first, with the heading each stands under. */
  readonly takes: { readonly at: number; readonly heading: number }[];
  /** The first heading of ours. */
  readonly first: number;
  readonly headings: number;
  readonly blanks: number;
  readonly marker: { readonly at: number; count: number } | undefined;
}

const bare = (line: string): string => line.replace(/\r?\n$/, '').trimEnd();
