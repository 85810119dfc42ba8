import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { MemoryStorage } from '../../../src/data/files/index.ts'
import { storageSuite } from '../../support/suites/storage.ts'

storageSuite('memory', async () => {
  const storage = new MemoryStorage()
  return { storage, close: () => storage.close() }
})

test('what does not fit is refused, and nothing of it counted', async () => {
  const storage = new MemoryStorage({ maxBytes: 10 })
  await storage.save('a.txt', '123456')
  await assert.rejects(storage.save('b.txt', Readable.from(['123', '456'])), {
    code: 'NUAGES_FILES_NO_ROOM',
    status: 507,
  })
  assert.equal(storage.usedBytes, 6)
  assert.equal(await storage.save('b.txt', '1234'), 'b.txt')
  await storage.delete('a.txt')
  assert.equal(storage.usedBytes, 4)
  await storage.save('b.txt', '12', { overwrite: true })
  assert.equal(storage.usedBytes, 2)
})

test('two savings at once share the room', async () => {
  const storage = new MemoryStorage({ maxBytes: 10 })
  const results = await Promise.allSettled(
    ['a', 'b'].map((name) => storage.save(`${name}.txt`, Readable.from(['123', '456']))),
  )
  assert.ok(results.some(({ status }) => status === 'rejected'))
  assert.ok(storage.usedBytes <= 10)
})

test('what was given and what is read are copies', async () => {
  const storage = new MemoryStorage()
  const bytes = Buffer.from('before')
  await storage.save('a.txt', bytes)
  bytes.fill('x')
  ;(await (await storage.open('a.txt')).bytes()).fill(0)
  for await (const chunk of await storage.open('a.txt')) chunk.fill(0)
  assert.equal(await (await storage.open('a.txt')).text(), 'before')
})

test('the type is the one that was given', async () => {
  const storage = new MemoryStorage({ now: () => 1_000 })
  await storage.save('a.bin', '', { type: 'image/png' })
  assert.equal((await storage.stat('a.bin')).type, 'image/png')
  assert.deepEqual((await storage.stat('a.bin')).modified, new Date(1_000))
})

test('a wrong size is told at once', () => {
  for (const maxBytes of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => new MemoryStorage({ maxBytes }), { code: 'NUAGES_FILES_BAD_OPTION' })
})
