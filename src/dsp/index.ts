/**
 * dsp/: a synthesis graph → a Faust program → a WAV that holds what a valid WAV must hold.
 * In:    graphs as JSON, programs, samples, bytes of WAV files; a function that starts a program under limits.
 * Out:   WAVs with what was measured of them, or sentences that say what is wrong and where.
 * Never: a score, a part, git; chance that has no seed; a clock in what is rendered.
 */
export type * from './synth.ts';
export { catalog, typeNames, type TypeName } from './graph/catalog/index.ts';
export type { Graph, GraphMistake, GraphNode, Value } from './graph/graph.ts';
export type { Family, Input, NodeType, Param, Range, Unit } from './graph/node-type.ts';
export { readGraph, type GraphRead } from './graph/read-graph.ts';
export { graphSchema } from './graph/schema.ts';
export { durationOf, type SampleFormat, type Samples, type Wav } from './wav/wav.ts';
export { readWav, type ReadWav } from './wav/read-wav.ts';
export { writeWav } from './wav/write-wav.ts';
export { loudness } from './measure/loudness.ts';
export { measure } from './measure/measure.ts';
export {
  spectrogram,
  waveform,
  type Spectrogram,
  type SpectrogramOptions,
  type Waveform,
} from './measure/pictures.ts';
export { faultsOf } from './validate/faults.ts';
export { makeSynth, synthVersion, type SynthOptions } from './make-synth.ts';
export { faustOf, type FaustOptions, type FaustText } from './faust/faust-of.ts';
