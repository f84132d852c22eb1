import picomatch from 'picomatch';
import { sha256, type Sha256 } from '../base/index.ts';
import type { Modules } from './imports.ts';
import { filesOf } from './named-files.ts';
import { isBelow, joined } from './paths.ts';
import type { Check, JsonSchema } from './score.ts';
import type { Template } from './expression.ts';
import type { Workspace } from './workspace.ts';

/** What an instrument names of its ensemble's folder. */
export interface CodeNamed {
  /** `ensembles/<ensemble>` */
  readonly folder: string;
  /** Path of its module, from the workspace's folder. */
  readonly module?: string;
  /** True for a command: all files of the folder count, unless `uses` narrows them. */
  readonly command: boolean;
  readonly uses?: readonly string[];
  readonly schema?: JsonSchema;
  /** Of what a model is asked for. */
  readonly answer?: JsonSchema;
  /** Files of its skill, from the workspace's folder. */
  readonly skill?: readonly string[];
  readonly checks: readonly Check[];
}

/** Digests of the score's files, each worked out once; `undefined` for what is no file of it. */
export interface Digests {
  ofBytes(path: string): Sha256 | undefined;
  /** With line ends as LF. */
  ofText(path: string): Sha256 | undefined;
}

export function digestsOf({ entries }: Workspace): Digests {
  const known = new Map<string, { readonly bytes: Sha256; readonly text: Sha256 }>();
  const digests = (path: string) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const entry = entries.get(path);
    if (entry?.entry !== 'file') return undefined;
    const [bytes, withoutCr] = [sha256(entry.bytes), withLf(entry.bytes)];
    const both = { bytes, text: withoutCr === entry.bytes ? bytes : sha256(withoutCr) };
    known.set(path, both);
    return both;
  };
  return { ofBytes: (path) => digests(path)?.bytes, ofText: (path) => digests(path)?.text };
}

/** CRLF as LF, where the bytes are text: git's own test, no NUL among the first 8,000 or so, here 8 KiB. */
export function withLf(bytes: Uint8Array): Uint8Array {
  if (bytes.subarray(0, 8192).includes(0) || !bytes.includes(0x0d)) return bytes;
  return bytes.filter((byte, at) => byte !== 0x0d || bytes[at + 1] !== 0x0a);
}

/**
 * The code of an instrument (design, Keys (c)): path to digest, and each package to its `name@version`.
 * A module is its import graph; where `uses` stands beside a module it adds, for what a module reads itself can't be seen.
 * A model's is its skill, and what makes its output of an answer; its understudy has a code of its own.
 * A command is every file of its ensemble's folder besides the Markdown at its top, which `uses` narrows.
 * Instruments that name the same share one map: a thousand commands beside a thousand files would hold a million entries.
 */
export function codesOf(
  workspace: Workspace,
  digests: Pick<Digests, 'ofText'>,
  imports: Pick<Modules, 'graphOf'>,
): (named: CodeNamed) => ReadonlyMap<string, string> {
  const known = new Map<string, ReadonlyMap<string, string>>();
  return ({ folder, module, command, uses, schema, answer, skill = [], checks }) => {
    const modules = module === undefined ? [] : [module];
    for (const check of checks)
      if (check.check === 'run') modules.push(...filesNamed(check.words, folder, workspace));
    const schemas = [schema, answer].flatMap((one) =>
      one === undefined ? [] : [one.file, ...one.others.keys()],
    );
    const whole = command || uses !== undefined;
    const asked = JSON.stringify([modules, schemas, skill, whole ? [folder, uses ?? null] : null]);
    const before = known.get(asked);
    if (before !== undefined) return before;

    const paths = new Set<string>([...schemas, ...skill]);
    const packages = new Map<string, string>();
    if (whole) for (const path of filesUsed(workspace, folder, uses)) paths.add(path);
    for (const path of modules) {
      const graph = imports.graphOf(path);
      for (const file of graph.files) paths.add(file);
      for (const [name, version] of graph.packages) packages.set(name, version);
    }
    const code = new Map<string, string>();
    for (const path of [...paths].sort()) {
      const content = digests.ofText(path);
      if (content !== undefined) code.set(path, content);
    }
    for (const [name, version] of [...packages].sort()) code.set(name, version);
    known.set(asked, code);
    return code;
  };
}

function filesUsed(workspace: Workspace, folder: string, uses: readonly string[] | undefined): string[] {
  const counts = uses === undefined ? (path: string) => !isMarkdownAtTop(path) : matcherOf(uses);
  return filesOf(folder, workspace)
    .filter((path) => counts?.(path) === true)
    .map((path) => `${folder}/${path}`);
}

const isMarkdownAtTop = (path: string): boolean => !path.includes('/') && /\.md$/i.test(path);

/** A path that one of the patterns matches and none that begins with `!`; `undefined` where a pattern can't be read. */
export function matcherOf(patterns: readonly string[]): ((path: string) => boolean) | undefined {
  const [wanted, unwanted] = [
    patterns.filter((one) => !one.startsWith('!')),
    patterns.filter((one) => one.startsWith('!')).map((one) => one.slice(1)),
  ];
  try {
    const yes = picomatch(wanted.length === 0 ? ['**'] : wanted, { dot: true });
    const no = unwanted.length === 0 ? () => false : picomatch(unwanted, { dot: true });
    return (path) => yes(path) && !no(path);
  } catch {
    return undefined;
  }
}

/** The regular files of the ensemble's folder that words name; a word with a placeholder is not known yet. */
export function filesNamed(words: readonly Template[], folder: string, workspace: Workspace): string[] {
  return words.flatMap(({ pieces }) => {
    const [only, ...more] = pieces;
    if (typeof only !== 'string' || more.length > 0) return [];
    const path = joined(folder, only);
    return path !== undefined && isBelow(folder, path) && workspace.entries.get(path)?.entry === 'file'
      ? [path]
      : [];
  });
}
