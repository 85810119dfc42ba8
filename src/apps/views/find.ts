import {
  type AnyQuerySet,
  type AnyRow,
  type Explained,
  infoOf,
  type PathValue,
  untyped,
  type Wrong,
} from '../../data/orm/index.ts'
import type { ModelInfo } from '../../data/query/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { viewsErrors } from './errors.ts'

/** By what a row is found: a path, which is also the name of the route's parameter; or paths by the names of parameters. */
export type By = string | Readonly<Record<string, string>>

/** The parameters that a route has to have: `by: 'slug'` needs `<slug:slug>`. */
export type ByParams<M, B extends By> = B extends string
  ? { readonly [K in B]: NonNullable<PathValue<M, K>> }
  : { readonly [K in keyof B & string]: NonNullable<PathValue<M, B[K] & string>> }

// A wrong step behind a relation that may be null is `Wrong | null`.
type Checked<M, P extends string> = [Extract<PathValue<M, P>, Wrong>] extends [never]
  ? P
  : Explained<Extract<PathValue<M, P>, Wrong>>
/** Paths that lead somewhere, or in their place the sentences about them. */
export type CheckedBy<M, B extends By> = B extends string
  ? Checked<M, B>
  : { readonly [K in keyof B]: Checked<M, B[K] & string> }

type AnyModel = Parameters<typeof infoOf>[0]

/** The rows of a view, and what it knows of their model. */
export interface Source {
  readonly info: ModelInfo
  readonly rows: AnyQuerySet
}

/** The rows that a view was told, or all of the model. */
export function sourceOf(
  model: unknown,
  queryset: ((request: HttpRequest, params: never) => unknown) | undefined,
  request: HttpRequest,
  params: unknown,
): Source {
  const info = isInfo(model) ? model : infoOf(model as AnyModel)
  const rows = queryset === undefined ? untyped(info) : (queryset(request, params as never) as AnyQuerySet)
  return { info, rows: rows.all() }
}

function isInfo(model: unknown): model is ModelInfo {
  return typeof model === 'object' && model !== null && 'table' in model
}

/** The row that the parameters of a route name. Throws `NUAGES_VIEWS_NO_ROW` (404). */
export async function findRow(
  view: string,
  { info, rows }: Source,
  by: By,
  params: unknown,
  narrowed: boolean,
): Promise<AnyRow> {
  const paths = typeof by === 'string' ? { [by]: by } : by
  const given = params as Readonly<Record<string, unknown>>
  const lookups: Record<string, unknown> = {}
  for (const [name, path] of Object.entries(paths)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value === undefined) throw viewsErrors.NO_PARAMETER({ view, name })
    lookups[path] = value
  }
  if (!narrowed) checkUnique(info, Object.keys(lookups))
  // Two rows tell that there is more than one, without reading them all.
  const found = await rows.filter(lookups).slice(0, 2)
  const [row] = found
  if (row === undefined) throw viewsErrors.NO_ROW({ name: info.verboseName, asked: told(lookups) })
  if (found.length > 1) {
    const path = Object.keys(lookups).join(', ')
    throw viewsErrors.NOT_UNIQUE({ model: info.name, path })
  }
  return row
}

/** Rows that a path of their own may share are found by chance. */
function checkUnique(info: ModelInfo, paths: readonly string[]): void {
  const columns = paths.map((path) => info.column(path))
  if (columns.some((column) => column === undefined || column.unique || column.primaryKey)) return
  const own = new Set(columns.map((column) => column!.property))
  const covered = info.constraints.some(
    (constraint) =>
      constraint.kind === 'unique' &&
      constraint.fields.length > 0 &&
      constraint.condition === undefined &&
      constraint.fields.every((field) => own.has(field)),
  )
  if (!covered) throw viewsErrors.NOT_UNIQUE({ model: info.name, path: paths.join(', ') })
}

function told(lookups: Readonly<Record<string, unknown>>): string {
  return Object.entries(lookups)
    .map(([path, value]) => `${path} '${String(value).slice(0, 80)}'`)
    .join(' and ')
}
