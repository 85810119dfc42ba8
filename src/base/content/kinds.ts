import { mediaTypeOf } from '../text/index.ts'

/** A file by what is claimed of it. */
export interface ClaimedFile {
  readonly name: string
  /** The media type that whoever sent it claims. */
  readonly type: string
}

/** The kinds of an HTML `accept` attribute: endings ('.pdf'), types ('text/plain') and groups of types ('image/*'). */
export function kindsOf(accept: string | readonly string[]): readonly string[] {
  const kinds = typeof accept === 'string' ? accept.split(',') : accept
  return kinds.map((kind) => kind.trim().toLowerCase()).filter((kind) => kind !== '')
}

/** Is the file of one of these kinds, by its name or by the type that is claimed? */
export function isClaimed(file: ClaimedFile, kinds: readonly string[]): boolean {
  const media = claimedType(file)
  return kinds.some((kind) => (kind.startsWith('.') ? file.name.toLowerCase().endsWith(kind) : covers(kind, media)))
}

/**
 * May content of this type be of one of these kinds? Content of which nothing is known is believed what it was claimed to be, but
 * no group of types takes for a picture what does not begin like one: SVG, which can carry script, has to be named.
 */
export function mayHold(file: ClaimedFile, content: string | null, kinds: readonly string[]): boolean {
  if (content !== null)
    return kinds.some((kind) => (kind.endsWith('/*') ? covers(kind, content) : isSame(kind, content)))
  const media = claimedType(file)
  return !media.startsWith('image/') || !kinds.includes('image/*') || kinds.includes(media)
}

/** May a file of this name begin like content of that type? True where the name or the content says nothing. */
export function fitsName(name: string, content: string | null): boolean {
  const ending = endingOf(name)
  return content === null || ending === null || isSame(ending, content)
}

/**
 * Is the file called like one of these kinds? What is claimed of it is no part of its name: a picture that is called 'a.php' is
 * one for no server. True for a name without an ending.
 */
export function isNamed(name: string, kinds: readonly string[]): boolean {
  const ending = endingOf(name)
  if (ending === null) return true
  const media = mediaTypeOf(`file${ending}`).split(';')[0]!
  return kinds.some((kind) =>
    kind.startsWith('.') ? name.toLowerCase().endsWith(kind) : covers(synonyms[kind] ?? kind, media),
  )
}

/** Is a picture of this type called like a picture, and like one of its type? True for a name without an ending. */
export function isNamedAsPicture(name: string, content: string): boolean {
  const ending = endingOf(name)
  return ending === null || pictures.has(ending) ? fitsName(name, content) : false
}

/** Endings of pictures that can be measured. */
const pictures: ReadonlySet<string> = new Set(
  ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'gif', 'webp', 'avif', 'bmp', 'tif', 'tiff', 'heic', 'heif', 'ico', 'jxl'].map(
    (ending) => `.${ending}`,
  ),
)

/** The last ending, whatever dots and spaces follow: storages take them away, and 'a.html.' is stored as 'a.html'. */
function endingOf(name: string): string | null {
  let end = name.length
  while (end > 0 && /[.\s]/.test(name[end - 1]!)) end--
  const from = name.lastIndexOf('.', end - 1)
  const ending = from < 0 ? '' : name.slice(from, end).toLowerCase()
  return ending === '' || /[/\\]/.test(ending) ? null : ending
}

const claimedType = ({ type }: ClaimedFile): string => type.split(';')[0]!.trim().toLowerCase()

const groupOf = (type: string): string => type.split('/')[0]!

/** Sound and film share their containers. */
const groups = (type: string): string => (groupOf(type) === 'audio' ? 'video' : groupOf(type))

function covers(kind: string, type: string): boolean {
  return kind === '*/*' || kind === type || (kind.endsWith('/*') && groups(kind) === groups(type))
}

/** Formats with one beginning and one name. */
const plain: ReadonlySet<string> = new Set(['application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** Formats that begin with letters, as a text may. */
const likeText: ReadonlySet<string> = new Set([
  'application/vnd.microsoft.portable-executable',
  'application/x-bzip2',
  'audio/mpeg',
])

/** Other names of the same formats. */
const synonyms: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'application/x-gzip': 'application/gzip',
  'application/x-rar-compressed': 'application/vnd.rar',
  'application/x-msdownload': 'application/vnd.microsoft.portable-executable',
}

/** May a file of this kind, an ending or a type, begin like content of that type? */
function isSame(kind: string, content: string): boolean {
  const named = (kind.startsWith('.') ? mediaTypeOf(`file${kind}`) : kind).split(';')[0]!
  const type = synonyms[named] ?? named
  if (type === 'application/octet-stream' || type === content) return true
  if (groupOf(type) === 'text' || /[/+](?:json|xml|javascript)$/.test(type)) return likeText.has(content)
  if (plain.has(type) || plain.has(content)) return false
  // Office documents and most packages are ZIP.
  return groupOf(type) === 'application' ? content === 'application/zip' : groups(type) === groups(content)
}
