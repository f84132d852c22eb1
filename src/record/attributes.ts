import { tellRules } from './listing-grounds.ts';
import { askedAttributes, type Repository } from './repository.ts';

/** How git changes content between the working tree and its objects (gitattributes(5)). */
export type Conversion =
  /** Never. */
  | 'none'
  /** Carriage returns are taken out on the way in; nothing happens to content without any. */
  | 'crlf in'
  /** Filters, encodings, `ident`, or line ends that are put in on the way out. */
  | 'both ways';

/** What the attributes of these paths (from the top) do to content. */
export async function conversions(
  repository: Repository,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Conversion>> {
  if (paths.length === 0) return new Map();
  const { grounds } = repository;
  if (grounds !== undefined)
    for (const path of paths) tellRules({ grounds, absolute: (top) => repository.absolute(top) }, path);
  const said = await repository.attributes(paths);
  const { lineEnds } = repository.facts;
  return new Map(
    paths.map((path, index) => {
      const values = said[index] ?? [];
      const attributes = new Map(askedAttributes.map((name, at) => [name, values[at] ?? '']));
      if (!['unset', 'unspecified'].includes(attributes.get('filter') ?? ''))
        grounds?.once(`a filter of git has its say on ${path}`);
      return [path, conversionOf(attributes, lineEnds)];
    }),
  );
}

/** `check-attr` says `set`, `unset`, `unspecified` or the value. */
export function conversionOf(
  attributes: ReadonlyMap<string, string>,
  lineEnds: { readonly autocrlf: string; readonly eol: string },
): Conversion {
  const value = (name: string): string => attributes.get(name) ?? 'unspecified';
  const stands = (name: string): boolean => !['unset', 'unspecified'].includes(value(name));
  if (stands('filter') || stands('ident') || stands('working-tree-encoding')) return 'both ways';
  const text = value('text') !== 'unspecified' ? value('text') : value('crlf');
  if (text === 'unset') return 'none';
  const auto = text === 'unspecified' && !stands('eol');
  const autocrlf = lineEnds.autocrlf.toLowerCase();
  const converts = /^(true|yes|on|1|)$/.test(autocrlf);
  if (auto) return converts ? 'both ways' : autocrlf === 'input' ? 'crlf in' : 'none';
  if (value('eol') === 'crlf' || text === 'crlf') return 'both ways';
  if (value('eol') === 'lf' || text === 'input' || autocrlf === 'input') return 'crlf in';
  return converts || lineEnds.eol === 'crlf' ? 'both ways' : 'crlf in';
}

/** Whether these bytes, as a take left them, would be changed by git on the way in or out. */
export const isConverted = (conversion: Conversion, bytes: Uint8Array): boolean =>
  conversion === 'both ways' || (conversion === 'crlf in' && bytes.includes(0x0d));

/** The name of the blob that git's clean filters make of these bytes at this path. */
export async function cleanId(
  repository: Repository,
  path: string,
  bytes: Uint8Array,
  write: boolean,
): Promise<string> {
  const words = ['hash-object', '--stdin', '--path', path];
  const input = { input: bytes };
  const out = await (write ? repository.change([...words, '-w'], input) : repository.out(words, input));
  return out.toString().trim();
}
