import { seedOf, sha256, withoutSummary, type Json, type TakeFile } from '../base/index.ts';
import { itemsOf, type Item } from '../plan/index.ts';
import { expandText, sheetFor, type Instrument, type Need, type Score, type Values } from '../score/index.ts';
import { committedTakes, outputIn, type CommittedTake } from './committed-takes.ts';
import type { Folder } from './folder.ts';
import { isGlob, pathsMatching } from './globs.ts';
import { namesOf, type Found, type LeftFile, type Surroundings } from './hear.ts';
import { laidFor } from './laid-files.ts';
import { digestsByPath, fileNow, isConverted, leftBy, withUnixLines } from './left-files.ts';
import { NotKnown, notKnown } from './not-known.ts';
import { recordedTakes, type Recorded } from './recorded-takes.ts';

export interface Workspace {
  /** The values of the names that a criterion reads, as they were when the take was judged. */
  around(take: TakeOf, names: readonly string[]): Surroundings;
  /** What the take left, and what of it lies there now. */
  filesOf(take: TakeOf): Pick<Found, 'files' | 'left'> & { readonly because?: string };
  /** Paths of what a command check finds in its folder: what the instrument reads, the files of needed takes, its own. */
  laidFor(take: TakeOf): { readonly paths: readonly string[] } | { readonly because: string };
}

/** A committed take, and the `ensemble/nickname` that it is of. */
export interface TakeOf extends CommittedTake {
  readonly of: string;
}

/**
 * What stood around a committed take, worked out again: needed outputs from takes/, items from those, the sheet's
 * values from the score, rounds and attempts from the names of takes and from sessions/. Only what is asked for is
 * looked up, each thing once; what can't be known is named with the reason, never guessed.
 */
