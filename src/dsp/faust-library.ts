import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the Faust library is installed: never in our own bundle, since its licence is the LGPL. */
export interface FaustPackage {
  /** Of its three files. */
  readonly folder: string;
  /** Of the package, which fixes the library's. */
  readonly version: string;
}

/** @throws where it is not installed */
export function findFaust(from: string = import.meta.url): FaustPackage {
  const file = createRequire(from).resolve('@grame/faustwasm/package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return { folder: join(dirname(file), 'libfaust-wasm'), version };
}
