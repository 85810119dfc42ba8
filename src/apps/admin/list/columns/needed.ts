import type { ModelInfo } from '../../../../data/query/index.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { ListColumn } from './columns.ts'
import { readByToString } from './to-string.ts'

/*
 * A list selects what it shows. What `toString` and computed columns read is not written anywhere: `toString` is tried on a stand-in, and where
 * something was read that was not loaded, the list reads its page again with it and remembers. Whatever a model does, its list
 * is right, and the second page of it takes one query.
 */

/** Fields that turned out to be read, by model: by the names of rows, and by the computed columns that were shown. */
const learned = new WeakMap<ModelInfo, Map<string, Set<string>>>()

/** The fields that are known to be read of a model; `by` names computed columns, and is empty for the name of a row. */
function learnedOf(info: ModelInfo, by: string): Set<string> {
  let all = learned.get(info)
  if (all === undefined) learned.set(info, (all = new Map()))
  let fields = all.get(by)
  if (fields === undefined) all.set(by, (fields = new Set()))
  return fields
}

function computedIn(columns: readonly ListColumn[]): string {
  return columns
    .filter((column) => column.isComputed)
    .map((column) => column.name)
    .join()
}
/** Models whose rows are read whole: what they read is another thing each time. */
const whole = new WeakSet<ModelInfo>()
/** So many fields are learned of a model, one read of a page each. */
const mostLearned = 12

/** What a page has to load. */
export interface Needed {
  /** For `only()`; null for all columns. */
  readonly only: readonly string[] | null
  readonly selectRelated: readonly string[]
  readonly prefetch: readonly string[]
}

/** What the rows of a page need for these columns; `more` are further fields of the model. */
export function neededFor(model: ModelAdmin, columns: readonly ListColumn[], more: readonly string[] = []): Needed {
  const { info } = model
  const only = new Set<string>([info.key.property, ...more])
  const related = new Set(model.selectRelated)
  for (const path of columns.flatMap((column) => (column.isComputed ? column.selectRelated : []))) related.add(path)
  const loaded = [...related]
  const addName = (of: ModelInfo, prefix: string) => {
    for (const path of [of.key.property, ...readByToString(of), ...learnedOf(of, '')]) only.add(prefix + path)
  }
  addName(info, '')
  const computed = computedIn(columns)
  if (computed !== '') for (const name of [...shortColumns(info), ...learnedOf(info, computed)]) only.add(name)
  for (const { path, selectRelated } of columns) {
    if (path === null) continue
    for (const each of selectRelated) related.add(each)
    if (!path.toMany && path.ofRows) addName(path.relations.at(-1)!.to, `${path.path}__`)
    else if (path.toMany) for (const each of selectRelated) loaded.push(each)
    else only.add(path.path)
  }
  for (const path of only) if (path.includes('__')) related.add(path.slice(0, path.lastIndexOf('__')))
  return {
    only: whole.has(info) ? null : withRelations(only, loaded),
    selectRelated: [...related],
    prefetch: [...new Set(columns.flatMap((column) => column.prefetch))],
  }
}

/** Each relation on the way has to be there too; those that are loaded whole are named by themselves. */
function withRelations(only: ReadonlySet<string>, loaded: readonly string[]): string[] {
  const under = (path: string) => loaded.some((each) => path.startsWith(`${each}__`))
  const paths = new Set(loaded)
  for (const path of only) {
    if (under(path)) continue
    paths.add(path)
  }
  for (const path of [...paths]) {
    const steps = path.split('__')
    for (let length = 1; length < steps.length; length++) paths.add(steps.slice(0, length).join('__'))
  }
  return [...paths]
}

/** Columns that are loaded for functions: all but those that may hold very much, and secrets. */
function shortColumns(info: ModelInfo): string[] {
  return info.columns
    .filter(({ field }) => {
      const { kind, secret } = field.describe()
      return !secret && !['text', 'json', 'binary', 'array'].includes(kind)
    })
    .map((column) => column.property)
}

/** True where an error says that something was not loaded, which is loaded from now on. */
export function learns(model: ModelAdmin, columns: readonly ListColumn[], error: unknown): boolean {
  const { code, data } = (error ?? {}) as {
    readonly code?: unknown
    readonly data?: { model?: unknown; field?: unknown }
  }
  if (code !== 'NUAGES_ORM_DEFERRED' || typeof data?.field !== 'string') return false
  const infos = [model.info, ...columns.flatMap(({ path }) => path?.relations.map((step) => step.to) ?? [])]
  const info = infos.find((each) => each.name === data.model && each.column(String(data.field)) !== undefined)
  if (info === undefined || whole.has(model.info)) return false
  const fields = learnedOf(info, info === model.info ? computedIn(columns) : '')
  fields.add(data.field)
  if (fields.size > mostLearned) whole.add(model.info)
  return true
}
