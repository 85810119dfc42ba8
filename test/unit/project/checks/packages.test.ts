import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountsApp } from '../../../../src/apps/accounts/index.ts'
import { passkeysApp } from '../../../../src/apps/passkeys/index.ts'
import { checkPackages } from '../../../../src/tools/project/checks/packages.ts'
import { defineProject } from '../../../../src/tools/project/index.ts'
import { testProject } from '../../../../src/tools/testing/index.ts'

test('a package that an app loads at first use is missed before a visitor misses it', async () => {
  await using site = await testProject(defineProject({ apps: [accountsApp, passkeysApp], urls: [] }))
  assert.deepEqual(checkPackages(site.project), [])
  const missing = checkPackages(site.project, (name) => import.meta.resolve(`${name}-of-nobody`))
  assert.deepEqual(
    missing.map(({ id, level, message, hint }) => `${level} ${id} ${message}. ${hint}`),
    [
      "error auth.E014 The app 'passkeys' needs the package '@simplewebauthn/server', which is not installed. Install it in the project: npm install @simplewebauthn/server.",
    ],
  )
})
