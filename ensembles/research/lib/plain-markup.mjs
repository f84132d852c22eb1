/** Reads reStructuredText, AsciiDoc and plain text line by line: enough for headings, paragraphs and links. */
import { countWords, titleAmong } from './markdown.mjs';

const bullet = /^([-*+•]|\d+[.)])\s+/;

/** @returns {import('./read-document.mjs').Document} */
export function readPlainMarkup(text, kind) {
  const lines = text.split('\n');
  const headings = [];
  const paragraphs = [];
  const links = [];
  const anchors = [];
  let block = [];
  let words = 0;
  const ended = () => {
    const said = block.join(' ').replace(/\s+/g, ' ').trim();
    block = [];
    words += countWords(said);
    const shown = unmarked(said.replace(bullet, ''), kind);
    if (shown !== '' && isSentence(shown))
      paragraphs.push({ text: shown, section: headings.length, listed: bullet.test(said) });
  };
  let skippedBelow;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    const indent = line.length - line.trimStart().length;
    links.push(...linksIn(line, kind).map((to) => ({ to, line: at + 1, image: false })));
    if (line.trim() === '') {
      ended();
      continue;
    }
    // What stands deeper than a directive or `::` belongs to it.
    if (skippedBelow !== undefined && indent > skippedBelow) continue;
    skippedBelow = undefined;
    const heading = headingAt(lines, at, kind);
    if (heading !== undefined) {
      ended();
      headings.push({ level: heading.level, text: unmarked(heading.text, kind) });
      at += heading.more;
      continue;
    }
    if (kind === 'rst' && /^\s*\.\.(\s|$)/.test(line)) {
      ended();
      const [, name] = /^\s*\.\. _([^:]+):/.exec(line) ?? [];
      if (name !== undefined) anchors.push(name);
      skippedBelow = indent;
      continue;
    }
    if (kind === 'asciidoc' && /^(-{4,}|\.{4,}|={4,}|\+{4,}|\|===)\s*$/.test(line)) {
      ended();
      const fence = line.trim();
      if (!/^={4,}$/.test(fence)) while (at + 1 < lines.length && lines[at + 1].trim() !== fence) at += 1;
      at += 1;
      continue;
    }
    if (kind === 'asciidoc' && /^(:[\w-]+:|\[|\/\/|ifdef|endif|include::|image::)/.test(line)) continue;
    if (kind === 'rst' && /^:[\w -]+:(\s|$)/.test(line)) continue;
    if (kind === 'rst' && /^\s*[=~^"'*+#-]{3,}(\s+[=-]{3,})*\s*$/.test(line)) continue;
    if (/^\s*([-*+•]|\d+[.)])\s/.test(line)) ended();
    block.push(line.trim());
    if (kind === 'rst' && line.trimEnd().endsWith('::')) {
      ended();
      skippedBelow = indent;
    }
  }
  ended();
  return { title: titleAmong(headings), headings, paragraphs, links, anchors, words };
}

/** In plain text only the first line, or one in a frame of `=` or `-`, is a heading. */
function headingAt(lines, at, kind) {
  const [line, next = '', after = ''] = lines.slice(at, at + 3);
  const rule = /^([=~^"'*+#:.`_-])\1{2,}\s*$/;
  if (kind === 'asciidoc') {
    const [, signs, text] = /^(={1,6})\s+(\S.*)$/.exec(line) ?? [];
    return signs === undefined ? undefined : { level: signs.length, text, more: 0 };
  }
  const [, [sign] = []] = rule.exec(next) ?? [];
  if (rule.test(line) && next.trim() !== '' && rule.test(after) && after[0] === line[0])
    return { level: 1, text: next.trim(), more: 2 };
  if (
    sign !== undefined &&
    line.trim() !== '' &&
    !line.startsWith(' ') &&
    !rule.test(line) &&
    next.trim().length >= Math.min(line.trim().length, 8)
  ) {
    return { level: 2 + '=-~^"\'*+#:.`_'.indexOf(sign), text: line.trim(), more: 1 };
  }
  if (kind === 'plain') {
    const [, signs, text] = /^(\*+|#+)\s+(\S.*)$/.exec(line) ?? [];
    if (signs !== undefined && text.length < 90 && !/[.,;]$/.test(text))
      return { level: signs.length, text, more: 0 };
    const isFirst = lines.slice(0, at).every((before) => before.trim() === '');
    if (isFirst && next.trim() === '' && line.trim().length < 90)
      return { level: 1, text: line.trim(), more: 0 };
  }
  return undefined;
}

function linksIn(line, kind) {
  const found = [...line.matchAll(/https?:\/\/[^\s<>`"')\]]+/g)].map(([to]) => to.replace(/[.,;:]+$/, ''));
  if (kind === 'rst')
    found.push(
      ...[...line.matchAll(/`[^`<]*<([^>`\s]+)>`__?/g)]
        .map(([, to]) => to)
        .filter((to) => !/^https?:/.test(to) && !to.endsWith('_')),
    );
  if (kind === 'asciidoc')
    found.push(
      ...[...line.matchAll(/\b(?:link|xref):([^[\s]+)\[/g)]
        .map(([, to]) => to)
        .filter((to) => !/^https?:/.test(to)),
    );
  return found;
}

/** Marks of emphasis, roles and links, down to what a reader sees. */
function unmarked(text, kind) {
  if (kind === 'plain') return text;
  return text
    .replace(/:[\w:+-]+:`~?!?([^`<]*?)(?:\s*<[^>`]*>)?`/g, '$1')
    .replace(/`([^`<]+?)\s*<[^>`]*>`__?/g, '$1')
    .replace(/``([^`]+)``/g, '$1')
    .replace(/`([^`]+)`_*/g, '$1')
    .replace(/\|([^|\s][^|]*)\|_*/g, '$1')
    .replace(/(?:link|xref):[^[\s]+\[([^\]]*)\]/g, '$1')
    .replace(/https?:\/\/\S+\[([^\]]+)\]/g, '$1')
    .replace(/\*\*?([^*]+)\*\*?/g, '$1')
    .replace(/(\w)_\b(?!\w)/g, '$1')
    .replace(/::$/, ':')
    .trim();
}

/** Tables, figures made of signs and lists of names are no paragraphs. */
function isSentence(text) {
  const letters = (text.match(/\p{L}/gu) ?? []).length;
  return letters > text.length * 0.55;
}
