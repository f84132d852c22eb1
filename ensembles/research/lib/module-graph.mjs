/** Files and what they need, drawn together into a graph that a person can look at. */
import { folderOf, joined } from './paths.mjs';
import { byBytes, most } from './text.mjs';

/** Boxes and arrows that can still be read on one page. */
const mostNodes = 18;
const mostEdges = 40;

/**
 * @param {{ path: string, code: number }[]} files
 * @param {[string, string][]} needs from file to file (or folder), within these
 * @returns {{ nodes: { id: string, name: string, files: number, code: number, in: number, out: number }[],
 *   edges: { from: string, to: string, needs: number, back: boolean }[], hidden: number, implied: number, circles: string[][] }}
 *   `back` closes a circle; `hidden` is edges beyond the limit, `implied` those that others already say
 */
export function moduleGraph(files, needs) {
  const groups = groupsOf(files);
  const groupOf = groupFinder(groups);
  const weights = new Map();
  for (const [from, to] of needs) {
    const [a, b] = [groupOf(from), groupOf(to)];
    if (a === undefined || b === undefined || a === b) continue;
    const key = `${a}\0${b}`;
    weights.set(key, (weights.get(key) ?? 0) + 1);
  }
  const all = [...weights].map(([key, weight]) => {
    const [from, to] = key.split('\0');
    return { from, to, needs: weight };
  });
  const circles = circlesOf(
    groups.map(({ id }) => id),
    all,
  );
  const circleOf = new Map(circles.flatMap((ids, at) => ids.map((id) => [id, at])));
  const marked = all
    .map((edge) => ({
      ...edge,
      back: circleOf.has(edge.from) && circleOf.get(edge.from) === circleOf.get(edge.to),
    }))
    .toSorted((a, b) => b.needs - a.needs || byBytes(a.from, b.from) || byBytes(a.to, b.to));
  const told = marked.length > mostEdges / 2 ? withoutImplied(marked) : marked;
  const edges = told.slice(0, mostEdges);
  const sums = (id, side) =>
    all.filter((edge) => edge[side] === id).reduce((sum, edge) => sum + edge.needs, 0);
  return {
    nodes: groups.map(({ id, name, found }) => ({
      id,
      name,
      files: found.length,
      code: found.reduce((sum, file) => sum + file.code, 0),
      in: sums(id, 'to'),
      out: sums(id, 'from'),
    })),
    edges: edges.toSorted((a, b) => byBytes(a.from, b.from) || byBytes(a.to, b.to)),
    hidden: told.length - edges.length,
    implied: marked.length - told.length,
    circles: circles.map((ids) => ids.toSorted(byBytes)),
  };
}

/** Folders, the largest opened into what lies in them for as long as the page has room; single files where there are few. */
function groupsOf(files) {
  if (files.length <= 12)
    return files.map((file) => ({ id: file.path, name: file.path, found: [file], path: file.path }));
  let groups = [group('', true, files)];
  for (;;) {
    const [widest] = groups
      .filter(({ opens }) => opens)
      .toSorted(
        most(
          ({ found }) => found.length,
          ({ path }) => path,
        ),
      );
    if (widest === undefined) break;
    const parts = opened(widest);
    const only = groups.length === 1 || parts.length === 1;
    if (!only && groups.length - 1 + parts.length > mostNodes) widest.opens = false;
    else groups = groups.filter((one) => one !== widest).concat(parts);
  }
  return groups
    .toSorted(
      most(
        ({ found }) => found.length,
        ({ id }) => id,
      ),
    )
    .slice(0, mostNodes * 2)
    .toSorted((a, b) => byBytes(a.id, b.id));
}

/** `deep`: with all that lies below it; otherwise only the files that lie in it directly. */
function group(path, deep, found) {
  const below = deep && found.some((file) => folderOf(file.path) !== path);
  const name = path === '' ? (deep ? 'everything' : 'top') : deep ? path : `${path}/*`;
  return { id: deep ? path : `${path}/*`, name, path, deep, found, opens: below };
}

function opened({ path, found }) {
  const inside = path === '' ? 0 : path.length + 1;
  const folders = new Map();
  const direct = [];
  for (const file of found) {
    const rest = file.path.slice(inside);
    const slash = rest.indexOf('/');
    if (slash < 0) direct.push(file);
    else {
      const name = joined(path, rest.slice(0, slash));
      folders.set(name, [...(folders.get(name) ?? []), file]);
    }
  }
  return [
    ...(direct.length > 0 ? [group(path, false, direct)] : []),
    ...[...folders].map(([name, files]) => group(name, true, files)),
  ];
}

function groupFinder(groups) {
  const files = new Map(groups.flatMap(({ id, found }) => found.map((file) => [file.path, id])));
  const folders = new Map();
  // A Go package is a folder: it belongs where its files do.
  for (const [path, id] of files) if (!folders.has(folderOf(path))) folders.set(folderOf(path), id);
  return (path) => files.get(path) ?? folders.get(path) ?? folders.get(folderOf(path));
}

/** Strongly connected components with more than one member (Tarjan 1972). */
function circlesOf(ids, edges) {
  const out = new Map(ids.map((id) => [id, []]));
  for (const { from, to } of edges) out.get(from)?.push(to);
  const index = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (id) => {
    index.set(id, index.size);
    low.set(id, index.get(id));
    stack.push(id);
    for (const next of out.get(id) ?? []) {
      if (!index.has(next)) {
        visit(next);
        low.set(id, Math.min(low.get(id), low.get(next)));
      } else if (stack.includes(next)) low.set(id, Math.min(low.get(id), index.get(next)));
    }
    if (low.get(id) !== index.get(id)) return;
    const circle = stack.splice(stack.indexOf(id));
    if (circle.length > 1) found.push(circle);
  };
  for (const id of ids) if (!index.has(id)) visit(id);
  return found;
}

/** Without the arrows that a longer way already implies; arrows inside a circle stay (transitive reduction, Aho et al. 1972). */
function withoutImplied(edges) {
  const forward = edges.filter(({ back }) => !back);
  const out = new Map();
  for (const { from, to } of edges) out.set(from, [...(out.get(from) ?? []), to]);
  const reaches = (from, to, without) => {
    const seen = new Set([from]);
    const open = (out.get(from) ?? []).filter((next) => next !== without);
    while (open.length > 0) {
      const next = open.pop();
      if (next === to) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(out.get(next) ?? []));
    }
    return false;
  };
  const implied = new Set(forward.filter(({ from, to }) => reaches(from, to, to)));
  return edges.filter((edge) => !implied.has(edge));
}
