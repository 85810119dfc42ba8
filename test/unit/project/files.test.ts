import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { MemoryStorage, storage } from '../../../src/data/files/index.ts'
import { defineProject, type FilesOptions, type OpenOptions, openProject } from '../../../src/tools/project/index.ts'

const dir = mkdtempSync(join(tmpdir(), 'nuages-project-files-'))
after(() => rmSync(dir, { recursive: true, force: true }))

const open = (files: FilesOptions | undefined, more: Partial<OpenOptions> = {}) =>
  openProject(defineProject({ apps: [], allowedHosts: ['localhost'], ...(files !== undefined && { files }) }), {
    dir,
    mode: 'development',
    databases: { default: 'sqlite::memory:' },
    env: { SECRET_KEY: 'k'.repeat(60) },
    ...more,
  })
type Opened = Awaited<ReturnType<typeof open>>
const get = async (project: Opened, target: string) => {
  const response = await project.fetch(new Request(new URL(target, 'http://localhost/')))
  return [response.status, response.status === 200 ? await response.text() : '']
}

test('a project keeps files in its folder media, and serves them while it is developed', async () => {
  await using project = await open(undefined)
  await project.run(async () => {
    assert.equal(await storage().save('a/b.txt', 'hello'), 'a/b.txt')
    assert.equal(storage().url('a/b.txt'), '/media/a/b.txt')
    assert.throws(() => storage('private'), { code: 'NUAGES_FILES_UNKNOWN_STORAGE' })
  })
  assert.equal(readFileSync(join(dir, 'media/a/b.txt'), 'utf8'), 'hello')
  assert.deepEqual(await get(project, '/media/a/b.txt'), [200, 'hello'])
  assert.deepEqual(await get(project, '/media/a/c.txt'), [404, ''])
})

test('in production only where it is asked for', async () => {
  await using project = await open('./media', { mode: 'production' })
  await project.run(() => storage().save('prod.txt', 'hello'))
  assert.equal((await get(project, '/media/prod.txt'))[0], 404)
  await using served = await open({ location: './media', serve: true }, { mode: 'production' })
  assert.deepEqual(await get(served, '/media/prod.txt'), [200, 'hello'])
})

test('several storages; private ones answer signed addresses alone', async () => {
  await using project = await open({
    default: 'memory:',
    private: { location: './private', url: '/media/private/', private: true, fileMode: 0o600 },
  })
  const signed = await project.run(async () => {
    await storage().save('a.txt', 'public')
    const name = await storage('private').save('b.txt', 'private')
    assert.throws(() => storage('private').url(name), { code: 'NUAGES_FILES_NO_URL' })
    return await storage('private').signedUrl(name)
  })
  assert.deepEqual(await get(project, '/media/a.txt'), [200, 'public'])
  assert.deepEqual(await get(project, signed), [200, 'private'])
  assert.equal((await get(project, '/media/private/b.txt'))[0], 403)
})

test('under test everything is in memory', async () => {
  await using project = await open({ default: './test-media', other: './test-other' }, { mode: 'test' })
  await project.run(async () => {
    await storage().save('a.txt', 'a')
    await storage('other').save('a.txt', 'b')
    assert.equal(storage('other').kind, 'memory')
  })
  assert.ok(!existsSync(join(dir, 'test-media')) && !existsSync(join(dir, 'test-other')))
  assert.deepEqual(await get(project, '/media/a.txt'), [200, 'a'])
  await using real = await open('memory:', { mode: 'test', files: { default: './asked' } })
  await real.run(() => storage().save('a.txt', 'a'))
  assert.ok(existsSync(join(dir, 'asked/a.txt')))
})

test('FILES_URL wins, and a storage that is there is taken as it is', async () => {
  const env = { SECRET_KEY: 'k'.repeat(60), FILES_URL: 'file:./from-env' }
  await using project = await open({ location: 'memory:', url: '/files/' }, { env })
  await project.run(async () => {
    await storage().save('a.txt', 'a')
    assert.equal(storage().url('a.txt'), '/files/a.txt')
  })
  assert.ok(existsSync(join(dir, 'from-env/a.txt')))
  const own = new MemoryStorage()
  await using taken = await open({ default: own })
  assert.equal(await taken.run(() => storage()), own)
})

test('an address that cannot be read is told without it', async () => {
  for (const location of ['ftp://user:secret@host/', '', 'memory:secret', 'file://host/secret'])
    await assert.rejects(open(location), (error: { code?: string; message: string }) => {
      assert.equal(error.code, 'NUAGES_FILES_BAD_URL')
      assert.doesNotMatch(error.message, /secret/)
      return true
    })
})
