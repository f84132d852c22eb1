/**
 * judge/: a take and its criteria → a verdict, with the values that were compared as evidence.
 * In:    takes, criteria and the values in scope; a function that runs a check's command, one that asks a model.
 * Out:   verdicts, ticks, and validation scripts that were shown to fail on damaged takes.
 * Never: passes anything by default, or because a model says so without showing where; reads or writes a file, or starts a process, but in the files that say so:
 *        run-scripts.ts (`simphony test`) and run-on-copy.ts (a check's command once more), and validation-runtime.ts with disk-folder.ts, which run inside the scripts.
 */
export { judgeTake, type TakeToJudge } from './judge-take.ts';
export type { JudgedLine, JudgedOfTake } from './judged.ts';
export type { Audible, Ear, Listen, Question, SpokenVerdict } from './ear.ts';
export { judgeDeliverables, judgeEnsemble, judgeSession } from './wider-scopes.ts';
export {
  judgeMetrics,
  shareOf,
  type JudgedMetric,
  type MetricFacts,
  type Share,
  type Spent,
} from './metrics.ts';
export { ticksOf } from './ticks.ts';
export { scriptPath, scriptPlaces, validationScript, type ValidationScript } from './validation-script.ts';
export { isOwnScript } from './validation-spec.ts';
export { runOnCopy, type CommandOnCopy, type LaidCopy } from './run-on-copy.ts';
export {
  scriptVerifier,
  verifyScript,
  type Because,
  type Proof,
  type ScriptToVerify,
  type Verified,
} from './verify-script.ts';
export { runValidationScripts, type HowToRun, type ScriptRun, type ScriptRuns } from './run-scripts.ts';
