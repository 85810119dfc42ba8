// Runs the test files that its arguments name (patterns too), two processes at a time; without any, all of them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import QuietReporter from './quiet-reporter.mjs'
import { testProcesses } from './test-groups.mjs'

const named = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'nuages-tests-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const files = testProcesses(named.length > 0 ? named : ['test/**/*.test.ts'], folder)
if (files.length === 0) {
  console.error(`No test file is ${named.join(' or ')}.`)
  process.exit(1)
}
const reporter = process.stdout.isTTY ? new spec() : new QuietReporter()
run({ files, concurrency: 2, execArgv: process.execArgv })
  .on('test:fail', ({ todo }) => {
    if (todo === undefined || todo === false) process.exitCode = 1
  })
  .compose(reporter)
  .pipe(process.stdout)
