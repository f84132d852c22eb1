import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The installed package: the nearest folder above this file with a package.json of that name, in src/ and in dist/. */
export function findPackage(): { readonly folder: string; readonly version: string } {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = path.join(folder, 'package.json');
    if (existsSync(file)) {
      const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (isOurs(manifest)) return { folder, version: manifest.version };
    }
    const above = path.dirname(folder);
    if (above === folder) throw new Error(`no package.json of simphony above ${import.meta.url}`);
    folder = above;
  }
}

const isOurs = (manifest: unknown): manifest is { name: 'simphony'; version: string } =>
  typeof manifest === 'object' &&
  manifest !== null &&
  'name' in manifest &&
  manifest.name === 'simphony' &&
  'version' in manifest &&
  typeof manifest.version === 'string';
