/**
 * Task runners and workflow engines from npm, each as its documentation sets it up, with its defaults; what differs
 * from them is said here. None of them commits anything. All are started without npm in between, which would add its
 * own start-up to theirs. They come from bench/package.json (`npm ci` in bench/).
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { environment } from '../shared/measure.mjs';
import { names, plainFolder, repository, write } from '../shared/workspace.mjs';

const bench = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const modules = path.join(bench, 'node_modules');

const installed = (name) => {
  const manifest = path.join(modules, name, 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
};
export const missing = (...packages) =>
  packages.every((name) => installed(name) !== undefined)
    ? undefined
    : `${packages[0]} is not installed: npm ci in bench/`;

const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;
const link = (folder) => symlinkSync(modules, path.join(folder, 'node_modules'));

function allTakes(folder, { steps }) {
  const takes = readdirSync(path.join(folder, 'takes')).filter((file) => file.endsWith('.json')).length;
  if (takes !== steps) throw new Error(`${takes} takes for ${steps} steps`);
}

/** One script per step. Its variables are those that `npm run` would set. */
const wireit = {
  name: 'wireit',
  does: 'process; take written, inputs and outputs hashed, outputs copied to a cache',
  compares: 'inputs and outputs hashed and compared with those of the last run',
  engine: true,
  most: 1_000,
  version: () => installed('wireit'),
  missing: () => missing('wireit'),
  prepare(folder, { steps, shape, parallel }) {
    const all = names(steps);
    const scripts = Object.fromEntries(
      all.map((name, at) => [
        name,
        {
          command: `sh step.sh takes/${name}.json`,
          files: ['step.sh'],
          output: [`takes/${name}.json`],
          ...(shape === 'chain' && at > 0 ? { dependencies: [all[at - 1]] } : {}),
        },
      ]),
    );
    const wanted = { all: { dependencies: shape === 'chain' ? all.slice(-1) : all } };
    const manifest = {
      name: 'steps',
      private: true,
      scripts: Object.fromEntries([...all, 'all'].map((name) => [name, 'wireit'])),
      wireit: { ...scripts, ...wanted },
    };
    plainFolder(folder, { files: { 'package.json': json(manifest), 'package-lock.json': json({}) } });
    link(folder);
    return {
      words: [execPath, path.join(modules, 'wireit/bin/wireit.js')],
      env: {
        npm_lifecycle_event: 'all',
        npm_package_json: path.join(folder, 'package.json'),
        WIREIT_PARALLEL: String(parallel),
      },
    };
  },
  verify: allTakes,
};

/** One project per step, as in a monorepo; its daemon is started by the first run, and ended when all is measured. */
const nx = {
  name: 'nx',
  does: 'process; take written, inputs hashed, outputs copied to a cache, a daemon watches',
  compares: 'inputs hashed, outputs known to its daemon',
  engine: true,
  most: 1_000,
  version: () => installed('nx'),
  missing: () => missing('nx'),
  prepare(folder, { steps, shape, parallel }) {
    const all = names(steps);
    const projects = all.map((name, at) => [
      `steps/${name}/project.json`,
      json({
        name,
        implicitDependencies: shape === 'chain' && at > 0 ? [all[at - 1]] : [],
        targets: {
          step: {
            command: `sh step.sh takes/${name}.json`,
            cache: true,
            inputs: ['{workspaceRoot}/step.sh'],
            outputs: [`{workspaceRoot}/takes/${name}.json`],
            dependsOn: ['^step'],
          },
        },
      }),
    ]);
    plainFolder(folder, {
      files: {
        'package.json': json({ name: 'steps', private: true, devDependencies: { nx: installed('nx') } }),
        'nx.json': json({ neverConnectToCloud: true, analytics: false }),
        '.gitignore': 'node_modules\n.nx\n',
        ...Object.fromEntries(projects),
      },
    });
    link(folder);
    repository(folder);
    return {
      words: [...nxWords, 'run-many', '-t', 'step', `--parallel=${parallel}`, '--outputStyle=static'],
      env: nxEnvironment,
    };
  },
  verify: allTakes,
  leave(folder) {
    const [program, ...rest] = nxWords;
    spawnSync(program, [...rest, 'daemon', '--stop'], {
      cwd: folder,
      env: environment(nxEnvironment),
      stdio: 'ignore',
    });
  },
};
const nxWords = [execPath, path.join(modules, 'nx/dist/bin/nx.js')];
const nxEnvironment = { NX_NO_CLOUD: 'true' };

