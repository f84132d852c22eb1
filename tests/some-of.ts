/** Whether every case is asked for: `npm run test:whole`, and CI. */
export const isWhole = process.env['SIMPHONY_TESTS'] === 'whole';

/** Every case where the whole suite is asked for, else a share of them, the same each time. */
export const someOf = <T>(cases: readonly T[], share: number): readonly T[] =>
  isWhole ? cases : cases.filter((_, index) => index % share === 0);
