import { spawnSync } from 'node:child_process';

/**
 * What Node prints about a mistake in the syntax of a module or of what it imports: only an error that ends a process
 * shows its place. Nothing of the modules runs, since they cannot be linked.
 */
export function printedSyntaxError(url) {
  const script = 'await import(process.argv[1])';
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, url], {
    cwd: '/',
    env: {},
    encoding: 'utf8',
    timeout: 5000,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return stderr ?? '';
}
