import { createHash } from 'node:crypto'

/**
 * The name of an index or a rule that has none of its own: table, columns, and eight digits of a hash of them, then
 * `suffix` ('_uniq'), cut where a database takes no longer one. The same names that Django gives, so that an adopted
 * database and a new one look alike.
 */
export function indexName(table: string, columns: readonly string[], longest: number, suffix = ''): string {
  let end =
    createHash('md5')
      .update([table, ...columns].join(''))
      .digest('hex')
      .slice(0, 8) + suffix
  const whole = `${table}_${columns.join('_')}_${end}`
  if (whole.length <= longest) return whole
  if (end.length > longest / 3) end = end.slice(0, Math.floor(longest / 3))
  const rest = Math.floor((longest - end.length) / 2) - 1
  const name = `${table.slice(0, rest)}_${columns.join('_').slice(0, rest)}_${end}`
  return /^[_\d]/.test(name) ? `D${name.slice(0, -1)}` : name
}
