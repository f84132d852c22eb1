import { parse } from 'es-module-lexer/js';
import type { Diagnostic } from '../base/index.ts';
import type { Mistake } from './mistake.ts';
import { folderOf, isBelow, joined } from './paths.ts';
import { spanAt, type TextFile } from './text-file.ts';
import { diagnose } from './wording.ts';
import type { TextFiles, Workspace } from './workspace.ts';

/** What a module is made of: design, Keys (c). */
export interface ModuleGraph {
  /** The module and all it imports by relative path, from the workspace's folder. */
  readonly files: ReadonlySet<string>;
  /** Name to `name@version`. */
  readonly packages: ReadonlyMap<string, string>;
}

export interface Modules {
  graphOf(path: string): ModuleGraph;
  /** It exports a default, or is no ES module, where that can't be seen. */
  playsSomething(path: string): boolean;
}

/** What one file imports, looked at once; mistakes in it are told then. */
interface Imports {
  readonly files: readonly string[];
  readonly packages: ReadonlyMap<string, string>;
  readonly hasDefault: boolean;
}

interface Specifier {
  readonly text: string;
  readonly at: number;
  /** By `require`: with Node's guesses at endings, and no mistake where nothing is found, for the call may never run. */
  readonly required: boolean;
}

const isScript = (path: string): boolean => /\.[mc]?js$/.test(path);

/** Follows imports through the files below `ensembles/`: all of them are in memory, and protected. */
export function modulesOf(workspace: Workspace, texts: TextFiles, found: Diagnostic[]): Modules {
  const looked = new Map<string, Imports>();

  function look(path: string): Imports {
    const before = looked.get(path);
    if (before !== undefined) return before;
    const nothing: Imports = { files: [], packages: new Map(), hasDefault: true };
    looked.set(path, nothing);
    const file = isScript(path) ? texts.of(path) : undefined;
    if (file === undefined) return nothing;
    const read = specifiersOf(file, found);
    if (read === undefined) return nothing;
    const files: string[] = [];
    const packages = new Map<string, string>();
    for (const specifier of read.specifiers) {
      const tell = (mistake: Mistake): void => {
        if (!specifier.required)
          found.push(diagnose(spanAt(file, specifier.at, specifier.text.length), mistake));
      };
      const { text } = specifier;
      if (workspace.isBuiltin(text) || text.startsWith('data:')) continue;
      if (/^\.{1,2}(\/|$)/.test(text)) {
        const target = joined(folderOf(path), decoded(text));
        if (target === undefined || !isBelow('ensembles', target)) {
          tell({ mistake: 'import_leaves', specifier: text });
          continue;
        }
        const there = [
          target,
          ...(specifier.required ? ['.js', '.cjs', '.json', '/index.js'].map((end) => target + end) : []),
        ].find((one) => workspace.entries.get(one)?.entry === 'file');
        if (there !== undefined) files.push(there);
        else {
          const known = [...workspace.entries.keys()].filter((one) => isBelow(folderOf(target), one));
          tell({ mistake: 'no_import', specifier: text, path: target, known });
        }
      } else if (/^[#/]|^[a-z][a-z0-9+.-]*:/i.test(text)) {
        tell({ mistake: 'odd_import', specifier: text });
      } else {
        const name = packageOf(text);
        const version = workspace.packageVersion(name, folderOf(path));
        if (version === undefined) tell({ mistake: 'no_package', name });
        else packages.set(name, `${name}@${version}`);
      }
    }
    const imports: Imports = { files, packages, hasDefault: read.hasDefault };
    looked.set(path, imports);
    return imports;
  }

  const graphs = new Map<string, ModuleGraph>();
  return {
    playsSomething: (path) => look(path).hasDefault,
    graphOf(path) {
      const before = graphs.get(path);
      if (before !== undefined) return before;
      const files = new Set([path]);
      const versions = new Map<string, Set<string>>();
      for (const file of files) {
        const { files: more, packages } = look(file);
        for (const one of more) files.add(one);
        for (const [name, version] of packages)
          versions.set(name, (versions.get(name) ?? new Set()).add(version));
      }
      const packages = [...versions].map(([name, all]): [string, string] => [
        name,
        [...all].sort().join(' '),
      ]);
      const graph: ModuleGraph = { files, packages: new Map(packages) };
      graphs.set(path, graph);
      return graph;
    },
  };
}

function specifiersOf(
  file: TextFile,
  found: Diagnostic[],
): { readonly specifiers: readonly Specifier[]; readonly hasDefault: boolean } | undefined {
  const specifiers: Specifier[] = [];
  let isModule = false;
  let hasDefault = false;
  try {
    const [imports, exports, , hasModuleSyntax] = parse(file.text);
    isModule = hasModuleSyntax || file.path.endsWith('.mjs');
    hasDefault = !isModule || exports.some((one) => one.type !== 'reexport-all' && one.name === 'default');
    for (const one of imports) {
      if (one.type === 'import-meta' || (one.type === 'dynamic' && one.glob) || one.specifier === undefined)
        continue;
      // A dynamic import's place holds its quotes, a static one's does not.
      specifiers.push({
        text: one.specifier,
        at: one.type === 'dynamic' ? one.start + 1 : one.start,
        required: false,
      });
    }
  } catch (error) {
    // A file for `require` may hold what no module can.
    if (file.path.endsWith('.cjs')) isModule = false;
    else {
      const at = isLexerError(error) ? Math.min(error.idx, Math.max(0, file.text.length - 1)) : 0;
      found.push(
        diagnose(spanAt(file, at), {
          mistake: 'bad_module',
          says: 'something is not closed, or stands where it can’t',
        }),
      );
      return undefined;
    }
  }
  if (!isModule || file.text.includes('createRequire')) {
    for (const call of file.text.matchAll(/\brequire\(\s*(['"])([^'"\n]+)\1\s*\)/g)) {
      specifiers.push({ text: call[2] ?? '', at: call.index, required: true });
    }
  }
  return { specifiers, hasDefault: hasDefault || !isModule };
}

const isLexerError = (error: unknown): error is Error & { readonly idx: number } =>
  error instanceof Error && 'idx' in error && typeof error.idx === 'number';

/** `@scope/name/deep/file` is of `@scope/name`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** An import names a URL: percent signs are escapes, and a query is no part of the file's name. */
function decoded(specifier: string): string {
  const path = specifier.replace(/[?#].*$/s, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
