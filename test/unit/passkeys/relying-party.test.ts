import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PasskeysOptions, passkeysApp, relyingParty } from '../../../src/apps/passkeys/index.ts'
import type { NuagesError } from '../../../src/base/errors/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { testProject } from '../../../src/tools/testing/index.ts'
import { type HttpRequest, json, path } from '../../../src/web/http/index.ts'

async function at(
  host: string,
  passkeys: PasskeysOptions = {},
  allowedHosts: readonly string[] = ['.example.org', 'host.test'],
) {
  await using project = await testProject(
    defineProject({
      apps: [passkeysApp],
      allowedHosts,
      passkeys,
      urls: [path('', (request) => json(partyOf(request)))],
    }),
  )
  return (await project.client.get('/', { host, https: true })).json()
}

function partyOf(request: HttpRequest): object {
  try {
    return relyingParty(request)
  } catch (error) {
    return { code: (error as NuagesError).code }
  }
}

test('the domain is the host of the request, where the project answers to it by name', async () => {
  assert.deepEqual(await at('www.example.org'), {
    id: 'www.example.org',
    name: 'www.example.org',
    origins: ['https://www.example.org'],
  })
  assert.deepEqual(await at('HOST.test:8443'), {
    id: 'host.test',
    name: 'host.test',
    origins: ['https://host.test:8443'],
  })
  assert.deepEqual(await at('host.test:443'), { id: 'host.test', name: 'host.test', origins: ['https://host.test'] })
})

test('localhost needs no https', async () => {
  assert.deepEqual(await at('localhost:8000'), {
    id: 'localhost',
    name: 'localhost',
    origins: ['https://localhost:8000', 'http://localhost:8000'],
  })
})

test('options come first', async () => {
  const passkeys = {
    rpId: 'example.org',
    rpName: 'Example',
    origins: ['https://www.example.org', 'https://example.org'],
  }
  assert.deepEqual(await at('host.test', passkeys), { id: 'example.org', name: 'Example', origins: passkeys.origins })
  assert.deepEqual(await at('www.example.org', { rpId: 'example.org' }), {
    id: 'example.org',
    name: 'example.org',
    origins: ['https://www.example.org'],
  })
})

test('a host outside of the domain is no origin of it', async () => {
  assert.deepEqual(await at('host.test', { rpId: 'example.org' }), {
    id: 'example.org',
    name: 'example.org',
    origins: [],
  })
})

test('an address is no domain, and origins are of the domain', async () => {
  assert.deepEqual(await at('127.0.0.1'), { code: 'NUAGES_PASSKEYS_NO_RELYING_PARTY' })
  assert.deepEqual(await at('anything.test', {}, ['*']), { code: 'NUAGES_PASSKEYS_NO_RELYING_PARTY' })
  assert.deepEqual(await at('host.test', { origins: ['https://evil.example'] }), {
    code: 'NUAGES_PASSKEYS_BAD_RELYING_PARTY',
  })
  for (const origin of ['https://example.org/', 'https://evil.example', 'https://badexample.org', 'example.org', ''])
    await assert.rejects(at('host.test', { rpId: 'example.org', origins: [origin] }), {
      code: 'NUAGES_PASSKEYS_BAD_RELYING_PARTY',
    })
})
