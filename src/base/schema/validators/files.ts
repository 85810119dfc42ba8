import { posix } from 'node:path'
import { gettextNoop } from '../mark.ts'
import type { Validator } from '../validation.ts'
import { named, refuse, type ValidatorOptions } from './make.ts'

/** Pictures that every browser shows and that carry no script. */
export const imageExtensions: readonly string[] = [
  'avif',
  'bmp',
  'gif',
  'ico',
  'jpeg',
  'jpg',
  'png',
  'tif',
  'tiff',
  'webp',
]

/**
 * The file's name ends with one of `extensions` (without the dot, any case of letters); with none given, every name
 * passes. Says nothing about the contents. Code 'invalid_extension'. Semantics: Django's `FileExtensionValidator`.
 */
export function fileExtension(
  extensions: readonly string[] | null,
  options: ValidatorOptions = {},
): Validator<string | { readonly name: string }> {
  const allowed = extensions?.map((extension) => extension.toLowerCase()) ?? null
  return named('fileExtension', (value) => {
    if (allowed === null) return
    const name = typeof value === 'string' ? value : value.name
    const extension = posix.extname(name).slice(1).toLowerCase()
    if (allowed.includes(extension)) return
    refuse(
      'invalid_extension',
      gettextNoop('File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s.'),
      { extension, allowed_extensions: allowed.join(', '), value },
      options,
    )
  })
}
