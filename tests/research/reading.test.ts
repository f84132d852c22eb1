import { describe, expect, test } from 'vitest';
import { lib } from './rig.ts';

interface Heading {
  level: number;
  text: string;
}
interface Document {
  title: string | undefined;
  headings: Heading[];
  paragraphs: { text: string; section: number; listed: boolean }[];
  links: { to: string; line: number; image: boolean }[];
  anchors: string[];
  words: number;
}

const { readDocument } = await lib<{ readDocument: (text: string, kind: string) => Document }>(
  'read-document',
);
const { extractOf, sentencesOf, termsOf } = await lib<{
  extractOf: (document: Document) => string[];
  sentencesOf: (text: string) => string[];
  termsOf: (text: string) => string[];
}>('extract');
const { importsOf, ready } = await lib<{
  importsOf: (path: string, text: string) => string[];
  ready: Promise<void>;
}>('imports');
const { linesOf, marksIn } = await lib<{
  linesOf: (
    text: string,
    comments: string,
  ) => { code: number; comment: number; blank: number; written: boolean };
  marksIn: (text: string, where: 'code' | 'prose') => { line: number; mark: string; text: string }[];
}>('source');
const { decode } = await lib<{
  decode: (bytes: Uint8Array) => { text: string; encoding: string } | undefined;
}>('text');
await ready;

describe('a document', () => {
  test('Markdown: title, links with lines, anchors as GitHub makes them', () => {
    const document = readDocument(
      '---\ntitle: From the front\n---\n# One & two\n\n## A *b* `c`\n\nSee [x](a.md "t"), ![p](p.png) and [y].\n\n[y]: b.md\n\n<a name="own"></a>\n\n```\n[no](no.md)\n```\n',
      'markdown',
    );
    expect(document.title).toBe('From the front');
    expect(document.anchors).toEqual(['one--two', 'a-b-c', 'own']);
    expect(document.links).toEqual([
      { to: 'a.md', line: 8, image: false },
      { to: 'p.png', line: 8, image: true },
      { to: 'b.md', line: 8, image: false },
    ]);
  });

  test('a heading among others of its level is no title', () => {
    expect(readDocument('# Summary\n\nx\n\n# Motivation\n', 'markdown').title).toBeUndefined();
    expect(readDocument('# Boats\n\n## Hull\n\n## Mast\n', 'markdown').title).toBe('Boats');
  });

  test('reStructuredText: what stands under a directive or after `::` is no prose', () => {
    const document = readDocument(
      'Boats\n=====\n\n.. note::\n\n   Not this.\n\nBuild one like :ref:`this <hull>` and see `the list <list.txt>`_::\n\n   saw()\n\nThen it floats.\n',
      'rst',
    );
    expect(document.title).toBe('Boats');
    expect(document.paragraphs.map(({ text }) => text)).toEqual([
      'Build one like this and see the list:',
      'Then it floats.',
    ]);
    expect(document.links).toEqual([{ to: 'list.txt', line: 8, image: false }]);
  });

  test('AsciiDoc: headings, cross references, and no source blocks', () => {
    const document = readDocument(
      '= Boats\n:toc:\n\nSee xref:mast.adoc[the mast] first.\n\n----\ncode here\n----\n\n== Hull\n',
      'asciidoc',
    );
    expect(document.headings.map(({ text }) => text)).toEqual(['Boats', 'Hull']);
    expect(document.paragraphs.map(({ text }) => text)).toEqual(['See the mast first.']);
    expect(document.links.map(({ to }) => to)).toEqual(['mast.adoc']);
  });
});

describe('an extract', () => {
  test('holds sentences of the document, word for word and in its order', () => {
    const text =
      '# Boats\n\nThis guide explains how a wooden boat is built by two people in one summer. Click here for the table of contents.\n\nA boat needs a hull, and the hull needs planks that were dried for at least a year. Rain is wet.\n\nPlanks are fixed to the frame of the boat with copper nails, from the keel upwards.\n';
    const document = readDocument(text, 'markdown');
    const found = extractOf(document);
    expect(found[0]).toBe('This guide explains how a wooden boat is built by two people in one summer.');
    expect(found.length).toBeLessThanOrEqual(3);
    const places = found.map((sentence) => text.indexOf(sentence));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(found.join(' ')).not.toContain('Click here');
  });

  test('is empty where nothing is said', () => {
    expect(extractOf(readDocument('# Only\n\n- [a](a.md)\n- [b](b.md)\n', 'markdown'))).toEqual([]);
    expect(extractOf(readDocument(`# One\n\n${'word '.repeat(5000)}`, 'markdown'))).toEqual([]);
  });

  test.each([
    ['Use e.g. a saw. Then sand it.', ['Use e.g. a saw.', 'Then sand it.']],
    ['It is v1.2 now! "Really?" Yes.', ['It is v1.2 now!', '"Really?"', 'Yes.']],
    ['これは文です。次の文です。', ['これは文です。', '次の文です。']],
    ['No end', ['No end']],
  ])('sentences of %j', (text, sentences) => {
    expect(sentencesOf(text)).toEqual(sentences);
  });

  test('a plural counts as its singular; names keep their s', () => {
    expect(termsOf('Libraries, boxes, planks, classes; Node.js, status, canvas')).toEqual([
      ...['library', 'box', 'plank', 'class', 'node.js', 'status', 'canvas'],
    ]);
  });
});

