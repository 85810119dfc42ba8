import { type ColumnText, columnOf } from './column.ts'
import { Reader } from './reader.ts'
import { statementsOf } from './tokens.ts'

export type RuleKind = 'check' | 'foreignKey' | 'unique' | 'primaryKey' | 'other'

/** One thing that an `ALTER TABLE` does. */
export type Clause =
  | { readonly kind: 'addColumn' | 'modifyColumn'; readonly column: ColumnText; readonly from: string }
  | { readonly kind: 'dropColumn' | 'setNotNull' | 'dropNotNull' | 'addIdentity'; readonly column: string }
  | { readonly kind: 'setDefault' | 'dropDefault' | 'dropIdentity'; readonly column: string }
  | { readonly kind: 'retype'; readonly column: string; readonly type: string; readonly using: string | null }
  | {
      readonly kind: 'addRule'
      readonly rule: RuleKind
      readonly name: string | null
      readonly columns: readonly string[]
      /** The table that a foreign key points at. */
      readonly target: string | null
      /** A check's condition, as SQL. */
      readonly condition: string | null
      /** False for NOT VALID. */
      readonly validated: boolean
      /** It takes an index that is there already. */
      readonly usesIndex: boolean
    }
  | { readonly kind: 'addIndex'; readonly name: string | null; readonly unique: boolean }
  | { readonly kind: 'dropRule'; readonly rule: RuleKind | null; readonly name: string | null }
  | { readonly kind: 'dropIndex' | 'validate'; readonly name: string }
  | { readonly kind: 'renameTable'; readonly to: string }
  | { readonly kind: 'renameColumn'; readonly column: string; readonly to: string }
  | { readonly kind: 'renameRule' | 'renameIndex'; readonly name: string; readonly to: string }
  | { readonly kind: 'comment' }
  | { readonly kind: 'unknown' }

/** What a statement does, as far as it is understood. */
export type Statement = { readonly text: string } & (
  | { readonly kind: 'alterTable'; readonly table: string; readonly clauses: readonly Clause[] }
  | { readonly kind: 'createTable'; readonly table: string; readonly targets: readonly string[] }
  | { readonly kind: 'dropTable'; readonly tables: readonly string[] }
  | {
      readonly kind: 'createIndex'
      readonly table: string
      readonly unique: boolean
      readonly concurrently: boolean
    }
  | { readonly kind: 'dropIndex'; readonly name: string; readonly table: string | null; readonly concurrently: boolean }
  | { readonly kind: 'renameIndex'; readonly name: string }
  | { readonly kind: 'commentOn' | 'createTrigger' | 'truncate'; readonly table: string }
  | { readonly kind: 'update' | 'delete' | 'insert'; readonly table: string; readonly everything: boolean }
  /** It touches no table that is there. */
  | { readonly kind: 'harmless' }
  | { readonly kind: 'unknown' }
)

/** Whether all that a statement does is known. */
export function isUnderstood(statement: Statement): boolean {
  if (statement.kind !== 'alterTable') return statement.kind !== 'unknown'
  return statement.clauses.every(({ kind }) => kind !== 'unknown')
}

/** The statements of a text, in order. */
export function classify(sql: string): Statement[] {
  return statementsOf(sql).map(({ text, tokens }) => ({ text, ...statementOf(new Reader(sql, tokens)) }))
}

type Bare<S> = S extends unknown ? Omit<S, 'text'> : never

function statementOf(read: Reader): Bare<Statement> {
  if (read.accept('ALTER', 'TABLE')) return alterTable(read)
  if (read.accept('ALTER', 'INDEX')) {
    read.accept('IF', 'EXISTS')
    const name = read.name()
    return read.accept('RENAME', 'TO') ? { kind: 'renameIndex', name } : unknown
  }
  if (read.accept('RENAME', 'TABLE')) {
    const table = read.name()
    return read.accept('TO')
      ? { kind: 'alterTable', table, clauses: [{ kind: 'renameTable', to: read.name() }] }
      : unknown
  }
  if (read.accept('CREATE')) return create(read)
  if (read.accept('DROP')) return drop(read)
  if (read.accept('COMMENT', 'ON')) {
    if (read.accept('TABLE')) return { kind: 'commentOn', table: read.name() }
    return read.accept('COLUMN') ? { kind: 'commentOn', table: read.owner() } : unknown
  }
  if (read.accept('TRUNCATE')) {
    read.accept('TABLE')
    read.accept('ONLY')
    return { kind: 'truncate', table: read.name() }
  }
  if (read.accept('UPDATE')) {
    read.accept('ONLY')
    return { kind: 'update', table: read.name(), everything: !read.has('WHERE') }
  }
  if (read.accept('DELETE', 'FROM')) {
    read.accept('ONLY')
    return { kind: 'delete', table: read.name(), everything: !read.has('WHERE') }
  }
  if (read.accept('INSERT')) {
    while (!read.done && !read.accept('INTO')) read.skip()
    return { kind: 'insert', table: read.name(), everything: read.has('SELECT') }
  }
  return harmless.some((words) => read.accept(...words)) ? { kind: 'harmless' } : unknown
}

