import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, mock, test } from 'node:test'
import { fromBase32, makeRecoveryCodes, TotpDevice } from '../../../src/apps/second-factor/index.ts'
import { use } from '../../../src/base/context/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { lifetimeService } from '../../../src/web/http/lifetime.ts'
import { outbox } from '../../../src/web/mail/index.ts'
import { appOf, base, clockAt, enterPassword, newUser, noon, secondFactorProject, userWithApp } from './support.ts'

let site: TestProject
before(async () => {
  clockAt(noon)
  site = await secondFactorProject({}, { languages: ['en', 'de'] })
})
after(() => site.close())
beforeEach(() => clockAt(noon))
afterEach(() => mock.timers.reset())

/** The mails since the last look, once those that wait for the end of an answer were sent. */
async function mails(): Promise<readonly { readonly subject: string; readonly text: string; readonly html: string }[]> {
  return site.run(async () => {
    await use(lifetimeService).idle()
    const sent = outbox().mails.map(({ message: { subject, text, html } }) => ({
      ...{ subject: String(subject), text: String(text), html: String(html) },
    }))
    outbox().clear()
    return sent
  })
}

test('the owner is told of an app that was added, of a recovery code that was used, and that it is off', async () => {
  const user = await site.run(() => newUser('ann'))
  const client = site.newClient()
  await enterPassword(client, 'ann')
  const page = await client.get(`${base}/add/`, { headers: { accept: 'application/json' } })
  const { secret } = (await page.json()) as { secret: string }
  const app = appOf(fromBase32(secret))
  await client.post(`${base}/add/`, { code: app.code() })
  const [added] = await mails()
  assert.equal(added!.subject, 'An authenticator app was added to your account at testserver')
  assert.match(added!.text, /^Hello ann,\n\nan authenticator app was added/)
  assert.match(added!.text, /\nhttp:\/\/testserver\S*\/\n/)
  assert.match(added!.html, /<p>an authenticator app was added[\s\S]*<a href="http:\/\/testserver/)
  assert.ok(!added!.text.includes(secret))
  const codes = await site.run(() => makeRecoveryCodes(user))
  const other = site.newClient()
  await enterPassword(other, 'ann')
  await other.post(`${base}/recovery-code/`, { code: codes[0]! }, { language: 'de' })
  const [used] = await mails()
  assert.match(used!.subject, /^Ein Wiederherstellungscode Ihres Kontos bei testserver/)
  assert.ok(!used!.text.includes(codes[0]!))
  const { pk } = await site.run(() => TotpDevice.get({ user: user.pk }))
  await client.post(`${base}/remove/${pk}/`, { code: app.code(1) })
  assert.match((await mails()).at(-1)!.subject, /is off/)
})

test('the owner is told once that somebody who knows the password tries codes, in the language of the site', async () => {
  await site.run(() => userWithApp('target'))
  const client = site.newClient()
  await enterPassword(client, 'target')
  let now = noon
  for (let tries = 0; tries < 20; tries++) {
    await client.post(`${base}/code/`, { code: '000000' }, { language: 'de' })
    // Until the next one is looked at.
    now += Math.min(200_000, 2 ** tries * 1000)
    clockAt(now)
    await enterPassword(client, 'target')
  }
  const told = await mails()
  assert.deepEqual(
    told.map(({ subject }) => subject),
    ['Somebody knows your password at testserver'],
  )
})
