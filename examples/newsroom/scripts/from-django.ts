/**
 * Turns a Django newsroom's SQLite file into `newsroom/fixtures/archive.json`, in Django's own fixture format: one row a
 * line, names as Django writes them, times to the millisecond (as `dumpdata` does), decimals as strings.
 *
 *     node scripts/from-django.ts path/to/django-newsroom.sqlite3
 *
 * It was run once; the fixture is in the repository. It reads the file with `node:sqlite` alone, so that what the demo's
 * own models make of the rows can be held against what Django had stored.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const models = ['auth.user', 'newsroom.section', 'newsroom.reporter', 'newsroom.tag', 'newsroom.article'].concat([
  'newsroom.tagging',
  'newsroom.comment',
])

type Row = Record<string, string | number | null>

const path = process.argv[2]
if (path === undefined) {
  console.error('Usage: node scripts/from-django.ts <file.sqlite3>')
  process.exit(2)
}
const source = new DatabaseSync(path, { readOnly: true })
const lines = models.flatMap((model) => rowsOf(model).map((row) => JSON.stringify(row)))
const target = join(import.meta.dirname, '../newsroom/fixtures/archive.json')
writeFileSync(target, `[\n${lines.join(',\n')}\n]\n`)
console.log(`${lines.length} rows written to ${target}`)

function rowsOf(model: string): unknown[] {
  const table = model.replace('.', '_')
  const columns = source.prepare('select name, lower(type) as type from pragma_table_info(?)').all(table) as {
    name: string
    type: string
  }[]
  const rows = source.prepare(`select * from ${table} order by id`).all() as Row[]
  return rows.map(({ id, ...row }) => {
    const fields = Object.fromEntries(
      columns
        .filter(({ name }) => name !== 'id')
        .map(({ name, type }) => [name.replace(/_id$/, ''), fixtureValue(name, type, row[name] ?? null)]),
    )
    // Groups and single permissions stay behind: they belong to that Django project's tables, not to its newsroom.
    if (model === 'auth.user') Object.assign(fields, { groups: [], user_permissions: [] })
    if (model === 'newsroom.article') fields['authors'] = authorsOf(id ?? null)
    return { model, pk: id, fields }
  })
}

function fixtureValue(name: string, type: string, value: string | number | null): unknown {
  if (value === null) return null
  if (type === 'bool') return value === 1
  if (type === 'datetime') return `${String(value).replace(' ', 'T')}Z`.replace(/(\.\d{3})\d+Z$/, '$1Z')
  if (type === 'decimal') return Number(value).toFixed(2)
  if (name === 'meta') return JSON.parse(String(value))
  return value
}

function authorsOf(article: string | number | null): unknown[] {
  return source
    .prepare('select reporter_id from newsroom_article_authors where article_id = ? order by id')
    .all(article)
    .map((row) => row['reporter_id'])
}
