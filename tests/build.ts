import { execFileSync } from 'node:child_process';

/** Sessions are played by the built command, so it is built from what stands in src/ before the first test. */
export default function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
