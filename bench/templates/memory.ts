import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { intervalOf, number } from '../orm/measure.ts'

const program = join(import.meta.dirname, 'cached.ts')
const tries = 3

/** KiB of heap that one of 1,000 cached templates takes, each rendered once: measured in processes of their own. */
export function memory(): void {
  console.log('\nmemory: KiB of heap for each of 1,000 cached templates of 2 kB that were rendered once')
  for (const engine of ['nuages', 'nuages, only parsed', 'Eta', 'Nunjucks', 'LiquidJS']) {
    const each: number[] = []
    for (let i = 0; i < tries; i++) {
      const flags = ['--conditions=nuages-source', '--expose-gc', program, engine]
      const { stdout, stderr, status } = spawnSync(process.execPath, flags, { encoding: 'utf8' })
      if (status === 0 && stdout !== '') each.push(Number(stdout) / 1024)
      else if (stderr !== '') console.log(`  ${engine} failed: ${stderr.trim().split('\n').at(-1)}`)
    }
    if (each.length === 0) continue
    const { low, median, high } = intervalOf(each)
    console.log(`  ${engine.padEnd(20)}${number(median).padStart(7)}  (${number(low)} to ${number(high)})`)
  }
}
