import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './files.ts'

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly 'nuages-source': string }>>
}

/** Interfaces that users augment: TypeScript merges with them only where the module is exported as a whole. */
export const augmented = "export type * from './augment.ts'"

/** Every subpath of the package with the file that it stands for in the sources. */
export function entries(): { readonly subpath: string; readonly file: string }[] {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  return Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === 'string' ? [] : [{ subpath, file: target['nuages-source'].slice(2) }],
  )
}

/** The public names of every subpath, types marked as such, read from each entry's export lists. */
export function surface(): Record<string, string[]> {
  const names: Record<string, string[]> = {}
  for (const { subpath, file } of entries()) {
    const source = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    const found = [...source.matchAll(/export\s+(type\s+)?\{([^}]*)\}/g)].flatMap(([, allTypes, list]) =>
      list!
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')
        .map((item) => {
          const type = allTypes !== undefined || item.startsWith('type ')
          const name = item.replace(/^type\s+/, '').replace(/^.*\sas\s+/, '')
          return type ? `type ${name}` : name
        }),
    )
    if (source.includes(augmented)) {
      const points = readFileSync(join(root, dirname(file), 'augment.ts'), 'utf8').matchAll(/^export interface (\w+)/gm)
      for (const [, name] of points) found.push(`type ${name}`)
    }
    names[`nuages${subpath.slice(1)}`] = found.sort()
  }
  return names
}
