export {
  bind,
  compile,
  compileStatement,
  explained,
  insertsLists,
  keysFollow,
  maxParameters,
  type Plan,
  updatesReturn,
} from './compile.ts'
export { type Dialect, dialects, type ExplainOptions } from './dialect.ts'
export { sqlErrors } from './errors.ts'
export { explainedText } from './explain.ts'
export type { Fragment, Parameter } from './fragment.ts'
export {
  type AlteredTable,
  type ColumnSchema,
  columnSql,
  commentSql,
  createIndexSql,
  createTableSql,
  dropIndexSql,
  type Fills,
  foreignKeyName,
  foreignKeySql,
  type IndexSchema,
  indexName,
  isRule,
  meetsSql,
  plainColumn,
  plainIndex,
  quote,
  type ResolvedRule,
  ruleSql,
  SchemaEditor,
  type SchemaFacts,
  sameSql,
  schemaEditor,
  schemaErrors,
  schemaFacts,
  sequenceSql,
  simpleConditionSql,
  type TableChanges,
  type TableSchema,
  tablesSql,
} from './schema/index.ts'
export { type Decode, decoder, encoder } from './values.ts'
