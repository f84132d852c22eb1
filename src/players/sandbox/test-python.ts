import { makePython, type PythonRequest, type Refusal } from './python.ts';
import { makeSandbox } from './sandbox.ts';
import type { SandboxLevel } from './self-test.ts';

/** What a sandbox of this machine holds, and why no program in Python would run: without players, for `doctor`. */
export async function testPython(
  asked: Pick<PythonRequest, 'path' | 'sandbox'>,
): Promise<{ readonly level: SandboxLevel; readonly refusal: Refusal | undefined }> {
  const sandbox = makeSandbox();
  try {
    return { level: await sandbox.level(), refusal: await makePython(sandbox).refusal(asked) };
  } finally {
    sandbox.close();
  }
}
