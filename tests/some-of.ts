/** Every case where the whole suite is asked for (`npm run test:whole`, and in CI), else a share of them, the same each time. */
export const someOf = <T>(cases: readonly T[], share: number): readonly T[] =>
  process.env['SIMPHONY_TESTS'] === 'whole' ? cases : cases.filter((_, index) => index % share === 0);
