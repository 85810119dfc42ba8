import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blocksOf } from '../../support/code-blocks.ts'
import { rewrite, runGuide, sqlitePart, written } from '../../support/guide.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'

// The guides are run, and the SQL that they show is the SQL that they made: NUAGES_UPDATE=1 writes it anew.
for (const file of ['docs/guides/models.md', 'docs/guides/queries.md']) {
  const shown = blocksOf(file).filter(({ language }) => language === 'sql')

  test(`${file} runs on SQLite and shows its SQL`, async () => {
    const sqlite = await runGuide(file, 'sqlite::memory:')
    if (process.env['NUAGES_UPDATE'] === '1') return
    for (const { line, code } of shown)
      assert.equal(sqlitePart(code), written(sqlite.get(line)!, null), `${file}:${line}`)
  })

  test(`${file} runs on PostgreSQL and shows its SQL`, { skip: await skipWithout('postgres') }, async (t) => {
    const scratch = await scratchPostgres()
    t.after(() => scratch.drop())
    const sqlite = await runGuide(file, 'sqlite::memory:')
    const postgres = await runGuide(file, scratch.url)
    const texts = new Map(shown.map(({ line }) => [line, written(sqlite.get(line)!, postgres.get(line)!)]))
    if (process.env['NUAGES_UPDATE'] === '1') return rewrite(file, texts)
    for (const { line, code } of shown) assert.equal(code, texts.get(line), `${file}:${line}`)
  })
}
