/**
 * Writes `facts.json`: what Django had stored, as counts, checksums and column types.
 *
 *     node test/integration/newsroom/derive-facts.ts path/to/django-newsroom.sqlite3
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { factsOf, type TableName, tables } from './stored-rows.ts'

const path = process.argv[2]
if (path === undefined) {
  console.error('Usage: node derive-facts.ts <file.sqlite3>')
  process.exit(2)
}
const facts = Object.fromEntries(Object.keys(tables).map((table) => [table, factsOf(path, table as TableName)]))
writeFileSync(join(import.meta.dirname, 'facts.json'), `${JSON.stringify(facts, null, 2)}\n`)
