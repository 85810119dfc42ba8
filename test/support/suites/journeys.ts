import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Database, introspect } from '../../../src/data/drivers/index.ts'
import { autodetect } from '../../../src/data/migrations/autodetector/index.ts'
import { differencesOf } from '../../../src/data/migrations/drift/compare.ts'
import { wordsOf } from '../../../src/data/migrations/drift/twins.ts'
import { historicalApps, registryOf } from '../../../src/data/migrations/execution/historical.ts'
import { isOwnTable } from '../../../src/data/migrations/history/own-tables.ts'
import type { ProjectState, Questions } from '../../../src/data/migrations/index.ts'
import { stateFromRegistry } from '../../../src/data/migrations/making/from-registry.ts'
import { isProxy, keyOf, labelOf, type ModelState, sameState } from '../../../src/data/migrations/state.ts'
import { hasColumn, keyFieldOf, pointsAtOne, targetOf } from '../../../src/data/migrations/tables/fields.ts'
import { tablesOf } from '../../../src/data/migrations/tables/table-of.ts'
import { applyAll, built, detect } from '../../unit/migrations/helpers.ts'
import { kinds, stateFrom, twoWishes } from './journeys-states.ts'

/** Says the same to every rename, and gives every field a value that fits. */
const stranger = (renamed: boolean): Questions => ({
  renamedField: () => renamed,
  renamedModel: () => renamed,
  fill: ({ field }) => ({ value: kinds[field.type]?.value(7) ?? null }),
  drop: () => true,
})

/**
 * Any models to any others, by way of migrations, with rows in the tables: every table is then what the models say, rows
 * that stay have the values that they had, nothing is left to do, and every step can be taken back. `fresh` gives a
 * database where nothing is, for each journey. As many as `NUAGES_PROPERTY_RUNS` says, else a few, always the same.
 */
export async function journeys(fresh: () => Promise<Database>, few: number): Promise<void> {
  const { NUAGES_PROPERTY_RUNS: many, NUAGES_PROPERTY_SEED: seed } = process.env
  const chance = many === undefined ? { numRuns: few, seed: 20240229 } : { numRuns: Number(many) }
  await fc.assert(
    fc.asyncProperty(twoWishes, fc.boolean(), fc.boolean(), async ([a, b], filled, renamed) =>
      journey(await fresh(), stateFrom(a), stateFrom(b), filled, renamed),
    ),
    { maxSkipsPerRun: 1000, ...chance, ...(seed !== undefined && { seed: Number(seed) }) },
  )
}

async function journey(database: Database, a: ProjectState, b: ProjectState, filled: boolean, renamed: boolean) {
  await built(database, a)
  await agrees(database, a)
  const kept = new Map<string, readonly Values[]>()
  for (const key of filled ? await rows(database, a) : [])
    kept.set(key, await snapshot(database, a, key, columnsOf(a, key)))
  const drafts = await autodetect(a, b, stranger(renamed))
  const done = await unlessRefused(() => applyAll(database, a, drafts))
  assert.deepEqual(await detect(done.state, stateFromRegistry(registryOf(b))), [], 'nothing is left to do')
  await agrees(database, b)
  if (!renamed) await survive(database, a, b, kept)
  for (const undo of done.undo) await unlessRefused(undo)
  await agrees(database, a)
}

const columnsOf = ({ models }: ProjectState, key: string) =>
  Object.entries(models.get(key)!.fields).flatMap(([property, field]) => (hasColumn(field) ? [property] : []))

type Caused = { readonly code?: string; readonly name?: string; readonly cause?: Caused }

/** Rows cannot follow everywhere: a key that has to point somewhere, a text that is no number. Such a case does not count. */
async function unlessRefused<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (error) {
    const causes: Caused[] = []
    for (let at = error as Caused | undefined; at !== undefined; at = at.cause) causes.push(at)
    fc.pre(!causes.some(({ code, name }) => code === 'NUAGES_SCHEMA_ROWS_DO_NOT_FIT' || name === 'IntegrityError'))
    throw error
  }
}

/** Tables of the database are those of the state, and nothing else is there. */
async function agrees(database: Database, state: ProjectState): Promise<void> {
  const wanted = [...state.models.values()].flatMap((model) => [...tablesOf(state, model, database.database).values()])
  const words = await wordsOf(database, wanted)
  const all = (await introspect(database)).tables.filter(({ name }) => !isOwnTable(name))
  const find = (name: string) => all.find((table) => table.name === name)
  const differences = wanted.flatMap((table) =>
    differencesOf(database.database, table, find(table.name), words.get(table.name)),
  )
  assert.deepEqual(differences, [])
  const names = wanted.map(({ name }) => name).sort()
  assert.deepEqual(all.map(({ name }) => name).sort(), names)
  if (database.database !== 'sqlite')
    assert.deepEqual([...words.keys()].sort(), names, 'the database words every table')
}

