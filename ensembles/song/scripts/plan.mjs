/** PLAN: reads the sources that the spec names, and expands it. */
import { expand } from '../skills/plan-song/scripts/expand_sds.mjs';

export default async function play({ sheet, flags }, context) {
  const { sds } = sheet.inputs;
  const sources = await Promise.all(
    sds.sources.map(async ({ path }) => ({ path, text: await context.read(path) })),
  );
  return expand({ sds, flags, sources });
}
