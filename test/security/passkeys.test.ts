import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Passkey } from '../../src/apps/passkeys/index.ts'
import { Authenticator, type CreationJson, type RequestJson } from '../support/authenticator.ts'
import { optionsOf, origin, postJson, site, someone, whoIs, withPasskey } from '../unit/passkeys/support.ts'

const seed = Number(process.env['NUAGES_PROPERTY_SEED'] ?? '1')
const runs = Number(process.env['NUAGES_PROPERTY_RUNS'] ?? '150')

type Json = Record<string, unknown>

/** What may stand where a text of base64url stood. */
const rubbish = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom<unknown>(null, 0, -1, 1.5, true, [], {}, '', '=', 'A', '__proto__', '\0', 'é', 'A'.repeat(100_000)),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc.jsonValue({ maxDepth: 2 }),
)

/** One thing that is done to an answer. */
const mutation = fc.record({
  part: fc.nat(),
  how: fc.oneof(
    rubbish.map((value) => ({ kind: 'replace' as const, value })),
    fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), bit: fc.nat(7) }),
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
    fc.record({
      kind: fc.constant('insert' as const),
      at: fc.nat(),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
    }),
    fc.constant({ kind: 'drop' as const }),
  ),
})

/** The parts that are looked at: what a client says beside them (transports, extensions) proves nothing. */
function mutate(
  credential: Json,
  { part, how }: { part: number; how: { kind: string } & Json },
  parts: readonly string[],
): boolean {
  const name = parts[part % parts.length]!
  const [where, key] = name.startsWith('response.')
    ? [credential['response'] as Json, name.slice(9)]
    : [credential, name]
  const before = where[key]
  if (how.kind === 'drop') delete where[key]
  else if (how.kind === 'replace') where[key] = how['value']
  else where[key] = changed(Buffer.from(String(before), 'base64url'), how).toString('base64url')
  return where[key] !== before
}

function changed(bytes: Buffer, how: { kind: string } & Json): Buffer {
  const at = bytes.length === 0 ? 0 : Number(how['at']) % bytes.length
  if (how.kind === 'cut') return bytes.subarray(0, at)
  if (how.kind === 'insert')
    return Buffer.concat([bytes.subarray(0, at), how['bytes'] as Uint8Array, bytes.subarray(at)])
  const copy = Buffer.from(bytes)
  copy[at] = copy[at]! ^ (1 << Number(how['bit']))
  return copy
}

test('an answer that was changed anywhere logs nobody in, and is refused in order', async () => {
  await using project = await site()
  const ada = await someone(project, 'ada')
  const devices = [
    await withPasskey(project.newClient(), ada, { device: new Authenticator({ origin, counts: false }) }),
    await withPasskey(project.newClient(), ada, {
      device: new Authenticator({ origin, counts: false }),
      twist: { algorithm: 'EdDSA' },
    }),
  ]
  const parts = [
    'id',
    'type',
    'response.clientDataJSON',
    'response.authenticatorData',
    'response.signature',
    'response.userHandle',
    'response',
  ]
  const visitor = project.newClient()
  await fc.assert(
    fc.asyncProperty(fc.nat(1), mutation, async (which, change) => {
      const options = await optionsOf<RequestJson>(visitor, '/passkeys/login/options/')
      const credential = devices[which]!.get(options)
      if (!mutate(credential, change as never, parts)) return
      const answer = await postJson(visitor, '/passkeys/login/', { credential })
      assert.equal(answer.status, 422)
      const { errors } = (await answer.json()) as { errors: Record<string, { code: string }[]> }
      assert.ok(['refused', 'expired'].includes(errors['__all__']![0]!.code))
      assert.equal(await whoIs(visitor), '')
    }),
    { seed, numRuns: runs },
  )
})

test('a registration that was changed anywhere adds nothing that logs in, and is refused in order', async () => {
  await using project = await site()
  const owner = project.newClient()
  await owner.forceLogin(await someone(project, 'ada'))
  const parts = ['id', 'type', 'response.clientDataJSON', 'response.attestationObject', 'response']
  await fc.assert(
    fc.asyncProperty(mutation, async (change) => {
      const options = await optionsOf<CreationJson>(owner, '/passkeys/add/options/')
      const credential = new Authenticator({ origin }).create(options)
      if (!mutate(credential, change as never, parts)) return
      const answer = await postJson(owner, '/passkeys/add/', { credential })
      // A bit of the make, the counter or the key changes what is kept, and not whether it may be: nothing but the key itself signs a registration.
      assert.ok([201, 422].includes(answer.status), String(answer.status))
      await project.run(() => Passkey.all().delete())
    }),
    { seed, numRuns: runs },
  )
})

