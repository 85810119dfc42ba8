import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type CollectOptions, collectStatic } from '../../../src/tools/static/index.ts'
import { createApp, staticFiles } from '../../../src/web/http/index.ts'
import { temporaryFolder } from '../../support/packages.ts'

const base = temporaryFolder('collect')
after(() => rmSync(base, { recursive: true }))
let count = 0
let dir = ''
beforeEach(() => {
  dir = join(base, String(count++))
  mkdirSync(join(dir, 'app'), { recursive: true })
})

const write = (path: string, content: string | Uint8Array) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), content)
}
const read = (path: string) => readFileSync(join(dir, path), 'utf8')
const options = (more: Partial<CollectOptions> = {}): CollectOptions => ({
  dirs: [join(dir, 'app')],
  root: join(dir, 'out'),
  prefix: '/static/',
  ...more,
})
const collect = (more: Partial<CollectOptions> = {}) => collectStatic(options(more))
/** Names of hashed copies by name. */
const paths = () => JSON.parse(read('out/staticfiles.json')).paths as Record<string, string>
const out = () => readdirSync(join(dir, 'out'), { recursive: true }).map(String).sort()

test('hashed copies name hashed copies; a change goes through all that lead to it', async () => {
  write('app/css/site.css', '@import "./base.css";\nb { background: url("../img/a b.svg?x#y") }\n')
  write('app/css/base.css', 'a { color: red }')
  write('app/img/a b.svg', '<svg/>')
  write('app/main.js', `import { d } from './lib/dep.js'\nfetch('/x')\n//# sourceMappingURL=main.js.map\n`)
  write('app/lib/dep.js', `export const d = new URL('../img/a%20b.svg', import.meta.url)\n`)
  write('app/main.js.map', '{}')
  const done = await collect({ compress: false })
  const first = paths()
  assert.deepEqual(done.notes, [])
  for (const [name, hashed] of Object.entries(first)) {
    assert.match(hashed, /\.[0-9a-f]{12}\.[a-z]+$/)
    assert.equal(read(`out/${name}`), read(`app/${name}`))
  }
  const last = (name: string) => encodeURIComponent(first[name]!.split('/').at(-1)!)
  assert.equal(
    read(`out/${first['css/site.css']}`),
    `@import "./${last('css/base.css')}";\nb { background: url("../img/${last('img/a b.svg')}?x#y") }\n`,
  )
  assert.equal(
    read(`out/${first['main.js']}`),
    `import { d } from './lib/${last('lib/dep.js')}'\nfetch('/x')\n//# sourceMappingURL=${last('main.js.map')}\n`,
  )
  const manifest = JSON.parse(read('out/staticfiles.json'))
  assert.deepEqual([manifest.version, typeof manifest.hash], ['1.1', 'string'])

  assert.deepEqual((await collect({ compress: false })).written, [])
  write('app/img/a b.svg', '<svg>other</svg>')
  await collect({ compress: false })
  const second = paths()
  const changed = Object.keys(first).filter((name) => first[name] !== second[name])
  assert.deepEqual(changed, ['css/site.css', 'img/a b.svg', 'lib/dep.js', 'main.js'])
  for (const name of Object.values(first)) assert.ok(existsSync(join(dir, 'out', name)), `${name} stays`)
})

test('modules that import each other in a circle share their fate', async () => {
  write('app/a.js', `import './b.js'\nimport './leaf.js'`)
  write('app/b.js', `import './a.js'`)
  write('app/self.js', `new Worker(new URL('./self.js', import.meta.url))`)
  write('app/leaf.js', '1')
  await collect()
  const first = paths()
  assert.equal(read(`out/${first['a.js']}`), `import './${first['b.js']}'\nimport './${first['leaf.js']}'`)
  assert.equal(read(`out/${first['b.js']}`), `import './${first['a.js']}'`)
  assert.match(read(`out/${first['self.js']}`), new RegExp(first['self.js']!))
  await collect()
  assert.deepEqual(paths(), first)
  write('app/leaf.js', '2')
  await collect()
  const second = paths()
  assert.deepEqual(
    Object.keys(first).filter((name) => first[name] !== second[name]),
    ['a.js', 'b.js', 'leaf.js'],
  )
})

test('a reference to nothing is an error with its place, or stays where that is allowed', async () => {
  write('app/site.css', 'a{}\nb { background: url(gone.png) }\n/*# sourceMappingURL=site.css.map */')
  write('app/main.js', `\n\nimport './gone.js'`)
  await assert.rejects(collect(), (error: { code: string; message: string }) => {
    assert.equal(error.code, 'NUAGES_STATIC_MISSING_REFERENCES')
    assert.match(error.message, /main\.js:3: \.\/gone\.js\nsite\.css:2: gone\.png$/)
    return true
  })
  assert.equal(existsSync(join(dir, 'out')), false)
  const { notes } = await collect({ lenient: true })
  assert.deepEqual(notes, [
    'main.js:3: ./gone.js: it is not there',
    'site.css:2: gone.png: it is not there',
    'site.css:3: site.css.map: it is not there',
  ])
  assert.match(read(`out/${paths()['site.css']}`), /url\(gone\.png\)/)
})

test('what cannot be read as what it is goes as it is', async () => {
  write('app/latin.css', Uint8Array.of(0x61, 0xe9, 0x7b, 0x7d))
  write('app/broken.js', 'import from from')
  const { notes } = await collect()
  assert.deepEqual(
    notes.map((note) => note.split(':')[0]),
    ['broken.js', 'latin.css'],
  )
  assert.equal(read(`out/${paths()['broken.js']}`), 'import from from')
})

