import assert from 'node:assert/strict'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  AccountLoginForm,
  accountsApp,
  DeleteForm,
  EmailForm,
  FirstPasswordForm,
  PasswordForm,
  ProfileForm,
  ReauthenticateForm,
  RegisterForm,
  ResetForm,
} from '../../../src/apps/accounts/index.ts'
import { createUser } from '../../../src/apps/auth/index.ts'
import { input } from '../../../src/apps/forms/index.ts'
import { passkeysApp, passkeysUrls } from '../../../src/apps/passkeys/index.ts'
import { secondFactorApp, secondFactorUrls } from '../../../src/apps/second-factor/index.ts'
import { tokensApp, tokensUrls } from '../../../src/apps/tokens/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { workshop } from '../migrations/helpers.ts'
import { accountsProject, asProgram, linkIn, mails, password } from './support.ts'

const batteries = ['accounts', 'second-factor', 'passkeys', 'tokens'] as const
const urls = [
  path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' })),
  path('account/passkeys/', include(passkeysUrls, { namespace: 'passkeys' })),
  path('account/tokens/', include(tokensUrls, { namespace: 'tokens' })),
]
const templatesOf = async (battery: string): Promise<string[]> => {
  const root = join(import.meta.dirname, '../../../src/apps', battery, 'templates')
  const files = await readdir(root, { recursive: true, withFileTypes: true })
  return files.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name).slice(root.length + 1))
}

test('a template of the project’s own is taken for each of ours, pages and mails', async (t) => {
  const dir = workshop(t)
  const names = (await Promise.all(batteries.map(templatesOf))).flat()
  assert.ok(names.length > 50, String(names.length))
  for (const name of names) {
    const file = join(dir, 'templates', name)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, name.endsWith('.html') ? `<p>own ${name}</p>` : `own ${name} {{ url }}`)
  }
  await using own = await accountsProject(
    {},
    { apps: [accountsApp, secondFactorApp, passkeysApp, tokensApp], templates: { dirs: [join(dir, 'templates')] } },
    urls,
  )
  await own.run(() => createUser({ username: 'ann', email: 'ann@example.org', password }))
  const visitor = own.newClient()
  const stranger: [string, string, number?][] = [
    ['login/', 'accounts/login.html'],
    ['register/', 'accounts/register.html'],
    ['sent/', 'accounts/sent.html'],
    ['verify/x/', 'accounts/spent.html', 410],
    ['reset/', 'accounts/reset.html'],
    ['reset/sent/', 'accounts/resetSent.html'],
    ['reset/MQ/x-y/', 'accounts/resetSpent.html', 410],
  ]
  const member: [string, string, number?][] = [
    ['', 'accounts/home.html'],
    ['email/', 'accounts/email.html'],
    ['password/', 'accounts/password.html'],
    ['profile/', 'accounts/profile.html'],
    ['sessions/', 'accounts/sessions.html'],
    ['reauthenticate/', 'accounts/reauthenticate.html'],
    ['delete/', 'accounts/delete.html'],
    ['two-step/', 'second-factor/overview.html'],
    ['two-step/add/', 'second-factor/enrol.html'],
    ['passkeys/', 'passkeys/list.html'],
    ['passkeys/confirm/', 'passkeys/confirm.html'],
    ['tokens/', 'tokens/list.html'],
    ['tokens/new/', 'tokens/create.html'],
  ]
  const see = async (pages: typeof stranger) => {
    for (const [address, name, status = 200] of pages) {
      const answer = await visitor.get(`/account/${address}`)
      assert.deepEqual([answer.status, await answer.text()], [status, `<p>own ${name}</p>`])
    }
  }
  await see(stranger)
  assert.equal((await visitor.post('/account/login/', { username: 'ann', password })).status, 303)
  await see(member)
  await visitor.post('/account/reset/', { email: 'ann@example.org' })
  const [mail] = await mails(own)
  assert.equal(mail?.subject.slice(0, 36), 'own accounts/mail/reset.subject.txt '.slice(0, 36))
  const back = await visitor.get(linkIn(mail))
  assert.equal(await (await visitor.get(back.headers.get('location')!)).text(), '<p>own accounts/resetConfirm.html</p>')
  // What no page of these came to is found in the same way.
  for (const name of names) assert.match(await own.project.engine.render(name, {}), new RegExp(`^(<p>)?own ${name}`))
})

/** A class that asks one question more, which is refused unless it was answered. */
const asking = <C extends new (options: never) => object>(base: C): C =>
  class extends (base as new (options: never) => object) {
    extra = input.char({ label: 'One question more' })
  } as C

test('a form of the project’s own is taken for each of ours', async () => {
  const forms = {
    login: asking(AccountLoginForm),
    register: asking(RegisterForm),
    profile: asking(ProfileForm),
    email: asking(EmailForm),
    password: asking(PasswordForm),
    newPassword: asking(FirstPasswordForm),
    reset: asking(ResetForm),
    reauthenticate: asking(ReauthenticateForm),
    delete: asking(DeleteForm),
  }
  await using own = await accountsProject({ forms })
  const ann = await own.run(() => createUser({ username: 'ann', email: 'ann@example.org', password }))
  const visitor = own.newClient()
  const refuses = async (address: string, sent: object) => {
    const { status, body } = await asProgram(visitor, address, sent)
    assert.deepEqual([status, Object.keys(body['errors'] as object)], [422, ['extra']], address)
    assert.match(await (await visitor.get(address)).text(), /One question more/, address)
  }
  const extra = 'answered'
  await refuses('/account/login/', { username: 'ann', password })
  await refuses('/account/register/', { username: 'bob', email: 'bob@example.org', password })
  await refuses('/account/reset/', { email: 'ann@example.org' })
  await asProgram(visitor, '/account/reset/', { email: 'ann@example.org', extra })
  const back = await visitor.get(linkIn((await mails(own))[0]))
  await refuses(back.headers.get('location')!, { newPassword: 'nine otters on the bank' })
  assert.equal((await asProgram(visitor, '/account/login/', { username: 'ann', password, extra })).status, 200)
  await refuses('/account/profile/', { firstName: 'Ann' })
  await refuses('/account/email/', { email: 'anna@example.org' })
  await refuses('/account/password/', { currentPassword: password, newPassword: 'nine otters on the bank' })
  await refuses('/account/reauthenticate/', { password })
  await refuses('/account/delete/', { sure: true })
  await own.run(async () => {
    await ann.setPassword(null)
    await ann.save({ fields: ['password'] })
  })
  await visitor.forceLogin(ann)
  await refuses('/account/password/', { newPassword: 'nine otters on the bank' })
})
