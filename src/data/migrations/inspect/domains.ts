import type { ColumnDescription, Database, DatabaseDescription } from '../../drivers/index.ts'

const domainsText = `SELECT format_type(oid, NULL), format_type(typbasetype, typtypmod) FROM pg_type WHERE typtype = 'd'`

/** The type that a column's domain stands on, by the column. */
const domains = new WeakMap<ColumnDescription, string>()

/** The domain of PostgreSQL that a column has for its type; undefined where it has none. */
export function domainOf(column: ColumnDescription): string | undefined {
  return domains.get(column)
}

/** The same with the types that PostgreSQL's domains stand on in place of the domains. */
export async function withoutDomains(
  database: Database,
  description: DatabaseDescription,
): Promise<DatabaseDescription> {
  if (database.database !== 'postgres') return description
  const rows = await database.all({ text: domainsText, writes: false, wide: false }, [])
  const bases = new Map(rows.map(([name, base]) => [String(name), String(base)]))
  const baseOf = (type: string): string => (bases.has(type) ? baseOf(bases.get(type)!) : type)
  const column = (each: ColumnDescription): ColumnDescription => {
    const type = baseOf(each.type)
    if (type === each.type) return each
    const made = { ...each, type }
    domains.set(made, each.type)
    return made
  }
  return {
    tables: description.tables.map((table) => ({ ...table, columns: table.columns.map(column) })),
    views: description.views.map((view) => ({ ...view, columns: view.columns.map(column) })),
  }
}
