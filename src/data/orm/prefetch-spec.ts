import { isRecord, kindOf } from './arguments.ts'
import { ormErrors } from './errors.ts'
import type { QuerySetRuntime } from './queryset.ts'

/** A path to load for the rows of a result. */
export interface PrefetchSpec {
  /** Relations, or names that an earlier `toAttr` gave. */
  readonly path: string
  /** Narrows, orders or prepares what the last relation gives; null for all of it. */
  readonly rows: QuerySetRuntime | null
  /** The property that the rows found are put under, as a plain list or row, instead of the relation. */
  readonly toAttr: string | null
}

export interface PrefetchOptions {
  readonly rows?: object
  readonly toAttr?: string
}

/** What `Prefetch(…)` gives. */
export class PrefetchRuntime {
  readonly path: string
  readonly options: PrefetchOptions

  constructor(path: string, options: PrefetchOptions) {
    this.path = path
    this.options = options
  }
}

/**
 * A path for `prefetchRelated` with a queryset that chooses its rows, and a property of their own to put them under.
 * Semantics: Django's `Prefetch` (https://docs.djangoproject.com/en/stable/ref/models/querysets/#prefetch-objects).
 */
export function Prefetch(path: string, options: PrefetchOptions = {}): PrefetchRuntime {
  if (typeof path !== 'string')
    throw ormErrors.BAD_ARGUMENT({ where: 'Prefetch()', needs: 'a path', given: kindOf(path) })
  if (!isRecord(options))
    throw ormErrors.BAD_ARGUMENT({ where: `Prefetch('${path}')`, needs: '`rows` and `toAttr`', given: kindOf(options) })
  return new PrefetchRuntime(path, options)
}

/** What `prefetchRelated` was given, as specs. */
export function specsOf(
  where: string,
  given: readonly unknown[],
  isRows: (value: unknown) => value is QuerySetRuntime,
): PrefetchSpec[] {
  const bad = (needs: string, value: unknown) => ormErrors.BAD_ARGUMENT({ where, needs, given: kindOf(value) })
  return given.flatMap((each): PrefetchSpec[] => {
    if (typeof each === 'string') return [{ path: each, rows: null, toAttr: null }]
    if (each instanceof PrefetchRuntime) {
      const { path } = each
      const { rows, toAttr = null } = each.options
      if (rows !== undefined && !isRows(rows)) throw bad(`a queryset as \`rows\` of '${path}'`, rows)
      if (toAttr !== null && !(typeof toAttr === 'string' && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(toAttr)))
        throw bad(`a plain name as \`toAttr\` of '${path}'`, toAttr)
      return [{ path, rows: rows ?? null, toAttr }]
    }
    if (!isRecord(each)) throw bad('paths, `Prefetch(…)`, or querysets by path', each)
    return Object.entries(each).map(([path, rows]) => {
      if (isRows(rows)) return { path, rows, toAttr: null }
      throw bad(`a queryset for '${path}'`, rows)
    })
  })
}
