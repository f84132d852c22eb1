/**
 * What the probe `list-files.mjs` said, as `input.probe`.
 * @returns {{ git: boolean, workspace: boolean, files: string[], large: string[], leftOut: Record<string, number> }}
 * @throws {Error} with the reason where the folder could not be listed
 */
export function listingOf({ probe }) {
  if (typeof probe !== 'string' || probe === '') {
    throw new Error(
      'the files could not be listed: `list-files.mjs` did not answer; run it by hand to see why',
    );
  }
  const listing = JSON.parse(probe);
  if (listing.problem !== undefined)
    throw new Error(`${listing.problem}: see \`inputs: source\` in the sheet`);
  return listing;
}
