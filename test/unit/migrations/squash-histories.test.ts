import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Database, introspect, openDatabase } from '../../../src/data/drivers/index.ts'
import { layOut } from '../../../src/data/migrations/files/layout.ts'
import { operationSource } from '../../../src/data/migrations/files/operation-source.ts'
import { isOwnTable } from '../../../src/data/migrations/history/own-tables.ts'
import { drift, migrate, type Operation, squashMigrations } from '../../../src/data/migrations/index.ts'
import { emptyState, type ModelState, type ProjectState } from '../../../src/data/migrations/state.ts'
import { tableName } from '../../../src/data/migrations/tables/names.ts'
import { file, shapeOf, workshop } from './helpers.ts'
import { draws, sequence } from './sequences.ts'

/** A call as it stands in a file that imports everything as `m`. */
const inFile = (text: string) => text.replace(/(?<![\w.'])(?=(?:field\.\w+|\w+)\()/g, 'm.')

/** The same for models and database, or for each of the two by itself. */
function written(operation: Operation, apart: boolean): string {
  const text = inFile(layOut(operationSource(operation), 6, 6, 1))
  return apart ? `m.separateStateAndDatabase({ state: [${text}], database: [${text}] })` : text
}

/** What stands between operations: functions and statements that make rows, or that a squash may leave out. */
function between({ name, ...model }: ModelState, coin: number): string[] {
  const update = `'UPDATE "${tableName({ name, ...model })}" SET "id" = "id"', ''`
  const work = [
    `m.run(async (apps) => { await apps.model('app.${name}').create({}) }, () => {})`,
    `m.run(() => {}, () => {}, { elidable: true })`,
    `m.sql(${update})`,
    `m.sql(${update}, { elidable: true })`,
  ][coin % 9]
  return work === undefined ? [] : [work]
}

/** The text of operations that follow each other, and of what stands between them. */
function history(operations: readonly Operation[], coins: readonly number[]): string[] {
  let state: ProjectState = emptyState
  return operations.flatMap((operation, i) => {
    const coin = coins[i % coins.length]!
    state = operation.changeState(state, 'app')
    const some = [...state.models.values()][coin % Math.max(state.models.size, 1)]
    return [written(operation, coin % 7 === 0), ...(some === undefined ? [] : between(some, coin))]
  })
}

async function rowsOf(database: Database): Promise<unknown> {
  const tables = (await introspect(database)).tables.filter(({ name }) => !isOwnTable(name))
  const rows = tables.map(async ({ name, columns }) => {
    const names = columns.map((column) => `"${column.name}"`).sort()
    return [
      name,
      await database.all({ text: `SELECT ${names} FROM "${name}" ORDER BY id`, writes: false, wide: false }, []),
    ]
  })
  return Promise.all(rows)
}

test('a squashed file leads to the tables and rows that its files lead to, and back', {
  timeout: 3_600_000,
}, async (t) => {
  const root = workshop(t)
  let count = 0
  let saved = 0
  const fresh = async (folder: string) => {
    const database = await openDatabase('sqlite::memory:')
    const options = { orm: { database: () => database }, apps: [{ label: 'app', dir: join(root, folder, 'app') }] }
    await migrate({ ...options, allowDataLoss: true })
    return { database, options }
  }
  await fc.assert(
    fc.asyncProperty(draws, fc.array(fc.nat(200), { minLength: 9, maxLength: 9 }), async (drawn, coins) => {
      const texts = history(sequence(drawn), coins)
      const size = 1 + (coins[0]! % 4)
      const names = Array.from(
        { length: Math.ceil(texts.length / size) },
        (_, i) => `${String(i + 1).padStart(4, '0')}_x`,
      )
      fc.pre(names.length > 1)
      const [folder, alone] = [`h${++count}`, `h${count}-alone`]
      for (const [i, name] of names.entries()) {
        const before = i === 0 ? '' : `dependencies: [['app', '${names[i - 1]}']], `
        const operations = texts.slice(i * size, (i + 1) * size).join(',\n')
        file(join(root, folder), 'app', name, `${before}operations: [${operations}]`)
      }
      const old = await fresh(folder)
      const from = coins[1]! % 3 === 0 && names.length > 2 ? { from: names[1]! } : {}
      const made = await squashMigrations({ apps: old.options.apps, app: 'app', to: names.at(-1)!, ...from })
      saved += made.before - made.after
      mkdirSync(join(root, alone, 'app/migrations'), { recursive: true })
      const replaced = new Set(made.replaces)
      for (const name of [...names.filter((each) => !replaced.has(`app.${each}`)), made.name])
        copyFileSync(
          join(root, folder, 'app/migrations', `${name}.ts`),
          join(root, alone, 'app/migrations', `${name}.ts`),
        )

      const next = await fresh(alone)
      assert.deepEqual(await shapeOf(next.database), await shapeOf(old.database))
      assert.deepEqual(await rowsOf(next.database), await rowsOf(old.database))
      assert.deepEqual((await drift(next.options)).differences, [])
      await migrate({ ...next.options, target: { app: 'app', name: 'zero' }, allowDataLoss: true })
      assert.deepEqual(await shapeOf(next.database), [])
      await next.database.close()
      await old.database.close()
    }),
    { seed: 20240229, numRuns: Number(process.env.NUAGES_PROPERTY_RUNS ?? 8) },
  )
  assert.ok(saved > 0, 'something was put together')
})
