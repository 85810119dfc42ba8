import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountsApp } from '../../../src/apps/accounts/index.ts'
import { createUser } from '../../../src/apps/auth/index.ts'
import { tokensApp, tokensUrls } from '../../../src/apps/tokens/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { accountsProject, mails, password } from './support.ts'

const languages = ['en', 'de']

test('what the model and the rules of passwords refuse is said in the language of the page', async () => {
  await using site = await accountsProject({}, { languages })
  await site.run(() => createUser({ username: 'ann', email: 'ann@example.org', password }))
  const sent = { username: 'ann', email: 'bea@example.org', password: '12345' }
  const refused = await site.newClient().post('/account/register/', sent, { language: 'de' })
  assert.equal(refused.status, 422)
  const page = await refused.text()
  assert.match(page, /Benutzer mit diesem Wert existiert bereits/)
  assert.match(page, /Dieses Passwort ist zu kurz. Es muss mindestens 8 Zeichen enthalten./)
  assert.doesNotMatch(page, /already exists|too short/)
})

test('where there is nothing the account page says of what, as the word for it differs', async () => {
  const urls = [path('account/tokens/', include(tokensUrls, { namespace: 'tokens' }))]
  await using site = await accountsProject({}, { languages, apps: [accountsApp, tokensApp] }, urls)
  await site.run(() => createUser({ username: 'ann', email: '', password }))
  const client = site.newClient()
  await client.post('/account/login/', { username: 'ann', password })
  const page = await (await client.get('/account/', { language: 'de' })).text()
  assert.match(page, /Keine E-Mail-Adresse/)
  assert.match(page, /Keine Zugriffstoken/)
})

test('an address in a mail reads from left to right, and is broken rather than cut off', async () => {
  await using site = await accountsProject({}, { languages: ['en', 'ar'] })
  const sent = { username: 'bea', email: 'bea@example.org', password }
  await site.newClient().post('/account/register/', sent, { language: 'ar' })
  const [mail] = await mails(site)
  assert.match(
    mail!.html,
    /<html lang="ar" dir="rtl">[\s\S]*overflow-wrap: anywhere[\s\S]*<a href="http[^"]+" dir="ltr">/,
  )
})