type Values = Record<string, unknown>

/** Two rows in each table, the second one pointing at the first; gives the models that have some.
 * None in one that must point at a row which is not there. */
async function rows(database: Database, state: ProjectState): Promise<string[]> {
  const made = new Map<string, Values[]>()
  await historicalApps(state, database, async (apps) => {
    const waiting = new Set([...state.models.values()].filter((model) => !isProxy(model)))
    for (let before = -1; before !== waiting.size; ) {
      before = waiting.size
      for (const model of waiting) {
        const keys = new Map<string, unknown>()
        for (const [property, field] of Object.entries(model.fields)) {
          if (!pointsAtOne(field)) continue
          const target = targetOf(state, model, property, field)
          const first = made.get(keyOf(target.app, target.name))?.[0]
          keys.set(property, first?.pk ?? null)
        }
        if ([...keys].some(([property, key]) => key === null && model.fields[property]!.options.null !== true)) continue
        waiting.delete(model)
        const list: Values[] = []
        for (const i of [1, 2]) {
          const values = valuesOf(model, i, keys)
          try {
            const row = (await database.atomic(async () =>
              apps.model(labelOf(model)).create(values as never),
            )) as Values
            list.push({ ...values, pk: row.pk })
          } catch (error) {
            // A pair that is to be unique, of values that are alike.
            if ((error as Error).name !== 'IntegrityError') throw error
          }
        }
        if (list.length > 0) made.set(keyOf(model.app, model.name), list)
      }
    }
  })
  return [...made.keys()]
}

function valuesOf(model: ModelState, i: number, keys: ReadonlyMap<string, unknown>): Values {
  const values: Values = {}
  for (const [property, field] of Object.entries(model.fields)) {
    if (!hasColumn(field) || field.type === 'generated' || field.type === 'bigAuto') continue
    const unique = field.options.unique === true || field.type === 'oneToOne'
    if (keys.has(property))
      values[`${property}_id`] = unique && i > 1 && field.options.null === true ? null : keys.get(property)
    else if (field.options.null === true && i === 2) values[property] = null
    else values[property] = kinds[field.type]!.value(i)
  }
  return values
}

/** Rows of models that are in both states have the values that they had, in fields that are in both as they were. */
async function survive(
  database: Database,
  a: ProjectState,
  b: ProjectState,
  kept: ReadonlyMap<string, readonly Values[]>,
): Promise<void> {
  const both = [...kept.keys()].filter((key) => b.models.has(key) && sameKey(a.models.get(key)!, b.models.get(key)!))
  for (const key of both) {
    const [before, after] = [a.models.get(key)!, b.models.get(key)!]
    const stay = Object.keys(before.fields).filter(
      (property) =>
        sameState(before.fields[property], after.fields[property]) &&
        hasColumn(before.fields[property]!) &&
        before.fields[property]!.type !== 'generated' &&
        (!pointsAtOne(before.fields[property]!) || sameTarget(a, b, before, property)),
    )
    const told = (rows: readonly Values[]) => rows.map((row) => stay.map((property) => text(row[property])))
    const now = await snapshot(database, b, key, stay)
    assert.deepEqual(told(now), told(kept.get(key)!), `rows of ${key}`)
  }
}

/** What a relation points at has the same key in both: else its values are others. */
function sameTarget(a: ProjectState, b: ProjectState, model: ModelState, property: string): boolean {
  const target = targetOf(a, model, property, model.fields[property]!)
  const next = b.models.get(keyOf(target.app, target.name))
  return next !== undefined && sameKey(target, next)
}

const sameKey = (a: ModelState, b: ModelState) => sameState(keyFieldOf(a), keyFieldOf(b))

/** A value as text, of whatever kind it is. */
const text = (value: unknown) =>
  value instanceof Uint8Array
    ? `bytes ${[...value]}`
    : JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each))

/** Some values of a model's rows, in the order of their keys; of a relation its key. */
async function snapshot(
  database: Database,
  state: ProjectState,
  key: string,
  properties: readonly string[],
): Promise<readonly Values[]> {
  let found: readonly Values[] = []
  await historicalApps(state, database, async (apps) => {
    found = (await apps
      .model(labelOf(state.models.get(key)!))
      .orderBy('pk')
      .values(...properties)) as never
  })
  return found
}
