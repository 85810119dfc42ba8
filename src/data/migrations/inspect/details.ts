import type { ColumnDescription, Database, DatabaseDescription } from '../../drivers/index.ts'

/** What a database holds, with what is not told by introspection. */
export interface Detailed {
  readonly description: DatabaseDescription
  /** What a person has to know of a column. */
  readonly notes: ReadonlyMap<ColumnDescription, string>
}

const domainsText = `SELECT format_type(oid, NULL), format_type(typbasetype, typtypmod) FROM pg_type WHERE typtype = 'd'`

const updatedText = `SELECT table_name, column_name, extra FROM information_schema.columns
  WHERE table_schema = DATABASE() AND extra LIKE '%on update%'`

/**
 * The same with the types that PostgreSQL's domains stand on in place of the domains, and with a note of each column that
 * MariaDB sets anew whenever its row is written.
 */
export async function detailed(database: Database, description: DatabaseDescription): Promise<Detailed> {
  const notes = new Map<ColumnDescription, string>()
  if (database.database === 'sqlite') return { description, notes }
  const text = database.database === 'postgres' ? domainsText : updatedText
  const rows = await database.all({ text, writes: false, wide: false }, [])
  if (database.database === 'mysql') {
    for (const [table, name] of rows) {
      const column = description.tables.find((each) => each.name === table)?.columns.find((each) => each.name === name)
      if (column !== undefined)
        notes.set(column, 'The database sets it to now whenever the row is changed (ON UPDATE).')
    }
    return { description, notes }
  }
  const bases = new Map(rows.map(([name, base]) => [String(name), String(base)]))
  const baseOf = (type: string): string => (bases.has(type) ? baseOf(bases.get(type)!) : type)
  const known = (column: ColumnDescription): ColumnDescription => {
    const made = { ...column, type: baseOf(column.type) }
    if (made.type === column.type) return column
    notes.set(made, `The type is ${column.type}, a domain, which may have rules of its own.`)
    return made
  }
  const tables = description.tables.map((table) => ({ ...table, columns: table.columns.map(known) }))
  const views = description.views.map((view) => ({ ...view, columns: view.columns.map(known) }))
  return { description: { tables, views }, notes }
}
