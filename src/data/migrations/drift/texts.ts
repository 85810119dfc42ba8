import type { ColumnDescription, ForeignKeyDescription, IndexDescription } from '../../drivers/index.ts'
import { quote } from '../../sql/index.ts'

/** Without deferring, both refuse at once. */
export const actionOf = (action: string) => (action === 'RESTRICT' ? 'NO ACTION' : action)

export const counted = (counts: boolean) => (counts ? 'numbered by the database' : null)

/** The kind of an index, where it is not the usual one: MariaDB has a hash where a text is too long for a tree. */
export const methodOf = ({ method }: IndexDescription) => (method === 'btree' || method === 'hash' ? null : method)

export const namesText = (names: readonly string[]) => (names.length === 0 ? null : `(${names.map(quote).join(', ')})`)

/** The names in double quotes. */
export const namesIn = (sql: string): readonly string[] =>
  [...sql.matchAll(/"((?:[^"]|"")*)"/g)].map(([, name = '']) => name.replaceAll('""', '"'))

/** The SQL with its quoted numbers without zeros at their ends: `'1.50'` is `'1.5'`, `'0.00'` is `'0'`. */
export const shortNumbers = (sql: string): string =>
  sql.replace(/'(-?\d+)\.(\d+)'/g, (_, whole: string, part: string) => {
    const kept = part.replace(/0+$/, '')
    return kept === '' ? `'${whole}'` : `'${whole}.${kept}'`
  })

export function columnText(column: ColumnDescription): string {
  const byDefault = column.default === null || column.identity ? '' : ` DEFAULT ${column.default}`
  const generated = generatedText(column)
  return `${column.type}${column.null ? '' : ' NOT NULL'}${byDefault}${generated === null ? '' : ` ${generated}`}`
}

export function generatedText({ generated, expression }: ColumnDescription): string | null {
  return generated === null ? null : `AS (${expression}) ${generated.toUpperCase()}`
}

export function keyText({ table, to, onDelete, onUpdate, deferrable }: ForeignKeyDescription): string {
  const action = (event: string, given: string) => (actionOf(given) === 'NO ACTION' ? '' : ` ON ${event} ${given}`)
  const when = deferrable === null ? '' : ` DEFERRABLE INITIALLY ${deferrable.toUpperCase()}`
  return `REFERENCES ${quote(table)}${namesText(to) === null ? '' : ` ${namesText(to)}`}${action('DELETE', onDelete)}${action('UPDATE', onUpdate)}${when}`
}
