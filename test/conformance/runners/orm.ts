import { isDeepStrictEqual } from 'node:util'
import { Decimal } from 'decimal.js'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { queries } from '../../../src/base/events/index.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'
import { IntegrityError } from '../../../src/data/drivers/index.ts'
import { DoesNotExist, MultipleObjectsReturned, ProtectedError } from '../../../src/data/orm/errors.ts'
import { labelOf, neighbour } from '../../../src/data/orm/neighbours.ts'
import {
  deferredFields,
  deleteRow,
  ManyRuntime,
  QuerySetRuntime,
  refreshRow,
  rowInfo,
  rowKey,
  saveRow,
} from '../../../src/data/orm/runtime.ts'
import { isRow } from '../../../src/data/orm/state.ts'
import { validateRow } from '../../../src/data/orm/validate.ts'
import type { DatabaseName } from '../../../src/data/query/index.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import type { Area, Case, Report } from '../harness.ts'
import { decode } from '../values.ts'
import { openProject, type Project } from './orm/project.ts'
import { build, type Data, lookups, prepared, type Query, Unsupported } from './orm/query.ts'

class RollBack extends Error {}

/** The databases that the vectors run on. */
export async function databases(): Promise<readonly string[]> {
  const found = ['sqlite']
  for (const name of ['postgres', 'mariadb'] as const) {
    const skipped = await skipWithout(name)
    if (skipped === false) found.push(name)
    else console.log(`skipped orm (${name}): ${skipped}`)
  }
  return found
}

/** Runs every vector in a transaction of its own that is rolled back. */
export async function run(area: Area, report: Report, name = 'sqlite'): Promise<void> {
  const scratch = name === 'postgres' ? await scratchPostgres() : name === 'mariadb' ? await scratchMariadb() : null
  const url = scratch?.url ?? 'sqlite::memory:'
  const project = await openProject(url, area['schema'] as never, area['data'] as never, area['m2m'] as never)
  for (const each of area.cases) {
    await project.restart()
    const why = await attempt(project, each).catch((error: unknown) => `${(error as Error).stack}`)
    if (why === null) report.pass(each.id)
    else report.fail(each.id, why)
  }
  await project.database.close()
  await scratch?.drop()
}

async function attempt(project: Project, each: Case): Promise<string | null> {
  let why: string | null = 'not finished'
  try {
    await project.run(() =>
      project.database.atomic(async () => {
        why = await judged(project, each)
        throw new RollBack()
      }),
    )
  } catch (error) {
    if (!(error instanceof RollBack)) throw error
  }
  return why
}

async function judged(project: Project, each: Case): Promise<string | null> {
  const query = each['query'] as Query
  let sent = 0
  const stop = queries.subscribe(({ sql }) => {
    if (/^\s*(SELECT|INSERT|UPDATE|DELETE)/i.test(sql)) sent++
  })
  let got: unknown
  let failure: unknown = null
  try {
    got = await project.database.atomic(() => answer(project, query))
  } catch (error) {
    failure = error
  } finally {
    stop()
  }
  const after: unknown[] = []
  for (const inner of query.after ?? []) after.push(await answer(project, inner))
  const objections = expectationsOf(each, project.database.database).map((wanted) =>
    objection(each, wanted, { got, failure, sent, after }),
  )
  return objections.includes(null) ? null : objections[0]!
}

/** What a case may answer: PostgreSQL as it does where it differs from SQLite, MariaDB as either of them. */
function expectationsOf(each: Case, database: DatabaseName): Expectation[] {
  const own = each['postgresql'] as Case['expected'] | undefined
  const sqlite = { expected: each.expected, queries: each['queries'] }
  if (own === undefined || database === 'sqlite') return [sqlite]
  const postgres = { expected: own, queries: each['postgresql_queries'] ?? each['queries'] }
  return database === 'postgres' ? [postgres] : [sqlite, postgres]
}

interface Expectation {
  readonly expected: Case['expected']
  readonly queries: unknown
}

/** What a query came to. */
interface Outcome {
  readonly got: unknown
  readonly failure: unknown
  /** How many statements it took. */
  readonly sent: number
  readonly after: readonly unknown[]
}

