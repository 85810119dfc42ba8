import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createUser, User } from '../../../src/apps/auth/index.ts'
import { beginAttempt, freeAttempts } from '../../../src/apps/second-factor/attempts.ts'
import { addDevice, takeCode } from '../../../src/apps/second-factor/devices.ts'
import {
  FactorAttempts,
  makeRecoveryCodes,
  RecoveryCode,
  recoveryCodesLeft,
  secondFactorApp,
  TotpDevice,
  totp,
} from '../../../src/apps/second-factor/index.ts'
import { takeRecoveryCode } from '../../../src/apps/second-factor/recovery-codes.ts'
import { migrate } from '../../../src/data/migrations/index.ts'
import { defineProject, migrationApps, openProject, type Project } from '../../../src/tools/project/index.ts'
import { everyPlace, type Place } from '../../support/scratch.ts'

/** What of second factors has to hold on every database: of many who do the same at once, one wins. */
function suite({ label, skip, open }: Place): void {
  let place: Awaited<ReturnType<Place['open']>>
  let project: Project
  let user: User
  const secret = randomBytes(20)
  const many = <R>(work: (index: number) => Promise<R>) =>
    // Each as a request of its own would.
    Promise.all(Array.from({ length: 8 }, (_, index) => project.run(() => work(index))))

  before(async () => {
    if (skip !== false) return
    place = await open()
    project = await openProject(defineProject({ apps: [secondFactorApp] }), {
      mode: 'test',
      databases: { default: place.url },
    })
    await project.run(() => migrate({ orm: project.orm, apps: migrationApps(project) }))
    user = await project.run(() => createUser({ username: 'ann' }))
  })
  after(async () => {
    await project?.close()
    await place?.drop()
  })

  test(`${label}: a code that several show at once is taken once`, { skip }, async () => {
    await project.run(async () => {
      const device = await addDevice(user, { name: 'Phone', secret, code: totp(secret, Date.now()) })
      await TotpDevice.filter({ pk: device!.pk }).update({ lastCounter: 0n })
    })
    for (let round = 0; round < 3; round++) {
      await project.run(() => TotpDevice.filter({ user: user.pk }).update({ lastCounter: 0n }))
      const code = totp(secret, Date.now())
      const taken = await many(() => takeCode(user, code))
      assert.equal(taken.filter((device) => device !== null).length, 1)
      assert.equal(await project.run(() => takeCode(user, code)), null)
    }
  })

  test(`${label}: a set-up that is sent several times at once makes one app`, { skip }, async () => {
    const other = randomBytes(20)
    const code = totp(other, Date.now())
    const made = await many(() => addDevice(user, { name: 'Tablet', secret: other, code }))
    assert.equal(made.filter((device) => device !== null).length, 1)
    await project.run(() => TotpDevice.filter({ name: 'Tablet' }).delete())
  })

  test(`${label}: a recovery code that several show at once is taken once`, { skip }, async () => {
    const codes = await project.run(() => makeRecoveryCodes(user))
    for (const code of codes.slice(0, 3)) {
      const taken = await many(() => takeRecoveryCode(user, code))
      assert.equal(taken.filter(Boolean).length, 1)
    }
    assert.equal((await project.run(() => recoveryCodesLeft(user))).left, 7)
    await project.run(() => RecoveryCode.filter({ user: user.pk }).delete())
  })

  test(`${label}: attempts that come at once are counted one by one`, { skip }, async () => {
    const attempts = (
      await Promise.all([many(() => beginAttempt(user, 'totp')), many(() => beginAttempt(user, 'totp'))])
    ).flat()
    const allowed = attempts.filter((attempt) => attempt.allowed)
    assert.ok(allowed.length <= freeAttempts, `${allowed.length} were allowed`)
    const row = await project.run(() => FactorAttempts.get({ user: user.pk, kind: 'totp' }))
    assert.equal(row.failures, allowed.length)
    assert.equal(new Set(allowed.map((attempt) => attempt.allowed && attempt.failures)).size, allowed.length)
  })

  test(`${label}: with the user everything goes`, { skip }, async () => {
    await project.run(async () => {
      const gone = await createUser({ username: 'gone' })
      await addDevice(gone, { name: 'Phone', secret, code: totp(secret, Date.now()) })
      await makeRecoveryCodes(gone)
      await beginAttempt(gone, 'totp')
      const { pk } = gone
      await (await User.get({ pk })).delete()
      for (const rows of [
        TotpDevice.filter({ user: pk }),
        RecoveryCode.filter({ user: pk }),
        FactorAttempts.filter({ user: pk }),
      ])
        assert.equal(await rows.count(), 0)
    })
  })
}

for (const place of await everyPlace()) suite(place)
