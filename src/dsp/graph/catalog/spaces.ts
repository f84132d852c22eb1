import {
  decibels,
  hz,
  mixOf,
  one,
  perSecond,
  plain,
  seconds,
  semitones,
  share,
  type NodeType,
} from '../node-type.ts';

const space = (doc: string, params: NodeType['params']): NodeType => ({
  family: 'effect',
  doc,
  gives: 'audio',
  inputs: { in: one('what goes through it') },
  params,
});

const damping = (otherwise: number) => share(otherwise, 'how much faster the highs fade');

/** Effects that remember: echoes, rooms, grains of what was. */
export const spaces = {
  delay: space('clean repeats', {
    time: seconds(0.0005, 4, 0.3, 'between repeats'),
    feedback: plain(-0.98, 0.98, 0.35, 'how much of a repeat is repeated'),
    mix: mixOf(0.35),
  }),
  echo: space('repeats that grow darker, like a canyon', {
    time: seconds(0.005, 4, 0.4, 'between repeats'),
    feedback: plain(0, 0.98, 0.5, 'how much of a repeat is repeated'),
    damping: damping(0.4),
    diffusion: share(0.3, 'how much each repeat is smeared'),
    mix: mixOf(0.4),
  }),
  dub_echo: space(
    'a tape echo at the desk: filtered, saturated, wavering, sings when the feedback passes 1',
    {
      time: seconds(0.01, 3, 0.375, 'between repeats; moved, it bends the pitch like tape'),
      feedback: plain(0, 1.2, 0.65, 'how much comes back; above 1 it swells and is held by the tape'),
      low_cut: hz(20, 2000, 150, 'high-pass in the loop'),
      high_cut: hz(200, 16000, 2500, 'low-pass in the loop'),
      drive: decibels(0, 30, 6, 'level into the tape'),
      wow: share(0.2, 'how much the tape wavers'),
      mix: mixOf(0.45),
    },
  ),
  short_reverb: space('a room', {
    decay: seconds(0.05, 3, 0.6, 'until it has fallen by 60 dB'),
    size: share(0.4, 'from a box to a hall'),
    damping: damping(0.4),
    predelay: seconds(0, 0.2, 0.005, 'before it answers'),
    mix: mixOf(0.3),
  }),
  long_reverb: space('a cathedral, a cistern, a fog', {
    decay: seconds(0.5, 60, 6, 'until it has fallen by 60 dB'),
    size: share(0.7, 'from a hall to a valley'),
    damping: damping(0.4),
    low_cut: hz(20, 1000, 60, 'high-pass on what goes in'),
    motion: share(0.3, 'how much its walls move'),
    predelay: seconds(0, 0.5, 0.02, 'before it answers'),
    mix: mixOf(0.4),
  }),
  particle: space('grains of what was just heard: scattered, pitched, stuttering, or frozen', {
    density: perSecond(0.5, 200, 24, 'grains that begin each second'),
    size: seconds(0.005, 0.5, 0.09, 'length of a grain'),
    scatter: seconds(0, 2, 0.25, 'how far back a grain may begin'),
    pitch: semitones(-24, 24, 0, 'of the grains'),
    spread: semitones(0, 24, 0, 'how far from `pitch` a grain may lie, by chance'),
    stutter: share(0.2, 'how often a grain begins where the one before began'),
    freeze: share(0, 'from 0.5 on nothing new is heard: the grains go on with what there is'),
    mix: mixOf(0.7),
  }),
  rainbow_machine: space(
    'pitch shifters in a loop: each repeat is shifted again, up into sparkle or down into mud',
    {
      pitch: semitones(-24, 24, 7, 'of the first voice'),
      second: share(0.4, 'level of a second voice, an octave from the first in the same direction'),
      magic: share(0.5, 'how much comes back to be shifted again; near 1 it hardly ends'),
      lag: seconds(0.005, 1, 0.12, 'before it comes back'),
      tone: hz(500, 18000, 7000, 'low-pass in the loop'),
      mix: mixOf(0.5),
    },
  ),
} satisfies { [type: string]: NodeType };
