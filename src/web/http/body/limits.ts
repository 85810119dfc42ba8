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
  /** Bytes up to which an uploaded file is kept in memory; larger ones go to a temporary file. */
  readonly memory: number
}

export const defaultLimits: Limits = Object.freeze({
  body: 2.5 * 1024 * 1024,
  fields: 1000,
  files: 100,
  depth: 200,
  upload: 64 * 1024 * 1024,
  memory: 2.5 * 1024 * 1024,
})
