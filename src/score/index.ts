/**
 * score/: text → Score, and back: ticks and rows into production.md. The only room that knows Markdown, YAML,
 * front matter and the expression language.
 * In:    the files of a workspace (read.ts, the only file that reads them).
 * Out:   a Score without mistakes, or every mistake at once.
 * Never: what is played, when, or what was played before.
 */
export type * from './score.ts';
export type * from './expression.ts';
export { evaluate, judgeExpression, parseExpression } from './expression.ts';
export { asWritten, constraintsFor, criteriaFor, criteriaOn, notesFor, sheetFor } from './heard.ts';
export { defaultLimits } from './concerto.ts';
export { longestSound } from './dsp-performer.ts';
export { attemptsOf, itersOf, modelOf, playsTheSame } from './model-of.ts';
export { defaultModels } from './prices.ts';
export { nearest } from '../base/index.ts';
export { refusedWrite } from './paths.ts';
export { isNoPartOfScore, readScore, type ReadScore } from './read.ts';
export { compileSchema } from './schema.ts';
export { misfits } from './unfit.ts';
export { markProduction, type Marks, type Track } from './marks.ts';
export { actsOutside, afterUnseen, type AfterUnseen, type SaidOfIt } from './unseen.ts';
export {
  expandJsonTemplate,
  expandTemplate,
  expandText,
  parseJsonTemplate,
  parseTemplate,
  templateExpressions,
} from './template.ts';
