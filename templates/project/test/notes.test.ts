import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testProject } from 'nuages/testing'
import { Note } from '../notes/models.ts'

test('the front page shows a note', async () => {
  await using project = await testProject(import.meta.dirname)
  await project.run(() => Note.create({ title: 'Buy strings' }))
  const page = await project.get('/')
  assert.equal(page.status, 200)
  assert.match(await page.text(), /Buy strings/)
})
