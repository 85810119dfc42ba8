import { mostPixels, readImageFacts } from '../../../../base/content/index.ts'
import { filesErrors, type Storage } from '../../../files/index.ts'
import { ormErrors } from '../../errors.ts'
import { Turns } from './turns.ts'

/** Formats that thumbnails can have. */
export type ThumbnailFormat = 'jpeg' | 'png' | 'webp' | 'avif'

/** How a picture meets the size that is wanted. https://sharp.pixelplumbing.com/api-resize */
export type ThumbnailFit = 'cover' | 'contain' | 'fill' | 'inside' | 'outside'

export interface ThumbnailOptions {
  /** In pixels; one of the two may be left out. */
  readonly width?: number
  readonly height?: number
  /** 'inside' keeps all of the picture within the size; 'cover' fills it and cuts what is over. Default: 'inside'. */
  readonly fit?: ThumbnailFit
  /** Default: 'webp'. */
  readonly format?: ThumbnailFormat
  /** 1 to 100. Default: 80. */
  readonly quality?: number
  /** Pixels that the original may have: beyond, it is not decoded. Default: 100,000,000. */
  readonly maxPixels?: number
  /** Bytes that the original may have: it is read whole. Default: 100,000,000. */
  readonly maxBytes?: number
}

const folder = 'thumbnails/'
const largest = 8192
const mostBytes = 100_000_000
const fits: readonly string[] = ['cover', 'contain', 'fill', 'inside', 'outside']
const endings: Readonly<Record<ThumbnailFormat, string>> = { jpeg: 'jpg', png: 'png', webp: 'webp', avif: 'avif' }

/** The part of sharp that is used. */
interface Sharp {
  autoOrient(): Sharp
  resize(options: object): Sharp
  toFormat(format: string, options: object): Sharp
  toBuffer(): Promise<Uint8Array>
}
type SharpModule = (input: Uint8Array, options: object) => Sharp

/** Where the thumbnails of a file are. */
export function thumbnailFolder(name: string): string {
  return `${folder}${name}/`
}

/** The file that a thumbnail was made of; null for the name of no thumbnail. */
export function originalOf(name: string): string | null {
  const end = name.lastIndexOf('/')
  return name.startsWith(folder) && end > folder.length ? name.slice(folder.length, end) : null
}

/** What is being made in a storage. */
class Making {
  /** By name: who asks meanwhile waits for the same. */
  readonly byName = new Map<string, Promise<string>>()
  /** Each decoded picture is hundreds of megabytes at the most: two at a time leave memory and threads for others. */
  readonly turns = new Turns(2)
}

const making = new WeakMap<Storage, Making>()

/** The name of a thumbnail, which is made where it is not there yet. */
export async function makeThumbnail(storage: Storage, original: string, options: ThumbnailOptions): Promise<string> {
  const { width, height, fit = 'inside', format = 'webp', quality = 80 } = checked(options)
  const size = `${width ?? ''}x${height ?? ''}-${fit}-${quality}`
  const name = `${thumbnailFolder(original)}${size}.${endings[format]}`
  let here = making.get(storage)
  if (here === undefined) making.set(storage, (here = new Making()))
  const { byName, turns } = here
  let one = byName.get(name)
  if (one === undefined) {
    one = made(storage, original, name, { options, turns }).finally(() => byName.delete(name))
    byName.set(name, one)
  }
  return one
}

interface How {
  readonly options: ThumbnailOptions
  readonly turns: Turns
}

async function made(storage: Storage, original: string, name: string, { options, turns }: How): Promise<string> {
  if (await storage.exists(name)) return name
  return turns.run(() => decoded(storage, original, name, options))
}

async function decoded(storage: Storage, original: string, name: string, options: ThumbnailOptions): Promise<string> {
  const { width, height, fit = 'inside', format = 'webp', quality = 80 } = options
  const { maxPixels = mostPixels, maxBytes = mostBytes } = options
  const sharp = await loadSharp()
  const { size } = await storage.stat(original)
  if (size > maxBytes) throw ormErrors.NO_PICTURE({ name: original, problem: `it has ${size} bytes, of ${maxBytes}` })
  const facts = await readImageFacts(async (bytes) =>
    size === 0 ? new Uint8Array() : (await storage.open(original, { end: bytes - 1 })).bytes(),
  )
  const pixels = facts === null ? 0 : facts.width * facts.height
  if (pixels === 0 || pixels > maxPixels)
    throw ormErrors.NO_PICTURE({
      name: original,
      problem: pixels === 0 ? 'its beginning is not that of a picture' : `it has ${pixels} pixels, of ${maxPixels}`,
    })
  const content = await (await storage.open(original)).bytes()
  let bytes: Uint8Array
  try {
    bytes = await sharp(content, { limitInputPixels: maxPixels, failOn: 'error' })
      .autoOrient()
      .resize({ width, height, fit, withoutEnlargement: true })
      .toFormat(format, { quality })
      .toBuffer()
  } catch (cause) {
    throw ormErrors.NO_PICTURE({ name: original, problem: 'it cannot be decoded' }, { cause })
  }
  await storage.save(name, bytes, { overwrite: true })
  // Deleted meanwhile: a thumbnail that stayed would be shown for the next file of that name.
  if (await storage.exists(original)) return name
  await storage.delete(name)
  throw filesErrors.NOT_FOUND({ name: original })
}

function checked(options: ThumbnailOptions): ThumbnailOptions {
  const bad = (problem: string) => ormErrors.BAD_THUMBNAIL({ problem })
  if (typeof options !== 'object' || options === null) throw bad('it takes options, as `{ width: 300 }`')
  const { width, height, fit, format, quality } = options
  if (width === undefined && height === undefined) throw bad('it needs `width`, `height` or both')
  for (const [name, value, most] of [
    ['width', width, largest],
    ['height', height, largest],
    ['quality', quality, 100],
  ] as const)
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1 && value <= most))
      throw bad(`\`${name}\` is a whole number from 1 to ${most}`)
  if (fit !== undefined && !fits.includes(fit)) throw bad(`\`fit\` is one of ${fits.join(', ')}`)
  if (format !== undefined && !Object.hasOwn(endings, format))
    throw bad(`\`format\` is one of ${Object.keys(endings).join(', ')}`)
  return options
}

/** The name is no literal, so that neither types nor bundlers ask for what is optional. */
async function loadSharp(packageName = 'sharp'): Promise<SharpModule> {
  try {
    return ((await import(packageName)) as { readonly default: SharpModule }).default
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw ormErrors.NO_SHARP(undefined, { cause })
  }
}
