import { i18nErrors } from '../errors.ts'

/** The encoding that a catalog's header names; UTF-8 where it names none, or is an unfilled template. */
export function charsetOf(header: string): string {
  const name = /charset\s*=\s*([\w-]+)/i.exec(header)?.[1] ?? 'utf-8'
  return name === 'CHARSET' ? 'utf-8' : name
}

/** Decodes bytes in an encoding of the WHATWG's list. Throws `NUAGES_I18N_BROKEN_CATALOG` where it or a byte is unknown. */
export function decoderOf(charset: string, file: string): (bytes: Uint8Array) => string {
  const broken = (reason: string, cause: unknown) => i18nErrors.BROKEN_CATALOG({ file, line: null, reason }, { cause })
  let decoder: TextDecoder
  try {
    decoder = new TextDecoder(charset, { fatal: true })
  } catch (error) {
    throw broken(`its header names the encoding '${charset.slice(0, 40)}', which is unknown`, error)
  }
  return (bytes) => {
    try {
      return decoder.decode(bytes)
    } catch (error) {
      throw broken(`it is not in ${charset}, which its header names`, error)
    }
  }
}
