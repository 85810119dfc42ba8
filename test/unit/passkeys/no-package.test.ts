import assert from 'node:assert/strict'
import { registerHooks } from 'node:module'
import { test } from 'node:test'
import { postJson, site, someone } from './support.ts'

test('without its package a project opens and answers; whoever adds a passkey is told its name before the browser makes one', async () => {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier.startsWith('@simplewebauthn/'))
        throw Object.assign(new Error('not there'), { code: 'ERR_MODULE_NOT_FOUND' })
      return next(specifier, context)
    },
  })
  try {
    await using project = await site()
    const owner = project.newClient()
    await owner.forceLogin(await someone(project, 'ada'))
    await assert.rejects(postJson(owner, '/passkeys/add/options/'), {
      code: 'NUAGES_PASSKEYS_NO_PACKAGE',
      message: /@simplewebauthn\/server/,
    })
    assert.equal((await postJson(project.newClient(), '/passkeys/login/options/')).status, 200)
  } finally {
    hooks.deregister()
  }
})
