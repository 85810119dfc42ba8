import { createHash } from 'node:crypto'

const longest = 200

/**
 * The name of an index that has none of its own: table, columns, and eight digits of a hash of them, then `suffix`
 * ('_uniq'). The same names that Django gives, so that an adopted database and a new one look alike.
 */
export function indexName(table: string, columns: readonly string[], suffix = ''): string {
  const end =
    createHash('md5')
      .update([table, ...columns].join(''))
      .digest('hex')
      .slice(0, 8) + suffix
  const name = `${table}_${columns.join('_')}_${end}`
  if (name.length <= longest) return name
  const part = Math.floor((longest - end.length) / 3) - 2
  return `${table.slice(0, part)}_${columns.join('_').slice(0, part)}_${end}`
}