test('a registration cut, joined to others or nested deeply is refused', async () => {
  await using project = await site()
  const owner = project.newClient()
  await owner.forceLogin(await someone(project, 'ada'))
  const attestations = {
    nothing: Buffer.alloc(0),
    'a number': Buffer.from([1]),
    'no map': Buffer.from([0x83, 1, 2, 3]),
    'a map without parts': Buffer.from([0xa0]),
    'arrays in arrays': Buffer.alloc(40_000, 0x81),
    'maps in maps': Buffer.concat(Array.from({ length: 10_000 }, () => Buffer.from([0xa1, 0x01]))),
    'a length that is not there': Buffer.from([0xa1, 0x68, ...Buffer.from('authData'), 0x5a, 0xff, 0xff, 0xff, 0xff]),
    'a length of 64 bits': Buffer.from([0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    'tags in tags': Buffer.alloc(40_000, 0xc1),
    'authData that is a text': Buffer.from([0xa1, 0x68, ...Buffer.from('authData'), 0x61, 0x61]),
    'authData that is a number': Buffer.from([0xa1, 0x68, ...Buffer.from('authData'), 0x1b, 0, 0, 0, 1, 0, 0, 0, 0]),
  }
  for (const [what, bytes] of Object.entries(attestations)) {
    const options = await optionsOf<CreationJson>(owner, '/passkeys/add/options/')
    const credential = new Authenticator({ origin }).create(options) as { response: Json }
    credential.response['attestationObject'] = bytes.toString('base64url')
    assert.equal((await postJson(owner, '/passkeys/add/', { credential })).status, 422, what)
  }
  assert.equal(await project.run(() => Passkey.all().count()), 0)
})

test('bodies that are no answers at all', async () => {
  await using project = await site()
  const visitor = project.newClient()
  const bodies: readonly [unknown, readonly number[]][] = [
    ['', [400]],
    ['{', [400]],
    ['[]', [422]],
    ['null', [422]],
    ['"text"', [422]],
    [{ credential: null }, [422]],
    [{ credential: [] }, [422]],
    [{ credential: { response: [] } }, [422]],
    [{ credential: { __proto__: null, constructor: 1 } }, [422]],
    [{ credential: { id: 'A'.repeat(1_000_000) } }, [422]],
    [{ credential: 'A'.repeat(3_000_000) }, [413, 422]],
    [`{"credential":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, [400]],
  ]
  for (const [body, statuses] of bodies)
    for (const address of ['/passkeys/login/', '/passkeys/confirm/']) {
      const response = await visitor.post(address, typeof body === 'string' ? body : JSON.stringify(body), {
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        https: true,
        raiseErrors: false,
      })
      const expected = address.endsWith('confirm/') ? [401] : statuses
      assert.ok(expected.includes(response.status), `${String(body).slice(0, 40)} ${response.status}`)
    }
  const form = await visitor.post('/passkeys/login/', { credential: 'x' }, { https: true, raiseErrors: false })
  assert.ok(form.status >= 400 && form.status < 500)
})

test('no host that a client makes up becomes the domain of passkeys', async () => {
  await using project = await site({ allowedHosts: ['*'] })
  for (const host of ['evil.example', 'testserver.evil.example', '127.0.0.1', '[::1]', 'a..b']) {
    const answer = await project.client.post('/passkeys/login/options/', '{}', {
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      host,
      https: true,
      raiseErrors: false,
    })
    assert.ok(answer.status >= 400, `${host} ${answer.status}`)
  }
  await using fixed = await site({ allowedHosts: ['*'], passkeys: { rpId: 'example.org' } })
  const options = await optionsOf<{ rpId: string }>(
    fixed.newClient({ host: 'evil.example' }),
    '/passkeys/login/options/',
  )
  assert.equal(options.rpId, 'example.org')
})
