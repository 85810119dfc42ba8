import assert from 'node:assert/strict'
import { databaseTests, factory } from 'nuages/testing'
import { Note } from '../notes/models.ts'

const { dbTest } = databaseTests(import.meta.dirname)

dbTest('the front page shows a note', async (_t, site) => {
  await factory(Note).create({ title: 'Buy strings' })
  const page = await site.get('/')
  assert.equal(page.status, 200)
  assert.match(await page.text(), /Buy strings/)
})
