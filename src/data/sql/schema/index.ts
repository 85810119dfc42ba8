export { schemaEditor } from './choose.ts'
export { type ConditionColumn, simpleConditionSql } from './condition.ts'
export { createTableSql } from './ddl.ts'
export { SchemaEditor, tablesSql } from './editor.ts'
export { schemaErrors } from './errors.ts'
export { quote, type SchemaFacts, schemaFacts } from './facts.ts'
export { indexName } from './names.ts'
export { meetsSql, sameSql } from './probe.ts'
export { type ResolvedRule, ruleSql } from './rule.ts'
export { sequenceSql } from './sequence.ts'
export {
  type AlteredTable,
  type CheckSchema,
  type ColumnSchema,
  type Fills,
  type IndexSchema,
  plainColumn,
  plainIndex,
  type TableChanges,
  type TableSchema,
  type UnvalidatedRule,
} from './table.ts'
