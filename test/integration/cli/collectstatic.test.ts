import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { loadDefinition, openProject } from '../../../src/tools/project/index.ts'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'

describe('nuages collectstatic', () => {
  let site: ScratchProject
  before(async () => {
    site = await scratchProject()
    write('notes/static/notes/site.css', 'a { background: url(dot.svg) }')
    write('notes/static/notes/dot.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>')
  })
  after(() => site.remove())

  const write = (path: string, text: string) => {
    mkdirSync(join(site.dir, path, '..'), { recursive: true })
    writeFileSync(join(site.dir, path), text)
  }
  const manifest = () => JSON.parse(readFileSync(join(site.dir, 'staticfiles/staticfiles.json'), 'utf8')).paths

  test('needs no settings of production, and says what it does', async () => {
    const tried = await site.run(['collectstatic', '--dry-run', '-v', '2'], { NUAGES_ENV: 'production' })
    assert.equal(tried.code, 0, tried.err)
    assert.match(tried.out, /written: notes\/site\.css -> notes\/site\.[0-9a-f]{12}\.css\n/)
    assert.match(tried.out, /^Nothing was written \(--dry-run\)\. /m)
    assert.equal(existsSync(join(site.dir, 'staticfiles')), false)
    const done = await site.run(['collectstatic', '-i', '*.svg', '--lenient', '--no-compress'])
    assert.equal(done.code, 0, done.err)
    assert.match(done.err, /warning: notes\/site\.css:1: dot\.svg: it is not there/)
    assert.equal(manifest()['notes/dot.svg'], undefined)
    assert.equal((await site.run(['collectstatic', '-v', '0'])).out, '')
    assert.match(manifest()['notes/dot.svg'], /^notes\/dot\.[0-9a-f]{12}\.svg$/)
  })

  test('asks before it clears, and without a terminal fails', async () => {
    write('staticfiles/old.txt', 'x')
    const asked = await site.run(['collectstatic', '--clear'])
    assert.deepEqual([asked.code, /--yes/.test(asked.err)], [1, true])
    assert.ok(existsSync(join(site.dir, 'staticfiles/old.txt')))
    assert.match((await site.run(['collectstatic', '--clear', '--yes'])).out, /, 3 removed\.\n$/)
    assert.equal((await site.run(['collectstatic', '-v', '4'])).code, 2)
  })

  test('production serves what was collected; development and tests what lies there', async () => {
    const { definition, dir } = await loadDefinition(site.dir)
    const page = async (env: Record<string, string>) => {
      const database = { default: 'sqlite::memory:' }
      await using project = await openProject(definition, { dir, env, databases: database })
      const text = await project.engine.fromString('{% load static %}{% static "notes/site.css" %}').render({})
      const answer = await project.fetch(new Request(`http://localhost${text}`))
      return [text, answer.headers.get('cache-control'), await answer.text()]
    }
    const css = `/static/${manifest()['notes/site.css']}`
    const svg = manifest()['notes/dot.svg'].split('/').at(-1)
    const production = { NUAGES_ENV: 'production', SECRET_KEY: 'k'.repeat(50), ALLOWED_HOSTS: 'localhost' }
    assert.deepEqual(await page(production), [
      css,
      'public, max-age=31536000, immutable',
      `a { background: url(${svg}) }`,
    ])
    for (const mode of ['development', 'test']) {
      assert.deepEqual(await page({ NUAGES_ENV: mode }), [
        '/static/notes/site.css',
        'no-cache',
        'a { background: url(dot.svg) }',
      ])
    }
  })

  test('messages are not gathered from collected files', async () => {
    write('staticfiles/notes/x.js', `gettext('Collected')`)
    const made = await site.run(['makemessages', '-l', 'de', '-d', 'browser'])
    assert.doesNotMatch(made.out + made.err, /staticfiles/)
    assert.equal(existsSync(join(site.dir, 'locale/de/LC_MESSAGES/browser.po')), false)
  })
})
