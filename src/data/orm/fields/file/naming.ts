import { mediaTypeOf, validFilename } from '../../../../base/text/index.ts'
import { datedName } from '../../../files/index.ts'

/** Endings of pictures whose names have none. */
const endings: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'image/avif': '.avif',
  'application/pdf': '.pdf',
}

/**
 * The last part of a name that somebody else gave, as it can be stored: no directories, no dots at its ends; 'file' where nothing is
 * left. `type` is what the content is: a name without an ending gets its.
 */
export function leafName(given: string, type: string | null): string {
  const leaf = clean(given.slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1))
  const name = leaf === '' ? 'file' : leaf
  const ending = type === null ? undefined : endings[type]
  return ending !== undefined && mediaTypeOf(name) === 'application/octet-stream' ? `${name}${ending}` : name
}

function clean(leaf: string): string {
  try {
    return withoutDots(validFilename(leaf.normalize('NFC')))
  } catch {
    return ''
  }
}

/** Without the dots at its ends, which hide a file, or which some systems forget. */
function withoutDots(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && text[from] === '.') from++
  while (to > from && text[to - 1] === '.') to--
  return text.slice(from, to)
}

/** How a field names what it stores. */
export type UploadTo = string | ((row: never, name: string) => string)

/** The name under which a row's new file is asked for. */
export function targetName(uploadTo: UploadTo | undefined, row: object, leaf: string): string {
  if (uploadTo === undefined) return leaf
  return typeof uploadTo === 'function' ? uploadTo(row as never, leaf) : datedName(uploadTo, leaf)
}
