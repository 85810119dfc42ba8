import { typeOfContent } from '../../../base/content/index.ts'
import type { UploadedFileLike } from '../data.ts'

/** The type of a file's content by its first bytes, or null. */
export async function contentTypeOf(file: UploadedFileLike): Promise<string | null> {
  return file.detectedType === undefined ? typeOfContent(await file.bytes()) : await file.detectedType()
}
