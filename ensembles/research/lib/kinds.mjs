/** What kind of file a path names. By its name alone, so that an inventory stays the same while texts change. */
import { endingOf, nameOf } from './paths.mjs';

/** Programming and markup languages by the ending of a file's name. `comments` names an entry of `commentMarks`. */
const table = [
  ['TypeScript', 'c', 'ts tsx mts cts'],
  ['JavaScript', 'c', 'js jsx mjs cjs'],
  ['Vue', 'markup', 'vue'],
  ['Svelte', 'markup', 'svelte'],
  ['Astro', 'markup', 'astro'],
  ['Python', 'hash', 'py pyi pyx'],
  ['Go', 'c', 'go'],
  ['Rust', 'c', 'rs'],
  ['C', 'c', 'c h'],
  ['C++', 'c', 'cc cpp cxx hh hpp hxx ipp'],
  ['C#', 'c', 'cs'],
  ['F#', 'c', 'fs fsx fsi'],
  ['Java', 'c', 'java'],
  ['Kotlin', 'c', 'kt kts'],
  ['Scala', 'c', 'scala sc'],
  ['Groovy', 'c', 'groovy gradle'],
  ['Swift', 'c', 'swift'],
  ['Objective-C', 'c', 'm mm'],
  ['Dart', 'c', 'dart'],
  ['PHP', 'c', 'php'],
  ['Ruby', 'hash', 'rb rake gemspec'],
  ['Perl', 'hash', 'pl pm'],
  ['Shell', 'hash', 'sh bash zsh fish'],
  ['PowerShell', 'hash', 'ps1 psm1'],
  ['Batch', 'none', 'bat cmd'],
  ['Tcl', 'hash', 'tcl'],
  ['R', 'hash', 'r'],
  ['Julia', 'hash', 'jl'],
  ['Lua', 'dash', 'lua'],
  ['Haskell', 'dash', 'hs'],
  ['Elm', 'dash', 'elm'],
  ['SQL', 'dash', 'sql'],
  ['Ada', 'dash', 'adb ads'],
  ['OCaml', 'ml', 'ml mli'],
  ['Elixir', 'hash', 'ex exs'],
  ['Erlang', 'percent', 'erl hrl'],
  ['Clojure', 'semicolon', 'clj cljs cljc edn'],
  ['Lisp', 'semicolon', 'el lisp scm rkt'],
  ['Assembly', 'semicolon', 'asm s'],
  ['Zig', 'c', 'zig'],
  ['Nim', 'hash', 'nim'],
  ['V', 'c', 'v'],
  ['Solidity', 'c', 'sol'],
  ['GLSL', 'c', 'glsl vert frag'],
  ['CUDA', 'c', 'cu cuh'],
  ['Faust', 'c', 'dsp'],
  ['Protocol Buffers', 'c', 'proto'],
  ['GraphQL', 'hash', 'graphql gql'],
  ['Thrift', 'c', 'thrift'],
  ['Terraform', 'hash', 'tf'],
  ['Nix', 'hash', 'nix'],
  ['CMake', 'hash', 'cmake'],
  ['Fortran', 'bang', 'f90 f95 f03'],
  ['Vim script', 'vim', 'vim'],
  ['HTML', 'markup', 'html htm xhtml'],
  ['CSS', 'c', 'css'],
  ['Sass', 'c', 'scss sass'],
  ['Less', 'c', 'less'],
  ['XSLT', 'markup', 'xsl xslt'],
];

const byEnding = new Map(
  table.flatMap(([language, comments, endings]) =>
    endings.split(' ').map((ending) => [ending, { language, comments }]),
  ),
);

/** @returns {{ language: string, comments: string } | undefined} */
export const languageOf = (path) => byEnding.get(endingOf(path));

const documentEndings = new Map(
  Object.entries({
    md: 'markdown',
    markdown: 'markdown',
    mdx: 'markdown',
    mkd: 'markdown',
    rst: 'rst',
    adoc: 'asciidoc',
    asciidoc: 'asciidoc',
    txt: 'plain',
    org: 'plain',
  }),
);
const documentNames =
  /^(readme|changelog|changes|contributing|history|news|install|todo|authors|roadmap|security|faq)$/i;
