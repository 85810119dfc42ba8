import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { catalogsIn, languageNamed, replaceFile } from '../../../src/tools/catalogs/files.ts'
import { findSources, type SourceChoice } from '../../../src/tools/catalogs/sources.ts'
import { root } from '../../support/files.ts'

const folder = mkdtempSync(join(tmpdir(), 'nuages-files-'))
after(() => rmSync(folder, { recursive: true, force: true }))

describe('writing a catalog', () => {
  test('a process that is killed while it writes leaves the old file or the new one', async () => {
    const file = join(folder, 'killed.po')
    const script = `
      import { replaceFile } from ${JSON.stringify(join(root, 'src/tools/catalogs/files.ts'))}
      for (let i = 0; ; i++) {
        await replaceFile(${JSON.stringify(file)}, (i % 2 === 0 ? 'a' : 'b').repeat(2_000_000))
        if (i < 2) process.stdout.write('.')
      }`
    for (let round = 0; round < 4; round++) {
      const child = spawn(process.execPath, ['--conditions=nuages-source', '--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout, 'data')
      child.kill('SIGKILL')
      await once(child, 'exit')
      const text = readFileSync(file, 'utf8')
      assert.match(text, /^(?:a{2000000}|b{2000000})$/)
    }
  })

  test('keeps rights and links, makes folders, leaves nothing beside', async () => {
    const dir = join(folder, 'kept')
    mkdirSync(dir)
    writeFileSync(join(dir, 'real.po'), 'old', { mode: 0o640 })
    symlinkSync(join(dir, 'real.po'), join(dir, 'link.po'))
    await replaceFile(join(dir, 'link.po'), 'new')
    assert.ok(lstatSync(join(dir, 'link.po')).isSymbolicLink())
    assert.equal(readFileSync(join(dir, 'real.po'), 'utf8'), 'new')
    if (process.platform !== 'win32') assert.equal(statSync(join(dir, 'real.po')).mode & 0o777, 0o640)
    await replaceFile(join(dir, 'a/b/c.po'), 'x')
    assert.deepEqual(readdirSync(dir).sort(), ['a', 'link.po', 'real.po'])
  })

  test('what cannot be written is a coded error, and nothing is left', async () => {
    const dir = join(folder, 'taken')
    mkdirSync(join(dir, 'x.po'), { recursive: true })
    await assert.rejects(replaceFile(join(dir, 'x.po'), 'text'), { code: 'NUAGES_CATALOGS_UNWRITABLE' })
    assert.deepEqual(readdirSync(dir), ['x.po'])
    await assert.rejects(replaceFile(join(folder, 'killed.po', 'x.po'), 'text'), { code: 'NUAGES_CATALOGS_UNWRITABLE' })
  })
})

test('languages: codes and names of folders, nothing that leaves the folder', () => {
  assert.equal(languageNamed('pt_BR'), 'pt-br')
  assert.equal(languageNamed('zh-Hans'), 'zh-hans')
  for (const wrong of ['', '..', '../x', 'de/..', 'german', 'd', 'de-', '-de', 'de@x'])
    assert.throws(() => languageNamed(wrong), { code: 'NUAGES_CATALOGS_WRONG_LANGUAGE' }, wrong)
})

test('the catalogs of a folder', async () => {
  const locale = join(folder, 'locale')
  for (const file of [
    'de/LC_MESSAGES/b.po',
    'de/LC_MESSAGES/a.po',
    'de/LC_MESSAGES/.a.po.1.partial',
    'pt_BR/LC_MESSAGES/a.mo',
    'x/y.po',
    '.git/LC_MESSAGES/a.po',
  ]) {
    mkdirSync(join(locale, file, '..'), { recursive: true })
    writeFileSync(join(locale, file), '')
  }
  writeFileSync(join(locale, 'messages.pot'), '')
  assert.deepEqual(await catalogsIn({ dir: folder, locale }), [
    { language: 'de', dir: join(locale, 'de', 'LC_MESSAGES'), domains: ['a', 'b'] },
    { language: 'pt-br', dir: join(locale, 'pt_BR', 'LC_MESSAGES'), domains: [] },
  ])
  assert.deepEqual(await catalogsIn({ dir: folder, locale: join(folder, 'none') }), [])
})

describe('sources', () => {
  const site = join(folder, 'site')
  const files = [
    'app/a.ts',
    'app/b.d.ts',
    'app/c.min.js',
    'app/notes.md',
    'app/page.html',
    'app/templates/app/page.html',
    'app/templates/app/mail.txt',
    'app/templates/app/data.js',
    'app/templates/tags.ts',
    'views/data.js',
    'views/code.ts',
    'app/static/app/x.ts',
    'assets/y.js',
    'views/home.html',
    'public/z.js',
    'node_modules/p/index.js',
    'dist/a.js',
    '.hidden/a.ts',
    'vendor/lib.ts',
    'old~',
  ]
  for (const file of files) {
    mkdirSync(join(site, file, '..'), { recursive: true })
    writeFileSync(join(site, file), '')
  }
  const choice: SourceChoice = {
    dirs: [site],
    templateDirs: [join(site, 'views')],
    browserDirs: [join(site, 'public')],
    browser: false,
    extensions: ['ts', 'js', 'html', '.txt'],
    ignore: ['node_modules', 'dist', '.*', '*~', '*.d.ts', '*.min.js'],
  }
  const find = async (change: Partial<SourceChoice> = {}) => {
    const complaints: string[] = []
    const found = await findSources({ ...choice, ...change }, ({ problem }) => complaints.push(problem))
    assert.deepEqual(complaints, [])
    return found.map(({ path, kind }) => `${path.slice(site.length + 1).replaceAll('\\', '/')} ${kind}`)
  }

  test('of the server: code outside of the folders of the browser, and templates', async () => {
    assert.deepEqual(await find(), [
      'app/a.ts typescript',
      'app/templates/app/data.js javascript',
      'app/templates/app/mail.txt template',
      'app/templates/app/page.html template',
      'app/templates/tags.ts typescript',
      'vendor/lib.ts typescript',
      'views/code.ts typescript',
      'views/data.js template',
      'views/home.html template',
    ])
  })

  test('of the browser: code in its folders alone', async () => {
    assert.deepEqual(await find({ browser: true }), [
      'app/static/app/x.ts typescript',
      'assets/y.js javascript',
      'public/z.js javascript',
    ])
  })

  test('ignored by name, by path, by folder; each once where folders overlap', async () => {
    const ignore = [...choice.ignore, 'vendor/*', 'app/templates', 'home.htm?', 'views/*.ts', 'data.js']
    assert.deepEqual(await find({ ignore, dirs: [join(site, 'app'), site] }), ['app/a.ts typescript'])
    assert.deepEqual(await find({ ignore: ['*'] }), [])
  })

  test('a folder that cannot be read is reported, and the others are read', async (t) => {
    if (process.platform === 'win32') return t.skip('folders have no modes here')
    const closed = join(site, 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0)
    chmodSync(folder, 0o755)
    const complaints: string[] = []
    // Root may read everything: somebody else looks.
    const root = process.getuid?.() === 0
    if (root) process.seteuid?.('nobody')
    try {
      const found = await findSources(choice, ({ problem, fatal }) => complaints.push(`${fatal} ${problem}`))
      assert.ok(found.length > 3)
    } finally {
      if (root) process.seteuid?.(0)
      chmodSync(closed, 0o700)
    }
    assert.deepEqual(complaints, ['true it cannot be read: this user may not'])
    assert.ok(existsSync(closed))
  })
})
