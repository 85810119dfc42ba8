import { isIPv6 } from 'node:net'

/**
 * An IPv6 address as RFC 5952 writes it, without a zone; a mapped IPv4 address keeps its dotted form, alone where
 * `unpack` is set. Text that is no address comes back as it was, for the validator to refuse.
 */
export function cleanIp(text: string, unpack: boolean): string {
  const bare = text.replace(/%.+$/s, '')
  if (!isIPv6(bare)) return text
  const short = new URL(`http://[${bare}]/`).hostname.slice(1, -1)
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short)
  if (mapped === null) return short
  const dotted = mapped
    .slice(1)
    .map((part) => Number.parseInt(part, 16))
    .flatMap((number) => [number >> 8, number & 255])
    .join('.')
  return unpack ? dotted : `::ffff:${dotted}`
}
