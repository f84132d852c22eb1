/** The starting files of `init` and `new`: small, correct, and played as they are. */

export const concerto = `---
simphony: 1
plays: [phonosyne]
---
# This workspace

A person writes \`sheetMusic.md\`; the Conductor plays the ensembles under \`ensembles/\`; git remembers every step.

- \`sheetMusic.md\`: what is wanted this time
- \`production.md\`: what must hold before a take is accepted, and what the session must deliver
- \`ensembles/phonosyne/\`: turns a written brief into eighteen sounds, with a model or without
- \`ensembles/research/\`: surveys a folder or repository and writes a report, with a model or without
- \`ensembles/song/\`: turns a Song Design Spec into words and a style for a music engine; twelve of them lie in \`songs/\`
- \`handoff.md\`, \`summary.txt\`, \`takes/\`, \`sessions/\`, \`output/\`: what the Conductor writes

\`simphony play\` plays once, \`simphony conduct\` plays at every save, \`simphony plan\` says what would play and why.
`;

export const sheet = `---
title: Rain on the workshop roof
plays: [phonosyne]
seed: 1
---
A workshop at the edge of a small town, early, before anybody is in. Rain on the tin roof, a lamp that hums, tools of iron
and wood asleep on the bench. Somebody comes, lights the stove, begins: the wheel turns, the hammer finds its rhythm. Towards
evening everything rings a little. Then the rain again, and a bell from across the river.

What you write here becomes a pack of eighteen sounds in \`output/\`; open its \`index.html\`. Other briefs lie in
\`ensembles/phonosyne/briefs/\`. For a survey of this folder instead, write \`plays: [research]\` above.
\`simphony play songs/lanterns.json\` plays a song.
`;

export const production = `# Production

What a session here must bring. A box with an expression is ticked and unticked by the Conductor; the others are for
people.

## Goals

- [ ] @phonosyne \`result.status == "ok"\` The pack is whole.
- [ ] A musician who loads it keeps some of it.

## Notes

- @phonosyne/designer Loops of one movement may be played on top of one another: one tempo, one key.
`;

export const gitignore = `.simphony/
node_modules/
`;

export const ensemble = (name: string): string => `---
ensemble: ${name}
version: 0.1.0
description: Says in one sentence what ${name} is for.
---
# ${name}

What this ensemble is for, what it hears and what it brings back.
`;

export const instrument = (nickname: string, isResult: boolean): string => `---
kind: script
description: Says in one sentence what ${nickname} brings back.
needs: [sheet]
module: scripts/${nickname}.mjs
checks:
  - has(output.title)
${isResult ? 'result: true\n' : ''}---
What ${nickname} does, for the people who read this folder.
`;

/** Its understudy is the module of a script: what comes back has the same form, whoever plays. */
export const modelInstrument = (nickname: string): string => `---
kind: model
description: Says in one sentence what ${nickname} brings back.
needs: [sheet]
model: standard
max_tokens: 2000
understudy: scripts/${nickname}.mjs
checks:
  - has(output.title)
---
What ${nickname} is asked to do, in words that a model follows. It answers in JSON, with a \`title\`.
`;

/** Its graph stands in its own file, so that there is something to hear; any instrument's output can be one. */
export const soundInstrument = (nickname: string): string => `---
kind: dsp
description: Says in one sentence how ${nickname} sounds.
graph: |
  {
    "version": 1,
    "duration": 6,
    "nodes": {
      "string": { "type": "pluck", "frequency": 196 },
      "room": { "type": "short_reverb", "in": "string", "mix": 0.3 }
    },
    "out": "room"
  }
writes: ["output/{slug}/${nickname}.wav"]
attempts: 3
---
What ${nickname} is for, for the people who read this folder. With \`language: faust\`, \`model: standard\` and a \`duration\`
in place of \`graph\`, a model writes its program from this text.
`;

export const instrumentModule = `/**
 * \`input\` is what this instrument hears: \`sheet\`, its needs under \`inputs\`, \`seed\`, \`feedback\` of a failed attempt.
 * \`context\` has \`read\`, \`write\`, \`log\`, \`progress\`, \`run\` and \`signal\`.
 * What is returned is the output; its \`summary\` is the line in handoff.md.
 */
export default async function play(input, context) {
  const words = input.sheet.text.split(/\\s+/).filter((word) => word !== '');
  context.log('counted the words of the sheet', { words: words.length });
  return {
    summary: \`read a sheet of \${words.length} words\`,
    title: input.sheet.title,
    words: words.length,
  };
}
`;
