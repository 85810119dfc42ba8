import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authApp } from '../../../src/apps/auth/index.ts'
import { authenticated, bearerToken, tokensApp } from '../../../src/apps/tokens/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { testProject } from '../../../src/tools/testing/index.ts'
import { json, path } from '../../../src/web/http/index.ts'

test('whoever is refused is told in a sentence what is wrong', async () => {
  const urls = [
    path(
      'api/',
      authenticated(() => json({}), { by: [bearerToken()] }),
    ),
  ]
  await using site = await testProject(defineProject({ apps: [authApp, tokensApp], urls }))
  const told = async (headers: Record<string, string>) => {
    const answer = await site.get('/api/', { headers: { accept: 'application/json', ...headers } })
    return ((await answer.json()) as { error: { message: string } }).error.message
  }
  assert.match(await told({}), /^No credential was sent\. /)
  assert.match(await told({ authorization: 'Bearer nonsense' }), /^The credential is refused: .+\.$/)
})
