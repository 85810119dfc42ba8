import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, describe, test } from 'node:test'
import { openCache } from '../../../src/data/cache/index.ts'
import { temporaryFolder } from '../../support/packages.ts'
import { mariadb, postgres, skipOn } from '../../support/scratch.ts'
import { skipWithout } from '../../support/services.ts'

const folder = temporaryFolder('stampede')
after(() => rmSync(folder, { recursive: true, force: true }))

/** Waits for each line with a key, asks ten times at once for its value, and prints what it got. `made` counts in all processes. */
const program = `
const [, source, url, prefix] = process.argv
const { openCache } = await import(source)
const { createInterface } = await import('node:readline')
const cache = await openCache(url, { prefix })
const make = async (key) => {
  await cache.incr(key + ' made', 1, { initial: 0 })
  await new Promise((resolve) => setTimeout(resolve, 50))
  return process.pid
}
console.log('ready')
for await (const key of createInterface({ input: process.stdin })) {
  const options = { timeout: 60, patience: 60 }
  const all = await Promise.all(Array.from({ length: 10 }, () => cache.remember(key, options, () => make(key))))
  console.log(JSON.stringify(all))
}
await cache.close()
`

class Asker {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>

  constructor(url: string, prefix: string) {
    const source = new URL('../../../src/data/cache/index.ts', import.meta.url).href
    const flags = ['--conditions=nuages-source', '--input-type=module', '-e', program, source, url, prefix]
    this.#child = spawn(process.execPath, flags, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
  }

  async line(): Promise<string> {
    const { value, done } = await this.#lines.next()
    assert.equal(done ?? false, false, 'the process has ended')
    return value as string
  }

  ask(key: string): Promise<number[]> {
    this.#child.stdin!.write(`${key}\n`)
    return this.line().then((line) => JSON.parse(line) as number[])
  }

  async end(): Promise<void> {
    this.#child.stdin!.end()
    if (this.#child.exitCode === null) await once(this.#child, 'exit')
  }
}

async function stampede(url: string): Promise<void> {
  const prefix = `stampede-${randomUUID()}:`
  const cache = await openCache(url, { prefix })
  const askers = [1, 2, 3].map(() => new Asker(url, prefix))
  try {
    for (const asker of askers) assert.equal(await asker.line(), 'ready')
    for (let round = 0; round < 5; round++) {
      const key = `key${round}`
      const answers = (await Promise.all(askers.map((asker) => asker.ask(key)))).flat()
      assert.equal(answers.length, 30)
      assert.equal(new Set(answers).size, 1, key)
      assert.equal(await cache.get(`${key} made`), 1, key)
    }
  } finally {
    await Promise.all(askers.map((asker) => asker.end()))
    await cache.clear()
    await cache.close()
  }
}

describe('thirty askers in three processes, and one maker', () => {
  test('in SQLite', () => stampede(`database:sqlite:${join(folder, 'cache.sqlite3')}`))
  for (const server of [postgres, mariadb])
    test(`in ${server.label}`, async (t) => {
      const { skip } = await skipOn(server)
      if (skip !== false) return t.skip(String(skip))
      const scratch = await server.scratch()
      try {
        await stampede(`database:${scratch.url}`)
      } finally {
        await scratch.drop()
      }
    })
  test('in Redis', async (t) => {
    const skip = await skipWithout('redis')
    if (skip !== false) return t.skip(skip)
    await stampede('redis://127.0.0.1:6379/15')
  })
})
