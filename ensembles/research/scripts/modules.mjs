/** Which folders of the source depend on which, from what each file imports. Tests are left out: they need everything. */
import { readdir, readFile } from 'node:fs/promises';
import { isTest } from '../lib/kinds.mjs';
import { listingOf } from '../lib/listing.mjs';
import { manifestsOf } from '../lib/manifests.mjs';
import { moduleGraph } from '../lib/module-graph.mjs';
import { resolverOf } from '../lib/resolve.mjs';
import { comesWithNode, comesWithPython } from '../lib/platform.mjs';
import { count, decode, most } from '../lib/text.mjs';

export default async function play(input) {
  const listing = listingOf(input);
  const resolve = resolverOf(listing.files, manifestsOf(await manifestTexts()));
  const files = input.inputs.area
    .flatMap(({ output }) => output.files)
    .filter(({ path }) => !isTest(path) && !isSettings(path));
  const needs = [];
  let outside = 0;
  const outsiders = new Map();
  for (const { path, needs: said } of files) {
    for (const need of said) {
      const target = resolve(path, need);
      if (target === undefined) {
        outside += 1;
        const name = packageOf(path, need);
        if (name !== undefined) outsiders.set(name, (outsiders.get(name) ?? new Set()).add(path));
      } else if (target !== path) needs.push([path, target]);
    }
  }
  const graph = moduleGraph(connectedFirst(files, needs), needs);
  const connected = graph.nodes.filter((node) => node.in + node.out > 0);
  return {
    summary:
      graph.edges.length === 0
        ? 'no folder of the source was seen to need another'
        : `${count(connected.length, 'module')}, ${count(needs.length, 'import')} between files${graph.circles.length === 0 ? '' : `, ${count(graph.circles.length, 'circle')}`}`,
    files: files.length,
    imports: needs.length + outside,
    within: needs.length,
    outside,
    shown: graph.edges.length,
    ...graph,
    nodes: connected,
    alone: graph.nodes.length - connected.length,
    packages: [...outsiders]
      .map(([name, users]) => ({ name, files: users.size }))
      .toSorted(
        most(
          (one) => one.files,
          (one) => one.name,
        ),
      )
      .slice(0, 15),
  };
}

/** Settings written as a program: a tool reads them, no module does. */
const isSettings = (path) =>
  /(^|\/)[^/]*\.config\.[cm]?[jt]s$|(^|\/)(setup|conf|conftest)\.py$|(^|\/)build\.rs$/.test(path);

/** Files of languages whose imports are read; a style sheet is no module. */
function connectedFirst(files, needs) {
  const touched = new Set(needs.flat());
  const endings = new Set(
    files
      .filter(({ path, needs: said }) => said.length > 0 || touched.has(path))
      .map(({ path }) => path.slice(path.lastIndexOf('.'))),
  );
  return files.filter(({ path }) => endings.has(path.slice(path.lastIndexOf('.'))));
}

/** The name under which a package from outside is fetched, where the language says so. */
function packageOf(path, need) {
  if (/\.(m|c)?[jt]sx?$|\.vue$|\.svelte$/.test(path)) {
    if (/^(\.|node:|virtual:|#|\/|@\/|~\/)/.test(need)) return undefined;
    const name = need.startsWith('@') ? need.split('/').slice(0, 2).join('/') : need.split('/')[0];
    return comesWithNode(name) ? undefined : name;
  }
  if (/\.pyi?$/.test(path)) {
    const [name] = need.split(/[.:]/);
    return name === '' || comesWithPython(name) ? undefined : name;
  }
  if (path.endsWith('.go'))
    return need.split('/')[0].includes('.') ? need.split('/').slice(0, 3).join('/') : undefined;
  return undefined;
}

async function manifestTexts() {
  const texts = new Map();
  const names = new Set(['package.json', 'go.mod', 'Cargo.toml', 'tsconfig.json', 'jsconfig.json']);
  const entries = await readdir('inputs/source', { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || !names.has(entry.name)) continue;
    const path = `${entry.parentPath ?? entry.path}/${entry.name}`;
    const found = decode(await readFile(path));
    if (found !== undefined) texts.set(path.slice('inputs/source/'.length), found.text);
  }
  return texts;
}
