import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Database } from '../../../../src/data/drivers/index.ts'
import { findingsOf, lintMigrations, migrate } from '../../../../src/data/migrations/index.ts'
import { blocksOf } from '../../../support/code-blocks.ts'
import { file, workshop } from '../helpers.ts'

/** Applies every migration of the guide's section one after the other, on a table with rows, and gives what the linter said of each. */
export async function walkGuide(t: TestContext, database: Database, rows: string): Promise<Record<string, string[]>> {
  const directory = workshop(t)
  file(
    directory,
    'news',
    '0001_initial',
    `operations: [
      m.createModel({ name: 'Section', fields: { id: m.field.bigAuto({ primaryKey: true }), name: m.field.char({ maxLength: 20 }) } }),
      m.createModel({ name: 'Article', fields: {
        id: m.field.bigAuto({ primaryKey: true }),
        title: m.field.char({ maxLength: 100 }),
        words: m.field.integer({ null: true }),
        note: m.field.text({ null: true }),
      } }),
    ]`,
  )
  const options = { orm: { database: () => database }, apps: [{ label: 'news', dir: join(directory, 'news') }] }
  await migrate(options)
  await database.script(rows)
  mkdirSync(join(directory, 'guide'))
  const said: Record<string, string[]> = {}
  let [last, number] = ['0001_initial', 1]
  for (const { name, code } of blocksOf('docs/guides/migrations.md').filter((block) => block.name !== null)) {
    writeFileSync(join(directory, 'guide', name!), code)
    for (const [, each] of code.matchAll(/^export const (\w+) = migration\(/gm)) {
      const called = `${String(++number).padStart(4, '0')}_${each!.toLowerCase()}`
      writeFileSync(
        join(directory, 'news', 'migrations', `${called}.ts`),
        `import { migration } from 'nuages/migrations'
import { ${each} } from '../../guide/${name}'
export default migration({ ...${each}, dependencies: [['news', '${last}']] })
`,
      )
      const report = await lintMigrations(options)
      assert.deepEqual(
        report.migrations.map(({ migration }) => migration),
        [`news.${called}`],
      )
      said[each!] = findingsOf(report, 'caution').map(({ id, level }) => `${id} ${level}`)
      await migrate({ ...options, allowDataLoss: true })
      last = called
    }
  }
  return said
}
