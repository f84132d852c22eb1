import { isJsonObject, type Feedback, type Json } from '../../base/index.ts';
import type { Asked, Rendered, Sound, Synth } from '../../dsp/index.ts';
import { evaluate, type DspPerformer, type DspSource, type OfProgram } from '../../score/index.ts';
import type { Company } from '../attempt.ts';
import type { Failure } from '../end.ts';
import { askModel, playUnderstudy } from '../model/play.ts';
import { heardFiles } from '../model/heard-files.ts';
import { layFile } from '../model/lay-answer.ts';
import { failed, type Played, type Stage } from '../stage.ts';
import { shownAs, soundAsked, template, type SoundAsked } from './asked.ts';
import { sampleRate } from './contract.ts';
import type { PythonRequest, Refusal } from '../sandbox/python.ts';
import { readProgram } from './read-program.ts';

/** Plays a sound: what it is made from, rendered and held to what a valid WAV is (dsp/). */
export async function playDsp(performer: DspPerformer, stage: Stage, company: Company): Promise<Played> {
  const synth = await company.synth();
  if (synth === undefined) throw new Error('these players render no sounds');
  const found = soundAsked(performer, stage.request.values);
  if ('failure' in found) return { played: 'failed', failure: found.failure, again: 'is no use' };
  const { asked } = found;
  const { source } = performer;
  switch (source.from) {
    case 'graph':
      return await playGraph(source, asked, stage, synth);
    case 'program':
      return await playGiven(source, asked, stage, company, synth);
    case 'model':
      return await playWritten(source, asked, stage, company, synth);
  }
}

async function playGraph(
  { graph }: Extract<DspSource, { from: 'graph' }>,
  asked: SoundAsked,
  stage: Stage,
  synth: Synth,
): Promise<Played> {
  const { instrument, values, seed } = stage.request;
  const found = evaluate(graph, values);
  if (!found.ok) return failed(template('graph', found.because).failure);
  const rendered = await synth.render({
    source: { graph: found.value, ...asked },
    seed,
    iterations: instrument.attempts,
    timeoutMs: instrument.timeoutMs,
    signal: stage.signal,
    onIteration: (iteration, faults, mend) => {
      const wrong = faults.map(({ criterion, evidence }) => `${criterion}: ${evidence}`).join('; ');
      stage.listener.iteration?.(iteration, mend === undefined ? wrong : `${wrong}; ${mend}`);
    },
  });
  return await brought(rendered, stage, { by: { player: synth.player } });
}

async function playGiven(
  source: Extract<DspSource, { from: 'program' }>,
  asked: SoundAsked,
  stage: Stage,
  company: Company,
  synth: Synth,
): Promise<Played> {
  const found = evaluate(source.program, stage.request.values);
  if (!found.ok) return failed(template('program', found.because).failure);
  const { value } = found;
  if (typeof value !== 'string') {
    const is = `${source.program.source.trim()} is ${shownAs(value)}; the text of a program is expected`;
    return failed(template('program', is).failure);
  }
  const made = await renderProgram(value, source, asked, stage, company, synth);
  return 'played' in made ? made : await brought(made.rendered, stage, { by: { player: made.player } });
}

/** A model writes the program, or its understudy does. Each attempt is one program. */
async function playWritten(
  source: Extract<DspSource, { from: 'model' }>,
  asked: SoundAsked,
  stage: Stage,
  company: Company,
  synth: Synth,
): Promise<Played> {
  // Nothing is paid for that could not be run here.
  const refusal = source.language === 'python' ? await company.python.refusal(howRun(stage)) : undefined;
  if (refusal !== undefined) return noPython(refusal);
  const before = stage.request.model?.wrote;
  const written = before ?? (await write(source, asked, stage, company));
  if ('played' in written) return written;
  const { program, by } = written;
  const made = await renderProgram(program, source, asked, stage, company, synth);
  if ('played' in made) return made;
  const iters = before?.iters ?? stage.request.attempt;
  if (before !== undefined && made.rendered.rendered === 'faults')
    return { played: 'failed', failure: notAgain(made.rendered.faults), again: 'is no use' };
  return await brought(made.rendered, stage, { by: { ...by, tried: program }, iters, program });
}

type By = NonNullable<Extract<Played, { played: 'output' }>['by']>;