test('of one name the first folder wins; prefixes, patterns, hidden files and links', async () => {
  write('app/x.css', 'first')
  write('other/x.css', 'second')
  write('other/y.css~', 'backup')
  write('other/y.scss', 'source')
  write('other/.env', 'SECRET')
  write('other/aux.js', 'device')
  write('fonts/a.woff2', 'font')
  write('secret.txt', 'SECRET')
  symlinkSync(join(dir, 'secret.txt'), join(dir, 'other', 'link.txt'))
  const dirs = [join(dir, 'app'), join(dir, 'other'), { dir: join(dir, 'fonts'), prefix: 'type/faces' }]
  const done = await collect({ dirs, ignore: ['*.scss'] })
  assert.deepEqual(Object.keys(paths()), ['type/faces/a.woff2', 'x.css'])
  assert.equal(read('out/x.css'), 'first')
  assert.deepEqual(
    done.hidden.map(({ name, by }) => [name, by.endsWith(join('app', 'x.css'))]),
    [['x.css', true]],
  )
  assert.deepEqual(done.skipped.map(({ file }) => file.split('/').at(-1)).sort(), ['aux.js', 'link.txt'])
})

test('compressed copies stand beside hashed ones where they are smaller', async () => {
  const long = 'a { color: red }\n'.repeat(200)
  write('app/long.css', long)
  write('app/tiny.css', 'a{}')
  write('app/picture.png', long)
  const { compressed } = await collect()
  assert.equal(compressed, 3)
  const hashed = join(dir, 'out', paths()['long.css']!)
  assert.equal(String(brotliDecompressSync(readFileSync(`${hashed}.br`))), long)
  assert.equal(String(zstdDecompressSync(readFileSync(`${hashed}.zst`))), long)
  assert.equal(String(gunzipSync(readFileSync(`${hashed}.gz`))), long)
  assert.deepEqual(
    out().filter((name) => /\.(?:br|zst|gz)$/.test(name) && !name.startsWith('long')),
    [],
  )
  assert.equal((await collect()).compressed, 0)
})

test('clearing and pruning', async () => {
  const versions: string[] = []
  for (const text of ['one', 'two', 'three']) {
    write('app/deep/x.txt', text)
    await collect({ compress: false })
    versions.push(paths()['deep/x.txt']!)
  }
  write('app/deep/x.txt', 'four')
  write('out/other.txt', 'what somebody put there')
  const tried = await collect({ compress: false, remove: 'older', dryRun: true })
  assert.deepEqual(tried.removed, [...versions.slice(0, 2), 'other.txt'].sort())
  assert.ok(existsSync(join(dir, 'out', versions[0]!)))
  assert.equal(paths()['deep/x.txt'], versions[2])
  const pruned = await collect({ compress: false, remove: 'older' })
  assert.deepEqual(pruned.removed, tried.removed)
  rmSync(join(dir, 'app', 'deep'), { recursive: true })
  await collect({ compress: false, remove: 'others' })
  assert.deepEqual(out(), ['.collected', 'staticfiles.json'])
})

test('a folder that is not ours, or not apart, is left alone', async () => {
  write('app/x.txt', 'x')
  write('out/mine.txt', 'mine')
  await assert.rejects(collect(), { code: 'NUAGES_STATIC_NOT_OURS' })
  assert.deepEqual(out(), ['mine.txt'])
  for (const root of ['app', 'app/inside', '.', 'out/mine.txt']) {
    await assert.rejects(collect({ root: join(dir, root) }), { code: 'NUAGES_STATIC_BAD_ROOT' }, root)
  }
  write('taken/.collected', '')
  mkdirSync(join(dir, 'taken/x.txt'))
  await assert.rejects(collect({ root: join(dir, 'taken') }), { code: 'NUAGES_STATIC_UNWRITABLE' })
  assert.deepEqual(
    readdirSync(join(dir, 'taken')).filter((name) => name.includes('partial')),
    [],
  )
  write('out/staticfiles.json', '{}')
  await assert.rejects(collect(), { code: 'NUAGES_HTTP_STATIC_MANIFEST' })
})

test('everybody may read what is collected, and its age is that of its source', {
  skip: process.platform === 'win32',
}, async () => {
  write('app/x.bin', 'x')
  chmodSync(join(dir, 'app/x.bin'), 0o400)
  await collect()
  const copy = statSync(join(dir, 'out/x.bin'))
  assert.equal(copy.mode & 0o777, 0o644)
  assert.equal(Math.floor(copy.mtimeMs), Math.floor(statSync(join(dir, 'app/x.bin')).mtimeMs))
})

test('while a collection is written, and where it stopped half-way, the folder can be served from', async () => {
  write('app/a.css', '@import "b.css";'.padEnd(3000))
  write('app/b.css', 'b{}'.padEnd(3000))
  await collect()
  const before = paths()
  // The folder of one file is in the way: some of the others are written, the manifest is not.
  write('app/b.css', 'other{}'.padEnd(4000))
  write('app/sub/c.css', 'c{}')
  write('out/sub', 'a file where a folder has to be')
  await assert.rejects(collect(), { code: 'NUAGES_STATIC_UNWRITABLE' })
  assert.deepEqual(paths(), before)
  const files = staticFiles({ prefix: '/static/', dirs: [], root: join(dir, 'out') })
  const app = createApp({ urls: [], middleware: [files] })
  for (const name of ['a.css', 'b.css']) {
    const answer = await app.fetch(
      new Request(`http://localhost${files.url(name)}`, { headers: { 'accept-encoding': 'br' } }),
    )
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-encoding'), 'br')
    const text = String(brotliDecompressSync(await answer.bytes()))
    assert.equal(text.trim(), name === 'a.css' ? `@import "${before['b.css']}";` : 'b{}')
  }
  rmSync(join(dir, 'out/sub'))
  await collect()
  assert.notDeepEqual(paths(), before)
})
