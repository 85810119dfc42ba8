import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import type { Project } from '../../conformance/runners/orm/project.ts'
import { open, query, told } from '../any-query.ts'
import type { Server } from '../scratch.ts'

/** Any query gives the same rows as on SQLite. */
export function differentialSuite({ label, scratch }: Server, options: { skip: false | string }): void {
  describe(`any query on SQLite and on ${label}`, options, () => {
    let sqlite: Project
    let other: Project
    const undo: (() => Promise<void>)[] = []
    before(async () => {
      const made = await scratch()
      undo.push(made.drop)
      sqlite = await open('sqlite::memory:')
      other = await open(made.url)
      undo.unshift(
        () => sqlite.database.close(),
        () => other.database.close(),
      )
    })
    after(async () => {
      for (const each of undo) await each()
    })

    test('gives the same rows', async () => {
      await fc.assert(
        fc.asyncProperty(query, async (given) => {
          assert.deepEqual(await told(other, given), await told(sqlite, given))
        }),
        { numRuns: Number(process.env['NUAGES_TEST_RUNS'] ?? 100) },
      )
    })
  })
}
