import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUser, loginStepsService, signIn, User } from '../../../src/apps/auth/index.ts'
import { passkeysApp, passkeysUrls } from '../../../src/apps/passkeys/index.ts'
import { provide } from '../../../src/base/context/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, json, path } from '../../../src/web/http/index.ts'
import type { RequestJson } from '../../support/authenticator.ts'
import { codeOf, optionsOf, postJson, someone, tryLogin, whoIs, withPasskey } from './support.ts'

/** A project that asks for a second factor after a password; '/password/<name>/' stands for one that was right. */
async function twoSteps(): Promise<TestProject> {
  const project = await testProject(
    defineProject({
      apps: [passkeysApp],
      passkeys: { userVerification: 'preferred' },
      urls: [
        path('passkeys/', include(passkeysUrls, { namespace: 'passkeys' })),
        path('who/', async (request) => json({ name: (await request.user).username })),
        path('password/<str:name>/', async (request, { name }) =>
          json(await signIn(request, await User.get({ username: name }), { method: 'password', next: '/who/' })),
        ),
      ],
    }),
  )
  const step = {
    name: 'second-factor',
    needed: (_request: unknown, _user: unknown, { methods }: { methods: readonly string[] }) =>
      !methods.includes('passkey'),
    url: () => '/passkeys/confirm/',
  }
  ;(project.project.scope.services as Map<symbol, unknown>).set(
    ...(provide(loginStepsService, [step]) as [symbol, unknown]),
  )
  return project
}

test('a passkey is a second factor after a password: only one of that user', async () => {
  await using project = await twoSteps()
  const ada = await withPasskey(project.newClient(), await someone(project, 'ada'))
  const bea = await withPasskey(project.newClient(), await someone(project, 'bea'))
  const visitor = project.newClient()
  assert.deepEqual(await (await visitor.get('/password/ada/', { https: true })).json(), {
    done: false,
    url: '/passkeys/confirm/',
  })
  assert.equal(await whoIs(visitor), '')
  const options = await optionsOf<RequestJson & { allowCredentials: { id: string }[] }>(
    visitor,
    '/passkeys/confirm/options/',
  )
  assert.deepEqual(
    options.allowCredentials.map(({ id }) => id),
    [ada.passkeys[0]!.id],
  )
  assert.equal(await codeOf(await postJson(visitor, '/passkeys/confirm/', { credential: bea.get(options) })), 'refused')
  assert.equal(await whoIs(visitor), '')

  const again = await optionsOf<RequestJson>(visitor, '/passkeys/confirm/options/')
  // The password was one factor already: nobody has to make sure who holds the key, and a handle need not come.
  const credential = ada.get(again, { userVerified: false, userHandle: null })
  const answer = await postJson(visitor, '/passkeys/confirm/', { credential })
  assert.deepEqual(await answer.json(), { done: true, next: '/who/' })
  assert.equal(await whoIs(visitor), 'ada')
})

test('a passkey whose holder was made sure of is both factors; a mere key is one, and not two by being shown twice', async () => {
  await using project = await twoSteps()
  const device = await withPasskey(project.newClient(), await someone(project, 'ada'))
  const whole = project.newClient()
  assert.deepEqual(await (await tryLogin(whole, device)).json(), { done: true, next: '/' })

  const half = project.newClient()
  assert.deepEqual(await (await tryLogin(half, device, { userVerified: false })).json(), {
    done: false,
    next: '/passkeys/confirm/',
  })
  const options = await optionsOf<RequestJson & { userVerification: string }>(half, '/passkeys/confirm/options/')
  assert.equal(options.userVerification, 'required')
  const mere = device.get(options, { userVerified: false })
  assert.equal(await codeOf(await postJson(half, '/passkeys/confirm/', { credential: mere })), 'refused')
  assert.equal(await whoIs(half), '')
  const asked = await optionsOf<RequestJson>(half, '/passkeys/confirm/options/')
  await postJson(half, '/passkeys/confirm/', { credential: device.get(asked) })
  assert.equal(await whoIs(half), 'ada')
})

test('who is logged in shows once more who they are', async () => {
  await using project = await twoSteps()
  const owner = project.newClient()
  const device = await withPasskey(owner, await someone(project, 'ada'))
  const options = await optionsOf<RequestJson>(owner, '/passkeys/confirm/options/')
  const answer = await postJson(owner, '/passkeys/confirm/', { credential: device.get(options), next: '/who/' })
  assert.deepEqual(await answer.json(), { done: true, next: '/who/' })
})

test('nobody is asked where nobody is logging in', async () => {
  await using project = await twoSteps()
  for (const address of ['/passkeys/confirm/options/', '/passkeys/confirm/'])
    assert.equal((await postJson(project.newClient(), address)).status, 401)
  assert.equal((await project.newClient().get('/passkeys/confirm/')).status, 302)
  const program = await project.newClient().get('/passkeys/confirm/', { headers: { accept: 'application/json' } })
  assert.equal(program.status, 401)
  assert.match(await program.text(), /"code":"login"/)
})

test('a program is told where to ask and where to answer', async () => {
  await using project = await twoSteps()
  const client = project.newClient()
  await client.forceLogin(await project.run(() => createUser({ username: 'program' })))
  const page = await client.get('/passkeys/confirm/', { headers: { accept: 'application/json' } })
  const { csrfToken, ...told } = await page.json<Record<string, string>>()
  assert.deepEqual(told, { options: '/passkeys/confirm/options/', send: '/passkeys/confirm/' })
  assert.equal(typeof csrfToken, 'string')
})
