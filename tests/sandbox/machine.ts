import { expect, it } from 'vitest';
import { makeSandbox } from '../../src/players/sandbox/sandbox.ts';

const sandbox = makeSandbox();
const level = await sandbox.level();
sandbox.close();

/** Whether this machine can have a sandbox at all. In CI it must: nothing is skipped there. */
export const hasSandbox = level.level === 'sandbox';

export function itHasASandbox(): void {
  it('is there on this machine, or says what is missing', () => {
    if (process.env['CI'] === undefined && level.level === 'limits') expect(level.instead).not.toBe('');
    else expect(level).toMatchObject({ level: 'sandbox' });
  });
}

export const MiB = 1024 * 1024;
