import { deflateSync, inflateSync } from 'node:zlib'
import { fromBase64Url, toBase64Url } from './encodings.ts'

/** Text in base64url; deflated and marked with a leading dot where that is asked for and saves two bytes. */
export function pack(text: string, compress: boolean): string {
  const plain = Buffer.from(text, 'latin1')
  if (!compress) return toBase64Url(plain)
  const small = deflateSync(plain)
  return small.length < plain.length - 1 ? `.${toBase64Url(small)}` : toBase64Url(plain)
}

/** The text that `pack` put away. Only ever called on a value whose signature held. */
export function unpack(packed: string): string {
  if (!packed.startsWith('.')) return fromBase64Url(packed).toString('latin1')
  return inflateSync(fromBase64Url(packed.slice(1))).toString('latin1')
}
