import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'

describe('nuages reset-second-factor', () => {
  let site: ScratchProject
  before(async () => {
    site = await scratchProject()
  })
  after(() => site.remove())

  test('takes away apps and codes of one user, and says what is missing', async () => {
    const without = await site.run(['reset-second-factor', 'ada'])
    assert.equal(without.code, 1)
    assert.match(without.err, /secondFactorApp/)

    const file = join(site.dir, 'nuages.config.ts')
    const config = readFileSync(file, 'utf8')
      .replace('apps: [notes, ', 'apps: [secondFactorApp, notes, ')
      .replace(
        'import { strictPolicy }',
        "import { secondFactorApp } from 'nuages/second-factor'\nimport { strictPolicy }",
      )
    writeFileSync(file, config)
    assert.equal((await site.run(['migrate'])).code, 0)
    const made = `
      const { createUser } = await import('nuages/auth')
      const { makeRecoveryCodes } = await import('nuages/second-factor')
      for (const username of ['ada', 'bob']) {
        const user = await createUser({ username })
        await TotpDevice.create({ user: user.pk, name: 'Phone', secret: 'v1.x', confirmedAt: new Date() })
        await makeRecoveryCodes(user)
      }`
    const rows = await site.run(['shell', '-c', made])
    assert.equal(rows.code, 0, rows.err)
    assert.equal((await site.run(['reset-second-factor', 'nobody'])).code, 1)
    const reset = await site.run(['reset-second-factor', 'ada'])
    assert.deepEqual([reset.code, reset.err.includes('v1.x')], [0, false])
    assert.match(reset.out, /ada logs in without a second factor now/)
    const left = await site.run([
      'shell',
      '-c',
      `[await TotpDevice.all().count(), await RecoveryCode.all().count()].join('/')`,
    ])
    assert.match(left.out, /1\/10/)
  })
})
