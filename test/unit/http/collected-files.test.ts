import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { hashedName, LightResponse, type RunningServer, serve, staticFiles } from '../../../src/web/http/index.ts'
import { HttpRequest } from '../../../src/web/http/request.ts'
import { StandardSource } from '../../../src/web/http/sources.ts'
import { ask, testApp } from './helpers.ts'

const dir = mkdtempSync(join(tmpdir(), 'nuages-collected-'))
const root = join(dir, 'root')
after(() => rmSync(dir, { recursive: true }))

const hash = '3f2a1b4c5d6e'
const old = '0123456789ab'
const large = 'x'.repeat(600_000)
mkdirSync(join(root, 'css'), { recursive: true })
mkdirSync(join(dir, 'source'))
const names = ['css/site.css', 'large.js', 'font.woff2', 'app.webmanifest', 'code.wasm', 'main.js.map', 'LICENSE']
const paths = Object.fromEntries(names.map((name) => [name, hashedName(name, hash)]))
for (const [name, hashed] of Object.entries(paths)) {
  writeFileSync(join(root, name), name === 'large.js' ? large : `plain ${name}`)
  writeFileSync(join(root, hashed), name === 'large.js' ? large : `hashed ${name}`)
}
for (const ending of ['br', 'zst', 'gz']) writeFileSync(join(root, `css/site.${hash}.css.${ending}`), ending)
writeFileSync(join(root, `large.${hash}.js.br`), 'br')
writeFileSync(join(root, `css/site.${old}.css`), 'old')
writeFileSync(join(root, `css/other.${old}.css`), 'a file that somebody named so')
writeFileSync(join(root, 'staticfiles.json'), JSON.stringify({ paths, version: '1.1', hash: 'x' }))
writeFileSync(join(root, '.collected'), 'SECRET')
writeFileSync(join(dir, 'secret.txt'), 'SECRET')
writeFileSync(join(dir, 'source', 'later.txt'), 'not collected')
symlinkSync(join(dir, 'secret.txt'), join(root, `link.${hash}.txt`))
symlinkSync(join(root, '.collected'), join(root, 'inside.txt'))

const options = { prefix: '/static/', dirs: [join(dir, 'source')], root }
const files = staticFiles(options)
const app = testApp([], { middleware: [files] })
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  ask(app, `/static/${path}`, { headers, method })
const site = `css/site.${hash}.css`

let server: RunningServer
before(async () => {
  server = await serve(app, { port: 0, host: '127.0.0.1' })
})
after(() => server.close())

test('addresses are hashed; what was not collected is an error, or plain where that is allowed', () => {
  assert.equal(files.collected, true)
  assert.equal(files.url('css/site.css'), `/static/${site}`)
  assert.equal(files.url('/css/site.css?v=1#a b'), `/static/${site}?v=1#a%20b`)
  assert.equal(files.url(''), '/static/')
  assert.equal(files.url('css/'), '/static/css/')
  assert.throws(() => files.url('css/gone.css'), {
    code: 'NUAGES_HTTP_STATIC_NOT_COLLECTED',
    message: /css\/gone\.css/,
  })
  assert.throws(() => files.url('constructor'), { code: 'NUAGES_HTTP_STATIC_NOT_COLLECTED' })
  assert.equal(staticFiles({ ...options, strict: false }).url('gone.css'), '/static/gone.css')
  const elsewhere = staticFiles({ ...options, origin: 'https://cdn.example.org' })
  assert.equal(elsewhere.url('css/site.css'), `https://cdn.example.org/static/${site}`)
  const plain = staticFiles({ prefix: '/static/', dirs: [root], root: join(dir, 'nowhere') })
  assert.deepEqual([plain.collected, plain.url('css/site.css#x')], [false, '/static/css/site.css#x'])
})

test('names with a hash are for good, those of earlier collections too; others are asked for again', async () => {
  const forGood = 'public, max-age=31536000, immutable'
  const expected: [string, string | null, string][] = [
    [site, forGood, 'hashed css/site.css'],
    [`css/site.${old}.css`, forGood, 'old'],
    [`LICENSE.${hash}`, forGood, 'hashed LICENSE'],
    [`css/other.${old}.css`, 'no-cache', 'a file that somebody named so'],
    ['css/site.css', 'no-cache', 'plain css/site.css'],
  ]
  for (const [name, cacheControl, body] of [...expected, ...expected]) {
    const answer = await get(name)
    assert.deepEqual([answer.headers.get('cache-control'), await answer.text()], [cacheControl, body], name)
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    assert.ok(answer.headers.get('last-modified'))
    const again = await get(name, { 'if-none-match': answer.headers.get('etag')! })
    assert.deepEqual([again.status, again.headers.get('cache-control')], [304, cacheControl])
  }
  assert.equal((await get('later.txt')).status, 404)
  assert.equal((await get('staticfiles.json.br')).status, 404)
})

