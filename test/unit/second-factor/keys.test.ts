import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, afterEach, before, beforeEach, mock, test } from 'node:test'
import { addDevice, takeCode } from '../../../src/apps/second-factor/devices.ts'
import {
  makeRecoveryCodes,
  secondFactorMethodsService,
  secondFactorOptions,
  TotpDevice,
  toBase32,
  totp,
} from '../../../src/apps/second-factor/index.ts'
import { takeRecoveryCode } from '../../../src/apps/second-factor/recovery-codes.ts'
import { sealSecret } from '../../../src/apps/second-factor/secrets.ts'
import { provide, runInScope, use } from '../../../src/base/context/index.ts'
import { factsService } from '../../../src/base/settings/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { base, clockAt, enterPassword, newUser, noon, secondFactorProject, userWithApp, whoami } from './support.ts'

let site: TestProject
before(async () => {
  clockAt(noon)
  site = await secondFactorProject({}, { secretKeyFallbacks: [] })
})
after(() => site.close())
beforeEach(() => clockAt(noon))
afterEach(() => mock.timers.reset())

/** As with other secret keys. */
function withKeys<R>(secretKey: string, secretKeyFallbacks: readonly string[], work: () => Promise<R>): Promise<R> {
  return site.run(() => {
    const services = new Map(site.project.scope.services)
    const [id, facts] = provide(factsService, { ...use(factsService), secretKey, secretKeyFallbacks })
    services.set(id, facts)
    return runInScope({ ...site.project.scope, services }, work)
  })
}

const oldKey = 'the key of last year, which was long enough'
const newKey = 'the key of this year, which is long enough too'

test('keys of the past open, and what they open is encrypted anew', async () => {
  const user = await site.run(() => newUser('keyed'))
  const secret = randomBytes(20)
  const device = (await withKeys(oldKey, [], () =>
    addDevice(user, { name: 'Phone', secret, code: totp(secret, Date.now()) }),
  ))!
  const codes = await withKeys(oldKey, [], () => makeRecoveryCodes(user))
  clockAt(noon + 60_000)
  const code = totp(secret, Date.now())
  assert.equal(await withKeys(newKey, [], () => takeCode(user, code)), null)
  assert.equal(await withKeys(newKey, [], () => takeRecoveryCode(user, codes[0]!)), false)
  assert.equal((await withKeys(newKey, [oldKey], () => takeCode(user, code)))?.pk, device.pk)
  assert.equal(await withKeys(newKey, [oldKey], () => takeRecoveryCode(user, codes[0]!)), true)
  clockAt(noon + 120_000)
  assert.equal((await withKeys(newKey, [], () => takeCode(user, totp(secret, Date.now()))))?.pk, device.pk)
})

test('a secret that was moved to another user opens for nobody', async () => {
  const [mine, theirs] = await site.run(async () => [await newUser('mine'), await newUser('theirs')] as const)
  const secret = randomBytes(20)
  await site.run(async () => {
    const sealed = sealSecret(mine, secret)
    await TotpDevice.create({ user: theirs.pk, name: 'Phone', secret: sealed, confirmedAt: new Date() })
    assert.equal(await takeCode(theirs, totp(secret, Date.now())), null)
    assert.ok(!sealed.includes(toBase32(secret)))
  })
})

test('an app that was never confirmed asks nobody', async () => {
  await site.run(async () => {
    const user = await newUser('unsure')
    const secret = randomBytes(20)
    await TotpDevice.create({ user: user.pk, name: 'Phone', secret: sealSecret(user, secret) })
    assert.equal(await takeCode(user, totp(secret, Date.now())), null)
  })
  assert.equal(await enterPassword(site.newClient(), 'unsure'), '/')
})

test('what another battery offers counts, alone and beside codes', async () => {
  const method = {
    name: 'bell',
    label: () => 'Ring the bell',
    url: () => '/bell/',
    enabledFor: async (user: { username: string }) => user.username.startsWith('ringer'),
  }
  ;(site.project.scope.services as Map<symbol, unknown>).set(secondFactorMethodsService.id, [method])
  await site.run(() => newUser('ringer'))
  const alone = site.newClient()
  assert.equal(await enterPassword(alone, 'ringer'), `${base}/code/`)
  const page = await (await alone.get(`${base}/code/`)).text()
  assert.match(page, /<a class="a-btn a-btn--wide" href="\/bell\/">Ring the bell<\/a>/)
  assert.doesNotMatch(page, /name="code"/)
  // There is no code that would do.
  assert.equal((await alone.post(`${base}/code/`, { code: '000000' })).status, 422)
  assert.equal(await whoami(alone), 'AnonymousUser')
  const { user } = await site.run(() => userWithApp('ringer2'))
  const inside = site.newClient()
  await inside.forceLogin(user)
  const asked = await (await inside.get(`${base}/code/?next=%2Fvault%2F`)).text()
  assert.match(asked, /href="\/bell\/\?next=%2Fvault%2F"/)
  assert.match(asked, /name="code"/)
  ;(site.project.scope.services as Map<symbol, unknown>).set(secondFactorMethodsService.id, [])
})

test('options that cannot be are told', () => {
  for (const options of [
    { rememberDevice: 0 },
    { rememberDevice: Number.NaN },
    { rememberDevice: 1000 },
    { issuer: 1 },
    { required: true },
  ])
    assert.throws(() => secondFactorOptions(options as never), { code: 'NUAGES_SECONDFACTOR_BAD_OPTION' })
  assert.deepEqual(secondFactorOptions({ rememberDevice: false }), { rememberDevice: false })
})
