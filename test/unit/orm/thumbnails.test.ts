import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { MemoryStorage, type Storage, storagesService } from '../../../src/data/files/index.ts'
import { field, Model, missingFiles, ormService, orphans, StoredFile } from '../../../src/data/orm/index.ts'
import { picture } from '../../support/pictures.ts'
import { world } from './support/database.ts'

class Photo extends Model {
  image = field.image({ uploadTo: 'photos', blank: true, maxPixels: 20_000_000 })
}

class Counting extends MemoryStorage {
  saves = 0
  override save(...given: Parameters<MemoryStorage['save']>): Promise<string> {
    this.saves++
    return super.save(...given)
  }
}

async function place() {
  const project = await world({ Photo })
  const storage = new Counting()
  const storages = new Map<string, Storage>([['default', storage]])
  const inside = <R>(work: () => Promise<R>) =>
    runInScope(
      { services: new Map<symbol, unknown>([provide(ormService, project.orm), provide(storagesService, storages)]) },
      work,
    )
  const names = async () => (await Array.fromAsync(storage.list())).map(({ name }) => name)
  return { project, storage, storages, inside, names }
}

/** A JPEG of a telephone that was held on its side, with a place in its metadata. */
async function turned(width: number, height: number): Promise<File> {
  const bytes = await sharp({ create: { width, height, channels: 3, background: 'red' } })
    .withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  return new File([new Uint8Array(bytes)], 'phone.jpg', { type: 'image/jpeg' })
}

test('of a file that is deleted while its thumbnail is made none stays', async (t) => {
  const { project, storage, inside, names } = await place()
  t.after(() => project.close())
  await inside(async () => {
    const photo = await Photo.create({ image: picture.png(40, 30) })
    const image = photo.image as StoredFile
    const save = storage.save.bind(storage)
    storage.save = async (...given) => {
      await photo.delete()
      return await save(...given)
    }
    await assert.rejects(image.thumbnail({ width: 10 }), { code: 'NUAGES_FILES_NOT_FOUND' })
    assert.deepEqual(await names(), [])
  })
})

test('a thumbnail is made once, turned, without metadata, and goes with its original', async (t) => {
  const { project, storage, inside, names } = await place()
  t.after(() => project.close())
  await inside(async () => {
    const photo = await Photo.create({ image: await turned(400, 200) })
    const image = photo.image as StoredFile
    const before = storage.saves
    const made = await Promise.all([1, 2, 3].map(() => image.thumbnail({ width: 50, format: 'jpeg' })))
    assert.equal(storage.saves, before + 1)
    assert.deepEqual(new Set(made.map(String)).size, 1)
    assert.equal(String(await image.thumbnail({ width: 50, format: 'jpeg' })), String(made[0]))
    assert.equal(storage.saves, before + 1)
    const { width, height, exif, orientation } = await sharp(await made[0]!.bytes()).metadata()
    assert.deepEqual([width, height, exif, orientation], [50, 100, undefined, undefined])
    const cut = await image.thumbnail({ width: 30, height: 30, fit: 'cover' })
    const facts = await sharp(await cut.bytes()).metadata()
    assert.deepEqual([facts.width, facts.height, facts.format], [30, 30, 'webp'])
    // Small pictures are not blown up.
    const large = await sharp(await (await image.thumbnail({ width: 5000 })).bytes()).metadata()
    assert.equal(large.width, 200)
    assert.equal((await names()).length, 4)
    await photo.delete()
    assert.deepEqual(await names(), [])
  })
})

test('what is no picture, too large, or asked for wrongly makes no thumbnail', async (t) => {
  const { project, storage, inside, names } = await place()
  t.after(() => project.close())
  await inside(async () => {
    await storage.save('text.png', 'no picture')
    await storage.save('cut.png', (await picture.png(50, 50).bytes()).subarray(0, 60))
    await storage.save('bomb.png', await picture.png(3000, 1000).bytes())
    const of = (name: string) => new StoredFile(name)
    await assert.rejects(of('text.png').thumbnail({ width: 10 }), { code: 'NUAGES_ORM_NO_PICTURE' })
    await assert.rejects(of('cut.png').thumbnail({ width: 10 }), { code: 'NUAGES_ORM_NO_PICTURE' })
    await assert.rejects(of('bomb.png').thumbnail({ width: 10, maxPixels: 1_000_000 }), {
      code: 'NUAGES_ORM_NO_PICTURE',
    })
    await assert.rejects(of('gone.png').thumbnail({ width: 10 }), { code: 'NUAGES_FILES_NOT_FOUND' })
    for (const bad of [
      {},
      { width: 0 },
      { width: 1e9 },
      { width: 10, fit: 'big' },
      { width: 10, format: 'svg' },
      { width: 10, quality: 101 },
    ])
      await assert.rejects(of('bomb.png').thumbnail(bad as never), { code: 'NUAGES_ORM_BAD_THUMBNAIL' })
    assert.equal((await names()).length, 3)
  })
})

test('files that no row names are orphans once they are old; thumbnails belong to their originals', async (t) => {
  const { project, storages, storage, inside } = await place()
  t.after(() => project.close())
  await inside(async () => {
    const photo = await Photo.create({ image: picture.png(20, 20) })
    await (photo.image as StoredFile).thumbnail({ width: 5 })
    await storage.save('photos/left.png', 'x')
    await storage.save('thumbnails/photos/left.png/5x-inside-80.webp', 'x')
    const options = { orm: project.orm, storages }
    const found = async (more = {}) =>
      (await Array.fromAsync(orphans({ ...options, older: -1000, ...more }))).map(({ name }) => name)
    assert.deepEqual(await found(), ['photos/left.png', 'thumbnails/photos/left.png/5x-inside-80.webp'])
    assert.deepEqual(await found({ older: undefined }), [])
    assert.deepEqual(await found({ prefix: 'photos/' }), ['photos/left.png'])
    assert.deepEqual(await found({ storage: 'other' }), [])
    await storage.delete(String(photo.image))
    await Photo.create({ image: '../odd.png' })
    const gone = await Array.fromAsync(missingFiles(options))
    assert.deepEqual(
      gone.map(({ model, field, name }) => [model, field, name]),
      [
        ['lib.photo', 'image', 'photos/picture.png'],
        ['lib.photo', 'image', '../odd.png'],
      ],
    )
  })
})

test('two pictures are decoded at once, and none that is larger than may be read', async (t) => {
  const { project, storage, inside } = await place()
  t.after(() => project.close())
  await inside(async () => {
    const photo = await Photo.create({ image: picture.png(40, 30) })
    const image = photo.image as StoredFile
    let open = 0
    let most = 0
    const save = storage.save.bind(storage)
    storage.save = async (...given) => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
      return await save(...given)
    }
    const sizes = [1, 2, 3, 4, 5, 6, 7, 8]
    const made = await Promise.all(sizes.map((width) => image.thumbnail({ width })))
    assert.equal(new Set(made.map(({ name }) => name)).size, sizes.length)
    assert.ok(most <= 2, `${most} at once`)
    await assert.rejects(image.thumbnail({ width: 9, maxBytes: 10 }), { code: 'NUAGES_ORM_NO_PICTURE' })
    assert.equal(
      (await image.thumbnail({ width: 10 })).name.endsWith('10x-inside-80.webp'),
      true,
      'its turn is free again',
    )
  })
})