const unknown = { kind: 'unknown' } as const

const harmless: readonly (readonly string[])[] = [
  ['SET'],
  ['SELECT'],
  ['PRAGMA'],
  ['ANALYZE'],
  ['GRANT'],
  ['REVOKE'],
  ['COMMENT'],
]

function create(read: Reader): Bare<Statement> {
  read.accept('OR', 'REPLACE')
  const temporary = read.accept('TEMPORARY') || read.accept('TEMP')
  const unique = read.accept('UNIQUE')
  if (read.accept('INDEX')) {
    const concurrently = read.accept('CONCURRENTLY')
    read.accept('IF', 'NOT', 'EXISTS')
    if (!read.accept('ON')) {
      read.name()
      if (!read.accept('ON')) return unknown
    }
    read.accept('ONLY')
    return { kind: 'createIndex', table: read.name(), unique, concurrently }
  }
  read.accept('CONSTRAINT')
  if (read.accept('TRIGGER')) {
    while (!read.done && !read.accept('ON')) read.skip()
    return { kind: 'createTrigger', table: read.name() }
  }
  if (read.accept('TABLE')) {
    read.accept('IF', 'NOT', 'EXISTS')
    const table = read.name()
    const targets: string[] = []
    while (!read.done) {
      if (read.accept('REFERENCES')) targets.push(read.name())
      else read.skip()
    }
    return temporary ? { kind: 'harmless' } : { kind: 'createTable', table, targets }
  }
  const made = ['VIEW', 'FUNCTION', 'PROCEDURE', 'SEQUENCE', 'TYPE', 'DOMAIN', 'EXTENSION', 'SCHEMA', 'COLLATION']
  return made.some((word) => read.accept(word)) ? { kind: 'harmless' } : unknown
}

function drop(read: Reader): Bare<Statement> {
  if (read.accept('TABLE')) {
    read.accept('IF', 'EXISTS')
    const tables = [read.name()]
    while (read.accept(',')) tables.push(read.name())
    return { kind: 'dropTable', tables }
  }
  if (read.accept('INDEX')) {
    const concurrently = read.accept('CONCURRENTLY')
    read.accept('IF', 'EXISTS')
    const name = read.name()
    return { kind: 'dropIndex', name, table: read.accept('ON') ? read.name() : null, concurrently }
  }
  return ['FUNCTION', 'PROCEDURE'].some((word) => read.accept(word)) ? { kind: 'harmless' } : unknown
}

function alterTable(read: Reader): Bare<Statement> {
  read.accept('IF', 'EXISTS')
  read.accept('ONLY')
  const table = read.name()
  const clauses: Clause[] = []
  while (!read.done) {
    clauses.push(clauseOf(read))
    // What a clause has beside what matters here is passed over.
    while (!read.done && !read.accept(',')) read.skipGroup()
  }
  return { kind: 'alterTable', table, clauses }
}

function clauseOf(read: Reader): Clause {
  if (read.accept('ADD')) return adding(read)
  if (read.accept('DROP')) return dropping(read)
  if (read.accept('RENAME')) return renaming(read)
  if (read.accept('MODIFY')) {
    read.accept('COLUMN')
    const column = columnOf(read)
    return { kind: 'modifyColumn', column, from: column.name }
  }
  if (read.accept('CHANGE')) {
    read.accept('COLUMN')
    const from = read.name()
    return { kind: 'modifyColumn', column: columnOf(read), from }
  }
  if (read.accept('VALIDATE', 'CONSTRAINT')) return { kind: 'validate', name: read.name() }
  if (read.accept('COMMENT')) return { kind: 'comment' }
  if (read.accept('ALTER')) {
    read.accept('COLUMN')
    return altering(read, read.name())
  }
  return unknown
}

