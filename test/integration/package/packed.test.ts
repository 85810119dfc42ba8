import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { root } from '../../support/files.ts'
import { pack, runCommand, temporaryFolder, toolPath, userEnvironment } from '../../support/packages.ts'
import { eventually, type Running, startProcess } from '../../support/process.ts'
import { entries } from '../../support/surface.ts'

const folder = temporaryFolder('packed')
const site = join(folder, 'my-site')
/** An empty project that has the same package. */
const empty = join(folder, 'empty')
let tarball = ''
/** How `create-nuages my-site` ended, at first and when the folder was there. */
let created: readonly { readonly status: number; readonly stdout: string; readonly stderr: string }[] = []

// Packing and installing are most of the work here: once for all.
before(() => {
  tarball = pack(root, folder)
  const create = pack(join(root, 'create-nuages'), folder)
  const command = ['create-nuages', 'my-site', '--nuages', `file:${tarball}`]
  const twice = join(folder, 'twice.mjs')
  writeFileSync(
    twice,
    `import { spawnSync } from 'node:child_process'
const [name, ...args] = ${JSON.stringify(command)}
const run = () => spawnSync(name, args, { encoding: 'utf8', shell: process.platform === 'win32' })
console.log(JSON.stringify([run(), run()].map(({ status, stdout, stderr }) => ({ status, stdout, stderr }))))
`,
  )
  const packages = [`--package=${tarball}`, `--package=${create}`]
  const npm = ['exec', '--yes', '--no-audit', '--no-fund', ...packages, '--', 'node', twice]
  created = JSON.parse(runCommand('npm', npm, folder).trim().split('\n').at(-1)!) as typeof created
  assert.equal(created[0]!.status, 0, created[0]!.stderr)
  runCommand('npm', ['install', '--no-audit', '--no-fund'], site)
  mkdirSync(empty)
  writeFileSync(join(empty, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
  symlinkSync(join(site, 'node_modules'), join(empty, 'node_modules'), 'junction')
})
after(() => rmSync(folder, { recursive: true, force: true }))

describe('npm create nuages, from the packed tarballs', () => {
  let running: Running | undefined
  after(() => running?.stop())

  test('tells what is next; says what is wrong when the folder is taken, and leaves it as it was', () => {
    const [first, again] = created
    assert.match(first!.stdout, /npm run dev/)
    assert.notEqual(again!.status, 0)
    assert.match(again!.stderr, /already holds files/)
    assert.ok(existsSync(join(site, 'notes', 'views.ts')))
  })

  test('type-checks', () => {
    runCommand('npm', ['run', 'types'], site)
  })

  test('passes its own tests', () => {
    assert.match(runCommand('npm', ['test'], site), /pass 2\b/)
  })

  test('starts with npm run dev, and follows changes', async () => {
    running = startProcess('npm', ['run', 'dev'], site, { PORT: '0' })
    const [, address] = await running.printed(/(http:\/\/[\w.:]+\/)/)
    const page = async () => (await fetch(address!, { headers: { connection: 'close' } })).text()
    await eventually(async () => (await page()).includes('No notes yet'), 'the front page')
    const login = await fetch(`${address}account/login/`, { headers: { connection: 'close' } })
    assert.match(await login.text(), /<h1>Log in<\/h1>/)
    const starts = () => running!.output().match(/http:\/\//g)!.length

    const template = join(site, 'notes', 'templates', 'notes', 'home.html')
    const startsBefore = starts()
    writeFileSync(template, readFileSync(template, 'utf8').replace('No notes yet', 'Nothing here'))
    await eventually(async () => (await page()).includes('Nothing here'), 'the changed template')
    assert.equal(starts(), startsBefore, 'a template restarts nothing')

    const views = join(site, 'notes', 'views.ts')
    writeFileSync(
      views,
      readFileSync(views, 'utf8').replace(
        '{ form, notes: Note.all() }',
        '{ form, notes: [{ title: "From the view" }] }',
      ),
    )
    await eventually(async () => (await page()).includes('From the view'), 'the changed view')
    assert.equal(starts(), startsBefore + 1, 'a view restarts the child once')
  })
})

describe('the packed package', () => {
  const subpaths = entries().map(({ subpath }) => `nuages${subpath.slice(1)}`)
  const program = `import { field, Model } from 'nuages/orm'
export class Person extends Model { name = field.char({ maxLength: 50 }) }
declare const person: Person
person.name satisfies string
// @ts-expect-error a name is a string
person.name = 3
`

  test('type-checks in an empty project', () => {
    writeFileSync(
      join(empty, 'app.ts'),
      program + subpaths.map((name, i) => `import * as m${i} from '${name}'\nvoid m${i}\n`).join(''),
    )
    const options = {
      target: 'esnext',
      module: 'nodenext',
      lib: ['esnext', 'dom', 'dom.iterable', 'dom.asynciterable'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules', '@types')],
    }
    writeFileSync(join(empty, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['app.ts'] }))
    runCommand(toolPath('tsc'), ['-p', empty, '--pretty', 'false'], empty)
  })

  test('a project adds to requests, routes and converters from outside', () => {
    const own = join(empty, 'augmented')
    mkdirSync(own, { recursive: true })
    writeFileSync(
      join(own, 'app.ts'),
      `import 'nuages/auth'
import { json, path, reverse } from 'nuages/http'
const urls = [
  path('books/<int:id>/<year:year>/', (request, { id, year }) => {
    const tenant: string = request.tenant
    void [request.user, request.session]
    // @ts-expect-error nobody added this
    request.missing
    return json([id satisfies number, year satisfies number, tenant])
  }, { name: 'book' }),
]
declare module 'nuages/http' {
  interface RequestExtensions { tenant: string }
  interface RegisteredUrls { urls: typeof urls }
  interface PathConverters { year: number }
}
reverse('book', { id: 3, year: 1953 })
// @ts-expect-error no such route
reverse('bok')
// @ts-expect-error parameters are missing
reverse('book')
`,
    )
    // The declarations themselves were checked above.
    const compilerOptions = { skipLibCheck: true }
    const config = { extends: '../tsconfig.json', compilerOptions, include: ['app.ts'] }
    writeFileSync(join(own, 'tsconfig.json'), JSON.stringify(config))
    runCommand(toolPath('tsc'), ['-p', own, '--pretty', 'false'], empty)
  })

  test('every entry loads as plain JavaScript', () => {
    const script = `for (const name of ${JSON.stringify(subpaths)}) await import(name)\nconsole.log('loaded')`
    assert.match(runCommand(process.execPath, ['--input-type=module', '-e', script], empty), /loaded/)
  })

  test('its command answers --help and refuses an unknown command', () => {
    const nuages = join(empty, 'node_modules', '.bin', 'nuages')
    assert.match(runCommand(nuages, ['--help'], empty), /makemigrations/)
    const wrong = spawnSync(nuages, ['fly'], {
      cwd: empty,
      env: userEnvironment(),
      encoding: 'utf8',
      shell: process.platform === 'win32',
    })
    assert.notEqual(wrong.status, 0)
    assert.match(wrong.stderr, /fly/)
  })

  // A program for each entry and each way to resolve takes half a minute; all entries are of one form, by the test below. This one reaches most files.
  test('are-the-types-wrong finds nothing wrong for ESM', () => {
    const args = [tarball, '--profile', 'esm-only', '--format', 'ascii', '--entrypoints', 'project']
    const { stdout, status } = spawnSync(toolPath('attw'), args, {
      encoding: 'utf8',
      env: userEnvironment(),
      shell: process.platform === 'win32',
    })
    assert.equal(status, 0, stdout)
  })

  test('each entry has its JavaScript and its declarations side by side in dist', () => {
    const inside = join(empty, 'node_modules', 'nuages')
    const { exports } = JSON.parse(readFileSync(join(inside, 'package.json'), 'utf8')) as {
      exports: Record<string, string | { types: string; default: string }>
    }
    for (const [subpath, entry] of Object.entries(exports)) {
      if (typeof entry === 'string') continue
      const [, path] = /^\.\/dist\/(.+)\.js$/.exec(entry.default) ?? []
      assert.equal(entry.types, `./dist/${path}.d.ts`, subpath)
      for (const file of [entry.types, entry.default]) assert.ok(existsSync(join(inside, file)), `${subpath}: ${file}`)
      assert.deepEqual(
        Object.keys(entry)
          .filter((condition) => condition !== 'nuages-source')
          .sort(),
        ['default', 'types'],
      )
    }
  })

  test('it has no install script and stays small', () => {
    const manifest = JSON.parse(readFileSync(join(empty, 'node_modules', 'nuages', 'package.json'), 'utf8')) as {
      scripts?: Record<string, string>
    }
    for (const name of ['preinstall', 'install', 'postinstall']) assert.equal(manifest.scripts?.[name], undefined)
  })

  test('it runs on Node 26 as well', (t) => {
    const next = join(empty, 'node26')
    mkdirSync(next, { recursive: true })
    const platform = process.platform === 'win32' ? 'win' : process.platform
    const install = spawnSync(
      'npm',
      ['install', '--no-audit', '--no-fund', '--prefix', next, `node-${platform}-${process.arch}@26`],
      { cwd: next, env: userEnvironment(), encoding: 'utf8', shell: process.platform === 'win32' },
    )
    if (install.status !== 0) return t.skip('the registry has no Node 26 for this machine')
    const node = join(next, 'node_modules', '.bin', 'node')
    const script = `for (const name of ${JSON.stringify(subpaths)}) await import(name)\nconsole.log('loaded on', process.version)`
    assert.match(runCommand(node, ['--input-type=module', '-e', script], empty), /loaded on v26/)
  })
})
