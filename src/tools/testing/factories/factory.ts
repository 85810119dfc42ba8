import { didYouMean } from '../../../base/errors/index.ts'
import { type AnyRow, infoOf, untyped } from '../../../data/orm/index.ts'
import type { ColumnInfo, ModelInfo, RelationInfo } from '../../../data/query/index.ts'
import { testingErrors } from '../errors.ts'
import { nextNumber } from './counters.ts'
import type { Factory, FactoryOptions, KeyedModel, ModelClass, Row } from './types.ts'
import { valueFor } from './values.ts'

type Values = Readonly<Record<string, unknown>>

/** So many rows may need each other before a circle is meant. */
const deepest = 12

/**
 * Makes rows of a model for tests: every field that needs a value gets a valid one, another one for each row, and rows that it must name are made. The
 * values are the same in every run.
 *
 * ```ts
 * const article = await factory(Article).create({ title: 'x', author: { name: 'Y' } })
 * ```
 */
export function factory<M extends KeyedModel, const T extends string = never>(
  model: ModelClass<M>,
  options: FactoryOptions<M, T> = {},
): Factory<M, T> {
  const { defaults = {}, traits, after } = options
  const own = defaults as Values
  const build = async (values: Values = {}) =>
    (await built(infoOf(model as never), { ...own, ...values }, 0)).row as unknown as Row<M>
  const create = async (values: Values = {}) => {
    const { row, number } = await created(infoOf(model as never), { ...own, ...values }, 0)
    await after?.(row as unknown as Row<M>, number)
    return row as unknown as Row<M>
  }
  return {
    build: (values) => build(values as Values),
    create: (values) => create(values as Values),
    async createMany(count, values = {}) {
      const rows: Row<M>[] = []
      for (let i = 0; i < count; i++)
        rows.push(await create((typeof values === 'function' ? values(i) : values) as Values))
      return rows
    },
    with(...names) {
      const chosen = names.map((name) => {
        if (traits === undefined || !Object.hasOwn(traits, name))
          throw testingErrors.NO_TRAIT({ name, known: Object.keys(traits ?? {}) })
        return traits[name] as Values
      })
      return factory(model, { ...options, defaults: Object.assign({}, own, ...chosen) })
    },
  }
}

interface Made {
  readonly row: AnyRow
  readonly number: number
  /** What is made once the row is there: rows of lists. */
  readonly lists: readonly (readonly [relation: RelationInfo, given: unknown])[]
}

async function created(info: ModelInfo, values: Values, depth: number): Promise<Made> {
  const made = await built(info, values, depth)
  await made.row.save()
  for (const [relation, given] of made.lists) await fillList(made.row, relation, given, depth)
  return made
}

async function built(info: ModelInfo, values: Values, depth: number): Promise<Made> {
  if (depth > deepest) throw testingErrors.FACTORY_CIRCLE({ model: info.name })
  const number = nextNumber(info)
  const given: Record<string, unknown> = {}
  const lists: (readonly [RelationInfo, unknown])[] = []
  for (const [name, value] of Object.entries(values)) {
    const relation = info.relations.get(name)
    if (relation !== undefined && !relation.toOne) lists.push([relation, value])
    else given[name] = await settled(info, name, value, number, depth)
  }
  const filled = new Set(Object.entries(given).flatMap(([name]) => [name, ...genericParts(info, name)]))
  for (const column of info.columns) {
    if (filled.has(column.property) || filled.has(column.attribute) || !isNeeded(column)) continue
    const { relation, property } = column
    given[property] = relation === null ? valueFor(column, number) : (await created(relation.to, {}, depth + 1)).row
  }
  return { row: untyped(info).build(given), number, lists }
}

/** A value that was given, functions called and rows of plain values made. */
async function settled(info: ModelInfo, name: string, value: unknown, number: number, depth: number): Promise<unknown> {
  const column = info.column(name)
  if (column === undefined && !info.generics.has(name)) {
    const known = [...info.columns.map(({ property }) => property), ...info.relations.keys(), ...info.generics.keys()]
    throw testingErrors.NO_MODEL_FIELD({ model: info.name, name, hint: didYouMean(name, known) })
  }
  const plain = typeof value === 'function' ? (value as (number: number) => unknown)(number) : value
  const relation = column !== undefined && column.property === name ? column.relation : null
  if (relation === null || !isPlain(plain)) return plain
  return (await created(relation.to, plain, depth + 1)).row
}

/** Columns that a generic relation fills. */
function genericParts(info: ModelInfo, name: string): readonly string[] {
  const generic = info.generics.get(name)
  return generic === undefined ? [] : [generic.type.property, generic.key.property]
}

/** Nothing else gives the column a value. */
function isNeeded({ field, null: nullable, generated, hasDbDefault, primaryKey, relation }: ColumnInfo): boolean {
  if (nullable || generated !== null || hasDbDefault) return false
  if (primaryKey && relation === null && /^(?:big|small)?auto$/i.test(field.type)) return false
  const { hasDefault } = field.describe()
  if (hasDefault) return false
  return field.beforeSave?.({}, true) === undefined
}

async function fillList(row: AnyRow, relation: RelationInfo, given: unknown, depth: number): Promise<void> {
  const wanted: readonly unknown[] =
    typeof given === 'number' ? Array.from({ length: given }, () => ({})) : (given as [])
  const { kind, far, to, property } = relation
  const back = kind === 'reverse' && relation.generic === null ? { [far.property]: row } : {}
  const rows: unknown[] = []
  for (const each of wanted) {
    if (isPlain(each)) rows.push((await created(to, { ...each, ...back }, depth + 1)).row)
    else if (kind === 'reverse') rows.push(await pointed(each, far, row))
    else rows.push(each)
  }
  if (kind === 'manyToMany' && rows.length > 0)
    await (row as unknown as Record<string, { add(...rows: unknown[]): Promise<void> }>)[property]!.add(...rows)
}

/** A row of its own that is to belong to another. */
async function pointed(given: unknown, far: ColumnInfo, row: AnyRow): Promise<unknown> {
  const other = given as AnyRow & Record<string, unknown>
  ;(other as Record<string, unknown>)[far.property] = row
  await other.save()
  return other
}

function isPlain(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
