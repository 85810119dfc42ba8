/**
 * `npm run conformance -- [--dir DIR] [--area AREA] [--failures N]`: runs the vectors of DIR (default: this folder) and
 * ends with one line an area and database.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Area, type Difference, type Runner, type Tally, tally } from './harness.ts'

const here = import.meta.dirname

/** Runs every file of vectors in `dir`, or one area of them. */
export async function conform(dir: string, only?: string): Promise<Tally[]> {
  const differences = JSON.parse(readFileSync(join(here, 'differences.json'), 'utf8')) as Difference[]
  const tallies: Tally[] = []
  for (const file of readdirSync(dir).sort()) {
    if (!file.endsWith('.json') || file === 'differences.json' || file === 'counts.json') continue
    const area = JSON.parse(readFileSync(join(dir, file), 'utf8')) as Area
    if (!Array.isArray(area.cases) || (only !== undefined && area.area !== only)) continue
    const path = join(here, 'runners', `${area.area}.ts`)
    if (!existsSync(path)) {
      tallies.push(tally(`${area.area} (no runner yet)`, area, new Map(), differences))
      continue
    }
    const runner = (await import(path)) as Runner
    for (const database of (await runner.databases?.()) ?? [undefined]) {
      const results = new Map<string, string | null>()
      await runner.run(area, { pass: (id) => results.set(id, null), fail: (id, why) => results.set(id, why) }, database)
      tallies.push(tally(database === undefined ? area.area : `${area.area} (${database})`, area, results, differences))
    }
  }
  return tallies
}

function print(tallies: readonly Tally[], failures: number): void {
  for (const each of tallies) {
    for (const { id, why } of each.failures.slice(0, failures)) console.log(`failed ${id}: ${why}`)
    for (const { id, reason } of each.different) console.log(`different ${id}: ${reason}`)
    for (const objection of each.objections) console.log(`objection: ${objection}`)
  }
  for (const { title, passed, total, apart } of tallies) {
    const beside = apart.total === 0 ? '' : ` (apart: ${apart.passed}/${apart.total})`
    console.log(`${title}: ${passed}/${total} passed${beside}`)
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { dir: { type: 'string' }, area: { type: 'string' }, failures: { type: 'string', default: '20' } },
  })
  const tallies = await conform(values.dir === undefined ? here : resolve(values.dir), values.area)
  print(tallies, Number(values.failures))
  if (tallies.length === 0) {
    console.error(`No vectors${values.area === undefined ? '' : ` of the area '${values.area}'`} in that folder.`)
    process.exitCode = 2
  }
  if (tallies.some(({ objections }) => objections.length > 0)) process.exitCode = 1
}
