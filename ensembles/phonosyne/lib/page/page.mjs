/** The page on which a pack is heard: one file, opened from the disk, that needs nothing but the WAVs beside it. */
import { escaped } from './escaped.mjs';
import { script, style } from './style.mjs';

const romans = ['I', 'II', 'III', 'IV', 'V', 'VI'];
const fixed = (value, digits) => value.toFixed(digits).replace(/^-(0(?:\.0+)?)$/, '$1');

/**
 * @param pack `{ title, brief, who, notices, movements, nearest }`; a movement is an array of
 *   `{ id, name, description, duration, module, file, figures, iters, mends, image, wave, diagram, graph }` or `{ …, reason }` for a gap
 */
export function page(pack) {
  const count = pack.movements.flat().filter(({ reason }) => reason === undefined).length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(pack.title)}</title>
<style>
${style}
</style>
</head>
<body>
<main>
<h1>${escaped(pack.title)}</h1>
<p class="who">${count} sounds in six movements. ${escaped(pack.who)}</p>
${pack.notices.map((notice) => `<p class="notice">${escaped(notice)}</p>`).join('\n')}
<div class="top">
<section class="brief" aria-label="The brief">
${paragraphs(pack.brief)}
</section>
<section class="arc" aria-label="The arc">
${arc(pack.movements)}
<p>The arc as it was rendered. Bars: loudness (LUFS). Line: brightness (centre of the spectrum, Hz, in octaves).</p>
</section>
</div>
${pack.movements.map(movement).join('\n')}
<footer>
<p>Mono, 48 kHz, 32-bit float, each peak below -1 dBFS. Loops are for the looper <code>lubadh</code> and repeat here when they are played; textures are for the granular sampler <code>arbhar</code>. A click on a picture plays from there, with shift on top of what is already playing.</p>
${pack.nearest === null ? '' : `<p>No two are alike: the nearest are ${escaped(pack.nearest.a)} and ${escaped(pack.nearest.b)}, ${fixed(pack.nearest.distance, 1)} dB apart in spectrum and course.</p>`}
<p>Figures, digests and reasons stand in <a href="manifest.json">manifest.json</a>; the whole pack in one picture is <a href="overview.png">overview.png</a>.</p>
</footer>
</main>
<script>
${script}
</script>
</body>
</html>
`;
}

const paragraphs = (text) =>
  text
    .trim()
    .split(/\n\s*\n/)
    .map((one) => `<p>${escaped(one.trim())}</p>`)
    .join('\n');

function movement(sounds, at) {
  const names = sounds.map(({ name }) => name);
  return `<section class="movement" id="movement-${at + 1}">
<header><span class="roman">${romans[at]}</span><h2>${escaped(names.join(', '))}</h2></header>
<div class="sounds">
${sounds.map(sound).join('\n')}
</div>
</section>`;
}

function sound(one) {
  const head = `<h3><b>${escaped(one.id)}</b> ${escaped(one.name)} <small>${one.module === 'lubadh' ? 'loop' : 'texture'} · ${fixed(one.duration, 1)} s</small></h3>`;
  if (one.reason !== undefined) {
    return `<article class="sound gap" id="${escaped(one.id)}">${head}<p class="description">${escaped(one.description)}</p><p class="mends">Missing: ${escaped(one.reason)}</p></article>`;
  }
  const { figures } = one;
  const told = [
    ['peak', `${fixed(figures.peak_dbfs, 1)} dBFS`],
    ['loudness', `${fixed(figures.lufs, 1)} LUFS`],
    ['centre', `${Math.round(figures.centroid_hz)} Hz`],
    ['onsets', String(figures.onsets)],
    ['true peak', `${fixed(figures.true_peak_dbtp, 1)} dBTP`],
    ['crest', `${fixed(figures.crest_db, 1)} dB`],
    [
      'nearest',
      figures.nearest === null ? 'none' : `${figures.nearest.id}, ${fixed(figures.nearest.distance, 0)} dB`,
    ],
    ['renders', String(one.iters)],
  ];
  const nodes = Object.keys(one.graph.nodes).length;
  return `<article class="sound" id="${escaped(one.id)}">
