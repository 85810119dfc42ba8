import { didYouMean } from '../../base/errors/index.ts'
import type { Row } from '../drivers/index.ts'
import type { ExplainOptions } from './dialect.ts'
import { sqlErrors } from './errors.ts'

/** https://sqlite.org/eqp.html */
export function explainSqlite(options: ExplainOptions): string {
  for (const [name, value] of Object.entries(options)) if (value !== undefined) throw unknown(name, [], 'sqlite')
  return 'EXPLAIN QUERY PLAN '
}

const formats: readonly string[] = ['text', 'json', 'xml', 'yaml']
const flags: readonly string[] = ['analyze', 'buffers', 'costs', 'settings', 'summary', 'timing', 'verbose', 'wal']

/** https://www.postgresql.org/docs/current/sql-explain.html */
export function explainPostgres(options: ExplainOptions): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    if (name === 'format') {
      const format = formats.find((each) => each === String(value).toLowerCase())
      if (format === undefined) throw unknown(`format: '${String(value)}'`, formats, 'postgres')
      parts.push(`FORMAT ${format.toUpperCase()}`)
    } else {
      const flag = flags.find((each) => each === name)
      if (flag === undefined || typeof value !== 'boolean') throw unknown(name, [...flags, 'format'], 'postgres')
      parts.push(`${flag.toUpperCase()} ${value}`)
    }
  }
  return parts.length === 0 ? 'EXPLAIN ' : `EXPLAIN (${parts.join(', ')}) `
}

/** https://mariadb.com/kb/en/explain/ */
export function explainMysql(options: ExplainOptions): string {
  let [word, format] = ['EXPLAIN', '']
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    if (name === 'analyze' && typeof value === 'boolean') word = value ? 'ANALYZE' : 'EXPLAIN'
    else if (name !== 'format') throw unknown(name, ['analyze', 'format'], 'mysql')
    else if (String(value).toLowerCase() === 'json') format = 'FORMAT=JSON '
    else if (String(value).toLowerCase() !== 'traditional')
      throw unknown(`format: '${String(value)}'`, ['json', 'traditional'], 'mysql')
  }
  return `${word} ${format}`
}

function unknown(option: string, known: readonly string[], database: string): Error {
  return sqlErrors.UNSUPPORTED_QUERY({ what: `explain() with ${option}${didYouMean(option, known)}`, database })
}

/** What came back, as text: PostgreSQL's lines; SQLite's steps, each as deep as it belongs; MariaDB's table. */
export function explainedText(rows: readonly Row[]): string {
  const depths = new Map<unknown, number>()
  return rows
    .map((row) => {
      if (row.length === 1) return String(row[0])
      if (row.length > 4) return row.map((each) => (each === null ? '-' : String(each))).join(' | ')
      const [id, parent, , detail] = row
      const depth = (depths.get(parent) ?? -1) + 1
      depths.set(id, depth)
      return `${'  '.repeat(depth)}${String(detail)}`
    })
    .join('\n')
}
