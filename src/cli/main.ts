#!/usr/bin/env node
/**
 * cli/: arguments, terminal, exit codes.
 * In:    what a person typed, and the events of a session.
 * Out:   results on stdout, progress and mistakes on stderr, the design's exit code.
 * Never: what is played, what a file means, git; it speaks to the Conductor's public face only.
 */
import { flushed, processWorld } from './process-world.ts';
import { run } from './run.ts';

const code = await run(process.argv.slice(2), processWorld());
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit(code);
