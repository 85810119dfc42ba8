/** An address of another file inside of a source. */
export interface Reference {
  /** Where it stands in the source: offsets of the text between quotes or brackets. */
  readonly start: number
  readonly end: number
  /** The address without the escapes of its language. */
  readonly address: string
  /** True where nothing is lost if the file is not there: source maps help nobody but who debugs. */
  readonly optional: boolean
}

/** Why the addresses in a source are not found. */
export interface Unreadable {
  readonly line: number | null
  readonly problem: string
}

/** Finds the addresses in a source, in the order in which they stand. */
export type FindReferences = (source: string) => Promise<readonly Reference[] | Unreadable>

/** The line of an offset, from 1. */
export function lineAt(source: string, offset: number): number {
  let line = 1
  for (let at = source.indexOf('\n'); at !== -1 && at < offset; at = source.indexOf('\n', at + 1)) line++
  return line
}

/**
 * The path of the file that an address means, which stands in the file `from`; null for addresses of other places: with a scheme or a
 * host, a fragment alone, above the static files, or absolute ones outside of `prefix`.
 */
export function targetOf(address: string, from: string, prefix: string): string | null {
  const path = address.replace(/[?#].*$/s, '').trim()
  if (path === '' || path.endsWith('/') || /^[a-z][a-z0-9+.-]*:|^[/\\]{2}/i.test(path)) return null
  if (path.startsWith('/') && !path.startsWith(prefix)) return null
  const base = `/${from.split('/').slice(0, -1).join('/')}`
  const inner = path.startsWith('/') ? path.slice(prefix.length) : `${base}/${path}`
  const names: string[] = []
  for (const name of decoded(inner).split('/')) {
    if (name === '..') {
      if (names.pop() === undefined) return null
    } else if (name !== '' && name !== '.') names.push(name)
  }
  return names.join('/')
}

/** The same address with another file name at the end of its path. */
export function withName(address: string, name: string): string {
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(address)!
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  return quoted(folder) + quoted(encodeURIComponent(name)) + quoted(rest)
}

/** Percent-encodes what would end a text or a `url(…)`. */
function quoted(text: string): string {
  return text.replace(
    /["'()\\`\s]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