const licence = /^(licen[cs]e|copying|unlicense|notice|copyright)([.-].*)?$/i;
/** Text files that a program reads, or that hold raw material; nobody reads them as a document. */
const noDocument =
  /(^|\/)(requirements[^/]*|cmakelists|robots|humans|llms[^/]*|constraints|manifest|[^/]*wordlist[^/]*|sources|top_level|entry_points)\.txt$/i;

/** Forms that a person fills in: they say nothing yet. */
const form = /(^|\/)(issue_template\b|pull_request_template\b)/i;

/** How a document is written: `markdown`, `rst`, `asciidoc` or `plain`; `undefined` where it is none. */
export function documentKind(path) {
  const name = nameOf(path);
  if (licence.test(name) || noDocument.test(path) || form.test(path)) return undefined;
  const kind = documentEndings.get(endingOf(path));
  if (kind === 'plain' && isTest(path)) return undefined;
  return kind ?? (documentNames.test(name) ? 'plain' : undefined);
}

const dataEndings = new Set(
  'json jsonc json5 jsonl yaml yml toml ini cfg conf csv tsv xml xsd plist properties env lock snap sum mod resx po pot parquet sqlite db'.split(
    ' ',
  ),
);
const mediaEndings = new Set(
  'png jpg jpeg gif webp avif ico icns bmp tif tiff svg pdf ps eps mp3 wav flac ogg mp4 webm mov ttf otf woff woff2 eot psd ai sketch'.split(
    ' ',
  ),
);

/** The broad class of a file: one of `document`, `source`, `data`, `media`, `licence`, `other`. */
export function classOf(path) {
  if (licence.test(nameOf(path))) return 'licence';
  if (documentKind(path) !== undefined) return 'document';
  if (languageOf(path) !== undefined) return 'source';
  const ending = endingOf(path);
  if (dataEndings.has(ending)) return 'data';
  return mediaEndings.has(ending) ? 'media' : 'other';
}

/** Written by other people and copied in, by the usual names of the folder. */
export const isVendored = (path) =>
  /(^|\/)(node_modules|vendor|vendored|_vendor|third[-_]?party|external|externals|bower_components|deps|Godeps|\.yarn)\//i.test(
    path,
  );

/** Made by a program, by the usual names. */
export const isGenerated = (path) =>
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|Cargo\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|pdm\.lock|Gemfile\.lock|composer\.lock|go\.sum|go\.work\.sum|flake\.lock|mix\.lock|Package\.resolved)$/.test(
    path,
  ) ||
  /(\.min\.(js|mjs|css)|\.bundle\.js|\.pb\.go|_pb2(_grpc)?\.pyi?|\.g\.dart|\.generated\.[a-z]+|\.designer\.cs|\.js\.map|\.snap)$/i.test(
    path,
  ) ||
  /(^|\/)(dist|__snapshots__|__generated__)\//.test(path);

/** Tests and what only they use. */
export const isTest = (path) =>
  /(^|\/)(tests?|testing|spec|specs|__tests__|__mocks__|e2e|[^/]*[-_]tests?|bench|benches|benchmarks?)\//i.test(
    path,
  ) ||
  /([._-](test|tests|spec|bench)\.[a-z]+|(^|\/)test_[^/]*\.py|(^|\/)conftest\.py|_test\.(go|py|rb|exs|cc|cpp|rs))$/i.test(
    path,
  ) ||
  isMaterial(path);

/** Inputs of tests and examples of data: read by programs, not by people. */
export const isMaterial = (path) =>
  /(^|\/)(fixtures?|testdata|test[-_]data|test-?cases|snapshots?|golden|corpus|samples?|mocks?|stubs)\//i.test(
    path,
  );

const commentStarts = {
  c: ['//', '/*', '*'],
  hash: ['#', '"""', "'''"],
  dash: ['--', '{-'],
  percent: ['%'],
  semicolon: [';', '#', '//', '/*', '*'],
  bang: ['!'],
  vim: ['"'],
  ml: ['(*', '*'],
  markup: ['<!--', '//', '/*', '*'],
  none: ['REM ', 'rem ', '::'],
};

/** What a line that is only a comment begins with. */
export const commentMarks = (comments) => commentStarts[comments] ?? ['//', '#'];