test('types', async () => {
  const types = [
    'text/css; charset=utf-8',
    'text/javascript; charset=utf-8',
    'font/woff2',
    'application/manifest+json',
    'application/wasm',
    'application/json',
    'application/octet-stream',
  ]
  for (const [i, name] of names.entries()) {
    assert.equal((await get(paths[name]!)).headers.get('content-type'), types[i], name)
  }
})

test('the client gets the coding that it likes best of those that there are', async () => {
  const choices: [string | null, string | null, string][] = [
    [null, null, 'hashed css/site.css'],
    ['gzip, deflate, br, zstd', 'br', 'br'],
    ['gzip', 'gzip', 'gz'],
    ['gzip;q=0.5, zstd;q=0.9, br;q=0.1', 'zstd', 'zst'],
    ['br;q=0, identity', null, 'hashed css/site.css'],
    ['deflate', null, 'hashed css/site.css'],
    ['*', 'br', 'br'],
  ]
  const tags = new Map<string | null, string>()
  for (const [accepted, coding, body] of [...choices, ...choices]) {
    const answer = await get(site, accepted === null ? {} : { 'accept-encoding': accepted })
    const { headers } = answer
    assert.deepEqual(
      [headers.get('content-encoding'), headers.get('vary'), headers.get('content-length'), await answer.text()],
      [coding, 'Accept-Encoding', String(body.length), body],
      String(accepted),
    )
    tags.set(coding, headers.get('etag')!)
  }
  assert.equal(new Set(tags.values()).size, 4)
  const other = await get(site, { 'accept-encoding': 'br', 'if-none-match': tags.get('gzip')! })
  assert.equal(other.status, 200)
  assert.equal((await get(paths['font.woff2']!, { 'accept-encoding': 'br' })).headers.get('vary'), null)
})

test('ranges and HEAD, of files that are in memory and of large ones', async () => {
  for (let round = 0; round < 3; round++) {
    for (const [name, whole] of [
      [site, 'hashed css/site.css'],
      [`large.${hash}.js`, large],
    ] as const) {
      const head = await get(name, {}, 'HEAD')
      assert.deepEqual([head.headers.get('content-length'), await head.text()], [String(whole.length), ''])
      const part = await get(name, { range: 'bytes=2-5' })
      assert.deepEqual(
        [part.status, part.headers.get('content-range'), await part.text()],
        [206, `bytes 2-5/${whole.length}`, whole.slice(2, 6)],
      )
      assert.equal((await get(name, { range: 'bytes=2-5', 'if-range': '"x"' })).status, 200)
      assert.equal(await (await get(name)).text(), whole)
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  const packed = await get(`large.${hash}.js`, { range: 'bytes=1-1', 'accept-encoding': 'br' })
  assert.deepEqual([packed.status, packed.headers.get('content-encoding'), await packed.text()], [206, 'br', 'r'])
  const wire = await fetch(new URL(`/static/large.${hash}.js`, server.url), {
    headers: { 'accept-encoding': 'identity' },
  })
  assert.equal(await wire.text(), large)
})

test('a small file that was asked for before is answered without the disk', async () => {
  const name = `css/kept.${hash}.css`
  const own = staticFiles({ ...options, root: copyOf('kept', { 'css/kept.css': name }) })
  const one = testApp([], { middleware: [own] })
  const inMemory = async () => {
    const answer = await own(...probe(one, `/static/${name}`))
    return answer instanceof LightResponse && answer.content instanceof Uint8Array
  }
  assert.equal(await inMemory(), false)
  while (!(await inMemory())) await new Promise((resolve) => setTimeout(resolve, 1))
  unlinkSync(join(dir, 'kept', name))
  assert.equal(await (await ask(one, `/static/${name}`)).text(), 'content')
})

test('a large file that goes while it is known is not found any more; without its copy it goes as it is', async () => {
  const name = `css/gone.${hash}.css`
  const folder = copyOf('gone', { 'css/gone.css': name })
  writeFileSync(join(folder, name), large)
  writeFileSync(join(folder, `${name}.br`), large.slice(1))
  const one = testApp([], { middleware: [staticFiles({ ...options, root: folder })] })
  const coding = async () => {
    const answer = await ask(one, `/static/${name}`, { headers: { 'accept-encoding': 'br' } })
    await answer.arrayBuffer()
    return [answer.status, answer.headers.get('content-encoding')]
  }
  for (let i = 0; i < 2; i++) assert.deepEqual(await coding(), [200, 'br'])
  unlinkSync(join(folder, `${name}.br`))
  for (let i = 0; i < 2; i++) assert.deepEqual(await coding(), [200, null])
  unlinkSync(join(folder, name))
  for (let i = 0; i < 2; i++) assert.deepEqual(await coding(), [404, null])
})

/** The arguments of a middleware that answers a request itself. */
function probe(to: ReturnType<typeof testApp>, path: string): Parameters<ReturnType<typeof staticFiles>> {
  const request = new HttpRequest(new StandardSource(new Request(`http://localhost${path}`), ''), to.settings)
  return [request, () => Promise.reject(new assert.AssertionError({ message: 'it was not answered' }))]
}

/** A collection of its own. */
function copyOf(folder: string, own: Readonly<Record<string, string>>): string {
  const target = join(dir, folder)
  mkdirSync(join(target, 'css'), { recursive: true })
  for (const hashed of Object.values(own)) writeFileSync(join(target, hashed), 'content')
  writeFileSync(join(target, 'staticfiles.json'), JSON.stringify({ paths: own, version: '1.1' }))
  return target
}

test('a manifest that cannot be read stops the start', () => {
  for (const text of ['', '{', 'null', '[]', '{"version":"9"}', '{"version":"1.1","paths":{"a":1}}']) {
    const folder = join(dir, 'broken')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'staticfiles.json'), text)
    assert.throws(() => staticFiles({ ...options, root: folder }), { code: 'NUAGES_HTTP_STATIC_MANIFEST' }, text)
  }
})

