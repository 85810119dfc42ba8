import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Database } from '../../../src/data/drivers/index.ts'
import { autodetect } from '../../../src/data/migrations/autodetector/index.ts'
import { stateFromRegistry } from '../../../src/data/migrations/from-registry.ts'
import { registryOf } from '../../../src/data/migrations/historical.ts'
import type { Questions } from '../../../src/data/migrations/index.ts'
import {
  type FieldStates,
  field,
  type ModelOptions,
  type ModelState,
  type ProjectState,
} from '../../../src/data/migrations/index.ts'
import { applyAll, built, detect, model, shapeOf, stateOf } from './helpers.ts'

const names = ['Ant', 'Bee', 'Cat', 'Dog'] as const
const apps = ['a', 'b'] as const
const appOf = (name: string) => apps[names.indexOf(name as 'Ant') % 2]!
const properties = ['title', 'wordCount', 'note', 'when', 'data'] as const

const nullable = fc.record({ null: fc.boolean() }).map((options) => (options.null ? options : {}))
const column = fc.oneof(
  fc
    .tuple(nullable, fc.constantFrom(10, 20), fc.constantFrom({}, { index: true }, { default: 'x' }, { blank: true }))
    .map(([isNull, maxLength, more]) => field.char({ maxLength, ...isNull, ...more })),
  fc
    .tuple(nullable, fc.constantFrom({}, { default: 0 }, { index: true }))
    .map(([a, b]) => field.integer({ ...a, ...b })),
  nullable.map((options) => field.positiveInteger(options)),
  nullable.map((options) => field.text(options)),
  nullable.map((options) => field.datetime(options)),
  nullable.map((options) => field.decimal({ maxDigits: 9, decimalPlaces: 2, ...options })),
  nullable.map((options) => field.boolean(options)),
  nullable.map((options) => field.json(options)),
  fc.constantFrom(
    field.slug(),
    field.slug({ null: true, index: false }),
    field.char({ maxLength: 9, unique: true, null: true }),
  ),
)
const relation = fc
  .tuple(fc.constantFrom(...names), fc.constantFrom('fk', 'one', 'many'), fc.boolean())
  .map(([to, kind, isNull]) => {
    const label = `${appOf(to)}.${to}`
    const options = { onDelete: 'cascade' as const, ...(isNull && { null: true }) }
    return {
      to,
      field:
        kind === 'many'
          ? field.manyToMany(label)
          : kind === 'one'
            ? field.oneToOne(label, options)
            : field.foreignKey(label, options),
    }
  })

const someModel = fc.record({
  columns: fc.dictionary(fc.constantFrom(...properties), column, { maxKeys: 4 }),
  relations: fc.dictionary(fc.constantFrom('owner', 'friend'), relation, { maxKeys: 2 }),
  ordering: fc.boolean(),
  indexed: fc.boolean(),
  together: fc.boolean(),
  checked: fc.boolean(),
  keyed: fc.boolean(),
})

export const someState = fc
  .record(
    Object.fromEntries(names.map((name) => [name, fc.option(someModel, { freq: 3 })])) as Record<
      string,
      typeof someModel extends fc.Arbitrary<infer M> ? fc.Arbitrary<M | null> : never
    >,
  )
  .map((all) => {
    const present = names.filter((name) => all[name] !== null)
    const models = present.map((name): ModelState => {
      const { columns, relations, ...wants } = all[name]!
      const fields: Record<string, FieldStates[string]> = {
        ...(wants.keyed && { code: field.char({ maxLength: 8, primaryKey: true }) }),
        ...columns,
      }
      for (const [property, { to, field: state }] of Object.entries(relations))
        if (present.includes(to)) fields[property] = state
      const own = Object.keys(fields).filter((each) => fields[each]!.type !== 'manyToMany')
      const first = own.find((each) => each !== 'code')
      const label = name.toLowerCase()
      const options: ModelOptions = {
        ...(wants.ordering && first && { ordering: [`-${first}`] }),
        ...(wants.indexed && first && { indexes: [{ name: `${label}_ix`, fields: [`-${first}`] }] }),
        ...(wants.together && own.length > 1 && { uniqueTogether: [own.slice(0, 2)] }),
        ...(wants.checked &&
          fields.wordCount &&
          fields.wordCount.type === 'integer' && {
            constraints: [{ kind: 'check' as const, name: `${label}_ck`, check: { wordCount__gte: -5 } }],
          }),
      }
      return model(appOf(name), name, fields, options)
    })
    return stateOf(...models)
  })

