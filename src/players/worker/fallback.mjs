/** A package's name, perhaps with a path in it: neither relative, absolute, a URL nor one of Node's own. */
export const isBare = (specifier) =>
  /^(?:@[^/]+\/)?[^./:][^:]*$/.test(specifier) && !specifier.startsWith('node:');

const notFound = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/** Where a specifier that the workspace could not resolve is looked for next; empty where it is a plain mistake. */
export function placesFor(specifier, { kit, home }, error) {
  if (!isBare(specifier)) return [];
  // A workspace's package may itself be called `simphony` and export no kit.
  if (specifier === 'simphony/kit') return kit === undefined ? [] : [{ url: kit }];
  return notFound.has(error?.code) ? [{ parent: home }] : [];
}
