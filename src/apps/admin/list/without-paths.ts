import type { ModelAdmin } from '../model-admin.ts'
import { usualOrder } from './columns/ordering.ts'
import type { ListParts } from './parts.ts'

/** Every path that a list shows, filters, searches, adds up or orders by. */
export function listPaths(model: ModelAdmin): Set<string> {
  return new Set([
    ...model.offered.flatMap((column) => [
      ...(column.path === null ? [] : [column.path.path]),
      ...(column.orderBy === null ? [] : [bare(column.orderBy)]),
    ]),
    ...model.filters.flatMap(({ path }) => (path === null ? [] : [path.path])),
    ...model.search.map(({ path }) => path.path),
    ...model.totals.map(({ path }) => path.path),
    ...(model.hierarchy === null ? [] : [model.hierarchy.path]),
    ...usualOrder(model.info, model.ordering).map(bare),
  ])
}

/** The parts of a list without what leads to the `gone` paths. */
export function withoutPaths(model: ModelAdmin, gone: ReadonlySet<string>): Partial<ListParts> {
  const stays = (column: ListParts['columns'][number]) =>
    !gone.has(column.path?.path ?? '') && !gone.has(bare(column.orderBy ?? ''))
  const search = model.search.filter(({ path }) => !gone.has(path.path))
  const offered = model.offered.filter(stays)
  return {
    columns: model.columns.filter(stays),
    offered,
    filters: model.filters.filter(({ path }) => path === null || !gone.has(path.path)),
    search,
    isSearchable: search.length > 0 || offered.some((column) => column.path !== null),
    totals: model.totals.filter(({ path }) => !gone.has(path.path)),
    hierarchy: gone.has(model.hierarchy?.path ?? '') ? null : model.hierarchy,
    ordering: usualOrder(model.info, model.ordering).filter((path) => !gone.has(bare(path))),
  }
}

function bare(path: string): string {
  return path.replace(/^-/, '')
}
