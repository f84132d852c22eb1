import * as z from 'zod';

const Count = z.number().int().nonnegative();

/** What calls cost, as journal and record hold it. */
export const UsageNote = z.strictObject({
  input: Count,
  output: Count,
  cached: Count,
  written: Count.exactOptional(),
  usd: z.number().exactOptional(),
});
