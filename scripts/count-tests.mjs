/** `passed failed skipped` of a JSON report of vitest; a file that could not be loaded is one failure. */
import { readFile } from 'node:fs/promises';

const report = JSON.parse(await readFile(process.argv[2], 'utf8'));
const unloaded = report.testResults.filter(({ status, assertionResults }) => {
  return status === 'failed' && assertionResults.every((one) => one.status !== 'failed');
});
const skipped = report.numPendingTests + report.numTodoTests;
console.log(report.numPassedTests, report.numFailedTests + unloaded.length, skipped);