const fills: Record<string, unknown> = {
  char: 'f',
  text: 'f',
  slug: 'f',
  integer: 3,
  positiveInteger: 3,
  datetime: '2024-01-01T00:00:00Z',
  decimal: '1.50',
  boolean: true,
  json: { f: 1 },
}
/** Says the same to every rename, and gives every field a value that fits. */
const stranger = (renamed: boolean): Questions => ({
  renamedField: () => renamed,
  renamedModel: () => renamed,
  fill: ({ field: state }) => ({ value: fills[state.type] ?? 1 }),
  drop: () => true,
})

/** One row a table, in tables that point at nothing which has none. */
async function rows(database: Database, state: ProjectState): Promise<Map<string, number>> {
  const made = new Map<string, number>()
  const postgres = database.database === 'postgres'
  for (const { app, name, fields } of state.models.values()) {
    const entries = Object.entries(fields).filter(([, each]) => each.type !== 'manyToMany' && each.type !== 'bigAuto')
    if (entries.some(([, each]) => each.options.to !== undefined && each.options.null !== true)) continue
    const columns = entries.map(([property, each]) =>
      each.options.to === undefined ? property.replace('wordCount', 'word_count') : `${property}_id`,
    )
    const values = entries.map(([, { type, options }]) =>
      options.to !== undefined
        ? null
        : type === 'json'
          ? '{}'
          : type === 'datetime'
            ? '2020-02-02 02:02:02'
            : type === 'decimal'
              ? 2
              : type === 'boolean'
                ? postgres || 1
                : typeof fills[type] === 'number'
                  ? 7
                  : 'row',
    )
    const table = `${app}_${name.toLowerCase()}`
    const text =
      columns.length === 0
        ? `INSERT INTO ${table} ${database.database === 'mysql' ? 'VALUES ()' : 'DEFAULT VALUES'}`
        : `INSERT INTO ${table} (${columns.map((each) => `"${each}"`).join()}) VALUES (${columns.map((_, i) => (postgres ? `$${i + 1}` : '?')).join()})`
    await database.run({ text, writes: true, wide: false }, values)
    made.set(table, 1)
  }
  return made
}

type Caused = { readonly code?: string; readonly cause?: Caused }

/**
 * Any models to any others, by way of migrations: the tables are as if they had been made so, rows are still there,
 * nothing is left to do, and every step can be taken back.
 */
export async function journeys(open: () => Promise<Database>, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(someState, someState, fc.boolean(), fc.boolean(), async (a, b, filled, renamed) => {
      const [travelled, fresh] = [await open(), await open()]
      try {
        await built(travelled, a)
        const first = await shapeOf(travelled)
        const kept = filled ? await rows(travelled, a) : new Map<string, number>()
        const drafts = await autodetect(a, b, stranger(renamed))
        let done: Awaited<ReturnType<typeof applyAll>>
        try {
          done = await applyAll(travelled, a, drafts)
        } catch (error) {
          // Rows cannot follow everywhere: a key that has to point somewhere, a text that is no number.
          const { cause } = error as { cause?: Caused }
          const refused = [cause, cause?.cause].some((each) => each?.code === 'NUAGES_SCHEMA_ROWS_DO_NOT_FIT')
          fc.pre(!refused && (error as Error).name !== 'IntegrityError')
          throw error
        }
        assert.deepEqual(await detect(done.state, stateFromRegistry(registryOf(b))), [])
        await built(fresh, b)
        assert.deepEqual(await shapeOf(travelled), await shapeOf(fresh))
        for (const [table] of kept) {
          const alive = [...b.models.values()].some((each) => `${each.app}_${each.name.toLowerCase()}` === table)
          if (
            !alive ||
            (renamed && drafts.some((draft) => draft.operations.some((each) => each.kind === 'renameModel')))
          )
            continue
          const found = await travelled.all({ text: `SELECT count(*) FROM ${table}`, writes: false, wide: false }, [])
          assert.equal(Number(found[0]![0]), 1, `rows of ${table}`)
        }
        if (!filled) {
          for (const undo of done.undo) await undo()
          assert.deepEqual(await shapeOf(travelled), first)
        }
      } finally {
        await travelled.close()
        await fresh.close()
      }
    }),
    { numRuns },
  )
}
