/** Submitted values by name: a `FormBody`, a `URLSearchParams`, or anything else that has these three. */
export interface FieldValues {
  /** One value, or null or undefined where there is none. */
  get(name: string): unknown
  getAll(name: string): readonly unknown[]
  has(name: string): boolean
}

/** An uploaded file as inputs see it: what `nuages/http` gives fits. */
export interface UploadedFileLike {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** The media type that the browser claims. */
  readonly type: string
  bytes(): Promise<Uint8Array>
  /** The media type by the first bytes, or null where they do not tell. Without it all of the content is read. */
  detectedType?(): Promise<string | null>
  /** The content in chunks. Without it all of the content is read at once. */
  stream?(): AsyncIterable<string | Uint8Array> | ReadableStream<Uint8Array>
}

/** What `data` of a form may be: submitted values, or a plain object of values by name. */
export type FormInput = FieldValues | Readonly<Record<string, unknown>>

function isFieldValues(data: object): data is FieldValues {
  const { get, getAll, has } = data as Record<string, unknown>
  return typeof get === 'function' && typeof getAll === 'function' && typeof has === 'function'
}

/** A plain object with the face of submitted values: a list is several values of one name. */
class RecordValues implements FieldValues {
  readonly #record: Readonly<Record<string, unknown>>

  constructor(record: Readonly<Record<string, unknown>>) {
    this.#record = record
  }

  get(name: string): unknown {
    return Object.hasOwn(this.#record, name) ? this.#record[name] : undefined
  }

  getAll(name: string): readonly unknown[] {
    const value = this.get(name)
    return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#record, name)
  }
}

export function toFieldValues(data: FormInput): FieldValues {
  return isFieldValues(data) ? data : new RecordValues(data)
}

const nothing = new RecordValues({})

/** The files that came with `data`, where it carries any. */
export function filesOf(data: FormInput | null, files: FormInput | undefined): FieldValues {
  if (files !== undefined) return toFieldValues(files)
  const own = data === null ? undefined : (data as { files?: unknown }).files
  return typeof own === 'object' && own !== null && isFieldValues(own) ? own : nothing
}

/** Is it a list, or an object that is no value of its own, as JSON brings them? */
export function isStructure(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}

/** A value as text. What was submitted may be any JSON: a structure is its JSON, '[…]' where it goes too deep for that. */
export function textOf(value: unknown): string {
  if (!isStructure(value)) return String(value)
  try {
    return JSON.stringify(value)
  } catch {
    return '[…]'
  }
}

/** Django's empty values: no text, no items, no keys. */
export function isEmptyValue(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (typeof value !== 'object') return false
  return Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0
}
