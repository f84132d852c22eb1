/** What manifests call the folders they lie in. A manifest that can't be read names nothing. */
import { folderOf, joined, nameOf } from './paths.mjs';
import { byBytes } from './text.mjs';

/** @param {Map<string, string>} texts path → text of each manifest */
export function manifestsOf(texts) {
  const packages = new Map();
  const entries = new Map();
  const goModules = [];
  const crates = new Map();
  const aliases = [
    ['@/', 'src'],
    ['~/', 'src'],
    ['@/', ''],
    ['~/', ''],
    ['src/', 'src'],
  ];
  for (const [path, text] of [...texts].toSorted(([a], [b]) => byBytes(a, b))) {
    const folder = folderOf(path);
    switch (nameOf(path)) {
      case 'package.json': {
        const name = nameIn(text);
        if (name !== undefined && !packages.has(name)) {
          packages.set(name, folder);
          entries.set(name, entriesIn(text));
        }
        break;
      }
      case 'go.mod': {
        const [, name] = /^module\s+"?([^\s"]+)"?/m.exec(text) ?? [];
        if (name !== undefined) goModules.push([name, folder]);
        break;
      }
      case 'Cargo.toml': {
        const [, name] = /^\[package\][^[]*?^name\s*=\s*"([^"]+)"/ms.exec(text) ?? [];
        if (name !== undefined) crates.set(name.replaceAll('-', '_'), folder);
        break;
      }
      case 'tsconfig.json':
      case 'jsconfig.json':
        // Comments and commas at the end are allowed there, so it is no JSON: only the form that everyone writes.
        for (const [, alias, to] of text.matchAll(/"([^"*\n]+\/)\*"\s*:\s*\[\s*"(?:\.\/)?([^"*\n]*?)\/?\*"/g))
          aliases.unshift([alias, joined(folder, to.replace(/^\.\//, ''))]);
        break;
      default:
    }
  }
  return { packages, entries, goModules: goModules.sort(([a], [b]) => b.length - a.length), crates, aliases };
}

function nameIn(text) {
  try {
    const { name } = JSON.parse(text);
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Where a package begins, as its manifest says: every path that it names for itself, without conditions. */
function entriesIn(text) {
  const { main, module, types, exports: exported } = JSON.parse(text);
  const own =
    typeof exported === 'object' && exported !== null && !Array.isArray(exported)
      ? (exported['.'] ?? exported)
      : exported;
  return [...pathsIn(own), module, main, types].filter(
    (path) => typeof path === 'string' && /^\.?\.?\/?[\w@]/.test(path),
  );
}

function pathsIn(value) {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) =>
        key.startsWith('.') && key !== '.' ? [] : pathsIn(inner),
      )
    : [];
}
