import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { root } from '../../support/files.ts'
import { pack, runCommand, temporaryFolder, toolPath, userEnvironment } from '../../support/packages.ts'
import { entries } from '../../support/surface.ts'

describe('the packed package', () => {
  const folder = temporaryFolder('packed')
  let tarball = ''

  before(() => {
    tarball = pack(root, folder)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
    runCommand('npm', ['install', '--no-audit', '--no-fund', tarball], folder)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

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
      join(folder, 'app.ts'),
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
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['app.ts'] }))
    runCommand(toolPath('tsc'), ['-p', folder, '--pretty', 'false'], folder)
  })

  test('a project adds to requests, routes and converters from outside', () => {
    const own = join(folder, 'augmented')
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
    runCommand(toolPath('tsc'), ['-p', own, '--pretty', 'false'], folder)
  })

  test('every entry loads as plain JavaScript', () => {
    const script = `for (const name of ${JSON.stringify(subpaths)}) await import(name)\nconsole.log('loaded')`
    assert.match(runCommand(process.execPath, ['--input-type=module', '-e', script], folder), /loaded/)
  })

  test('its command answers --help and refuses an unknown command', () => {
    const nuages = join(folder, 'node_modules', '.bin', 'nuages')
    assert.match(runCommand(nuages, ['--help'], folder), /makemigrations/)
    const wrong = spawnSync(nuages, ['fly'], {
      cwd: folder,
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
    const inside = join(folder, 'node_modules', 'nuages')
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
    const manifest = JSON.parse(readFileSync(join(folder, 'node_modules', 'nuages', 'package.json'), 'utf8')) as {
      scripts?: Record<string, string>
    }
    for (const name of ['preinstall', 'install', 'postinstall']) assert.equal(manifest.scripts?.[name], undefined)
  })

  test('it runs on Node 26 as well', (t) => {
    const next = join(folder, 'node26')
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
    assert.match(runCommand(node, ['--input-type=module', '-e', script], folder), /loaded on v26/)
  })
})
