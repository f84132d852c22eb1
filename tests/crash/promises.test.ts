import { expect, test } from 'vitest';
import { brokenPromises } from './promises.ts';

test(
  'what the record has promised when it answers is on a disk that loses all that was not synced',
  { timeout: 120_000 },
  async () => {
    expect(await brokenPromises()).toEqual([]);
  },
);
