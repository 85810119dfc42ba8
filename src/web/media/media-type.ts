import { signatureLength, typeOfContent } from '../../base/content/index.ts'
import type { FileFacts, Storage } from '../../data/files/index.ts'

const unknown = 'application/octet-stream'
const bare = (type: string): string => type.split(';')[0]!.trim().toLowerCase()

/** Families whose members a browser only shows or plays. */
const passive = /^(?:image|audio|video|font)\/[a-z0-9.+-]+$/
const shown: readonly string[] = [
  'application/pdf',
  'application/json',
  'text/plain',
  'text/csv',
  'text/calendar',
  'text/markdown',
]

/** True for what a browser shows without running anything in it; HTML, SVG, XML, scripts and what nobody knows are not. */
export function isShown(type: string, also: readonly string[] = []): boolean {
  const name = bare(type)
  if (also.includes(name)) return true
  return !name.endsWith('+xml') && (passive.test(name) || shown.includes(name))
}

/**
 * The media type to serve a file as: what is stored, by the name's ending as a rule; where that says nothing, what its first bytes are, if it is
 * a picture, a sound or a film.
 */
export async function servedType(storage: Storage, { name, size, type }: FileFacts): Promise<string> {
  if (bare(type) !== unknown || size === 0) return type
  const start = await (await storage.open(name, { start: 0, end: signatureLength - 1 })).bytes()
  const found = typeOfContent(start)
  return found !== null && isShown(found) && passive.test(found) ? found : unknown
}
