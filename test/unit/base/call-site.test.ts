import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { callSite } from '../../../src/base/events/call-site.ts'

test('the call site is the first line of the program, whatever its folder is called', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'nuages-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  for (const name of ['app', '(group)', 'a (b) c', 'at home', 'ü%20']) {
    mkdirSync(join(directory, name))
    const file = join(directory, name, 'view.mjs')
    writeFileSync(
      file,
      'export function view(ask) {\n  return ask()\n}\nexport const anonymous = [(ask) => ask()][0]\n',
    )
    const { view, anonymous } = (await import(pathToFileURL(file).href)) as Record<
      string,
      (ask: () => string | null) => string | null
    >
    assert.equal(view!(callSite), `${relative(process.cwd(), file)}:2:10`, name)
    assert.equal(anonymous!(callSite), `${relative(process.cwd(), file)}:4:36`, name)
  }
})
