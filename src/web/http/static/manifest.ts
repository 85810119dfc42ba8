import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { httpErrors } from '../errors.ts'

/** The file beside collected files that says under which names they lie. Django's name and format. */
export const manifestName = 'staticfiles.json'

/** The version of that format. */
export const manifestVersion = '1.1'

/** The names of collected files: `{ 'css/site.css': 'css/site.3f2a1b4c5d6e.css' }`. */
export class StaticManifest {
  readonly paths: ReadonlyMap<string, string>

  constructor(paths: ReadonlyMap<string, string>) {
    this.paths = paths
  }

  /** The hash that a name carries, of this collection or of an earlier one: what lies there never changes. Null for other names. */
  hashOf(path: string): string | null {
    const found = hashed.exec(path)
    return found !== null && this.paths.has(found[1]! + (found[3] ?? '')) ? found[2]! : null
  }
}

const hashed = /^(.*)\.([0-9a-f]{12})(\.[^./]*)?$/s

/** The name with the hash of its content before its ending: 'site.css' becomes 'site.3f2a1b4c5d6e.css'. `hash` has 12 hexadecimal digits. */
export function hashedName(path: string, hash: string): string {
  const [, base = path, ending = ''] = /^(.*?[^/])(\.[^./]*)?$/s.exec(path) ?? []
  return `${base}.${hash}${ending}`
}

/** The manifest in a folder; null where there is none. Throws `NUAGES_HTTP_STATIC_MANIFEST` for one that cannot be read. */
export function readManifest(root: string): StaticManifest | null {
  const file = join(root, manifestName)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw httpErrors.STATIC_MANIFEST({ file, reason: message }, { cause: error })
  }
  return new StaticManifest(pathsOf(file, text))
}

function pathsOf(file: string, text: string): ReadonlyMap<string, string> {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw httpErrors.STATIC_MANIFEST({ file, reason: 'it is no JSON' }, { cause: error })
  }
  const { version, paths } = (content ?? {}) as { version?: unknown; paths?: unknown }
  if (version !== '1.0' && version !== manifestVersion)
    throw httpErrors.STATIC_MANIFEST({ file, reason: `its version is ${JSON.stringify(version)}` })
  const entries = Object.entries((paths ?? {}) as Readonly<Record<string, unknown>>)
  for (const [path, name] of entries) {
    if (typeof name !== 'string') throw httpErrors.STATIC_MANIFEST({ file, reason: `'${path}' has no name` })
  }
  return new Map(entries as [string, string][])
}
