/** The only door to the rest: cli/ sees the Conductor's public face and nothing behind it. */
export type {
  Conductor,
  ContextView,
  Ending,
  Estimate,
  Finding,
  LogEntry,
  PlanView,
  PlayOptions,
  PlayReport,
  SessionEvent,
  StatusView,
  TestsView,
} from '../conductor/index.ts';
import type { Conductor } from '../conductor/index.ts';

/** Loaded when a command needs it: `--help` and a misspelt option are answered without it. */
export async function loadConductor(): Promise<Conductor> {
  const { conductor } = await import('../conductor/index.ts');
  return conductor;
}