/**
 * One root task per step. turbo starts each through `npm run`, a fifth of a second that is npm's, so turbo is in no
 * table of steps played; its cache is filled through a stand-in for npm, and only finding everything in it is measured.
 */
export const turbo = {
  name: 'turbo',
  compares: 'inputs hashed, outputs of its cache compared',
  most: 1_000,
  version: () => installed('turbo'),
  missing: () => missing('turbo'),
  prepare(folder, { steps, shape, parallel }) {
    const all = names(steps);
    const tasks = Object.fromEntries(
      all.map((name, at) => [
        name,
        {
          inputs: ['step.sh'],
          outputs: [`takes/${name}.json`],
          dependsOn: shape === 'chain' && at > 0 ? [all[at - 1]] : [],
        },
      ]),
    );
    const scripts = Object.fromEntries(all.map((name) => [name, `sh step.sh takes/${name}.json`]));
    const manifest = { name: 'steps', private: true, packageManager: 'npm@10.8.2', scripts };
    plainFolder(folder, {
      files: {
        'turbo.json': json({ tasks }),
        'package.json': json(manifest),
        'package-lock.json': json({ lockfileVersion: 3, packages: { '': { name: 'steps' } } }),
        '.gitignore': 'node_modules\n.turbo\ntakes/\nstand-in/\n',
      },
    });
    link(folder);
    repository(folder);
    write(folder, { 'stand-in/npm': '#!/bin/sh\nexec sh step.sh "takes/$2.json"\n' });
    chmodSync(path.join(folder, 'stand-in/npm'), 0o755);
    const wanted = shape === 'chain' ? all.slice(-1) : all;
    const words = [
      ...[execPath, path.join(modules, 'turbo/bin/turbo'), 'run', ...wanted],
      ...[`--concurrency=${parallel}`, '--output-logs=errors-only'],
    ];
    const env = { TURBO_TELEMETRY_DISABLED: '1' };
    return {
      words,
      env,
      fill: { words, env: { ...env, PATH: `${path.join(folder, 'stand-in')}:${process.env.PATH}` } },
    };
  },
  verify: allTakes,
};

const program = (name) => fileURLToPath(new URL(`../programs/${name}.mjs`, import.meta.url));

const langgraph = {
  name: 'LangGraph JS, SQLite',
  does: 'process; a checkpoint in SQLite after each super-step',
  engine: true,
  most: 1_000,
  version: () => installed('@langchain/langgraph'),
  missing: () => missing('@langchain/langgraph', '@langchain/langgraph-checkpoint-sqlite'),
  prepare(folder, { steps, shape, parallel }) {
    plainFolder(folder);
    return { words: [execPath, program('langgraph'), String(steps), shape, String(parallel)] };
  },
};

const mastra = (stored) => ({
  name: stored ? 'Mastra, LibSQL' : 'Mastra',
  does: stored ? 'process; a snapshot of the run in LibSQL after each step' : 'process; state in memory',
  engine: true,
  most: 1_000,
  version: () => installed('@mastra/core'),
  missing: () => missing('@mastra/core', '@mastra/libsql'),
  prepare(folder, { steps, shape, parallel }) {
    plainFolder(folder);
    const words = [execPath, program('mastra'), String(steps), shape, String(parallel)];
    return { words: stored ? [...words, 'libsql'] : words };
  },
});

export const runners = [wireit, nx];
export const engines = [langgraph, mastra(false), mastra(true)];
