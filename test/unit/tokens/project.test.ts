import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateJwtKey, type JsonWebTokens, jsonWebTokensService, tokensApp } from '../../../src/apps/tokens/index.ts'
import { use } from '../../../src/base/context/index.ts'
import { defineProject, openProject, type ProjectOptions } from '../../../src/tools/project/index.ts'

const secretKey = 'a-secret-that-is-only-for-tests-0123456789'

async function tokensOf(options: Partial<ProjectOptions>, env: Record<string, string> = {}): Promise<JsonWebTokens> {
  const project = defineProject({ apps: [tokensApp], secretKey, ...options })
  const databases = { default: 'sqlite::memory:' }
  await using opened = await openProject(project, { mode: 'test', databases, env })
  return opened.run(() => use(jsonWebTokensService))
}

const toSign = { subject: '1', abilities: null }

test('a project signs with a key of its secret key, and checks with those of the past', async () => {
  const before = await tokensOf({})
  const after = await tokensOf({ secretKey: `${secretKey}-new`, secretKeyFallbacks: [secretKey] })
  const other = await tokensOf({ secretKey: `${secretKey}-new` })
  const token = await before.sign(toSign)
  assert.equal((await after.verify(token)).claims.iss, 'nuages')
  await assert.rejects(other.verify(token), { code: 'NUAGES_TOKENS_INVALID_TOKEN' })
  assert.deepEqual(await before.published(), { keys: [] })
})

test('JWT_KEYS wins, and what is wrong with it is said at the start', async () => {
  const [one, two] = [await generateJwtKey(), await generateJwtKey('ES256')]
  const project = await tokensOf({ tokens: { jwt: { keys: [two] } } }, { JWT_KEYS: JSON.stringify([one, two]) })
  const { keys } = await project.published()
  assert.deepEqual(
    keys.map(({ kid }) => kid),
    [one.kid, two.kid],
  )
  for (const wrong of ['x', '[]', '{"kty":"oct","k":"c2hvcnQ"}'])
    await assert.rejects(tokensOf({}, { JWT_KEYS: wrong }), { code: 'NUAGES_TOKENS_BAD_KEYS' })
})

test('who gives tokens out is the site', async () => {
  const named = await tokensOf({ siteUrl: 'https://news.example' })
  assert.deepEqual([named.issuer, named.audience], ['https://news.example', 'https://news.example'])
  const own = await tokensOf({ siteUrl: 'https://news.example', tokens: { jwt: { issuer: 'x', audience: 'y' } } })
  assert.deepEqual([own.issuer, own.audience], ['x', 'y'])
})

test('options that cannot be are refused at the start', async () => {
  for (const tokens of [
    { prefix: 'a-b' },
    { prefix: '' },
    { prefix: 'x'.repeat(21) },
    { longestDays: 0 },
    { realm: 'a"b' },
  ])
    await assert.rejects(tokensOf({ tokens }), { code: 'NUAGES_TOKENS_BAD_SETTING' })
})
