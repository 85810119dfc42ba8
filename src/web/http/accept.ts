interface MediaType {
  readonly type: string
  readonly subtype: string
  /** Parameters but the weight, sorted: `level=1`. Empty where there are none. */
  readonly parameters: string
  readonly weight: number
}

function parseType(text: string): MediaType {
  const [media = '', ...parameters] = text.split(';').map((part) => part.trim())
  const [type = '', subtype = ''] = media.toLowerCase().split(/\/(.*)/s)
  let weight = 1
  const own: string[] = []
  for (const part of parameters) {
    const found = /^q(?:=(.*))?$/i.exec(part)
    if (found !== null) weight = Number(found[1])
    else if (part !== '') own.push(part.toLowerCase())
  }
  return { type, subtype, parameters: own.sort().join(';'), weight: weight >= 0 && weight <= 1 ? weight : 1 }
}

/** How exactly a range means a media type, from 0 for everything to 3 for its parameters too; -1 where it does not. */
function precision(range: MediaType, media: MediaType): number {
  if (range.parameters !== '' && range.parameters !== media.parameters) return -1
  if (range.type === '*') return range.subtype === '*' || range.subtype === '' ? 0 : -1
  if (range.type !== media.type) return -1
  if (range.subtype === '*') return 1
  if (range.subtype !== media.subtype || range.subtype === '') return -1
  return range.parameters === '' ? 2 : 3
}

/**
 * How much an `Accept` header (null: absent, everything is welcome) likes a media type: 0 to 1. RFC 9110, 12.5.1; a range with parameters
 * means the type with the same ones.
 */
export function acceptWeight(header: string | null, media: string): number {
  if (header === null) return 1
  const wanted = parseType(media)
  let best = 0
  let found = -1
  for (const part of header.split(',')) {
    const range = parseType(part)
    const exact = precision(range, wanted)
    if (exact > found) {
      found = exact
      best = range.weight
    }
  }
  return best
}

/** The first of `offers` that the header likes best, or null where it likes none. */
export function bestAccepted<const T extends string>(header: string | null, offers: readonly T[]): T | null {
  let best: T | null = null
  let weight = 0
  for (const offer of offers) {
    const liked = acceptWeight(header, offer)
    if (liked > weight) {
      weight = liked
      best = offer
    }
  }
  return best
}
