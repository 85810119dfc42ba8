import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { allowedHosts, rateLimit } from '../../../src/web/security/index.ts'

test('an option that a project does not have is refused, with the one that was meant', () => {
  assert.throws(() => defineProject({ apps: [], middlewares: [] } as ProjectOptions), {
    code: 'NUAGES_PROJECT_UNKNOWN_OPTION',
    message: /no option 'middlewares' \(did you mean 'middleware'\?\)/,
  })
  assert.deepEqual(defineProject({ apps: [], port: 3000 }).options.port, 3000)
})

test('hosts and rate limits that would let nobody in, or everybody, are refused', () => {
  for (const host of ['https://example.org', 'example.org:8000', 'example.org/', '']) {
    assert.throws(() => allowedHosts([host]), { code: 'NUAGES_SECURITY_BAD_HOST' }, host)
  }
  allowedHosts(['Example.org', '.example.org', '*', '[::1]', '127.0.0.1'])
  assert.throws(() => rateLimit({ limits: '5/minute' } as never), {
    code: 'NUAGES_SECURITY_RATE_LIMIT',
    message: /'undefined'/,
  })
})

test('so is one inside of the options about users: what is misspelt there would leave a site open', () => {
  const wrong: readonly [object, RegExp][] = [
    [{ secondFactor: { require: () => true } }, /'secondFactor\.require' \(did you mean 'secondFactor\.required'\?\)/],
    [{ auth: { usr: Object } }, /'auth\.usr' \(did you mean 'auth\.user'\?\)/],
    [{ accounts: { verifyEmails: 'required' } }, /'accounts\.verifyEmails'/],
    [{ sessions: { idleTimout: 60 } }, /'sessions\.idleTimout'/],
    [{ tokens: { prefx: 'club' } }, /'tokens\.prefx'/],
  ]
  for (const [options, message] of wrong)
    assert.throws(() => defineProject({ apps: [], ...options } as ProjectOptions), {
      code: 'NUAGES_PROJECT_UNKNOWN_OPTION',
      message,
    })
  assert.ok(defineProject({ apps: [], sessions: undefined, auth: { throttle: false } } as unknown as ProjectOptions))
})
