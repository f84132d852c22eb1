/**
 * Declarations of what the package exports. The compiler leaves `./x.ts` in them as it was written; other people's
 * compilers look for `./x.js`, beside which `./x.d.ts` lies.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

const specifier = /((?:from|import)\s*\(?\s*)(["'])(\.[^"']*)\.ts\2/g;

export async function declarations(root, sources, target) {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(
    sources.map((source) => path.join(root, source)),
    {
      ...options,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: path.join(root, 'src'),
      outDir: target,
    },
  );
  const written = [];
  program.emit(undefined, (file, text) => written.push([file, text.replace(specifier, '$1$2$3.js$2')]));
  for (const [file, text] of written) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
