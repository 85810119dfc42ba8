import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { queries } from '../../../src/base/events/index.ts'
import { createOrm } from '../../../src/data/orm/orm.ts'
import type { Project } from '../../conformance/runners/orm/project.ts'
import { type Given, open, query, told } from '../../support/any-query.ts'

let project: Project
before(async () => {
  project = await open('sqlite::memory:')
})
after(() => project.database.close())

/** What a query sends and is told, with the plans that `on` has kept. */
async function sent(on: Project, given: Given): Promise<{ readonly sql: string[]; readonly answer: unknown }> {
  const sql: string[] = []
  const stop = queries.subscribe((event) => sql.push(event.sql))
  try {
    return { sql, answer: await told(on, given) }
  } finally {
    stop()
  }
}

test('a plan that is found by its shape is the one that would be made', async () => {
  const { registry, databases } = project.orm
  await fc.assert(
    fc.asyncProperty(query, async (given) => {
      const fresh = project.with(createOrm({ registry, databases }))
      assert.deepEqual(await sent(project, given), await sent(fresh, given))
    }),
    { numRuns: Number(process.env['NUAGES_TEST_RUNS'] ?? 200) },
  )
})
