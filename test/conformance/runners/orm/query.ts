import type { ExpressionRuntime } from '../../../../src/data/orm/expressions.ts'
import { ManyRuntime, Prefetch, type QuerySetRuntime, relationValue } from '../../../../src/data/orm/runtime.ts'
import { condition, type Data, expression, isPlain, lookups, Unsupported, value } from './expressions.ts'
import type { Project } from './project.ts'

export interface Query {
  readonly model: string
  readonly calls?: readonly (readonly [string, ...unknown[]])[]
  readonly get?: unknown
  readonly manager?: string
  readonly instance?: readonly (readonly [string, ...unknown[]])[]
  readonly new?: Data
  readonly shape?: Data
  readonly after?: readonly Query[]
}

const lists = (given: unknown): unknown[] => (Array.isArray(given) ? given : [given])

/** One call on a queryset, or its last one that runs it. */
function call(project: Project, rows: QuerySetRuntime, [method, ...given]: readonly [string, ...unknown[]]): unknown {
  const [first, second] = given
  const positional = () => given.filter((each) => Array.isArray(each)).flat()
  const named = () => {
    const out: Record<string, ExpressionRuntime> = {}
    for (const each of given.filter(isPlain))
      for (const [name, one] of Object.entries(each)) {
        out[name] = expression(project, one)
      }
    return out
  }
  const order = (term: unknown): unknown => {
    if (typeof term === 'string') return term
    const { by, desc, nulls_first, nulls_last } = term as Data
    const made = expression(project, by)
    const nulls =
      nulls_first === true ? ({ nulls: 'first' } as const) : nulls_last === true ? ({ nulls: 'last' } as const) : {}
    return desc === true ? made.desc(nulls) : made.asc(nulls)
  }
  switch (method) {
    case 'all':
    case 'none':
    case 'reverse':
    case 'count':
    case 'exists':
    case 'first':
    case 'last':
    case 'delete':
      return method === 'all' ? rows : rows[method]()
    case 'distinct':
      return rows.distinct(...(positional() as string[]))
    case 'filter':
    case 'exclude':
      return rows[method](...given.flat().map((each) => condition(project, each as Data)))
    case 'get':
      return rows.get(...given.flat().map((each) => condition(project, each as Data)))
    case 'order_by':
      return rows.orderBy(...positional().map(order))
    case 'slice': {
      const [from, to, step] = given as (number | null)[]
      const part = rows.slice(from ?? 0, to ?? undefined)
      // A language without steps in slices takes every so many of the rows.
      return step === undefined || step === null ? part : part.then((all) => all.filter((_, i) => i % step === 0))
    }
    case 'index':
      return rows.slice(first as number, (first as number) + 1).then((found) => {
        if (found.length === 0) throw new RangeError('index')
        return found[0]
      })
    case 'values': {
      return rows.values(...positional(), ...(given.some(isPlain) ? [named()] : []))
    }
    case 'values_list': {
      const options = given.find(isPlain)
      if (options !== undefined && options['flat'] === undefined) throw new Unsupported('values_list options')
      const paths = positional().map((each) => (isPlain(each) ? expression(project, each) : each))
      return rows.valuesList(...paths, ...(options?.['flat'] === true ? [{ flat: true }] : []))
    }
    case 'annotate':
      if (given.some(Array.isArray)) throw new Unsupported('annotate without a name')
      return rows.annotate(named())
    case 'alias':
      return rows.alias(named())
    case 'union':
    case 'intersection':
    case 'difference': {
      const all = given.some((each) => isPlain(each) && each['all'] === true)
      const others = given
        .filter((each) => isPlain(each) && 'model' in each)
        .map((each) => build(project, each as Query))
      return rows[method](...others, ...(all ? [{ all }] : []))
    }
    case 'or':
    case 'and':
      return rows[method](build(project, first as Query))
    case 'dates':
    case 'datetimes': {
      const [path, kind, direction] = first as [string, never, string | undefined]
      const { tz, order: other } = (second ?? {}) as { tz?: string; order?: string }
      const descending = (direction ?? other) === 'DESC'
      return rows[method](path, kind, {
        ...(descending ? { order: 'desc' as const } : {}),
        ...(tz === undefined ? {} : { timezone: tz }),
      })
    }
    case 'select_for_update':
      return rows.selectForUpdate()
    case 'aggregate':
      if (given.some(Array.isArray)) throw new Unsupported('aggregate without a name')
      return rows.aggregate(named())
    case 'select_related':
      return rows.selectRelated(...(positional() as string[]))
    case 'only':
    case 'defer':
      return rows[method](...(positional() as string[]))
    case 'prefetch_related': {
      const specs = positional().map((each) => {
        if (typeof each === 'string') return each
        const { lookup, queryset, to_attr } = each as Data
        return Prefetch(lookup as string, {
          ...(queryset === undefined ? {} : { rows: build(project, queryset as Query) as object }),
          ...(to_attr === undefined ? {} : { toAttr: to_attr as string }),
        })
      })
      return rows.prefetchRelated(...specs)
    }
    case 'earliest':
    case 'latest':
      return rows[method](
        ...(positional() as string[]),
        ...(given.filter((each) => typeof each === 'string') as string[]),
      )
    case 'contains':
      return rows.contains(positional()[0] as object)
    case 'update':
      return rows.update(lookups(project, first as Data))
    case 'create':
      return rows.create(lookups(project, first as Data))
    case 'bulk_create': {
      const options = (second ?? {}) as Data
      const batch = options['batch_size'] === undefined ? {} : { batchSize: options['batch_size'] as number }
      const made = (first as Data[]).map((each) => lookups(project, each))
      const update =
        options['update_conflicts'] === true
          ? {
              updateConflicts: {
                fields: options['update_fields'] as string[],
                unique: options['unique_fields'] as string[],
              },
            }
          : {}
      return rows.bulkCreate(made, { ...batch, ...update, ignoreConflicts: options['ignore_conflicts'] === true })
    }
    case 'bulk_update':
      return bulkUpdate(project, rows, first as [unknown, Data][], second as string[])
    case 'get_or_create':
    case 'update_or_create': {
      const { defaults, ...rest } = first as Data
      const run = method === 'get_or_create' ? 'getOrCreate' : 'updateOrCreate'
      return rows[run](lookups(project, rest), lookups(project, (defaults ?? {}) as Data))
    }
    case 'in_bulk': {
      const options = given.find(isPlain)
      const keys = given.find(Array.isArray) as unknown[] | undefined
      return rows.inBulk(keys, options?.['field_name'] as string | undefined)
    }
  }
  throw new Unsupported(method)
}

