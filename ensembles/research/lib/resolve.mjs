/** From what a source file says it needs to the files of this repository that it means. */
import { endingOf, folderOf, joined, nameOf, resolved } from './paths.mjs';

const scripts = new Set('js jsx mjs cjs ts tsx mts cts vue svelte'.split(' '));

/**
 * @param {string[]} files every file of the repository
 * @param {{ packages: Map<string, string>, entries: Map<string, string[]>, goModules: [string, string][], crates: Map<string, string>, aliases: [string, string][] }} manifests
 *   names that manifests give to folders: npm packages, Go modules (longest first), Rust crates, path aliases
 * @returns {(from: string, need: string) => string | undefined} the file meant, or for Go the folder;
 *   `undefined` for everything from outside
 */
export function resolverOf(files, manifests) {
  const there = new Set(files);
  const first = (names) => names.find((name) => there.has(name));
  const python = pythonRoots(files);
  const bySuffix = suffixes(files);

  const module = (target) => {
    if (target === undefined) return undefined;
    const bare = target.replace(/\.(m|c)?jsx?$/, '');
    const endings = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'vue', 'svelte'];
    return first([
      target,
      ...endings.map((ending) => `${bare}.${ending}`),
      ...endings.map((ending) => `${target}.${ending}`),
      ...endings.map((ending) => joined(target, `index.${ending}`)),
      `${bare}.d.ts`,
    ]);
  };

  const script = (from, need) => {
    const wanted = need.replace(/[?#].*$/, '');
    if (wanted.startsWith('.')) return module(resolved(folderOf(from), wanted));
    for (const [alias, folder] of manifests.aliases) {
      if (wanted.startsWith(alias)) {
        const found = module(resolved('', joined(folder, wanted.slice(alias.length))));
        if (found !== undefined) return found;
      }
    }
    const name = wanted.startsWith('@') ? wanted.split('/').slice(0, 2).join('/') : wanted.split('/')[0];
    const folder = manifests.packages.get(name);
    if (folder === undefined) return undefined;
    const rest = wanted.slice(name.length + 1);
    // What is built from `src` is not in the repository; what it was built from is.
    const places =
      rest === ''
        ? (manifests.entries.get(name) ?? []).flatMap((path) => [
            path,
            path.replace(/^(\.\/)?(dist|lib|build|out)\//, 'src/'),
          ])
        : [rest, `src/${rest}`];
    for (const place of [...places, ...(rest === '' ? ['src/index', 'index'] : [])]) {
      const target = resolved(folder, place);
      const found = target === undefined ? undefined : module(target);
      if (found !== undefined) return found;
    }
    return folder === '' ? undefined : joined(folder, 'package.json');
  };

  const pythonModule = (base) => first([`${base}.py`, `${base}/__init__.py`, `${base}.pyi`]);
  const pythonFile = (from, need) => {
    const [path = '', name] = need.split(':');
    const dots = /^\.+/.exec(path)?.[0].length ?? 0;
    const steps = path
      .slice(dots)
      .split('.')
      .filter((step) => step !== '');
    const bases = [];
    if (dots > 0) bases.push(resolved(folderOf(from), `${'../'.repeat(dots - 1)}./`));
    else for (const root of python.get(steps[0]) ?? []) bases.push(root);
    for (const base of bases) {
      if (base === undefined) continue;
      const whole = steps.reduce((folder, step) => joined(folder, step), base);
      const found =
        (name === undefined || name === '*' ? undefined : pythonModule(joined(whole, name))) ??
        pythonModule(whole) ??
        (whole === '' ? undefined : first([`${whole}/__init__.py`]));
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const go = (need) => {
    for (const [name, folder] of manifests.goModules) {
      if (need === name) return folder;
      if (need.startsWith(`${name}/`)) return joined(folder, need.slice(name.length + 1));
    }
    return undefined;
  };

  const rust = (from, need) => {
    const steps = need.replace(/^::/, '').split('::');
    const root = crateRoot(from, there);
    if (need.startsWith('mod ')) {
      const name = need.slice(4);
      const own = /^(mod|lib|main)\.rs$/.test(nameOf(from)) ? folderOf(from) : from.slice(0, -3);
      return first([joined(own, `${name}.rs`), joined(own, `${name}/mod.rs`)]);
    }
    const inside = (folder, rest) => {
      for (let n = rest.length; n > 0; n -= 1) {
        const base = joined(folder, rest.slice(0, n).join('/'));
        const found = first([`${base}.rs`, `${base}/mod.rs`]);
        if (found !== undefined) return found;
      }
      return first([joined(folder, 'lib.rs'), joined(folder, 'main.rs')]);
    };
    if (steps[0] === 'crate') return root === undefined ? undefined : inside(root, steps.slice(1));
    if (steps[0] === 'super' || steps[0] === 'self') {
      let folder = /^(mod|lib|main)\.rs$/.test(nameOf(from)) ? folderOf(from) : from.slice(0, -3);
      let rest = steps;
      while (rest[0] === 'super' || rest[0] === 'self') {
        if (rest[0] === 'super') folder = folderOf(folder);
        rest = rest.slice(1);
      }
      return rest.length === 0 ? undefined : inside(folder, rest);
    }
    const crate = manifests.crates.get(steps[0]);
    return crate === undefined ? undefined : inside(joined(crate, 'src'), steps.slice(1));
  };

  const included = (from, need) => {
    const beside = resolved(folderOf(from), need);
    if (beside !== undefined && there.has(beside)) return beside;
    return bySuffix(need.replace(/^(\.\.?\/)+/, ''));
  };

  const java = (need) => {
    const steps = need.split('.');
    for (let n = steps.length; n > 1; n -= 1) {
      for (const ending of ['java', 'kt', 'scala']) {
        const found = bySuffix(`${steps.slice(0, n).join('/')}.${ending}`);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };

  return (from, need) => {
    const ending = endingOf(from);
    if (scripts.has(ending)) return script(from, need);
    if (ending === 'py' || ending === 'pyi') return pythonFile(from, need);
    if (ending === 'go') return go(need);
    if (ending === 'rs') return rust(from, need);
    if (ending === 'java' || ending === 'kt' || ending === 'kts' || ending === 'scala') return java(need);
    if (ending === 'rb')
      return first([`${resolved(folderOf(from), need)}.rb`, resolved(folderOf(from), need) ?? '']);
    return included(from, need);
  };
}

/** The folders in which a package or module of each first name lies, the nearest to the top first. */
function pythonRoots(files) {
  const roots = new Map();
  for (const path of files) {
    const ending = endingOf(path);
    if (ending !== 'py' && ending !== 'pyi') continue;
    const name = nameOf(path).replace(/\.pyi?$/, '');
    const isPackage = name === '__init__';
    const own = isPackage ? folderOf(path) : path;
    const first = isPackage ? nameOf(own) : name;
    const known = roots.get(first) ?? new Set();
    roots.set(first, known.add(folderOf(own)));
  }
  return new Map(
    [...roots].map(([name, known]) => [
      name,
      [...known].sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, 4),
    ]),
  );
}

/** A file by the end of its path, where only one has it; else the one nearest to the top. */
function suffixes(files) {
  const byName = new Map();
  for (const path of files) byName.set(nameOf(path), [...(byName.get(nameOf(path)) ?? []), path]);
  return (suffix) => {
    const found = (byName.get(nameOf(suffix)) ?? []).filter(
      (path) => path === suffix || path.endsWith(`/${suffix}`),
    );
    return found.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
  };
}

/** The `src` folder (or the like) of the crate that a file belongs to. */
function crateRoot(from, there) {
  for (let folder = folderOf(from); ; folder = folderOf(folder)) {
    if (there.has(joined(folder, 'lib.rs')) || there.has(joined(folder, 'main.rs'))) return folder;
    if (folder === '') return undefined;
  }
}