async function write(
  source: Extract<DspSource, { from: 'model' }>,
  asked: SoundAsked,
  stage: Stage,
  company: Company,
): Promise<{ readonly program: string; readonly by: By } | Played> {
  const { instrument, model, input, laid } = stage.request;
  const { language, channels, model: performer } = source;
  if (model === undefined) throw new Error(`${instrument.nickname}: nothing says who plays`);
  if (model.plays === 'its understudy') {
    const played = await playUnderstudy(performer, stage, company);
    if (played.played !== 'output') return played;
    const { output, by } = played;
    const program = isJsonObject(output) ? output['program'] : output;
    if (typeof program === 'string' && by !== undefined) return { program, by };
    const got = shownAs(output);
    return failed({ failure: 'wrong form', wanted: 'a map with the text of a `program`', got });
  }
  const files = await heardFiles(laid);
  const program = { language, channels, asked };
  const request = { performer, instrument, model, input, writes: [], files, program };
  const said = await askModel(request, instrument.timeoutMs, stage, company);
  if ('played' in said) return said;
  const read = readProgram(language, said.text);
  return 'failure' in read ? failed(read.failure) : { program: read.program, by: said.by };
}

const howRun = ({ request }: Stage): Pick<PythonRequest, 'path' | 'sandbox'> => ({
  path: request.environment['PATH'] ?? '',
  sandbox: request.sandbox ?? 'required',
});

const noPython = ({ because, instead }: Refusal): Played => ({
  played: 'failed',
  failure: { failure: 'no python', because, instead },
  again: 'is no use',
});

async function renderProgram(
  program: string,
  { language, channels }: OfProgram,
  { duration, loop = false }: SoundAsked,
  stage: Stage,
  company: Company,
  synth: Synth,
): Promise<{ readonly rendered: Rendered; readonly player: string } | Played> {
  if (duration === undefined) throw new Error('a program without a duration');
  const { request, signal } = stage;
  const { seed, instrument } = request;
  const { timeoutMs } = instrument;
  const asked: Asked = { duration, loop, channels };
  if (language === 'faust') {
    const source = { faust: program, asked };
    const rendered = await synth.render({ source, seed, iterations: 1, timeoutMs, signal });
    return { rendered, player: synth.player };
  }
  const how = { ...howRun(stage), duration, rate: sampleRate, seed, timeoutMs, signal };
  const ran = await company.python.run({ program, ...how });
  switch (ran.ran) {
    case 'samples':
      return { rendered: synth.accept(ran.samples, asked), player: ran.player };
    case 'faults':
      return { rendered: { rendered: 'faults', faults: ran.faults, iters: 1 }, player: '' };
    case 'refused':
      return noPython(ran);
    case 'cancelled':
      return { played: 'cancelled' };
  }
}

/** What a render brought, as the attempt brings it: the WAV where `writes` says, and what was measured of it. */
async function brought(
  rendered: Rendered,
  { request, folders }: Stage,
  made: { readonly by: By; readonly iters?: number; readonly program?: string },
): Promise<Played> {
  const { by, program } = made;
  switch (rendered.rendered) {
    case 'cancelled':
      return { played: 'cancelled' };
    case 'faults': {
      const { faults, iters } = rendered;
      const tried = program === undefined ? {} : { tried: program };
      // A graph that cannot be read was never rendered, and was tried all the same.
      return { played: 'faults', faults, iters: made.iters ?? Math.max(1, iters), ...tried };
    }
    case 'wav': {
      const path = request.writes[0]?.glob ?? '';
      const because = await layFile(path, rendered.wav, folders.work);
      if (because !== undefined)
        return { played: 'failed', failure: notWritten(because), again: 'is no use' };
      return { played: 'output', output: outputOf(rendered.sound, made), by };
    }
  }
}

/** It was a valid sound when it was accepted, and is none here. Whether a model is paid for another is a person's to say. */
const notAgain = (faults: readonly Feedback[]): Failure => ({
  failure: 'not the same sound',
  because: faults.map(({ criterion, evidence }) => `${criterion}: ${evidence}`).join('; '),
});

const notWritten = (because: string): Failure => ({ failure: 'template', of: 'writes', because });

function outputOf(sound: Sound, { iters, program }: { iters?: number; program?: string }): Json {
  const { mends, ...figures } = sound;
  const told = { ...figures, ...(iters === undefined ? {} : { iters }), mends: [...mends] };
  // How many attempts a model had is said of every take.
  const tries =
    program === undefined ? `, ${told.iters} ${told.iters === 1 ? 'iteration' : 'iterations'}` : '';
  const summary = `${sound.duration.toFixed(1)} s, peak ${sound.peak_dbfs.toFixed(1)} dBFS${tries}`;
  return { ...told, ...(program === undefined ? {} : { program }), summary };
}
