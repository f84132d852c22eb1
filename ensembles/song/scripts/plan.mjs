/** PLAN: reads the sources that the spec names, and expands it. */
import { expand } from '../skills/plan-song/scripts/expand_sds.mjs';

export default async function play({ sheet, flags }, context) {
  const { sds } = sheet.inputs;
  const sources = await Promise.all(
    sds.sources.map(async ({ path }, at) => ({ path, text: await read(path, at, context) })),
  );
  return expand({ sds, flags, sources });
}

/** What cannot be read is told by the field that names it: the person knows their spec, not what this node may read. */
async function read(path, at, context) {
  try {
    return await context.read(path);
  } catch (error) {
    throw new Error(
      `sources[${at}].path is ${JSON.stringify(path)}, and must be a UTF-8 text file that lies in the workspace itself, not behind a link and not ignored: ${error.message}`,
    );
  }
}
