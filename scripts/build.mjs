/**
 * src/ → dist/: what the package ships.
 *
 *   dist/simphony.js            the command; what is rarely asked for is loaded when it is (chunks)
 *   dist/kit.js, validate.js    what instruments and validation scripts import
 *   dist/worker/*.mjs           what players and record start in processes and threads of their own
 *   dist/page/                  the page that `simphony serve` shows
 *   dist/types/**               declarations of kit and validate
 *   dist/THIRD-PARTY.txt        licences of the packages that are bundled
 *
 * Packages are bundled because it makes every start three times faster (docs/decisions/0001). They stay real
 * dependencies as well: instruments import them. All chunks lie in dist/ itself, beside `worker/`, so that
 * `new URL('./worker/…', import.meta.url)` in src/players/ and src/record/ holds here too; `page/` likewise.
 */
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { declarations } from './declarations.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cache = path.join(root, 'node_modules/.cache');
await mkdir(cache, { recursive: true });
/** Built beside, then put in place: a build that fails, or a command that runs meanwhile, keeps what was there. */
const dist = await mkdtemp(path.join(cache, 'simphony-dist-'));

/** Entry's name in dist/ → its source. */
const entries = {
  simphony: 'src/cli/main.ts',
  kit: 'src/kit/index.ts',
  validate: 'src/judge/validation-runtime.ts',
};
const typed = [entries.kit, entries.validate];
const workers = ['src/players/worker', 'src/record/worker', 'src/dsp/worker'];

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  outdir: dist,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
  // packages written for `require` still find it
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

async function licences(metafiles) {
  const inputs = metafiles.flatMap((one) => Object.keys(one.inputs));
  const folders = inputs.flatMap((input) => /^(?:.*node_modules\/)(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(
      await readFile(path.join(root, folder, 'package.json'), 'utf8'),
    );
    const file = (await readdir(path.join(root, folder))).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined ? '' : await readFile(path.join(root, folder, file), 'utf8');
    return `${name}@${version} (${license ?? 'see its text'})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}

async function main() {
  const commands = await build({
    ...shared,
    entryPoints: Object.fromEntries(
      Object.entries(entries).filter(([, source]) => existsSync(path.join(root, source))),
    ),
    splitting: true,
    chunkNames: 'chunk-[hash]',
  });
  const started = (
    await Promise.all(
      workers
        .filter((folder) => existsSync(path.join(root, folder)))
        .map(async (folder) => (await readdir(path.join(root, folder))).map((name) => `${folder}/${name}`)),
    )
  ).flat();
  const processes = await build({
    ...shared,
    entryPoints: Object.fromEntries(
      started.filter((name) => name.endsWith('.mjs')).map((name) => [path.basename(name, '.mjs'), name]),
    ),
    outdir: path.join(dist, 'worker'),
    outExtension: { '.js': '.mjs' },
  });
  await chmod(path.join(dist, 'simphony.js'), 0o755);
  await cp(path.join(root, 'src/server/page'), path.join(dist, 'page'), { recursive: true });
  await writeFile(
    path.join(dist, 'THIRD-PARTY.txt'),
    await licences([commands.metafile, processes.metafile]),
  );
  await declarations(
    root,
    typed.filter((source) => existsSync(path.join(root, source))),
    path.join(dist, 'types'),
  );
}

/** Another build may put its own in place between the two moves; then that one is moved away too. */
async function putInPlace() {
  const place = path.join(root, 'dist');
  await chmod(dist, 0o755);
  for (let turn = 0; ; turn++) {
    const before = `${dist}-before-${turn}`;
    await rename(place, before).catch(unless('ENOENT'));
    const there = await rename(dist, place).then(() => true, unless('ENOTEMPTY', 'EEXIST'));
    await rm(before, { recursive: true, force: true });
    if (there === true) return;
  }
}

const unless =
  (...codes) =>
  (error) => {
    if (!codes.includes(error.code)) throw error;
  };

try {
  await main();
  await putInPlace();
} catch (error) {
  // esbuild has printed what is wrong in the sources, with its place
  if (!Array.isArray(error.errors)) throw error;
  process.exitCode = 1;
} finally {
  await rm(dist, { recursive: true, force: true });
}
