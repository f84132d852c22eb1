import { digestOf } from '../base/index.ts';
import { advance, begin, type Command, type Performance } from '../performance/index.ts';
import type { Instrument, ModelPerformer, Performer, Score } from '../score/index.ts';
import type { PlayOptions } from './face.ts';
import { Looker } from './looker.ts';
import type { Opened } from './session.ts';
import { WorkspaceFiles } from './workspace-files.ts';

export type RehearsalOptions = Omit<PlayOptions, 'onEvent'>;

/** The plan as far as it can be known without playing: looks are answered, nothing starts. */
export async function rehearse(
  options: Pick<RehearsalOptions, 'folder' | 'environment'>,
  opened: Opened,
  ifChanged: readonly string[],
  startsNothing: boolean,
  announce: () => void,
): Promise<Performance> {
  const { folder, environment } = options;
  const { record, opening, before } = opened;
  const touched = new Set(ifChanged);
  const score = ifChanged.length === 0 ? opened.score : scoreIf(opened.score, touched);
  const files = new WorkspaceFiles(
    folder,
    touched.size === 0 ? opening : { ...openingIf(opening, touched) },
    record,
  );
  const looker = new Looker({ files, record, folder, environment, startsNothing, announce });
  let [state, commands] = begin(
    score,
    { ...before, again: new Set([...before.again, ...ifChanged]) },
    { parallel: 0 },
  );
  for (let looks = looksIn(commands); looks.length > 0; looks = looksIn(commands)) {
    const answers = await Promise.all(
      looks.map(async (look) => ({ part: look.part, looked: await looker.lookAt(look) })),
    );
    commands = [];
    for (const { part, looked } of answers) {
      const [next, more] = advance(state, { event: 'looked', part, looked });
      state = next;
      commands = [...commands, ...more];
    }
  }
  return state;
}

const looksIn = (commands: readonly Command[]) =>
  commands.flatMap((command) => (command.command === 'look' ? [command.look] : []));

/** The opening as it would be if these paths had other content. */
const openingIf = (opening: Opened['opening'], touched: ReadonlySet<string>): Opened['opening'] => ({
  paths: opening.paths,
  lookedFor: () => Promise.resolve(),
  digest: async (path) =>
    touched.has(path) ? digestOf(['if changed', path, await opening.digest(path)]) : opening.digest(path),
  content: (path) => opening.content(path),
});

/** The score as it would be if these files of its ensembles had other content. */
function scoreIf(score: Score, touched: ReadonlySet<string>): Score {
  const codeIf = (code: Instrument['code']): Instrument['code'] =>
    new Map([...code].map(([path, digest]) => [path, touched.has(path) ? `${digest} changed` : digest]));
  const modelIf = (model: ModelPerformer): ModelPerformer =>
    model.understudy === undefined
      ? model
      : { ...model, understudy: { ...model.understudy, code: codeIf(model.understudy.code) } };
  const performerIf = (performer: Performer): Performer => {
    if (performer.kind === 'model') return modelIf(performer);
    if (performer.kind !== 'dsp' || performer.source.from !== 'model') return performer;
    return { ...performer, source: { ...performer.source, model: modelIf(performer.source.model) } };
  };
  const changed = (instrument: Instrument): Instrument => ({
    ...instrument,
    code: codeIf(instrument.code),
    performer: performerIf(instrument.performer),
    text: touched.has(instrument.file) ? `${instrument.text} ` : instrument.text,
  });
  const ensembles = new Map(
    [...score.ensembles].map(([name, ensemble]) => [
      name,
      {
        ...ensemble,
        text: touched.has(`${ensemble.folder}/ensemble.md`) ? `${ensemble.text} ` : ensemble.text,
        instruments: new Map([...ensemble.instruments].map(([nickname, one]) => [nickname, changed(one)])),
      },
    ]),
  );
  return { ...score, ensembles };
}
