/** `ensemble/nickname[item]#round`, printed and parsed here and nowhere else. */
export type Address = string & { readonly minted: 'address' };

export interface PartName {
  readonly ensemble: string;
  readonly nickname: string;
  readonly item?: string;
  /** 1 for the first playing; printed from 2 on. */
  readonly round: number;
}

const form =
  /^([A-Za-z][A-Za-z0-9_-]{0,39})\/([A-Za-z][A-Za-z0-9_-]{0,39})(?:\[([A-Za-z0-9][A-Za-z0-9._-]{0,79})\])?(?:#([2-9]|[1-9]\d{1,8}))?$/;

export const printAddress = ({ ensemble, nickname, item, round }: PartName): Address =>
  `${ensemble}/${nickname}${item === undefined ? '' : `[${item}]`}${round === 1 ? '' : `#${round}`}` as Address;

/** The inverse of `printAddress`; `undefined` where the text is no address. */
export function parseAddress(text: string): PartName | undefined {
  const [whole, ensemble, nickname, item, round = '1'] = form.exec(text) ?? [];
  if (whole === undefined || ensemble === undefined || nickname === undefined) return undefined;
  return { ensemble, nickname, round: Number(round), ...(item === undefined ? {} : { item }) };
}

/** A part's name for people and commit subjects: without its ensemble. */
export const shortName = ({ nickname, item, round }: PartName): string =>
  `${nickname}${item === undefined ? '' : `[${item}]`}${round === 1 ? '' : `#${round}`}`;

/** The id of the item of a fan-out: also a file's name on every system. */
export const isItemId = (text: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(text) && !text.endsWith('.');
