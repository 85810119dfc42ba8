/** The content codings that answers may have, by their registered names. */
export type ContentCoding = 'br' | 'zstd' | 'gzip'

const weighted = /^([!#$%&'*+\-.^_`|~0-9a-z]+)(?:\s*;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/i

/** Weights by coding; what is malformed counts as not written. */
function weightsOf(header: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  for (const part of header.split(',')) {
    const found = weighted.exec(part.trim())
    if (found === null) continue
    const name = found[1]!.toLowerCase()
    weights.set(name === 'x-gzip' ? 'gzip' : name, Number(found[2] ?? 1))
  }
  return weights
}

/**
 * The coding of `offers` (best first) that an `Accept-Encoding` header likes best, or `'identity'`: RFC 9110, 12.5.3. Of equally liked ones the
 * earlier offer wins. Without the header, and where the client refuses all that there is, the answer goes as it is.
 */
export function negotiateEncoding<const C extends string = ContentCoding>(
  header: string | null,
  offers: readonly C[],
): C | 'identity' {
  if (header === null || header === '') return 'identity'
  const weights = weightsOf(header)
  const others = weights.get('*') ?? 0
  let best: C | 'identity' = 'identity'
  // What a client does not name it takes, but likes less than what it names.
  let weight = weights.get('identity') ?? 0
  for (const offer of offers) {
    const liked = weights.get(offer) ?? others
    if (liked > weight || (liked === weight && liked > 0 && best === 'identity')) {
      best = offer
      weight = liked
    }
  }
  return best
}
