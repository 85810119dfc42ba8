import type { ColumnInfo, ModelInfo } from '../query/index.ts'
import { ormErrors } from './errors.ts'
import { names } from './paths.ts'

/** What `only()` and `defer()` have said so far: the paths that are loaded at once, or those that are not. */
export interface Loading {
  readonly paths: ReadonlySet<string>
  readonly deferred: boolean
}

export const everything: Loading = { paths: new Set(), deferred: true }

/** `only(…)`: replaces what was to be loaded; what an earlier `defer` named stays out. */
export function withOnly(before: Loading, paths: readonly string[], info: ModelInfo): Loading {
  const named = new Set(paths.map((path) => (path === 'pk' ? info.key.property : path)))
  return { paths: before.deferred ? named.difference(before.paths) : named, deferred: false }
}

/** `defer(…)`: adds to what is left out, or takes away from what `only` named. */
export function withDefer(before: Loading, paths: readonly string[]): Loading {
  const named = new Set(paths)
  if (before.deferred) return { paths: before.paths.union(named), deferred: true }
  const left = before.paths.difference(named)
  if (left.size > 0) return { paths: left, deferred: false }
  return { paths: named.difference(before.paths), deferred: true }
}

/** Which columns of a row are loaded, and which of the rows that it is read with. */
export interface Mask {
  readonly columns: Set<ColumnInfo>
  /** By relation; where one is absent, all of its columns are loaded. */
  readonly under: Map<string, Mask>
}

interface Names extends Map<string, Names> {}

/**
 * The columns that a query loads; null for all of them. Semantics: Django's `only` and `defer`
 * (https://docs.djangoproject.com/en/stable/ref/models/querysets/#defer). The key is always loaded.
 */
export function maskOf(info: ModelInfo, { paths, deferred }: Loading): Mask | null {
  if (paths.size === 0) return null
  const tree: Names = new Map()
  for (const path of paths) {
    let at = tree
    for (const name of path.split('__')) {
      let next = at.get(name)
      if (next === undefined) at.set(name, (next = new Map()))
      at = next
    }
  }
  return masked(info, tree, deferred)
}

function masked(info: ModelInfo, tree: Names, deferred: boolean): Mask {
  const columns = new Set(deferred ? info.columns : [])
  const under = new Map<string, Mask>()
  for (const [name, inner] of tree) {
    const relation = info.relations.get(name)
    const column = info.column(name)
    if (column === undefined && relation === undefined)
      throw ormErrors.UNKNOWN_FIELD({ model: info.name, name, path: name, known: names(info) })
    const deeper = inner.size > 0
    if (deeper && relation === undefined)
      throw ormErrors.NOT_A_RELATION({
        model: info.name,
        path: `${name}__${[...inner.keys()][0]}`,
        name,
        known: [...info.relations.keys()],
      })
    if (deeper) under.set(name, masked(relation!.to, inner, deferred))
    if (column === undefined) continue
    if (!deferred) columns.add(column)
    else if (!deeper) columns.delete(column)
  }
  columns.add(info.key)
  return { columns, under }
}
