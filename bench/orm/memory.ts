import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from './contestant.ts'
import { open } from './contestants/node-sqlite.ts'
import { intervalOf, number } from './measure.ts'
import { tables } from './tables.ts'

const program = join(import.meta.dirname, 'streaming.ts')
const tries = 3

/** Mebibytes by which each way of reading 100,000 rows makes a process of its own grow. */
export async function memory(place: Place): Promise<ReadonlyMap<string, number>> {
  console.log('\n100,000 rows streamed: MiB by which a process grows at its peak')
  if (place.kind === 'postgres') return grown(place)
  // A database in memory would itself be the larger part.
  const folder = mkdtempSync(join(tmpdir(), 'nuages-bench-'))
  try {
    const file = join(folder, 'people.sqlite3')
    const filled = (await open({ kind: 'sqlite', file }))!
    for (const text of tables('sqlite')) filled.script(text)
    filled.close()
    return grown({ kind: 'sqlite', file })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function grown(place: Place): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const way of ['nuages, streamed', 'by hand, streamed', 'nuages, all at once', 'by hand, all at once']) {
    const each: number[] = []
    for (let i = 0; i < tries; i++) {
      const flags = ['--conditions=nuages-source', '--expose-gc', program]
      const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, way, JSON.stringify(place)])
      if (status !== 0) console.log(`  ${way} failed: ${String(stderr).trim().split('\n').at(-1)}`)
      else each.push(Number(stdout))
    }
    if (each.length === 0) continue
    const { low, median, high } = intervalOf(each)
    found.set(way, median)
    console.log(`  ${way.padEnd(22)}${number(median).padStart(7)} (${number(low)} to ${number(high)})`)
  }
  return found
}
