/**
 * One line of totals from vitest's JSON report.
 *
 * A file that fails before its first test (a syntax error, a crash of its process) has no tests in the report;
 * it is counted as one failure, or a broken file would look like a passing one.
 */
export function totals(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + brokenFiles;
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed, failed, skipped, line: `${passed} passed, ${failed} failed, ${skipped} skipped` };
}
