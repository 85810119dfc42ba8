import { gettextNoop, type Issue, issue } from '../schema/index.ts'
import { type ImageFacts, readImageFacts } from './images.ts'
import { type ClaimedFile, fitsName, isClaimed, isNamed, isNamedAsPicture, kindsOf, mayHold } from './kinds.ts'
import { signatureLength, typeOfContent } from './signatures.ts'
import { type Readable, startOf } from './start.ts'

/** What a file has to be. Everything is checked by content: what its sender says of it may be wrong, or a lie. */
export interface FileRules {
  /** In bytes. */
  readonly maxSize?: number
  /** Kinds as HTML's `accept` has them: 'application/pdf', 'image/*', '.csv'. */
  readonly accept?: readonly string[]
  /** It has to be a picture, within these limits in pixels. */
  readonly image?: ImageRules
}

export interface ImageRules {
  /** Media types: 'image/png'. */
  readonly formats: readonly string[]
  readonly maxWidth?: number
  readonly maxHeight?: number
  /** Width times height: what decoding it takes memory for. */
  readonly maxPixels: number
}

/** Formats that every browser shows and that carry no script. SVG is a document, and none of them. */
export const imageFormats: readonly string[] = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']

/** The pixels of a picture unless said: more than cameras of telephones take in daily use, less than 400 MB when it is decoded. */
export const mostPixels = 100_000_000

/** What a file that keeps the rules is. */
export interface FileFinding {
  /** The media type by its first bytes; null where they do not tell. */
  readonly type: string | null
  readonly image: ImageFacts | null
}

const messages = {
  maxSize: gettextNoop('The file is too large: at most %(max)d bytes are accepted (it has %(size)d).'),
  type: gettextNoop('Files of this type are not accepted.'),
  content: gettextNoop('The content of the file is not what its name says.'),
  image: gettextNoop('Upload a valid image. The file you uploaded was either not an image or a corrupted image.'),
  pixels: gettextNoop('The picture has %(width)d × %(height)d pixels, which is more than is accepted.'),
} as const

/** Holds a file against its rules, reading no more than its beginning: what is wrong, or what it is. */
export async function examine(file: ClaimedFile & Readable, rules: FileRules): Promise<Issue | FileFinding> {
  const { maxSize, image } = rules
  const accept = kindsOf(rules.accept ?? [])
  if (maxSize !== undefined && file.size > maxSize)
    return issue(messages.maxSize, 'max_size', { max: maxSize, size: file.size })
  if (accept.length > 0 && !(isClaimed(file, accept) && isNamed(file.name, accept)))
    return issue(messages.type, 'type', {})
  const type = typeOfContent(await startOf(file, signatureLength))
  if (image !== undefined) return examineImage(file, type, image)
  if (accept.length > 0 && !mayHold(file, type, accept)) return issue(messages.type, 'type', {})
  if (!fitsName(file.name, type)) return issue(messages.content, 'content', {})
  return { type, image: null }
}

async function examineImage(
  file: ClaimedFile & Readable,
  type: string | null,
  { formats, maxWidth, maxHeight, maxPixels }: ImageRules,
): Promise<Issue | FileFinding> {
  if (type === null || !type.startsWith('image/')) return issue(messages.image, 'invalid_image', {})
  if (!formats.includes(type)) return issue(messages.type, 'type', {})
  // A picture under the name of a page would be served as a page.
  if (!isNamedAsPicture(file.name, type)) return issue(messages.content, 'content', {})
  const facts = await readImageFacts((bytes) => startOf(file, bytes))
  if (facts === null) return issue(messages.image, 'invalid_image', {})
  const { width, height } = facts
  const fits = width <= (maxWidth ?? width) && height <= (maxHeight ?? height) && width * height <= maxPixels
  return fits ? { type, image: facts } : issue(messages.pixels, 'pixels', { width, height })
}
