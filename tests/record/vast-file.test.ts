import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { buildSteps } from '../../src/record/build-steps.ts';
import { Cache } from '../../src/record/cache.ts';
import { inspectRepository } from '../../src/record/inspect.ts';
import { Repository } from '../../src/record/repository.ts';
import { Rig } from './rig.ts';

test('a file over the commit limit is laid down from where it lies: it may be larger than what can be read at once', async () => {
  await using rig = await Rig.with();
  const { facts } = await inspectRepository(rig.folder, rig.options());
  if (facts === undefined) throw new Error('there is a repository');
  const repository = new Repository(facts, rig.environment, rig.options().now);
  const { accepted, ...step } = await rig.step('e/one', 1, { files: { 'output/vast.bin': 'x' } });
  const [file] = accepted.files;
  if (file === undefined) throw new Error('it has a file');
  // Sparse: no byte of it is ever written, and its digest is not asked for here.
  const size = 2 ** 31 + 1;
  const lies = join(repository.home, 'cache', file.sha256.slice(0, 2), file.sha256);
  await mkdir(dirname(lies), { recursive: true });
  await writeFile(lies, '');
  await truncate(lies, size);
  const vast = { ...accepted, files: [{ ...file, size }] };
  const begun = {
    ...(await rig.start()),
    event: 'begun' as const,
    nth: 1,
    ref: 'refs/heads/main',
    on: null,
    at: '',
  };
  const built = await buildSteps(
    repository,
    new Cache(repository.disk, repository.home),
    begun,
    facts.commit,
    [{ accepted: vast, step: { ...step, accepted: vast }, text: '1\n', state: 'waiting' }],
    false,
  );
  await repository.close();
  expect('mistake' in built ? built.mistake : built.loose).toEqual([
    { path: 'output/vast.bin', sha256: file.sha256, file: lies, executable: false },
  ]);
});