/** Why an outcome is not what was expected; null where it is. */
function objection(each: Case, { expected, queries: wantedQueries }: Expectation, outcome: Outcome): string | null {
  const { got, failure, sent } = outcome
  if (expected['error'] !== undefined) {
    if (failure === null) return `expected ${expected['error']}, got ${show(got)}`
    if (failure instanceof Unsupported) return `not supported: ${(failure as Error).message}`
    const why = isKind(failure, expected['error'] as string)
      ? null
      : `expected ${expected['error']}, threw ${(failure as Error).message}`
    if (why !== null) return why
  } else {
    if (failure !== null) {
      const { message } = failure as Error
      return failure instanceof Unsupported ? `not supported: ${message}` : `threw ${message}`
    }
    const wanted = comparable(decoded(expected['result']))
    const why = differs(wanted, comparable(each['pk_may_be_set'] === true ? withoutKeys(got) : got), each)
    if (why !== null) return why
    if (typeof wantedQueries === 'number' && sent > wantedQueries + 1)
      return `sent ${sent} statements where Django sends ${wantedQueries}`
  }
  const after = expected['after'] as unknown[] | undefined
  for (const [i, found] of outcome.after.entries()) {
    const why = differs(comparable(decoded(after?.[i])), comparable(found), { ...each, ordered: false })
    if (why !== null) return `after: ${why}`
  }
  return null
}

/** Bulk-created rows have no key in the vectors. */
function withoutKeys(value: unknown): unknown {
  return Array.isArray(value) ? value.map((each) => ({ ...each, pk: null })) : value
}

/** Rows keep their marks; what is in them is decoded. */
function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded)
  if (typeof value !== 'object' || value === null || !('$model' in value)) return decode(value)
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, key === '$model' ? each : decoded(each)]))
}

/** The result as the vectors write it down. */
async function answer(project: Project, given: Query): Promise<unknown> {
  const query = await prepared(project, given)
  if (query.instance !== undefined) return instance(project, query)
  const deletes = query.calls?.at(-1)?.[0] === 'delete'
  const made = build(project, query)
  if (query.shape !== undefined) return shaped(await made, query.shape)
  const result = await made
  const annotated = (query.calls ?? []).flatMap(([method, ...given]) =>
    method === 'annotate' ? given.flatMap((each) => (Array.isArray(each) ? [] : Object.keys(each as object))) : [],
  )
  return deletes ? counted(result as [number, Data]) : written(result, annotated)
}

/** What a deletion counted: the vectors have no app labels. */
function counted([total, byModel]: [number, Data]): unknown {
  return [total, Object.fromEntries(Object.entries(byModel).map(([name, n]) => [name.replace(/^lib\./, ''), n]))]
}

function written(value: unknown, annotated: readonly string[]): unknown {
  if (isRow(value)) {
    const names = annotated.filter((name) => Object.hasOwn(value, name))
    const annotations = Object.fromEntries(names.map((name) => [name, written(value[name], [])]))
    return {
      $model: rowInfo(value).name,
      pk: rowKey(value),
      ...(names.length === 0 ? {} : { annotations }),
    }
  }
  if (value instanceof Map) return new Map([...value].map(([key, row]) => [key, written(row, annotated)]))
  if (Array.isArray(value)) return value.map((each) => written(each, annotated))
  return value
}

async function shaped(value: unknown, shape: unknown): Promise<unknown> {
  if (value instanceof QuerySetRuntime) return shaped(await value, shape)
  if (Array.isArray(value)) return Promise.all(value.map((each) => shaped(each, shape)))
  const out: Data = {}
  for (const [name, inner] of Object.entries(shape as Data)) {
    await loadDeferred(value as object, name)
    const own = (value as Data)[name.replace(/_set$/, '')]
    if (inner === null) out[name] = own
    else if (Array.isArray(inner))
      out[name] = await shaped(own instanceof ManyRuntime ? await own.all() : own, inner[0])
    else {
      const far =
        own === null || own === undefined || isRow(own) ? own : await (own as { load(): Promise<unknown> }).load()
      out[name] =
        far === null && rowInfo(value as object).relations.get(name)?.kind === 'reverseOne'
          ? { $error: 'DoesNotExist' }
          : far === null
            ? null
            : await shaped(far, inner)
    }
  }
  return out
}

