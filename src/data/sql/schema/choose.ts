import type { Database } from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import type { SchemaEditor } from './editor.ts'
import { schemaFacts } from './facts.ts'
import { MysqlEditor } from './mysql-editor.ts'
import { PostgresEditor } from './postgres-editor.ts'
import { SqliteEditor } from './sqlite-editor.ts'

const editors = { sqlite: SqliteEditor, postgres: PostgresEditor, mysql: MysqlEditor } as const

/** The editor of a database's tables; with a list of statements instead of a database, of the kind that is named. */
export function schemaEditor(target: Database): SchemaEditor
export function schemaEditor(target: string[], database: DatabaseName): SchemaEditor
export function schemaEditor(target: Database | string[], database?: DatabaseName): SchemaEditor {
  const name = Array.isArray(target) ? database! : target.database
  return new editors[name](target, schemaFacts(name))
}
