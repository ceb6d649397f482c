import type { Reporter, TestModule } from 'vitest/node'

/**
 * Ends a run with what was not run and why, and with one line that scripts read: `N passed, N failed, N skipped`.
 * A file that fails to load counts as one failure, and so does an error outside of any test.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string) => tests.filter((test) => test.result().state === state).length
    const broken = modules.flatMap((module) => [module, ...module.children.allSuites()]).filter((node) => node.errors().length > 0).length
    const skipped = tests.flatMap((test) => {
      const result = test.result()
      return result.state === 'skipped'
        ? [`  ${test.module.relativeModuleId} > ${test.fullName}: ${result.note ?? 'skipped in the source'}`]
        : []
    })
    const lines = skipped.length > 0 ? ['Not run:', ...skipped, ''] : []
    lines.push(
      `${count('passed')} passed, ${count('failed') + broken + unhandled.length} failed, ${count('skipped') + count('pending')} skipped`,
    )
    // At the exit, because other reporters and the servers' teardown may still print.
    process.once('exit', () => process.stdout.write(`\n${lines.join('\n')}\n`))
  }
}
