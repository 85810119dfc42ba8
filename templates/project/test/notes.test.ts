import assert from 'node:assert/strict'
import { outbox } from 'nuages/mail'
import { databaseTests, factory } from 'nuages/testing'
import { Note } from '../notes/models.ts'

const { dbTest } = databaseTests(import.meta.dirname)

dbTest('the front page shows a note', async (_t, site) => {
  await factory(Note).create({ title: 'Buy strings' })
  const page = await site.get('/')
  assert.equal(page.status, 200)
  assert.match(await page.text(), /Buy strings/)
})

dbTest('somebody registers, verifies the address and logs in', async (_t, site) => {
  const person = { username: 'ada', email: 'ada@example.org', password: 'correct horse battery staple' }
  const register = await site.get('/account/register/')
  await register.form().fill(person).submit()
  const [link = ''] = /http\S+/.exec(outbox().last?.message.text ?? '') ?? []
  const verify = await site.get(new URL(link).pathname)
  await verify.form().submit()

  const login = await site.get('/account/login/')
  const { username, password } = person
  const page = await login.form().fill({ username, password }).submit({ follow: true })
  assert.match(await page.text(), /Log out/)
})
