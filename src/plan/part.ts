import type {
  AcceptedTake,
  Address,
  Feedback,
  Json,
  JsonObject,
  Key,
  KeyDigests,
  PartName,
  Sha256,
  TakeFile,
} from '../base/index.ts';
import type { Beginning } from './acted.ts';
import type { Node, Region } from './graph.ts';
import type { Reason } from './reason.ts';
import type { WhoPlays } from './who-plays.ts';

/** What an accepted or kept take leaves for those who need it. */
export interface Standing {
  readonly accepted: AcceptedTake;
  /** Without a top-level `summary`. */
  readonly output: Json;
}

/** How the playing of a part came to its end. */
export type PartEnding =
  | { readonly ended: 'accepted' | 'kept'; readonly standing: Standing }
  | {
      readonly ended: 'failed';
      readonly kind: 'criterion' | 'other';
      readonly because: string;
      readonly feedback: readonly Feedback[];
      /** Attempts, or of a sound renders, in the round that failed; absent where it never played. */
      readonly iters?: number;
      /** What it heard is not to blame. */
      readonly fault?: 'of the machine';
    }
  | { readonly ended: 'blocked'; readonly by: string }
  /** It acted outside, nobody saw how that ended, and it may not be played twice: a person decides. */
  | { readonly ended: 'uncertain'; readonly because: string }
  | { readonly ended: 'skipped'; readonly because: string };

/** One planned playing. Its round and state change as the plan grows; everything else stands. */
export interface Part {
  readonly slot: Slot;
  /** Item by item, its value is there once its source has ended. */
  item?: { readonly id: string; readonly value: Json };
  /** Place among the items of its fan-out, from 0. */
  readonly index: number;
  /** The part of another fan-out that it draws its item from. */
  readonly source?: Part;
  /** Those that draw their items from it. */
  readonly drawn: Part[];
  name: PartName;
  address: Address;
  state: 'waiting' | 'looking' | 'playing' | 'ended';
  ending?: PartEnding;
  /** What sent it back, heard by its first attempt. */
  feedback: readonly Feedback[];
  /** How often it was sent back since it last changed, as far as this session has come. */
  returns: number;
  /** Waves of each region that it lies in. */
  waves: Waves;
  /** Regions in which nothing can send it back any more. */
  settled: ReadonlySet<Region>;
  /** From the look until it was played to its end: what it heard is let go of then. */
  decided: Decided | undefined;
  turn: Turn;
}

/** What a part is called at a time: in its next round it has another address. */
export type Called = Pick<Part, 'name' | 'address'>;

export const calledNow = ({ name, address }: Part): Called => ({ name, address });

export interface Decided {
  readonly reason: Reason;
  readonly input: JsonObject;
  readonly key: Key;
  readonly digests: KeyDigests;
  readonly probe: string | null;
  readonly plays: WhoPlays;
  /** Where what a model wrote plays: that, and the take that it stands in. */
  readonly wrote?: Wrote;
  /** Where its attempts begin. */
  readonly begins: Extract<Beginning, { begins: true }>;
  /** Asked for under the key of a take that stands: that take's session, so that a service hears another request. */
  readonly instead?: string;
}

/** The program of a sound that a model wrote, or its understudy, as its take holds it. */
export interface Wrote {
  readonly program: string;
  readonly iters: number;
  readonly take: AcceptedTake;
}

/** Of regions, which wave it is in. Most instruments lie in no region: those share one empty map, ten thousand times. */
export type Waves = ReadonlyMap<Region, number>;

/** The part of an item, or under '' the one of a slot that is no fan-out. */
export function partIn({ parts, byItem }: Slot, id: string): Part | undefined {
  const [only] = parts;
  if (parts.length > 1) return byItem.get(id);
  return only !== undefined && (only.item?.id ?? '') === id ? only : undefined;
}

/** All parts of one instrument in one round of its loop. */
export interface Slot {
  readonly node: Node;
  /** Of its loop; 1 outside of loops. */
  readonly round: number;
  readonly distance: number;
  parts: Part[];
  /** Where there is more than one; see `partIn`. */
  byItem: ReadonlyMap<string, Part>;
  /** Its parts are known. */
  expanded: boolean;
  /** Parts that have not ended. */
  open: number;
  /** Skipped as a whole, so that it is heard as null even where it is a fan-out. */
  skipped: boolean;
  /** The need that it was last seen to wait for. */
  watched: number;
  /** Why none of its parts may play. */
  stopped?: PartEnding;
  /** Waves of the regions that it lies in, once it was worked out anew. */
  waves: Waves;
  /** Rounds and returns of parts of an earlier wave, by item id. */
  earlier: ReadonlyMap<string, { readonly round: number; readonly returns: number }>;
  barrier?: Turn;
}

/** A place in the order of commits: of a part's playing, or of a slot whose parts are not known yet. */
export interface Turn {
  readonly distance: number;
  readonly ensemble: string;
  readonly nickname: string;
  readonly index: number;
  readonly address: Address;
  state: 'open' | 'accepted' | 'done';
}

/** What has to be found out in the world before a part's key is known. */
export interface Look {
  readonly part: Part;
  readonly reads: readonly {
    readonly glob: string;
    readonly exclude: boolean;
    readonly input?: { readonly name: string; readonly path: string };
  }[];
  readonly probe?: readonly string[];
  /** Files of the takes it needs, directly or not, in commit order: laid over the opening's files where `reads` match. */
  readonly overlay: ReadonlyMap<string, TakeFile>;
  /** Files of the takes it needs directly: they lie in its scratch folder. */
  readonly needFiles: ReadonlyMap<string, TakeFile>;
  /** The take that stands for it from before, and those of its files that nobody wrote later. */
  readonly before?: { readonly take: AcceptedTake; readonly compare: readonly Comparison[] };
}

/** A file that a take left, and what else may stand there: the kept round of a loop may be another than the last. */
export interface Comparison {
  readonly path: string;
  readonly sha256: Sha256;
  readonly or: readonly Sha256[];
}

export interface Looked {
  /** By path in the scratch folder. */
  readonly reads: ReadonlyMap<string, Sha256>;
  /** What the probe printed; null where it failed or there is none. */
  readonly probe: string | null;
  /** Nothing was started to answer: the probe is taken to say what it said for the take that stands. */
  readonly probeNotAsked?: boolean;
  readonly before?: {
    /** `undefined` where the take's file is gone or changed. */
    readonly output: Json | undefined;
    /** The first of the compared files that is not as the take left it. */
    readonly lost?: { readonly path: string; readonly how: 'missing' | 'changed' };
  };
  /** Why it could not be looked at: the part has failed. */
  readonly mistake?: string;
}