export function workspaceOf(
  folder: Folder,
  readTheScore: () => Score | { readonly because: string },
): Workspace {
  const takesByName = new Map<string, readonly CommittedTake[]>();
  const itemsByName = new Map<string, readonly Item[]>();
  const once = <T>(find: () => T): (() => T) => {
    let found: { readonly value: T } | undefined;
    return () => (found ??= { value: find() }).value;
  };
  const recorded = once(() => recordedTakes(folder));
  const digests = once(() => digestsByPath(recorded()));
  const converted = once(() => isConverted(folder));
  const score = once((): Score => {
    const found = readTheScore();
    return 'because' in found ? notKnown(found.because) : found;
  });

  const instrumentOf = (name: string): Instrument => {
    const [ensemble = '', nickname = ''] = name.split('/');
    return (
      score().ensembles.get(ensemble)?.instruments.get(nickname) ??
      notKnown(`${name} is not in the score any more`)
    );
  };

  const takesOf = (name: string): readonly CommittedTake[] => {
    const { output, each } = instrumentOf(name);
    const where = {
      instrument: name,
      output: output.form,
      ...(each === undefined ? {} : { items: true as const }),
    };
    const found = takesByName.get(name) ?? committedTakes(folder, where);
    takesByName.set(name, found);
    return found;
  };

  /** The take of a need: of one round, or the one that stands under the plain name. */
  const takeOf = (name: string, round: number | undefined, item: string | undefined): TakeOf | undefined => {
    const found = takesOf(name).find((take) => take.item === item && take.round === round);
    if (found === undefined && round === undefined && instrumentOf(name).loop !== undefined) {
      notKnown(`the loop of ${name} has no kept round yet`);
    }
    return found === undefined ? undefined : { ...found, of: name };
  };

  const outputOf = (take: TakeOf): Json => {
    const read = outputIn(take.bytes, instrumentOf(take.of).output.form);
    return 'output' in read
      ? withoutSummary(read.output)
      : notKnown(`${take.path} can't be read: ${read.because}`);
  };

  /** Records of the same part; those of exactly this take first. */
  const recordsOf = (take: TakeOf): readonly Recorded[] => {
    const same = (recorded().get(take.of) ?? []).filter(
      ({ item, round }) => item === take.item && (take.round === undefined || round === take.round),
    );
    const digest = new Set([sha256(take.bytes), sha256(withUnixLines(take.bytes))]);
    return same.filter(({ takeSha256 }) => [...digest].some((one) => one === takeSha256));
  };

  /** A loop's kept round stands under the plain name too: it is the round whose take has the same bytes. */
  const roundOf = (take: TakeOf): number => {
    if (take.round !== undefined) return take.round;
    const record = recordsOf(take).at(-1);
    const instrument = instrumentOf(take.of);
    if (instrument.loop !== undefined) {
      const digest = sha256(take.bytes);
      const twin = takesOf(take.of).find(
        ({ item, round, bytes }) => item === take.item && round !== undefined && sha256(bytes) === digest,
      );
      return twin?.round ?? notKnown(`${take.path} is none of its rounds`);
    }
    if (record !== undefined) return record.round;
    const returns = [...score().ensembles.values()].some(({ instruments }) =>
      [...instruments.values()].some(({ returnsTo }) => returnsTo !== undefined),
    );
    return returns ? notKnown('no record in sessions/ has this take, and it may have been sent back') : 1;
  };

  const roundInLoop = (take: TakeOf): number =>
    instrumentOf(take.of).loop === undefined ? 1 : roundOf(take);

  /** What an instrument heard from a need in this round of its loop. */
  const heard = (by: Instrument, need: Need, round: number): Json => {
    const name = `${need.ensemble}/${need.nickname}`;
    const source = instrumentOf(name);
    const together = source.loop !== undefined && source.ensemble === by.ensemble && source.loop === by.loop;
    const of = together ? round - Number(need.back) : undefined;
    if (of !== undefined && (of < 1 || (of === 1 && hasNoFirstPass(source)))) return null;
    if (source.each !== undefined) return itemsIn(name, of ?? 1).map((item) => entryOf(name, of, item));
    const take = takeOf(name, of, undefined);
    if (take !== undefined) return outputOf(take);
    return source.when !== undefined || need.optional ? null : notKnown(`the take of ${name} is not there`);
  };

  const hasNoFirstPass = ({ ensemble, nickname, loop }: Instrument): boolean =>
    score()
      .ensembles.get(ensemble)
      ?.loops.find(({ name }) => name === loop)
      ?.withoutFirstPass.includes(nickname) ?? false;

  const entryOf = (name: string, round: number | undefined, { id, value }: Item): Json => {
    const take = takeOf(name, round, id) ?? notKnown(`the take of ${name}[${id}] is not there`);
    const { files: now, because } = filesOf(take);
    if (because !== undefined && instrumentOf(name).writes.length > 0) notKnown(because);
    const files = now.map(({ path, size, sha256: digest }) => ({ path, size, sha256: digest }));
    return { id, item: value, output: outputOf(take), files };
  };

  /** Needs by their names in scope, and all of them under `inputs`. */
  const inputsOf = (by: Instrument, round: number, wanted: (need: Need) => boolean): Values => {
    const near: Record<string, Json> = {};
    const inputs: Record<string, Json> = {};
    for (const need of by.needs.filter(wanted)) {
      const value = heard(by, need, round);
      inputs[need.as] = value;
      const [first = '', second] = need.as.split('/');
      near[first] =
        second === undefined ? value : { ...(near[first] as Values | undefined), [second]: value };
    }
    return { ...near, inputs };
  };

  const itemsIn = (name: string, round: number): readonly Item[] => {
    const key = `${name}#${round}`;
    const known = itemsByName.get(key);
    if (known !== undefined) return known;
    const instrument = instrumentOf(name);
    const names = instrument.each?.expression.names ?? [];
    const near = inputsOf(
      instrument,
      round,
      ({ as }) => names.includes('inputs') || names.includes(as.split('/')[0] ?? as),
    );
    const items = itemsOf(instrument, { ...near, ...ofTheSheet(name), round });
    if (!items.ok) return notKnown(items.because);
    itemsByName.set(key, items.items);
    return items.items;
  };

  const ofTheSheet = (name: string): Values => {
    const [ensemble = '', nickname = ''] = name.split('/');
    const { sheet } = score();
    return {
      sheet: sheetFor(sheet, ensemble, nickname),
      flags: Object.fromEntries(sheet.flags),
      slug: sheet.slug,
    };
  };

  const valueOf = (take: TakeOf, name: string): Json | undefined => {
    const [ensemble = '', nickname = ''] = take.of.split('/');
    switch (name) {
      case 'output':
      case 'code':
      case 'stdout':
      case 'stderr':
        return undefined;
      case 'files': {
        const { because } = filesOf(take);
        return because === undefined ? undefined : notKnown(because);
      }
      case 'id':
        return take.item ?? nickname;
      case 'round':
        return roundOf(take);
      case 'attempt':
        return recordsOf(take).at(-1)?.attempts ?? notKnown('no record in sessions/ has this take');
      case 'seed':
        return seedOf(score().sheet.seed, {
          ensemble,
          nickname,
          round: roundOf(take),
          ...(take.item === undefined ? {} : { item: take.item }),
        });
      case 'sheet':
      case 'flags':
      case 'slug':
        return ofTheSheet(take.of)[name];
      case 'item': {
        const item = itemsIn(take.of, roundInLoop(take)).find(({ id }) => id === take.item);
        return item === undefined
          ? notKnown(`what it draws from has no item ${take.item ?? ''} any more`)
          : item.value;
      }
      default: {
        const wanted = ({ as, itemOnly }: Need): boolean =>
          !itemOnly && (name === 'inputs' || as.split('/')[0] === name);
        return inputsOf(instrumentOf(take.of), roundInLoop(take), wanted)[name];
      }
    }
  };

  const around = (take: TakeOf, names: readonly string[]): Surroundings => {
    const values: Record<string, Json> = {};
    const unknown = new Map<string, string>();
    for (const name of new Set(names)) {
      try {
        const value = valueOf(take, name);
        if (value !== undefined) values[name] = value;
      } catch (error) {
        if (!(error instanceof NotKnown)) throw error;
        unknown.set(name, error.message);
      }
    }
    return { values, unknown };
  };

  const filesOf = (take: TakeOf): ReturnType<Workspace['filesOf']> => {
    const none: readonly TakeFile[] = [];
    if (take.round !== undefined) return { files: none, because: 'only the files of the kept round stay' };
    const records = recordsOf(take);
    // A damaged take has no record of its own; what the part left before is then the best that is known.
    const record =
      records.at(-1) ?? (recorded().get(take.of) ?? []).findLast(({ item }) => item === take.item);
    if (record !== undefined) {
      const now = record.files.flatMap(
        ({ path }) => fileNow(folder, path, digests().get(path) ?? new Set()) ?? [],
      );
      const left: readonly LeftFile[] = leftBy(record, digests(), now, converted());
      return { files: now, left };
    }
    try {
      const paths = instrumentOf(take.of).writes.flatMap(({ glob }) => {
        const { values, unknown } = around(take, namesOf(glob));
        for (const because of unknown.values()) notKnown(because);
        const expanded = expandText(glob, values);
        if (!expanded.ok) return notKnown(expanded.because);
        return isGlob(expanded.value) ? pathsMatching(folder, expanded.value) : [expanded.value];
      });
      return { files: [...new Set(paths)].flatMap((path) => fileNow(folder, path, new Set()) ?? []) };
    } catch (error) {
      if (error instanceof NotKnown) return { files: none, because: error.message };
      throw error;
    }
  };

  return {
    around,
    filesOf,
    laidFor: (take) => laidFor(take, { folder, instrumentOf, takesOf, around, filesOf }),
  };
}
