import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../support/files.ts'
import { augmented, entries, surface } from '../support/surface.ts'

const kept = join(import.meta.dirname, 'surface.json')

test('the public names are the ones that were agreed', () => {
  const now = surface()
  if (process.env['NUAGES_UPDATE'] === '1' || !existsSync(kept))
    writeFileSync(kept, `${JSON.stringify(now, null, 2)}\n`)
  assert.deepEqual(
    now,
    JSON.parse(readFileSync(kept, 'utf8')),
    'meant? run this test with NUAGES_UPDATE=1 and say it in CHANGELOG.md',
  )
})

test('entries stand in order', () => {
  const names = entries().map(({ subpath }) => subpath)
  assert.deepEqual(names, names.toSorted())
})

test('an entry lists its public names one by one', () => {
  for (const { file } of entries()) {
    const source = readFileSync(join(root, file), 'utf8').replace(augmented, '')
    assert.doesNotMatch(source, /export\s+(type\s+)?\*|export\s+default/, `${file} exports a whole module`)
  }
})

test('what an entry lists is there', async () => {
  const names = surface()
  for (const { subpath, file } of entries()) {
    const module = (await import(join(root, file))) as Record<string, unknown>
    const values = names[`nuages${subpath.slice(1)}`]!.filter((name) => !name.startsWith('type '))
    assert.deepEqual(Object.keys(module).sort(), values.sort(), file)
  }
})
