/** Writes what a person opens: the page, the picture and the manifest of the pack; and the session's result. */
import { prettyJson, readWav, slugOf } from 'simphony/kit';
import { overview } from '../lib/page/overview.mjs';
import { page } from '../lib/page/page.mjs';
import { patchDiagram } from '../lib/page/patch-diagram.mjs';
import { palette, spectrogramImage, waveformPath } from '../lib/page/pictures.mjs';
import { dataUri, png } from '../lib/page/png.mjs';

export default async function play({ sheet, record, inputs }, context) {
  const { designer, validator } = inputs;
  const folder = `output/${slugOf(sheet.title)}`;
  const sounds = await Promise.all(designer.map((spec) => soundOf(spec, inputs, folder, context)));
  const movements = [1, 2, 3, 4, 5, 6].map((number) => sounds.filter(({ id }) => movementOf(id) === number));
  const who = whoOf(record);
  const missing = sounds.filter(({ reason }) => reason !== undefined);

  await context.write(
    `${folder}/index.html`,
    page({
      title: sheet.title,
      brief: sheet.text,
      who: who.sentence,
      notices: [
        ...(who.understudies === '' ? [] : [who.understudies]),
        ...(missing.length === 0
          ? []
          : [
              `${missing.length} of ${sounds.length} samples ${areMissing(missing)}: ${missing.map(({ id }) => id).join(', ')}.`,
            ]),
      ],
      movements: movements.map((of) => of.map(drawn)),
      nearest: validator.nearest,
    }),
  );
  await context.write(
    `${folder}/overview.png`,
    overview({
      title: sheet.title,
      note: `${validator.valid} sounds in six movements. ${who.sentence}`,
      movements,
    }),
  );
  await context.write(`${folder}/manifest.json`, prettyJson(manifestOf(sheet, sounds, who, validator)));

  if (missing.length === 0) {
    return {
      summary: `${sounds.length} samples, a page, a picture and a manifest`,
      status: 'ok',
      rendered: sounds.length,
      output_dir: `./${folder}/`,
    };
  }
  const reasons = missing.map(({ id, reason }) => `${id} (${reason})`);
  return {
    summary: `${validator.valid} of ${sounds.length} samples; missing: ${missing.map(({ id }) => id).join(', ')}`,
    status: 'error',
    reason: `${missing.length} of ${sounds.length} samples ${areMissing(missing)}, the others are kept: ${reasons.join('; ')}`,
  };
}

const areMissing = ({ length }) => (length === 1 ? 'is missing' : 'are missing');

const movementOf = (id) => Number(/\d/.exec(id)?.[0]);

/** A spec with all that became of it; samples where there is a valid file, else `reason`. */
async function soundOf(spec, { analyzer, compiler, validator }, folder, context) {
  const figures = validator.samples.find(({ id }) => id === spec.id);
  if (figures === undefined)
    return { ...spec, reason: validator.gaps.find(({ id }) => id === spec.id)?.reason ?? 'was not rendered' };
  const read = readWav(await context.readBytes(`${folder}/${spec.id}.wav`));
  if (read.read === 'mistake') return { ...spec, reason: read.mistake };
  const sound = compiler.find(({ id }) => id === spec.id)?.output;
  return {
    ...spec,
    file: `${spec.id}.wav`,
    figures,
    samples: read.wav.channels[0],
    rate: read.wav.rate,
    graph: analyzer.find(({ id }) => id === spec.id)?.output,
    iters: sound?.iters ?? 1,
    mends: sound?.mends ?? [],
  };
}

/** The pictures of a sound, as the page holds them. */
function drawn(sound) {
  if (sound.reason !== undefined) return sound;
  const { samples, rate, graph } = sound;
  return {
    ...sound,
    image: dataUri(png({ ...spectrogramImage(samples, rate, 480, 128), palette })),
    wave: waveformPath(samples, 480, 56),
    diagram: patchDiagram(graph),
  };
}

/** Who designed and who analysed: models by their names; where an understudy played, the page says so first. */
function whoOf(record) {
  const playersOf = (pattern) => record.filter(({ part }) => pattern.test(part)).map(({ model }) => model);
  const [designers, analyzers] = [playersOf(/\/designer(?:#\d+)?$/), playersOf(/\/analyzer\[/)];
  const named = (players) =>
    [...new Set(players.map((model) => model ?? 'an understudy'))].sort().join(' and ');
  const without = (players) => players.filter((model) => model === null).length;
  const nobody = without(designers) === designers.length && without(analyzers) === analyzers.length;
  const some = without(designers) + without(analyzers) > 0;
  return {
    designed_by: named(designers),
    analysed_by: named(analyzers),
    understudies: nobody
      ? 'No model was asked: understudies designed this pack. They are scripts of this ensemble that read the brief with a lexicon; the same brief and seed give the same sounds.'
      : some
        ? 'Understudies, scripts of this ensemble, stood in where no model answered.'
        : '',
    sentence: nobody
      ? 'Designed by understudies, without a model.'
      : `Designed by ${named(designers)}, built by ${named(analyzers)}.`,
  };
}

function manifestOf(sheet, sounds, who, { nearest, samples }) {
  const figuresOf = (id) => samples.find((one) => one.id === id);
  return {
    version: 1,
    title: sheet.title,
    brief: sheet.text,
    designed_by: who.designed_by,
    analysed_by: who.analysed_by,
    nearest,
    samples: sounds.map(({ id, name, description, duration, module, file, reason, iters, mends }) => ({
      id,
      name,
      movement: movementOf(id),
      description,
      duration,
      module,
      ...(reason === undefined ? { file, iters, mends, figures: figuresOf(id) } : { missing: reason }),
    })),
  };
}
