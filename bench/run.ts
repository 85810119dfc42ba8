/**
 * `npm run bench -- [orm|http|templates …]`: runs the benchmarks one after the other and prints their ratios. Each is a plain
 * script of its own; absolute times are only good for comparing within one run. Other words, with dashes or without, are handed to them:
 * `npm run bench -- orm --sqlite --key`, `npm run bench -- http json`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname
const known = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(here, entry.name, 'run.ts')))
  .map((entry) => entry.name)
const words = process.argv.slice(2)
const wanted = words.filter((word) => known.includes(word))
const options = words.filter((word) => !known.includes(word))
const unknown = wanted.length === 0 ? words.filter((word) => !word.startsWith('--')) : []
if (unknown.length > 0) {
  console.error(`No benchmark named ${unknown.join(', ')}; there are ${known.join(', ')}.`)
  process.exit(2)
}
if (!existsSync(join(here, 'node_modules'))) {
  console.log('Installing what nuages is compared with (once) …')
  const install = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: here,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (install.status !== 0) console.log('Not installed: only the comparisons with Node itself are printed.')
}
for (const name of wanted.length > 0 ? wanted : known) {
  console.log(`\n— ${name}`)
  const { status } = spawnSync(
    process.execPath,
    ['--conditions=nuages-source', '--expose-gc', join(here, name, 'run.ts'), ...options],
    { stdio: 'inherit' },
  )
  if (status !== 0) process.exitCode = 1
}
