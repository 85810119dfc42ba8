/**
 * What the typed façade (`model.ts`, `types.ts`) stands on: querysets and rows without their types. Paths are strings,
 * lookups are records, rows are objects; everything is checked at run time against the metadata of the models.
 */
export { type Connected, type ConnectOptions, connect } from './connect.ts'
export { type RelatedObjects, relatedObjects } from './deletion.ts'
export type { AggregateOptions } from './expressions/aggregate.ts'
export { ExpressionRuntime, type NullsOption, OrderRuntime } from './expressions.ts'
export * from './functions/index.ts'
export type { LockOptions } from './locking.ts'
export { ManyRuntime } from './many.ts'
export {
  atomic,
  createOrm,
  Orm,
  type OrmOptions,
  onCommit,
  onRollback,
  ormService,
  type TransactionOptions,
} from './orm.ts'
export { prefetchRelatedObjects } from './prefetch.ts'
export { Prefetch, type PrefetchOptions, PrefetchRuntime } from './prefetch-spec.ts'
export { Q, QRuntime } from './q.ts'
export { logQueries, type QueryLogOptions } from './query-log.ts'
export { type Conditions, type DeleteResult, type ModelClass, QuerySetRuntime, querySetOf } from './queryset.ts'
export { rawRows } from './raw.ts'
export type { RecurseOptions } from './recursion.ts'
export { deferredFields, loadColumns, refreshRow } from './refresh.ts'
export { makeRef, RefRuntime, relationValue, setRelationValue } from './refs.ts'
export type { RoutedModel, Router } from './router.ts'
export { buildRow, isSaved, rowInfo, rowKey, rowToJson } from './rows.ts'
export { createRow, deleteRow, type SaveOptions, saveRow } from './save.ts'
export { SqlName, SqlRuntime, sql } from './sql-tag.ts'
