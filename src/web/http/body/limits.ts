import { didYouMean } from '../../../base/errors/index.ts'
import { httpErrors } from '../errors.ts'

/** What a request may send. Every limit is on by default. */
export interface Limits {
  /** Bytes of a body that is read into memory, and of all text fields of a multipart body. Django's default: 2.5 MiB. */
  readonly body: number
  /** Fields of a form. Django's default: 1,000. */
  readonly fields: number
  /** Files of a form. Django's default: 100. */
  readonly files: number
  /** Levels of arrays and objects in a JSON body. */
  readonly depth: number
  /** Bytes of a whole multipart body, files included. */
  readonly upload: number
  /** Bytes of one uploaded file. Default: those of the whole body. */
  readonly file: number
  /** Bytes up to which an uploaded file is kept in memory; larger ones go to a temporary file. */
  readonly memory: number
  /** Characters of path and query; more are answered with 414. Default 8,192. */
  readonly url: number
  /** Header lines; more are answered with 431. Their size is Node's `maxHeaderSize`, 16 KiB with the first line. Default 100. */
  readonly headers: number
}

export const defaultLimits: Limits = Object.freeze({
  body: 2.5 * 1024 * 1024,
  fields: 1000,
  files: 100,
  depth: 200,
  upload: 64 * 1024 * 1024,
  file: Number.POSITIVE_INFINITY,
  memory: 2.5 * 1024 * 1024,
  url: 8192,
  headers: 100,
})

/** The limits of an application: those that it names, and the defaults. Throws `NUAGES_HTTP_BAD_LIMIT`. */
export function limitsWith(own: Partial<Limits> = {}): Limits {
  for (const [name, value] of Object.entries(own)) {
    if (!Object.hasOwn(defaultLimits, name)) {
      throw httpErrors.BAD_LIMIT({ name, problem: `does not exist${didYouMean(name, Object.keys(defaultLimits))}` })
    }
    if (!(typeof value === 'number' && value >= 0)) {
      throw httpErrors.BAD_LIMIT({
        name,
        problem: `is ${JSON.stringify(value) ?? String(value)}, which is no number from 0`,
      })
    }
  }
  return { ...defaultLimits, ...own }
}
