import {
  catalog,
  typeNames,
  type Family,
  type Input,
  type NodeType,
  type Param,
} from '../../src/dsp/index.ts';

const head = `---
name: synthesis-graph
description: Writes synthesis graphs, version 1, the JSON that Simphony's DSP compiler turns into WAV files. Use it to design a sound as a graph of named nodes.
---
# The synthesis graph, version 1

\`\`\`json
{ "version": 1, "duration": 12, "nodes": { "name": { "type": "…" } }, "out": "name",
  "loop": { "crossfade": 1 }, "fade": { "in": 0.01, "out": 0.2 }, "level": { "lufs": -20 } }
\`\`\`

- **nodes**: at most 200; names are letters, digits and \`_\`. \`in\` names the node that is heard. Every node must reach \`out\`.
- **A parameter** is a number, or \`{ "value": n, "by": [{ "node": "slow", "depth": d }] }\`: what \`slow\` gives, times \`d\`, is added in
  the parameter's unit. For Hz and seconds \`{ "node": "slow", "octaves": o }\` multiplies by 2 to that power instead. Whatever comes
  out is held within the range. Audio and \`lfo\`, \`random_walk\` give -1..1; envelopes and \`clock\` 0..1. Any node may move anything.
- **A circle** is closed only by \`feedback\`: its \`from\` names any node, also a later one.
- **loop**: the ends are joined by a cross-fade of so many seconds, at most half the duration. Without \`loop\`, \`fade\`.
- **level**: \`{ "lufs": -60..-6 }\` or \`{ "peak_dbfs": -60..-1.2 }\`, made after the render.
- **trigger** names a node whose rise through 0.5 starts something anew: a \`clock\`, or a \`pattern\` of shape \`gate\`.
- Hearing levels: keep what goes into an effect within -1..1; distortion, compressor and gate go by level.

Below: \`type\`: what it is. Inputs (\`?\`: may be left out). Parameters as least..most unit (default).
`;

const families: { readonly [family in Family]: string } = {
  source: 'Sources',
  noise: 'Noises',
  filter: 'Filters',
  envelope: 'Envelopes, 0..1',
  control: 'Control',
  effect: 'Effects',
  joining: 'Joining',
};

/** The skill that the analyzer's model reads: the whole catalog, as short as it can be said. */
export function skillText(): string {
  const sections = Object.entries(families).map(([family, title]) => {
    const types = typeNames.filter((name) => catalog[name].family === family);
    return [`## ${title}`, '', ...types.map((name) => entry(name, catalog[name])), ''].join('\n');
  });
  return [head, ...sections].join('\n');
}

function entry(name: string, { doc, inputs, params, family, gives }: NodeType): string {
  const given = family === 'control' ? ` (${gives})` : '';
  const told = [
    ...Object.entries(inputs).map(([key, input]) => inputText(key, input)),
    ...Object.entries(params).map(([key, param]) => paramText(key, param)),
  ];
  return `- \`${name}\`${given}: ${doc}.${told.length === 0 ? '' : ` ${told.join('; ')}`}`;
}

const inputText = (key: string, { takes, optional }: Input): string =>
  `${key}${optional === true ? '?' : ''}${takes === 'node' ? '' : takes === 'nodes' ? ' [names]' : ' [{ node, gain }]'}`;

function paramText(key: string, param: Param): string {
  switch (param.is) {
    case 'number':
      return `${key} ${param.min}..${param.max}${param.unit === '' ? '' : ` ${param.unit}`} (${param.default})`;
    case 'choice':
      return `${key} ${param.options.join('|')} (${param.default})`;
    case 'numbers':
      return `${key} [${param.least} to ${param.most} of ${param.of.min}..${param.of.max}]`;
    case 'points':
      return `${key} [${param.least} to ${param.most} of { ${Object.entries(param.of)
        .map(([name, range]) => `${name} ${range.min}..${range.max}`)
        .join(', ')} }]`;
  }
}
