import { sha256, type TakeFile } from '../base/index.ts';
import type { Recorded } from './recorded-takes.ts';
import type { Folder } from './folder.ts';
import type { LeftFile } from './hear.ts';

/** The digests that any recorded take gave a path: a later part may rightly have written it again. */
export function digestsByPath(
  recorded: ReadonlyMap<string, readonly Recorded[]>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const digests = new Map<string, Set<string>>();
  for (const takes of recorded.values()) {
    for (const { path, digests: own } of takes.flatMap(({ files }) => files)) {
      const known = digests.get(path);
      if (known === undefined) digests.set(path, new Set(own));
      else for (const digest of own) known.add(digest);
    }
  }
  return digests;
}

/** Git filters, encodings and keywords give a checkout other bytes than the take left: digests would accuse the innocent. */
const converting = /(?:^|\s)(?:filter=|working-tree-encoding=|ident(?:\s|$))/m;

export const isConverted = (folder: Folder): boolean =>
  converting.test(new TextDecoder().decode(folder.read('.gitattributes')));

/**
 * A file as it lies on disk, with the digest of the take's content where it differs only in line ends
 * (a checkout with `eol=crlf`). `undefined` where it is not there.
 */
export function fileNow(folder: Folder, path: string, digests: ReadonlySet<string>): TakeFile | undefined {
  const now = folder.measure(path);
  if (now === undefined) return undefined;
  if (digests.size === 0 || digests.has(now.sha256)) return { path, ...now };
  const bytes = folder.read(path);
  const unix = bytes === undefined ? undefined : withUnixLines(bytes);
  const digest = unix === undefined ? undefined : sha256(unix);
  return unix !== undefined && digest !== undefined && digests.has(digest)
    ? { path, size: unix.length, sha256: digest }
    : { path, ...now };
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;

export const withUnixLines = (bytes: Uint8Array): Uint8Array =>
  bytes.filter((byte, index) => byte !== carriageReturn || bytes[index + 1] !== lineFeed);

/** What a record says that a take left, with every digest that its files may rightly have now. */
export const leftBy = (
  { files }: Recorded,
  digests: ReadonlyMap<string, ReadonlySet<string>>,
  now: readonly TakeFile[],
  converted: boolean,
): readonly LeftFile[] =>
  files.map(({ path, size, committed }) => {
    const there = converted ? now.find((file) => file.path === path) : undefined;
    return {
      path,
      size,
      digests: [...(digests.get(path) ?? []), ...(there === undefined ? [] : [there.sha256])],
      elsewhere: !committed,
    };
  });
