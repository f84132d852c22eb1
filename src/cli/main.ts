#!/usr/bin/env node
/**
 * cli/: arguments, terminal, exit codes.
 * In:    what a person typed, and the events of a session.
 * Out:   results on stdout, progress and mistakes on stderr, the design's exit code.
 * Never: what is played, what a file means, git; it speaks to the Conductor's public face only.
 */
import { setFlagsFromString } from 'node:v8';
import { flushed, processWorld } from './process-world.ts';
import { run } from './run.ts';

// What a session of thousands of parts holds is small and what it drops is much: left alone, V8 lets its heap grow to
// four times of what it holds before it collects, in the end 400 MB for 4,000 parts. So it may grow by a quarter.
setFlagsFromString('--heap-growing-percent=25');
// V8 compiles again, on threads of its own, what has run a little while; most commands are over before that has paid.
// It waits eight times as long: reading a thousand instruments takes 30 % less CPU, a long session the same.
setFlagsFromString('--interrupt-budget=540672');
const code = await run(process.argv.slice(2), processWorld());
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit(code);
