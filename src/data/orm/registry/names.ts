import { createHash } from 'node:crypto'

/** The longest name that every database takes (PostgreSQL's 63). */
const longest = 63

/** The first `length` digits of an MD5 over the parts: how Django keeps the names that it makes up apart. */
export function digest(parts: readonly string[], length: number): string {
  const hash = createHash('md5')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, length)
}

/** The name that Django gives an index or constraint over `columns`: 'newsroom_article_section_id_slug_22b64a0a_uniq'. */
export function schemaName(table: string, columns: readonly string[], suffix: string): string {
  let tail = `${digest([table, ...columns], 8)}${suffix}`
  let name = `${table}_${columns.join('_')}_${tail}`
  if (name.length <= longest) return name
  if (tail.length > longest / 3) tail = tail.slice(0, Math.floor(longest / 3))
  const rest = Math.floor((longest - tail.length) / 2) - 1
  name = `${table.slice(0, rest)}_${columns.join('_').slice(0, rest)}_${tail}`
  return /^[_\d]/.test(name) ? `D${name.slice(0, -1)}` : name
}

/** The name of an index of `meta.indexes` that has none: Django's, from the columns and their order. */
export function indexName(
  table: string,
  columns: readonly { readonly column: string; readonly descending: boolean }[],
): string {
  const ordered = columns.map(({ column, descending }) => (descending ? `-${column}` : column))
  const name = `${table.slice(0, 11)}_${columns[0]!.column.slice(0, 7)}_${digest([table, ...ordered, 'idx'], 6)}_idx`
  return /^[_\d]/.test(name) ? `D${name.slice(1)}` : name
}