function altering(read: Reader, column: string): Clause {
  if (read.accept('SET', 'NOT', 'NULL')) return { kind: 'setNotNull', column }
  if (read.accept('DROP', 'NOT', 'NULL')) return { kind: 'dropNotNull', column }
  if (read.accept('SET', 'DEFAULT')) return { kind: 'setDefault', column }
  if (read.accept('DROP', 'DEFAULT')) return { kind: 'dropDefault', column }
  if (read.accept('DROP', 'IDENTITY')) return { kind: 'dropIdentity', column }
  if (read.accept('ADD', 'GENERATED')) return { kind: 'addIdentity', column }
  if (read.accept('TYPE') || read.accept('SET', 'DATA', 'TYPE')) {
    const type = read.until(['USING', 'COLLATE']).toLowerCase()
    const using = read.accept('USING') ? read.until([]) : null
    return { kind: 'retype', column, type, using }
  }
  return unknown
}

function renaming(read: Reader): Clause {
  if (read.accept('TO')) return { kind: 'renameTable', to: read.name() }
  if (read.accept('CONSTRAINT')) return renamed(read, 'renameRule')
  if (read.accept('INDEX') || read.accept('KEY')) return renamed(read, 'renameIndex')
  read.accept('COLUMN')
  const column = read.name()
  return read.accept('TO') ? { kind: 'renameColumn', column, to: read.name() } : unknown
}

function renamed(read: Reader, kind: 'renameRule' | 'renameIndex'): Clause {
  const name = read.name()
  return read.accept('TO') ? { kind, name, to: read.name() } : unknown
}

function dropping(read: Reader): Clause {
  if (read.accept('PRIMARY', 'KEY')) return { kind: 'dropRule', rule: 'primaryKey', name: null }
  if (read.accept('FOREIGN', 'KEY')) return named(read, 'foreignKey')
  if (read.accept('CONSTRAINT')) return named(read, null)
  if (read.accept('CHECK')) return named(read, 'check')
  if (read.accept('INDEX') || read.accept('KEY')) {
    read.accept('IF', 'EXISTS')
    return { kind: 'dropIndex', name: read.name() }
  }
  read.accept('COLUMN')
  read.accept('IF', 'EXISTS')
  return { kind: 'dropColumn', column: read.name() }
}

function named(read: Reader, rule: RuleKind | null): Clause {
  read.accept('IF', 'EXISTS')
  return { kind: 'dropRule', rule, name: read.name() }
}

function adding(read: Reader): Clause {
  let name: string | null = null
  if (read.accept('CONSTRAINT')) name = read.name()
  if (read.accept('INDEX') || read.accept('KEY')) return { kind: 'addIndex', name: read.optionalName(), unique: false }
  if (read.accept('CHECK')) return ruleOf(read, 'check', name, { condition: read.group() })
  if (read.accept('FOREIGN', 'KEY')) {
    read.optionalName()
    const columns = read.names()
    return ruleOf(read, 'foreignKey', name, { columns, target: read.accept('REFERENCES') ? read.name() : null })
  }
  if (read.accept('PRIMARY', 'KEY')) return uniqueRule(read, 'primaryKey', name)
  if (read.accept('UNIQUE')) {
    const isIndex = read.accept('INDEX') || read.accept('KEY') || read.peek()?.kind === 'name'
    if (isIndex) return { kind: 'addIndex', name: read.optionalName(), unique: true }
    return uniqueRule(read, 'unique', name)
  }
  if (name !== null) return ruleOf(read, 'other', name, {})
  read.accept('COLUMN')
  read.accept('IF', 'NOT', 'EXISTS')
  const column = columnOf(read)
  return { kind: 'addColumn', column, from: column.name }
}

function uniqueRule(read: Reader, rule: RuleKind, name: string | null): Clause {
  if (read.accept('USING', 'INDEX')) return ruleOf(read, rule, name, { usesIndex: true })
  return ruleOf(read, rule, name, { columns: read.names() })
}

type Rule = Extract<Clause, { kind: 'addRule' }>

function ruleOf(read: Reader, rule: RuleKind, name: string | null, given: Partial<Rule>): Clause {
  return {
    kind: 'addRule',
    rule,
    name,
    columns: [],
    target: null,
    condition: null,
    usesIndex: false,
    ...given,
    validated: !read.has('NOT', 'VALID'),
  }
}
