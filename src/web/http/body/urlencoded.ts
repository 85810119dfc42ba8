import { httpErrors } from '../errors.ts'
import { FormBody } from './form-body.ts'

/** Whole texts only, so it keeps nothing; what stands for nearly every form is not made anew for each. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Percent-decodes bytes, '+' being a space. What is no valid escape stays as it is. */
function unescaped(text: string, decoder: TextDecoder): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  if (decoder === utf8) {
    try {
      return decodeURIComponent(spaced)
    } catch {
      // Some of it is no valid escape, or no UTF-8.
    }
  }
  return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) => decoder.decode(Buffer.from(run.replaceAll('%', ''), 'hex')))
}

/**
 * Reads `application/x-www-form-urlencoded` (https://url.spec.whatwg.org/#urlencoded-parsing), in the given character
 * set. Throws `NUAGES_HTTP_TOO_MANY_FIELDS` and `NUAGES_HTTP_BODY_CHARSET`.
 */
export function parseUrlencoded(
  body: Uint8Array | string,
  options: { readonly charset?: string; readonly maxFields?: number } = {},
): FormBody {
  const charset = options.charset ?? 'utf-8'
  const decoder = charset.toLowerCase() === 'utf-8' ? utf8 : decoderOf(charset)
  const text = typeof body === 'string' ? body : decoder.decode(body)
  if (text === '') return new FormBody()
  const pairs: [string, string][] = []
  let fields = 0
  for (let start = 0; start <= text.length; ) {
    if (++fields > (options.maxFields ?? Number.POSITIVE_INFINITY)) {
      throw httpErrors.TOO_MANY_FIELDS({ limit: options.maxFields! })
    }
    let end = text.indexOf('&', start)
    if (end === -1) end = text.length
    if (end > start) {
      const pair = text.slice(start, end)
      const at = pair.indexOf('=')
      const name = at === -1 ? pair : pair.slice(0, at)
      pairs.push([unescaped(name, decoder), at === -1 ? '' : unescaped(pair.slice(at + 1), decoder)])
    }
    start = end + 1
  }
  return new FormBody(pairs)
}

export function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset)
  } catch {
    throw httpErrors.BODY_CHARSET({ charset: charset.slice(0, 40) })
  }
}
