/**
 * kit/: what instruments may import, as `simphony/kit`, in every workspace.
 * In and out: plain values; no function here reads a clock, a file or chance.
 * Never: anything that knows how Simphony plays. What is exported here is a promise to people's workspaces.
 */
export {
  instrument,
  type Context,
  type Input,
  type Play,
  type RunOptions,
  type RunResult,
} from './instrument.ts';
export { random, type Random } from './random.ts';
export { deviation, mean, median, quantile, sum } from './statistics.ts';
export { oneLine, prettyJson } from './text.ts';
export {
  byBytes,
  canonicalJson,
  keywordsOf,
  sentencesOf,
  sha256,
  slugOf,
  summarise,
  wordsOf,
  type Feedback,
  type Json,
  type JsonObject,
  type Sha256,
} from '../base/index.ts';
export {
  durationOf,
  faultsOf,
  graphSchema,
  measure,
  readGraph,
  readWav,
  spectrogram,
  waveform,
  writeWav,
  type Asked,
  type Graph,
  type GraphMistake,
  type GraphRead,
  type Measures,
  type ReadWav,
  type SampleFormat,
  type Samples,
  type Spectrogram,
  type SpectrogramOptions,
  type Wav,
  type Waveform,
} from '../dsp/index.ts';