<a class="picture" href="${escaped(one.file)}" aria-label="Play ${escaped(one.name)} from here"><svg viewBox="0 0 480 56" preserveAspectRatio="none" aria-hidden="true"><path d="${one.wave}"/></svg><img src="${one.image}" width="480" height="128" alt="Spectrogram of ${escaped(one.id)}, 40 Hz to 16 kHz"><i></i></a>
<div class="body">
<audio controls preload="metadata"${one.module === 'lubadh' ? ' loop' : ''} src="${escaped(one.file)}"></audio>
${head}
<p class="description">${escaped(one.description)}</p>
<dl>${told.map(([name, value]) => `<div><dt>${name}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>
${one.mends.length === 0 ? '' : `<p class="mends">Mended: ${escaped(one.mends.join('; '))}</p>`}
<details><summary>Graph, ${nodes} nodes</summary><div class="scroll">${one.diagram}</div><details><summary>as JSON</summary><div class="scroll"><pre>${escaped(graphText(one.graph))}</pre></div></details></details>
</div>
</article>`;
}

/** One node to a line: short enough to stand in the page, and to be pasted into a file. */
function graphText({ nodes, ...rest }) {
  const lines = Object.entries(nodes).map(
    ([name, node]) => `  ${JSON.stringify(name)}: ${JSON.stringify(node)}`,
  );
  const others = Object.entries(rest).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{ ${others.join(', ')},\n"nodes": {\n${lines.join(',\n')}\n} }`;
}

/** Loudness and brightness of what was rendered, in the order in which it is heard. */
function arc(movements) {
  const sounds = movements.flat();
  const [width, height] = [540, 190];
  const step = width / sounds.length;
  const heard = sounds.filter(({ figures }) => figures !== undefined);
  if (heard.length === 0) return '';
  const loud = heard.map(({ figures }) => figures.lufs);
  const [least, most] = [Math.min(...loud) - 4, Math.max(...loud)];
  const pitch = (hz) => Math.log2(Math.max(40, hz));
  const pitches = heard.map(({ figures }) => pitch(figures.centroid_hz));
  const [low, high] = [Math.min(...pitches), Math.max(...pitches)];
  const shapes = [];
  const points = [];
  sounds.forEach(({ figures, id }, at) => {
    const x = at * step + step / 2;
    if (figures === undefined) return;
    const tall = (height * 0.62 * (figures.lufs - least)) / Math.max(1, most - least);
    shapes.push(
      `<rect class="loud" x="${fixed(x - step * 0.28, 1)}" y="${fixed(height - tall, 1)}" width="${fixed(step * 0.56, 1)}" height="${fixed(tall, 1)}" rx="2"><title>${escaped(id)}: ${fixed(figures.lufs, 1)} LUFS, centre ${Math.round(figures.centroid_hz)} Hz</title></rect>`,
    );
    points.push([x, 12 + (height * 0.5 * (high - pitch(figures.centroid_hz))) / Math.max(0.5, high - low)]);
  });
  const line = `<path class="bright" d="M${points.map(([x, y]) => `${fixed(x, 1)} ${fixed(y, 1)}`).join('L')}"/>`;
  const dots = points.map(
    ([x, y]) => `<circle class="dot" cx="${fixed(x, 1)}" cy="${fixed(y, 1)}" r="2.6"/>`,
  );
  const rules = movements.map(
    (_, at) =>
      `<line class="rule" x1="${fixed(at * 3 * step, 1)}" x2="${fixed(at * 3 * step, 1)}" y1="0" y2="${height + 6}"/><text x="${fixed((at * 3 + 1.5) * step, 1)}" y="${height + 20}">${romans[at]}</text>`,
  );
  return `<svg viewBox="0 0 ${width} ${height + 26}" role="img" aria-label="Loudness and brightness of the sounds in order">${rules.join('')}${shapes.join('')}${line}${dots.join('')}</svg>`;
}
