/** Reads one Markdown document: what it says, where it points, which anchors it has. */
import GithubSlugger from 'github-slugger';
import { toString } from 'mdast-util-to-string';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { parse as parseYaml } from 'yaml';

const reader = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter, ['yaml', 'toml']);

/**
 * @param {string} text
 * @returns {import('./read-document.mjs').Document}
 */
export function readMarkdown(text) {
  const tree = reader.parse(text);
  const slugger = new GithubSlugger();
  const headings = [];
  const paragraphs = [];
  const links = [];
  const anchors = new Set();
  let title;
  const link = (to, node, image = false) => links.push({ to, line: node.position?.start.line ?? 1, image });
  const definitions = new Map();
  visit(tree, 'definition', (node) => void definitions.set(node.identifier, node.url));

  visit(tree, (node, _, parent) => {
    switch (node.type) {
      case 'yaml':
        title ??= given(node.value, 'title');
        // What a page says of itself to those who have not opened it.
        if (given(node.value, 'description') !== undefined) {
          paragraphs.push({ text: given(node.value, 'description'), section: 0, listed: false });
        }
        break;
      case 'heading': {
        const words = plain(node);
        anchors.add(slugger.slug(words));
        const [, own] = /\{#([\w-]+)\}\s*$/.exec(words) ?? [];
        if (own !== undefined) anchors.add(own);
        const shown = words.replace(/\s*\{#[\w-]+\}\s*$/, '');
        if (shown !== '') headings.push({ level: node.depth, text: shown });
        break;
      }
      case 'paragraph': {
        const words = plain(node);
        if (isSaid(node, words, parent))
          paragraphs.push({ text: words, section: headings.length, listed: parent?.type === 'listItem' });
        break;
      }
      case 'link':
        link(node.url, node);
        break;
      case 'image':
        link(node.url, node, true);
        break;
      case 'linkReference':
      case 'imageReference': {
        const to = definitions.get(node.identifier);
        if (to !== undefined) link(to, node, node.type === 'imageReference');
        break;
      }
      case 'html':
        for (const [, id] of node.value.matchAll(/(?<![:@\w-])(?:id|name)\s*=\s*["']([^"'\s]+)["']/g))
          anchors.add(id);
        for (const [, to] of node.value.matchAll(/<a\b[^>]*?(?<![:@\w-])href\s*=\s*["']([^"']+)["']/g))
          link(to, node);
        for (const [, to] of node.value.matchAll(/<img\b[^>]*?(?<![:@\w-])src\s*=\s*["']([^"']+)["']/g))
          link(to, node, true);
        title ??= /<h1[^>]*>\s*([^<]+?)\s*<\/h1>/i.exec(node.value)?.[1];
        break;
      case 'code':
        return SKIP;
      default:
    }
    return undefined;
  });
  return {
    title: title ?? titleAmong(headings),
    headings,
    paragraphs,
    links,
    anchors: [...anchors],
    words: wordsIn(tree),
  };
}

/** The heading that all others stand under; where several are of its level, none is the title. */
export function titleAmong(headings) {
  const [first, ...rest] = headings;
  return first === undefined || rest.some(({ level }) => level <= first.level) ? undefined : first.text;
}

/** A text that front matter gives under this name. */
function given(source, name) {
  try {
    const found = parseYaml(source, { logLevel: 'silent' })?.[name];
    return typeof found === 'string' && found.trim() !== '' ? found.replace(/\s+/g, ' ').trim() : undefined;
  } catch {
    return undefined;
  }
}

/** The words of a node without pictures, footnote marks and tags. */
function plain(node) {
  const kept = (child) =>
    child.type !== 'image' &&
    child.type !== 'imageReference' &&
    child.type !== 'html' &&
    child.type !== 'footnoteReference';
  const text = (child) =>
    'children' in child
      ? child.children.filter(kept).map(text).join('')
      : child.type === 'break'
        ? ' '
        : toString(child);
  return text(node).replace(/\s+/g, ' ').trim();
}

/** A paragraph that says something: no row of badges, no list of links, no import of a component. */
function isSaid(node, words, parent) {
  if (words === '' || parent?.type === 'footnoteDefinition') return false;
  if (/^(import|export)\s.+from\s+['"]|^:::|^\{%|^<|^\[[ x]\]$|^\|/.test(words)) return false;
  const linked = node.children.filter((child) => child.type === 'link' || child.type === 'linkReference');
  const linkedWords = linked.reduce((sum, child) => sum + plain(child).length, 0);
  return linkedWords < words.length * 0.6;
}

function wordsIn(tree) {
  let words = 0;
  visit(tree, 'text', ({ value }) => {
    words += countWords(value);
  });
  return words;
}

/** Runs of letters or digits; every Chinese or Japanese sign counts as one. */
export const countWords = (text) =>
  (
    text.match(
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}][\p{L}\p{N}\p{M}'’_-]*/gu,
    ) ?? []
  ).length;
