/**
 * Declarations of what the package exports, and of what they name. The compiler leaves `./x.ts` in them as it was
 * written; other people's compilers look for `./x.js`, beside which `./x.d.ts` lies.
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
  const emitted = new Map();
  program.emit(undefined, (file, text) => emitted.set(path.resolve(file), text));
  const wanted = sources.map((source) => {
    return path.join(target, path.relative('src', source).replace(/\.ts$/, '.d.ts'));
  });
  // a set grows while it is walked: what a declaration names is wanted too, and nothing else of the program is
  const reached = new Set(wanted);
  for (const file of reached) {
    const text = emitted.get(file);
    if (text === undefined) throw new Error(`${file} was not emitted`);
    for (const [, , , name] of text.matchAll(specifier)) {
      reached.add(path.resolve(path.dirname(file), `${name}.d.ts`));
    }
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text.replace(specifier, '$1$2$3.js$2'));
  }
}
