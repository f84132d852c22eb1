/** What a source file says it needs: the specifiers as they are written, language by language. */
import { init, parse } from 'es-module-lexer';
import { endingOf } from './paths.mjs';

/** Call once before `importsOf`. */
export const ready = init;

/** @returns {string[]} specifiers, each once, in the order they are met; empty for a language that is not read */
export function importsOf(path, text) {
  const reader = readers[endingOf(path)];
  return reader === undefined ? [] : [...new Set(reader(text))];
}

const all = (text, form) =>
  [...text.matchAll(form)].map((found) => found.slice(1).find((group) => group !== undefined));

const withoutComments = (text) =>
  text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1');

/** Type-only imports count: a module that names another's types depends on it. */
function ofModules(text) {
  const required = all(withoutComments(text), /\brequire\(\s*['"]([^'"\n]+)['"]\s*\)/g);
  try {
    const [found] = parse(text);
    return [
      ...found.flatMap(({ specifier }) => (typeof specifier === 'string' ? [specifier] : [])),
      ...required,
    ];
  } catch {
    // JSX is no grammar the lexer knows.
    const form =
      /(?:^|[\n;])\s*(?:import|export)\b[^'"`;()]*?\bfrom\s*['"]([^'"\n]+)['"]|(?:^|[\n;])\s*import\s*['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g;
    return [...all(withoutComments(text), form), ...required];
  }
}

/** The script blocks of a page in one file (Vue, Svelte). */
const ofPages = (text) => all(text, /<script\b[^>]*>([\s\S]*?)<\/script>/g).flatMap(ofModules);

/** `import a.b` is `a.b`; `from .x import y, z` is `.x:y` and `.x:z`, since `y` may be a module. */
function ofPython(text) {
  const code = text
    .replace(/("""|''')[\s\S]*?\1/g, ' ')
    .replace(/#[^\n]*/g, '')
    .replace(/\\\n/g, ' ');
  const found = [];
  for (const [, plain, from, grouped, names] of code.matchAll(
    /^[ \t]*(?:import[ \t]+([^\n;]+)|from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n;]+)))/gm,
  )) {
    if (plain !== undefined) found.push(...plain.split(',').map((name) => name.trim().split(/\s+/)[0]));
    else
      found.push(
        ...(grouped ?? names)
          .split(',')
          .flatMap((name) => (name.trim() === '' ? [] : [`${from}:${name.trim().split(/\s+/)[0]}`])),
      );
  }
  return found.filter((name) => /^[\w.:*]+$/.test(name));
}

function ofGo(text) {
  const code = withoutComments(text);
  const blocks = all(code, /^import\s*\(([^)]*)\)/gm).flatMap((block) => all(block, /"([^"\n]+)"/g));
  return [...blocks, ...all(code, /^import\s+(?:[\w.]+\s+)?"([^"\n]+)"/gm)];
}

/** `use crate::a::{b, c::d}` is `crate::a`: the part before the braces is enough for folders. */
function ofRust(text) {
  const code = withoutComments(text);
  const used = all(code, /^\s*(?:pub(?:\([^)]*\))?\s+)?use\s+((?:::)?[\w]+(?:::\w+)*)/gm);
  const owned = all(code, /^\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*;/gm).map((name) => `mod ${name}`);
  return [...used, ...owned];
}

const ofC = (text) => all(text, /^[ \t]*#[ \t]*(?:include|import)[ \t]*"([^"\n]+)"/gm);
const ofJava = (text) => all(withoutComments(text), /^\s*import\s+(?:static\s+)?([\w.]+)(?:\.\*)?\s*;?/gm);
const ofRuby = (text) => all(text, /^\s*require_relative\s+['"]([^'"\n]+)['"]/gm);

const readers = {
  ...Object.fromEntries('js jsx mjs cjs ts tsx mts cts'.split(' ').map((ending) => [ending, ofModules])),
  vue: ofPages,
  svelte: ofPages,
  py: ofPython,
  pyi: ofPython,
  go: ofGo,
  rs: ofRust,
  ...Object.fromEntries('c h cc cpp cxx hh hpp hxx m mm'.split(' ').map((ending) => [ending, ofC])),
  ...Object.fromEntries('java kt kts scala'.split(' ').map((ending) => [ending, ofJava])),
  rb: ofRuby,
};