/** Django reads a deferred attribute where it is needed; here the program says so. */
async function loadDeferred(row: object, name: string): Promise<void> {
  const column = isRow(row) ? rowInfo(row).column(name) : undefined
  if (column !== undefined && deferredFields(row).includes(column.attribute)) await refreshRow(row, [column.property])
}

async function instance(project: Project, query: Query): Promise<unknown> {
  const rows = project.rows(query.model)
  const row = (
    query.new !== undefined
      ? rows.build(lookups(project, query.new))
      : query.calls !== undefined
        ? await build(project, query)
        : await rows.get({ pk: query.get })
  ) as object
  let result: unknown = null
  for (const [name, first] of query.instance!) {
    result = null
    if (name === 'set') Object.assign(row, lookups(project, first as Data))
    else if (name === 'save') await saveRow(row, saveOptions(first as Data | undefined))
    else if (name === 'delete') result = counted((await deleteRow(row)) as [number, Data])
    else if (name === 'refresh') await refreshRow(row, (first as Data | undefined)?.['fields'] as string[] | undefined)
    else if (name === 'full_clean') await validateRow(row as never)
    else if (name === 'copy') (row as Data)[rowInfo(row).key.attribute] = null
    else if (name === 'deferred') result = deferredFields(row).sort()
    else if (name === 'read') result = await shaped(row, first)
    else if (/^get_(next|previous)_by_/.test(name))
      result = written(await neighbour(row, name.replace(/^get_(next|previous)_by_/, ''), name.startsWith('get_n')), [])
    else if (/^get_.*_display$/.test(name)) result = labelOf(row, name.slice(4, -8))
    else throw new Unsupported(name)
  }
  return result
}

function saveOptions(given: Data = {}) {
  return {
    ...(given['update_fields'] === undefined ? {} : { fields: given['update_fields'] as string[] }),
    ...(given['force_insert'] === true ? { force: 'insert' as const } : {}),
    ...(given['force_update'] === true ? { force: 'update' as const } : {}),
  }
}

// ---- comparing -------------------------------------------------------------------------------------------------------

/** Decimals and numbers as numbers, instants as ISO texts, maps as lists of pairs. */
function comparable(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (value instanceof Decimal || (typeof value === 'object' && 'toFixed' in value))
    return Number(Number(value).toPrecision(12))
  if (typeof value === 'number' || typeof value === 'bigint') return Number(Number(value).toPrecision(12))
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Map)
    return value.size === 0 ? {} : [...value].map(([key, each]) => [comparable(key), comparable(each)])
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, each]): [string, unknown] => [key, comparable(each)])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  return value
}

function differs(wanted: unknown, got: unknown, each: Data): string | null {
  const sort = (value: unknown): unknown =>
    Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value
  const loose = each['ordered'] === false
  const nested = each['unordered_nested'] === true
  const norm = (value: unknown) => (nested ? deepSorted(value) : loose ? sort(value) : value)
  const [a, b] = [norm(wanted), norm(got)]
  return isDeepStrictEqual(a, b) ? null : `expected ${show(wanted)}, got ${show(got)}`
}

function deepSorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .map(deepSorted)
      .map((item) => JSON.stringify(item))
      .sort()
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deepSorted(each)]))
  return value
}

const show = (value: unknown) => JSON.stringify(value)?.slice(0, 300)

function isKind(error: unknown, kind: string): boolean {
  const code = error instanceof NuagesError ? error.code : ''
  switch (kind) {
    case 'DoesNotExist':
      return error instanceof DoesNotExist
    case 'MultipleObjectsReturned':
      return error instanceof MultipleObjectsReturned
    case 'IntegrityError':
      return error instanceof IntegrityError
    case 'ProtectedError':
      return error instanceof ProtectedError
    case 'ValidationError':
      return error instanceof ValidationError
    case 'FieldError':
      return code.startsWith('NUAGES_ORM_')
    case 'NotSupportedError':
      return error instanceof NuagesError
    default:
      return true
  }
}
