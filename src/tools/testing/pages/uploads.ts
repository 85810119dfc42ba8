/** A file to send without making a `File` of it: `{ name: 'a.txt', data: 'Hello' }`. */
export interface Upload {
  readonly name: string
  readonly data: string | Uint8Array
  /** The media type; by default none is sent but that of any file. */
  readonly type?: string
}

/** What a test gives for a file. */
export type FileLike = Blob | Upload

export function isFileLike(value: unknown): value is FileLike {
  if (value instanceof Blob) return true
  return typeof value === 'object' && value !== null && 'data' in value && 'name' in value
}

/** The file as the platform has it. A `Blob` without a name is called 'blob', as browsers call it. */
export function fileOf(value: FileLike): File {
  if (value instanceof File) return value
  if (value instanceof Blob) return new File([value], 'blob', { type: value.type })
  const { name, data, type = 'application/octet-stream' } = value
  return new File([typeof data === 'string' ? data : new Uint8Array(data)], name, { type })
}
