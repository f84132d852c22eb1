/**
 * `node scripts/check-pack.mjs output/<slug>/`: what programs that are not ours say of a pack. Every file that manifest.json
 * names is opened by sndfile-info, ffprobe and soxi, which must call it 48 kHz, mono, 32-bit float and as long as is stated;
 * its peak by ffmpeg's astats must lie below -1 dBFS. Ends with 1 at the first file that is not so, and where a tool is missing.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const folder = process.argv[2] ?? '.';
const { samples } = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8'));

/** What a program says, on either stream. */
function said(program, ...words) {
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
  if (error !== undefined) throw new Error(`${program} can't be started: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ${words.at(-1)} ended with ${status}: ${stderr}`);
  return `${stdout}${stderr}`;
}
const numberIn = (text, pattern) => Number(pattern.exec(text)?.[1] ?? Number.NaN);
const near = (a, b) => Math.abs(a - b) <= 0.002;

function faultsOf(file, { duration, figures }) {
  const probed = JSON.parse(
    execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', file], {
      encoding: 'utf8',
    }),
  );
  const [stream] = probed.streams;
  const sndfile = said('sndfile-info', file);
  const soxi = said('soxi', file);
  const seconds = numberIn(soxi, /= (\d+) samples/) / 48000;
  // of the whole file: the last one that astats prints
  const peak = Number(
    said(
      'ffmpeg',
      '-hide_banner',
      '-i',
      file,
      '-af',
      'astats=measure_perchannel=none',
      '-f',
      'null',
      '-',
    ).match(/Peak level dB: (-?[\d.]+)/)?.[1],
  );
  return [
    [
      stream.codec_name === 'pcm_f32le' && stream.sample_rate === '48000' && stream.channels === 1,
      `ffprobe: ${stream.codec_name}, ${stream.sample_rate} Hz, ${stream.channels} channels`,
    ],
    [near(Number(probed.format.duration), figures.duration), `ffprobe: ${probed.format.duration} s`],
    [
      /Sample Rate : 48000/.test(sndfile) &&
        /Channels\s*: 1\b/.test(sndfile) &&
        /Format\s*: 0x00010006/.test(sndfile),
      `sndfile-info: ${sndfile}`,
    ],
    [!/\*\*\*|error|warning/i.test(sndfile), `sndfile-info: ${sndfile}`],
    [
      /Channels\s*: 1\b/.test(soxi) &&
        /Sample Rate\s*: 48000/.test(soxi) &&
        /32-bit Floating Point/.test(soxi),
      `soxi: ${soxi}`,
    ],
    [near(seconds, figures.duration), `soxi: ${seconds} s`],
    [Math.abs(figures.duration - duration) <= 0.5, `${figures.duration} s where ${duration} s was asked for`],
    [peak < -1, `ffmpeg astats: a peak of ${peak} dBFS`],
  ].flatMap(([holds, evidence]) => (holds ? [] : [evidence]));
}

for (const sample of samples) {
  if (sample.missing !== undefined) {
    console.log(`not ok ${sample.id}: missing: ${sample.missing}`);
    process.exitCode = 1;
    continue;
  }
  const file = path.join(folder, sample.file);
  const digest = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  const faults = faultsOf(file, sample);
  if (digest !== sample.figures.sha256)
    faults.push(`sha256 ${digest} where the manifest says ${sample.figures.sha256}`);
  for (const fault of faults) console.log(`not ok ${sample.id}: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  else
    console.log(
      `ok ${sample.id}: ${sample.figures.duration} s, ${sample.figures.peak_dbfs} dBFS, ${digest.slice(0, 12)}`,
    );
}
