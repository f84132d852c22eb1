/** Files and what they need, drawn together into a graph that a person can look at. */
import { folderOf, joined } from './paths.mjs';
import { byBytes, most } from './text.mjs';

/** Boxes and arrows that can still be read on one page. */
const mostNodes = 18;
const mostEdges = 34;
/** From here on a folder whose parts need each other in a circle stays one box. */
const enoughNodes = 8;

/**
 * @param {{ path: string, code: number }[]} files
 * @param {[string, string][]} needs from file to file (or folder), within these
 * @returns {{ nodes: { id: string, name: string, files: number, code: number, in: number, out: number }[],
 *   edges: { from: string, to: string, needs: number, back: boolean }[], hidden: number, implied: number, circles: string[][] }}
 *   `back`: it runs against the direction of the others in its circle; `hidden` is edges beyond the limit,
 *   `implied` those that others already say
 */
export function moduleGraph(files, needs) {
  const groups = groupsOf(files, needs);
  const all = edgesBetween(groups, needs);
  const ids = groups.map(({ id }) => id);
  const circles = circlesOf(ids, all);
  const back = againstTheRest(circles, all);
  const marked = all
    .map((edge) => ({ ...edge, back: back.has(edge) }))
    .toSorted((a, b) => b.needs - a.needs || byBytes(a.from, b.from) || byBytes(a.to, b.to));
  const told = marked.length > mostEdges / 2 ? withoutImplied(marked) : marked;
  const edges = foremost(told);
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
    circles: circles.map((members) => members.toSorted(byBytes)),
  };
}

/** The strongest edges, and for each box its strongest, so that none stands alone that is not alone. */
function foremost(edges) {
  const chosen = new Set();
  for (const side of ['from', 'to']) {
    const met = new Set();
    for (const edge of edges) {
      if (!met.has(edge[side])) chosen.add(edge);
      met.add(edge[side]);
    }
  }
  for (const edge of edges) if (chosen.size < mostEdges) chosen.add(edge);
  return edges.filter((edge) => chosen.has(edge));
}

function edgesBetween(groups, needs) {
  const groupOf = groupFinder(groups);
  const weights = new Map();
  for (const [from, to] of needs) {
    const [a, b] = [groupOf(from), groupOf(to)];
    if (a === undefined || b === undefined || a === b) continue;
    weights.set(`${a}\0${b}`, (weights.get(`${a}\0${b}`) ?? 0) + 1);
  }
  return [...weights].map(([key, weight]) => {
    const [from, to] = key.split('\0');
    return { from, to, needs: weight };
  });
}

/** Folders, the largest opened into what lies in them for as long as the page has room; single files where there are few. */
function groupsOf(files, needs) {
  if (files.length <= 12) {
    return files.map((file) => ({ id: file.path, name: file.path, found: [file], path: file.path }));
  }
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
    const fits = groups.length - 1 + parts.length <= mostNodes;
    const tangled =
      groups.length >= enoughNodes &&
      circlesOf(
        parts.map(({ id }) => id),
        edgesBetween(parts, needs),
      ).length > 0;
    const mustOpen = groups.length === 1 || parts.length === 1;
    if (mustOpen || (fits && !tangled)) groups = groups.filter((one) => one !== widest).concat(parts);
    else widest.opens = false;
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

/**
 * In each circle, the few and light edges without which there would be none. Its members are put in a row, who needs
 * most first (after Eades, Lin and Smyth 1993), and then moved, one at a time, to where the least runs backwards.
 */
function againstTheRest(circles, edges) {
  const found = new Set();
  for (const circle of circles) {
    const members = new Set(circle);
    const within = edges.filter(({ from, to }) => members.has(from) && members.has(to));
    const row = improved(firstRow(circle, within), within);
    for (const edge of within) if (row.indexOf(edge.from) > row.indexOf(edge.to)) found.add(edge);
  }
  return found;
}

function firstRow(circle, edges) {
  const left = new Set(circle);
  const row = [];
  while (left.size > 0) {
    const open = edges.filter(({ from, to }) => left.has(from) && left.has(to));
    const surplus = (id) =>
      open.reduce((sum, { from, to, needs }) => sum + (from === id ? needs : 0) - (to === id ? needs : 0), 0);
    const [first] = [...left].toSorted(most(surplus, (id) => id));
    row.push(first);
    left.delete(first);
  }
  return row;
}

function improved(row, edges) {
  const weight = (order) => {
    const place = new Map(order.map((id, at) => [id, at]));
    return edges.reduce((sum, { from, to, needs }) => sum + (place.get(from) > place.get(to) ? needs : 0), 0);
  };
  let [best, least] = [row, weight(row)];
  for (let moved = true; moved;) {
    moved = false;
    for (const id of row) {
      const others = best.filter((one) => one !== id);
      for (let at = 0; at <= others.length; at += 1) {
        const order = others.toSpliced(at, 0, id);
        const now = weight(order);
        if (now < least) [best, least, moved] = [order, now, true];
      }
    }
  }
  return best;
}

/** Without the arrows that a longer way already implies (transitive reduction, Aho et al. 1972); what runs back stays. */
function withoutImplied(edges) {
  const forward = edges.filter(({ back }) => !back);
  const out = new Map();
  for (const { from, to } of forward) out.set(from, [...(out.get(from) ?? []), to]);
  const reaches = (from, to) => {
    const seen = new Set([from]);
    const open = (out.get(from) ?? []).filter((next) => next !== to);
    while (open.length > 0) {
      const next = open.pop();
      if (next === to) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(out.get(next) ?? []));
    }
    return false;
  };
  const implied = new Set(forward.filter(({ from, to }) => reaches(from, to)));
  return edges.filter((edge) => !implied.has(edge));
}
