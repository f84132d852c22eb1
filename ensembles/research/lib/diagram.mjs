/** The module graph as a picture and as Mermaid. */
import dagre from '@dagrejs/dagre';
import { card, escaped, fitted, n, text, widthOf } from './svg.mjs';
import { count } from './text.mjs';

/** The arrows point from who needs to what is needed; layers are laid by dagre (Gansner et al. 1993). */
export function diagram({ title, note, nodes, edges }) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 18, ranksep: 46, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { width: boxWidth(node), height: 42 });
  // Laid out as if what runs back ran with the others: so the picture has one direction.
  for (const edge of edges)
    graph.setEdge(...ends(edge), { weight: edge.back ? 0 : 1 }, edge.back ? 'back' : 'forth');
  dagre.layout(graph);
  const { height: tall } = graph.graph();
  // Arrows may lead around the outermost boxes.
  const across = [
    ...graph
      .nodes()
      .flatMap((id) => [
        graph.node(id).x - graph.node(id).width / 2,
        graph.node(id).x + graph.node(id).width / 2,
      ]),
    ...graph.edges().flatMap((edge) => graph.edge(edge).points.map(({ x }) => x)),
  ];
  const [left, right] = [Math.min(...across), Math.max(...across)];
  const width = Math.max(760, right - left + 40);
  const shift = { x: (width - (right - left)) / 2 - left, y: 72 };
  const strongest = Math.max(1, ...edges.map(({ needs }) => needs));
  const arrows = edges.map((edge) => {
    const { points: laid } = graph.edge(...ends(edge), edge.back ? 'back' : 'forth');
    const points = edge.back ? laid.toReversed() : laid;
    const wide = 1 + 2.2 * Math.sqrt(edge.needs / strongest);
    return arrow(
      points.map(({ x, y }) => ({ x: x + shift.x, y: y + shift.y })),
      edge,
      wide,
    );
  });
  const boxes = nodes.map((node) => {
    const { x, y, width: w, height: h } = graph.node(node.id);
    const [left, top] = [x + shift.x - w / 2, y + shift.y - h / 2];
    return [
      `<rect class="box" x="${n(left)}" y="${n(top)}" width="${n(w)}" height="${n(h)}" rx="6"/>`,
      text(left + w / 2, top + 18, fitted(node.name, 200), 'mid strong'),
      text(left + w / 2, top + 33, said(node), 'mid soft small'),
    ].join('');
  });
  return card({ width, height: tall + 72 + 24, title, note, body: [...arrows, ...boxes].join('\n') });
}

const ends = ({ from, to, back }) => (back ? [to, from] : [from, to]);

const said = ({ files, code }) => `${count(files, 'file')} · ${count(code, 'line')}`;
const boxWidth = (node) =>
  Math.max(90, Math.min(250, widthOf(node.name) * 1.12 + 26), widthOf(said(node), 11) + 22);

/** A smooth line through dagre's points, which ends a little before the box, with a head of its own. */
function arrow(points, { from, to, needs, back }, wide) {
  const end = points.at(-1);
  const before = points.at(-2) ?? points[0];
  const angle = Math.atan2(end.y - before.y, end.x - before.x);
  const tip = { x: end.x - Math.cos(angle) * 1.5, y: end.y - Math.sin(angle) * 1.5 };
  const neck = { x: tip.x - Math.cos(angle) * 7, y: tip.y - Math.sin(angle) * 7 };
  const path = [...points.slice(0, -1), neck];
  let drawn = `M${n(path[0].x)},${n(path[0].y)}`;
  for (let at = 1; at < path.length - 1; at += 1) {
    const middle =
      at === path.length - 2
        ? path[at + 1]
        : { x: (path[at].x + path[at + 1].x) / 2, y: (path[at].y + path[at + 1].y) / 2 };
    drawn += `Q${n(path[at].x)},${n(path[at].y)} ${n(middle.x)},${n(middle.y)}`;
  }
  if (path.length === 2) drawn += `L${n(neck.x)},${n(neck.y)}`;
  const wing = (turn) => `${n(tip.x - Math.cos(angle + turn) * 9)},${n(tip.y - Math.sin(angle + turn) * 9)}`;
  return (
    `<path class="${back ? 'back' : 'edge'}" d="${drawn}" stroke-width="${n(wide)}"${back ? ' stroke-dasharray="5 3"' : ''}><title>${escaped(`${from} → ${to}: ${count(needs, 'import')}`)}</title></path>` +
    `<polygon class="${back ? 'backhead' : 'head'}" points="${n(tip.x)},${n(tip.y)} ${wing(0.42)} ${wing(-0.42)}"/>`
  );
}

/** The same for pages that draw Mermaid. */
export function mermaid({ nodes, edges }) {
  const names = new Map(nodes.map(({ id }, at) => [id, `m${at}`]));
  const label = (words) => words.replace(/["\\]/g, "'").replace(/[<>#;]/g, ' ');
  return [
    'graph TD',
    ...nodes.map(({ id, name }) => `  ${names.get(id)}["${label(name)}"]`),
    ...edges.map(({ from, to, back }) => `  ${names.get(from)} ${back ? '-.->' : '-->'} ${names.get(to)}`),
  ].join('\n');
}