async function bulkUpdate(
  project: Project,
  rows: QuerySetRuntime,
  changes: readonly [unknown, Data][],
  fields: readonly string[],
): Promise<null> {
  const found = await rows.inBulk(changes.map(([pk]) => pk))
  const changed = changes.map(([pk, each]) => Object.assign(found.get(pk) as object, lookups(project, each)))
  await rows.bulkUpdate(changed, fields)
  return null
}

function manager(many: ManyRuntime, project: Project, [method, ...given]: readonly [string, ...unknown[]]): unknown {
  const rows = () => lists(given[0]).map((each) => value(project, each))
  switch (method) {
    case 'add':
      return many.add(...rows())
    case 'remove':
      return many.remove(...rows())
    case 'set':
      return many.set(rows())
    case 'clear':
      return many.clear()
    case 'create':
      return many.create(lookups(project, given[0] as Data))
  }
  return call(project, many.all(), [method, ...given])
}

/** A queryset, or the promise of what its last call gives. Not async: that would run the queryset. */
function build(project: Project, query: Query): unknown {
  let current: unknown = project.rows(query.model)
  if (query.manager !== undefined) current = relationValue(query.get as object, query.manager.replace(/_set$/, ''))
  for (const each of query.calls ?? [])
    current =
      current instanceof ManyRuntime ? manager(current, project, each) : call(project, current as QuerySetRuntime, each)
  return current instanceof ManyRuntime ? current.all() : current
}

/** The query with its `$instance`s, and the row that a manager belongs to, read from the database. */
async function prepared<T>(project: Project, given: T): Promise<T> {
  if (Array.isArray(given)) return Promise.all(given.map((each) => prepared(project, each))) as Promise<T>
  if (!isPlain(given)) return given
  if ('$instance' in given) {
    const [model, pk] = given['$instance'] as [string, unknown]
    return project.rows(model).get({ pk }) as Promise<T>
  }
  const out: Data = {}
  for (const [key, each] of Object.entries(given)) out[key] = await prepared(project, each)
  if ('manager' in out && 'get' in out) out['get'] = await project.rows(out['model'] as string).get({ pk: out['get'] })
  return out as T
}

export { build, type Data, lookups, prepared, Unsupported, value }
