import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createProject } from '../../../src/tools/scaffold/index.ts'

describe('a new project', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nuages-scaffold-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('has at most 15 files, its own name, and no placeholder left', async () => {
    const { files, dir, name } = await createProject({ dir: join(folder, 'my-site'), nuages: '^9.9.9' })
    assert.equal(name, 'my-site')
    assert.ok(files.length <= 15, `${files.length} files`)
    assert.ok(files.includes('.gitignore'))
    for (const file of files) assert.doesNotMatch(readFileSync(join(dir, file), 'utf8'), /__[A-Z]+__/, file)
    const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as {
      name: string
      dependencies: { nuages: string }
    }
    assert.deepEqual([manifest.name, manifest.dependencies.nuages], ['my-site', '^9.9.9'])
  })

  test('never overwrites: a folder with files is refused and left as it was', async () => {
    writeFileSync(join(folder, 'kept.txt'), 'kept')
    await assert.rejects(createProject({ dir: folder }), { code: /NUAGES_SCAFFOLD_(NOT_EMPTY|BAD_NAME)/ })
    const dir = join(folder, 'my-site')
    const before = readdirSync(dir)
    await assert.rejects(createProject({ dir }), { code: 'NUAGES_SCAFFOLD_NOT_EMPTY' })
    assert.deepEqual(readdirSync(dir), before)
  })

  test('a name that npm would refuse is refused', async () => {
    for (const name of ['My-Site', '1site', 'with space', '.hidden']) {
      await assert.rejects(createProject({ dir: join(folder, name) }), { code: 'NUAGES_SCAFFOLD_BAD_NAME' })
      assert.equal(existsSync(join(folder, name)), false)
    }
  })
})
