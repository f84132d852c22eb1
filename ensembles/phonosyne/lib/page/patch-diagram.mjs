/** A synthesis graph as a picture: what is heard flows from left to right, what moves something comes in dashed. */
import dagre from '@dagrejs/dagre';
import { escaped } from './escaped.mjs';

const families = {
  noise: /_noise$/,
  control: /^(?:lfo|clock|random_walk)$/,
  envelope: /^(?:ad|adsr|ahd|segments|exponential|follower|pattern)$/,
  filter:
    /^(?:one_pole|lowpass|highpass|bandpass|notch|peak|ladder|comb|all_pass|formant|low_shelf|high_shelf|resonators|dc_block)$/,
  joining: /^(?:mix|multiply|crossfade|constant|gain|feedback)$/,
  effect:
    /^(?:autowah|chorus|compressor|delay|distortion|dub_echo|echo|flanger|fuzz|short_reverb|long_reverb|noise_gate|overdrive|particle|phaser|rainbow_machine|tremolo|vibrato)$/,
};

export const familyOf = (type) =>
  Object.keys(families).find((family) => families[family].test(type)) ?? 'source';

const heardIn = ['in', 'from', 'a', 'b', 'side'];

/** `{ from, to, how }`: `heard`, `starts` or `moves`; each pair once. */
export function edgesOf(nodes) {
  const edges = new Map();
  const add = (from, to, how) => edges.set(`${from} ${to} ${how}`, { from, to, how });
  for (const [to, node] of Object.entries(nodes)) {
    for (const key of heardIn) {
      for (const one of [node[key] ?? []].flat()) {
        add(typeof one === 'string' ? one : one.node, to, 'heard');
        if (typeof one === 'object') movers(one.gain).forEach((from) => add(from, to, 'moves'));
      }
    }
    if (node.trigger !== undefined) add(node.trigger, to, 'starts');
    for (const value of Object.values(node)) movers(value).forEach((from) => add(from, to, 'moves'));
  }
  return [...edges.values()];
}

function movers(value) {
  if (Array.isArray(value)) return value.flatMap(movers);
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value.by)) return value.by.map(({ node }) => node);
  return Object.values(value).flatMap((one) => (typeof one === 'object' ? movers(one) : []));
}

const n = (value) => String(Math.round(value));

export function patchDiagram({ nodes, out }) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 8, ranksep: 30, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [name, { type }] of Object.entries(nodes)) {
    graph.setNode(name, { width: 14 + 6.6 * Math.max(name.length, type.length * 0.9), height: 30 });
  }
  const edges = edgesOf(nodes).filter(({ from, to }) => graph.hasNode(from) && graph.hasNode(to));
  for (const { from, to, how } of edges) graph.setEdge(from, to, { weight: how === 'heard' ? 6 : 1 }, how);
  dagre.layout(graph);
  const { width, height } = graph.graph();
  const lines = edges.map(({ from, to, how }) => {
    const points = graph.edge(from, to, how).points.map(({ x, y }) => `${n(x)} ${n(y)}`);
    return `<path class="${how}" d="M${points.join('L')}"/>`;
  });
  const boxes = Object.entries(nodes).map(([name, { type }]) => {
    const { x, y, width: w, height: h } = graph.node(name);
    const family = name === out ? 'out' : familyOf(type);
    return `<g class="node ${family}"><rect x="${n(x - w / 2)}" y="${n(y - h / 2)}" width="${n(w)}" height="${n(h)}" rx="4"/><text x="${n(x)}" y="${n(y - 2)}">${escaped(name)}</text><text class="type" x="${n(x)}" y="${n(y + 10)}">${escaped(type)}</text></g>`;
  });
  return `<svg class="patch" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" role="img" aria-label="${Object.keys(nodes).length} nodes">${lines.join('')}${boxes.join('')}</svg>`;
}
