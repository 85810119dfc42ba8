import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { fitsName, isNamed, isNamedAsPicture, readImageFacts } from '../../../src/base/content/index.ts'

const imageFacts = (bytes: Uint8Array) => readImageFacts(async (length) => bytes.subarray(0, length))

const jpeg = (options: { progressive?: boolean; orientation?: number } = {}) => {
  const made = sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } }).jpeg({
    progressive: options.progressive ?? false,
  })
  const { orientation } = options
  return (orientation === undefined ? made : made.withMetadata({ orientation })).toBuffer()
}

test('the size of a JPEG and how its camera was held', async () => {
  for (const progressive of [false, true])
    for (const orientation of [1, 6, 8])
      assert.deepEqual(await imageFacts(await jpeg({ progressive, orientation })), {
        type: 'image/jpeg',
        width: 40,
        height: 30,
        orientation,
      })
  assert.equal((await imageFacts(await jpeg()))?.orientation, null)
  // Bytes that fill stand before a marker.
  const plain = await jpeg()
  const filled = Buffer.concat([plain.subarray(0, 2), Buffer.from('ffffff', 'hex'), plain.subarray(2)])
  const found = await imageFacts(filled)
  assert.deepEqual([found?.width, found?.height], [40, 30])
})

test('a JPEG that ends too early, or is none, has no size', async () => {
  const whole = await jpeg({ orientation: 6 })
  const frame = whole.indexOf(Buffer.from('ffc0', 'hex'))
  for (let length = 0; length < frame + 9; length++) assert.equal(await imageFacts(whole.subarray(0, length)), null)
  for (const fill of [0, 1, 0xff]) {
    const junk = Buffer.alloc(1024 * 1024, fill)
    junk.set([0xff, 0xd8, 0xff, 0xe0, 0, 16])
    assert.equal(await imageFacts(junk), null)
  }
  // Segments without an end: the library would read all of them, one after the other.
  const many = Buffer.alloc(1024 * 1024)
  for (let at = 2; at + 4 < many.length; at += 4) many.set([0xff, 0xe0, 0, 2], at)
  many.set([0xff, 0xd8])
  assert.equal(await imageFacts(many), null)
})

test('whatever stands in a header, measuring it ends', async () => {
  const heads = ['89504e470d0a1a0a', 'ffd8ffe1', '474946383961', '52494646', '49492a0008000000', '4d4d002a00000008']
  const boxes = ['avif', 'heic', 'mif1'].map((brand) => `0000001c66747970${Buffer.from(brand).toString('hex')}`)
  for (const head of [...heads, ...boxes, '0000000c4a584c200d0a870a', 'ff0a', '00000100ffff'])
    for (const fill of [0, 1, 0xff]) {
      const bytes = Buffer.alloc(4096, fill)
      Buffer.from(head, 'hex').copy(bytes)
      const facts = await imageFacts(bytes)
      assert.ok(facts === null || (facts.width > 0 && facts.height > 0))
    }
})

test('an ending is what a storage leaves of it', () => {
  for (const name of ['a.html', 'a.html.', 'a.html...', 'a.html. .', 'a.html ']) {
    assert.equal(isNamedAsPicture(name, 'image/png'), false, name)
    assert.equal(isNamed(name, ['image/*']), false, name)
  }
  for (const name of ['a', 'a.', '.', '', '...', 'a.b/c', 'x.png'])
    assert.equal(isNamedAsPicture(name, 'image/png'), true, name)
  assert.equal(fitsName('a.pdf.', 'image/png'), false)
})