describe('a source file', () => {
  test.each([
    [
      'a.ts',
      "import type { A } from './a.ts';\nexport * from \"b\";\nconst c = await import('./c.js');\n// import './no.js'\n",
      ['./a.ts', 'b', './c.js'],
    ],
    ['a.cjs', "const x = require('./x'); // require('./no')\n", ['./x']],
    ['a.jsx', "import A from './a';\nexport default () => <A>it's</A>;\n", ['./a']],
    [
      'a.vue',
      "<script setup>\nimport A from './A.vue'\n</script>\n<template>import no from 'no'</template>",
      ['./A.vue'],
    ],
    [
      'a.py',
      'import os, a.b as c\nfrom . import d\nfrom ..e import (f,\n  g)\n"""\nimport no\n"""\n# import no\n',
      ['os', 'a.b', '.:d', '..e:f', '..e:g'],
    ],
    [
      'a.go',
      'package a\nimport (\n\t"fmt"\n\tx "example.org/m/x"\n)\nimport "os"\n',
      ['fmt', 'example.org/m/x', 'os'],
    ],
    [
      'a.rs',
      'use crate::a::{b, c};\npub use super::d;\nmod e;\n// use no::no;\n',
      ['crate::a', 'super::d', 'mod e'],
    ],
    ['a.c', '#include <stdio.h>\n#include "a.h"\n', ['a.h']],
    ['A.java', 'import a.b.C;\nimport static a.D.e;\n', ['a.b.C', 'a.D.e']],
    ['a.rb', "require 'json'\nrequire_relative 'b/c'\n", ['b/c']],
    ['a.css', '@import "b.css";', []],
  ])('%s says what it needs', (path, text, needs) => {
    expect(importsOf(path, text)).toEqual(needs);
  });

  test('lines of code, comments and blank ones; what a tool wrote is nobody’s', () => {
    expect(linesOf('a\n\n// b\n  * c\nd', 'c')).toEqual({ code: 2, comment: 2, blank: 1, written: true });
    expect(linesOf('', 'c')).toEqual({ code: 0, comment: 0, blank: 0, written: true });
    expect(linesOf('// @generated\na\n', 'c').written).toBe(false);
    expect(linesOf(`${'a;'.repeat(2000)}\n`, 'c').written).toBe(false);
  });

  test.each([
    ['// TODO: mend this', 'mend this'],
    ['  # FIXME(bob) the hull leaks', 'the hull leaks'],
    [' * XXX', ''],
    ['x = 1; // TODO paint it', 'paint it'],
    ['<!-- HACK: for now -->', 'for now'],
    ['/* TODO mast */', 'mast'],
  ])('%j is an open mark', (line, text) => {
    expect(marksIn(line, 'code')).toEqual([expect.objectContaining({ line: 1, text })]);
  });

  test.each([
    "const mark = 'TODO';",
    '// nothing here says TODO of itself',
    '// todo later',
    '// TODO-list is a word',
    'TODOS = 1',
    "'# TODO/'",
  ])('%j is none', (line) => {
    expect(marksIn(line, 'code')).toEqual([]);
  });

  test('in prose a mark begins a line, or a comment', () => {
    const text =
      'TODO: one\n- [ ] TODO: two\n<!-- TODO three -->\nA TODO: in a sentence\nTODO lists are fine\n';
    expect(marksIn(text, 'prose').map(({ line, text: words }) => [line, words])).toEqual([
      [1, 'one'],
      [2, 'two'],
    ]);
  });
});

test('bytes become text, or are no text', () => {
  expect(decode(Buffer.from('\uFEFFa\r\nb\rc'))).toEqual({ text: 'a\nb\nc', encoding: 'UTF-8' });
  expect(decode(Buffer.from('\uFEFFä', 'utf16le'))).toEqual({ text: 'ä', encoding: 'UTF-16' });
  expect(decode(Buffer.from('\uFEFFä', 'utf16le').swap16())).toEqual({ text: 'ä', encoding: 'UTF-16' });
  expect(decode(Buffer.from('ä', 'latin1'))).toEqual({ text: 'ä', encoding: 'Windows-1252' });
  expect(decode(new Uint8Array([97, 0, 98]))).toBeUndefined();
  expect(decode(new Uint8Array())).toEqual({ text: '', encoding: 'UTF-8' });
});
