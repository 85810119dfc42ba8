import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkedName, datedName, SignedUrls, safeName } from '../../../src/data/files/index.ts'
import { candidates } from '../../../src/data/files/names.ts'

test('safe names, as Django makes them', () => {
  for (const [name, safe] of [
    ['photo.jpg', 'photo.jpg'],
    ['My holiday photo (1).jpg', 'My_holiday_photo_1.jpg'],
    ['  spaces .txt', 'spaces_.txt'],
    ['articles/2026/ä ö.pdf', 'articles/2026/ä_ö.pdf'],
    ['a<b>:"|?*.txt', 'ab.txt'],
    ['$.$.$', undefined],
    ['???', undefined],
    ['...', undefined],
    ['lpt1', '_lpt1'],
    ['COM¹.log', '_COM¹.log'],
    ['console.log', 'console.log'],
  ] as const) {
    if (safe === undefined) assert.throws(() => safeName(name), { code: 'NUAGES_FILES_UNSAFE_NAME' }, name)
    else assert.equal(safeName(name), safe.normalize('NFC'), name)
  }
})

test('what is safe stays as it is, and is what everything else takes', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.webPath(), fc.string({ maxLength: 40 })),
      (name) => {
        let safe: string
        try {
          safe = safeName(name)
        } catch {
          return
        }
        assert.equal(safeName(safe), safe)
        assert.equal(checkedName(safe), safe)
      },
    ),
    { numRuns: 500 },
  )
})

test('every candidate keeps the folder and the ending, and the limits', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-zé写]{1,120}(\.[a-z]{1,4}){0,3}$/),
      fc.integer({ min: 1, max: 140 }),
      (name, maxLength) => {
        try {
          const some = candidates(`folder/${name}`, maxLength + 7)
          for (let i = 0; i < 4; i++) {
            const candidate = some.next().value
            assert.ok(candidate.length <= maxLength + 7)
            assert.ok(Buffer.byteLength(candidate) <= 255 + 7)
            assert.ok(candidate.startsWith('folder/'))
            assert.ok(candidate.endsWith(name.includes('.') ? name.slice(name.lastIndexOf('.')) : ''))
            assert.ok(candidate.isWellFormed())
          }
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'NUAGES_FILES_NAME_TOO_LONG', `${error}`)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('what is long behind a dot is no ending', () => {
  const candidate = candidates(`folder/a.${'z'.repeat(150)}`, 100).next().value
  assert.match(candidate, /^folder\/a\.z+_[a-z0-9]{7}$/)
  assert.equal(candidate.length, 100)
  assert.throws(() => candidates(`a.${'z'.repeat(30)}`, 20).next(), { code: 'NUAGES_FILES_NAME_TOO_LONG' })
})

test('a folder named after the date', () => {
  const date = new Date('2026-03-01T23:30:05Z')
  assert.equal(datedName('articles/%Y/%m/', 'photo.jpg', { date }), 'articles/2026/03/photo.jpg')
  assert.equal(datedName('%y-%j/%H%M%S%%', 'a', { date }), '26-060/233005%/a')
  assert.equal(datedName('%Y/%m/%d', 'a', { date, timeZone: 'Europe/Paris' }), '2026/03/02/a')
  assert.equal(datedName('', 'a'), 'a')
  for (const pattern of ['%Q', '100%'])
    assert.throws(() => datedName(pattern, 'a'), { code: 'NUAGES_FILES_BAD_OPTION' })
})

test('signed addresses say what was signed, for as long as they were signed', () => {
  let now = 1_000_000_000_000
  const options = { url: '/media', secretKey: 'a key', now: () => now }
  const urls = new SignedUrls(options)
  assert.equal(urls.url('a b/ü?.txt'), '/media/a%20b/%C3%BC%3F.txt')
  const address = new URL(urls.signedUrl('a/b.txt', { expires: 60, download: 'c.txt' }), 'http://localhost')
  assert.equal(address.pathname, '/media/a/b.txt')
  const { searchParams } = address
  assert.deepEqual(urls.verify('a/b.txt', searchParams), {
    name: 'a/b.txt',
    expires: new Date(now + 60_000),
    download: 'c.txt',
  })
  const refused = (name: string, change: (query: URLSearchParams) => void, by = urls) => {
    const query = new URLSearchParams(searchParams)
    change(query)
    assert.throws(() => by.verify(name, query), { code: 'NUAGES_SIGNING_BAD_SIGNATURE' })
  }
  refused('a/c.txt', () => {})
  refused('a/b.txt', (query) => query.set('expires', '9999999999'))
  refused('a/b.txt', (query) => query.set('download', 'd.html'))
  refused('a/b.txt', (query) => query.delete('download'))
  refused('a/b.txt', (query) => query.delete('signature'))
  refused('a/b.txt', (query) => query.set('signature', ''))
  refused('a/b.txt', (query) => query.set('expires', 'x'))
  refused('a/b.txt', () => {}, new SignedUrls({ ...options, storage: 'private' }))
  refused('a/b.txt', () => {}, new SignedUrls({ ...options, secretKey: 'another' }))
  new SignedUrls({ ...options, secretKey: 'new', secretKeyFallbacks: ['a key'] }).verify('a/b.txt', searchParams)
  now += 60_000
  urls.verify('a/b.txt', searchParams)
  now += 1
  assert.throws(() => urls.verify('a/b.txt', searchParams), { code: 'NUAGES_SIGNING_EXPIRED' })
  for (const expires of [0, -1, Number.NaN, 604_801])
    assert.throws(() => urls.signedUrl('a', { expires }), { code: 'NUAGES_FILES_BAD_OPTION' })
  const signedOnly = new SignedUrls({ ...options, signedOnly: true })
  assert.throws(() => signedOnly.url('a'), { code: 'NUAGES_FILES_NO_URL' })
  assert.match(signedOnly.signedUrl('a'), /^\/media\/a\?expires=/)
})