test('what Django refuses to join to a folder is not found, and the rest is found inside or not at all', async () => {
  const all = JSON.parse(readFileSync(new URL('../../conformance/text.json', import.meta.url), 'utf8')) as Vectors
  const vectors = all.cases.filter((each) => each.function === 'safe_join')
  assert.ok(vectors.length > 20)
  for (const { args, expected } of vectors) {
    const found = await files.find(args.slice(1).join('/'))
    assert.ok(found === null || (expected.error === undefined && found.startsWith(`${root}/`)), JSON.stringify(args))
  }
})

interface Vectors {
  readonly cases: readonly {
    readonly function: string
    readonly args: readonly string[]
    readonly expected: { readonly error?: string }
  }[]
}

test('nothing outside of the folder, hidden or named like a device is ever served', async () => {
  const inner = staticFiles({ prefix: '/static/', dirs: [{ dir: root, prefix: 'deep/er' }] })
  assert.equal(await inner.find('deep/er/css/site.css'), join(root, 'css', 'site.css'))
  const two = testApp([], { middleware: [inner] })
  const part = fc.constantFrom(
    ...[
      '..',
      '.',
      '',
      '/',
      '//',
      '\\',
      '%2e%2e',
      '%252e%252e',
      '%2f',
      '%5c',
      '%00',
      '\0',
      '..%2f',
      '..%5c',
      '%c0%ae',
      '%u002e',
    ],
    ...[
      'css',
      'root',
      'deep',
      'er',
      'source',
      'secret.txt',
      'inside.txt',
      `link.${hash}.txt`,
      '.collected',
      'COLLEC~1',
    ],
    ...[
      'aux',
      'con.css',
      'nul.',
      'site.css ',
      'site.css.',
      'site.css::$DATA',
      'C:',
      '~',
      '…',
      '\ud800',
      '%',
      '%f',
      ';',
      '?',
      '#',
    ],
    site,
  )
  const target = fc
    .array(part, { maxLength: 7 })
    .chain((parts) => fc.constantFrom('/', '', '%2f').map((glue) => parts.join(glue)))
  await fc.assert(
    fc.asyncProperty(target, async (path) => {
      for (const [which, find] of [
        [app, files],
        [two, inner],
      ] as const) {
        const found = await find.find(path)
        assert.ok(found === null || (found.startsWith(`${root}/`) && !found.includes('/.')), String(found))
        const answer = await ask(which, encodeURI(`/static/${path}`.toWellFormed()).replaceAll('%25', '%'))
        assert.ok([200, 400, 404].includes(answer.status), String(answer.status))
        if (answer.status === 200) assert.doesNotMatch(await answer.text(), /SECRET|not collected/)
      }
    }),
    { numRuns: 400 },
  )
  for (const name of [
    'aux.js',
    'NUL',
    'com1.txt',
    'lpt9',
    'x.css.',
    'x.css ',
    'a/con/b.css',
    'x:y',
    'x\\y',
    '.git/config',
  ]) {
    assert.equal((await get(encodeURIComponent(name))).status, 404, name)
    assert.equal(await files.find(name), null)
  }
})
