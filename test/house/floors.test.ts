import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { floors } from '../../src/floors.ts'
import { filesUnder, root } from '../support/files.ts'

interface Place {
  readonly floor: number
  readonly battery: string
}

/** Where a file of `src/` stands: its floor's number and its battery. */
function placeOf(file: string): Place | null {
  const [, folder = '', battery = ''] = file.split('/')
  const floor = floors.findIndex((each) => each.folder === folder)
  return floor < 0 ? null : { floor, battery }
}

/** The specifiers of every import, export-from and dynamic import with a literal. */
function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const found = code.matchAll(
    /(?:^\s*(?:import|export)\b[^'"`;=]*?\bfrom\s*|^\s*import\s+|\bimport\s*\(\s*)(['"])([^'"\n]+)\1/gm,
  )
  return [...found].map((match) => match[2]!)
}

/** Why an import is not allowed, or null where it is. */
function objection(file: string, specifier: string, allowedPackages: ReadonlySet<string>): string | null {
  if (specifier.startsWith('node:')) return null
  if (!specifier.startsWith('.')) {
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/')
    return allowedPackages.has(name) ? null : `imports '${name}', which is no dependency in package.json`
  }
  const target = normalize(join(dirname(file), specifier)).replaceAll('\\', '/')
  const from = placeOf(file)
  const to = placeOf(target)
  if (from === null || to === null) return `imports ${target}, which stands on no floor of src/floors.ts`
  if (from.floor === to.floor && from.battery === to.battery) return null
  if (!target.endsWith('/index.ts') || target.split('/').length !== 4)
    return `imports ${target}, the inside of another battery`
  if (to.floor < from.floor) return null
  const floor = floors[from.floor]!
  if (to.floor > from.floor) return `imports ${target}, upwards`
  if (floor.batteries[from.battery]?.includes(to.battery)) return null
  return `imports ${target}: no arrow from ${from.battery} to ${to.battery} on floor '${floor.folder}'`
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
  peerDependencies?: Record<string, string>
}
const packages = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies ?? {})])

test('every import keeps to the house plan', () => {
  const objections: string[] = []
  for (const file of filesUnder('src', '.ts').filter((name) => name !== 'src/floors.ts')) {
    const place = placeOf(file)
    if (place === null || !Object.hasOwn(floors[place.floor]!.batteries, place.battery)) {
      objections.push(`${file}: its battery is not in src/floors.ts`)
      continue
    }
    for (const specifier of importsOf(readFileSync(join(root, file), 'utf8'))) {
      const why = objection(file, specifier, packages)
      if (why !== null) objections.push(`${file}: ${why}`)
    }
  }
  assert.deepEqual(objections, [])
})

test('the arrows of a floor make no cycle', () => {
  for (const { folder, batteries } of floors) {
    const visit = (battery: string, path: readonly string[]): void => {
      assert.ok(!path.includes(battery), `cycle on floor '${folder}': ${[...path, battery].join(' → ')}`)
      for (const next of batteries[battery] ?? []) visit(next, [...path, battery])
    }
    for (const battery of Object.keys(batteries)) visit(battery, [])
  }
})

test('the check sees what it must refuse', () => {
  const none = new Set<string>()
  assert.match(objection('src/data/orm/a.ts', '../../web/http/index.ts', none) ?? '', /upwards/)
  assert.match(objection('src/data/drivers/a.ts', '../orm/index.ts', none) ?? '', /no arrow/)
  assert.match(
    objection('src/data/orm/a.ts', '../../base/errors/did-you-mean.ts', none) ?? '',
    /inside of another battery/,
  )
  assert.match(objection('src/data/orm/a.ts', 'left-pad', none) ?? '', /no dependency/)
  assert.equal(objection('src/data/orm/a.ts', '../../base/errors/index.ts', none), null)
  assert.equal(objection('src/data/orm/a.ts', './fields/char/index.ts', none), null)
  assert.deepEqual(
    importsOf("import { a } from './a.ts'\nexport * from './b.ts'\nawait import('./c.ts')\nimport './d.ts'"),
    ['./a.ts', './b.ts', './c.ts', './d.ts'],
  )
})
