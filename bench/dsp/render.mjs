/**
 * node bench/dsp/render.mjs <dsp module> <jobs.json> <folder> <children>: renders every graph of a file as a session
 * does, and prints a JSON line for each, then one for all: seconds of wall time from the first request to the last WAV.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const [module, jobs, folder, children] = process.argv.slice(2);
const { makeSynth, startConfined } = await import(module);
const { graphs } = JSON.parse(await readFile(jobs, 'utf8'));
const ended = [];
const start = (program) => {
  const child = startConfined(program);
  ended.push(child.ended);
  return child;
};
const synth = makeSynth({ start, children: Number(children) });
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const begun = performance.now();
await Promise.all(
  graphs.map(async ({ id, seed, asked }) => {
    const rendered = await synth.render({
      source: { graph: asked },
      seed,
      iterations: 10,
      timeoutMs: 300_000,
      signal: new AbortController().signal,
    });
    if (rendered.rendered !== 'wav') throw new Error(`${id}: ${JSON.stringify(rendered)}`);
    await writeFile(path.join(folder, `${id}.wav`), rendered.wav);
    say({ id, seconds: rendered.sound.duration, iters: rendered.sound.iters });
  }),
);
say({ took: (performance.now() - begun) / 1000 });
await synth.close();
// so that what they needed is counted with what this program needed
await Promise.all(ended);
