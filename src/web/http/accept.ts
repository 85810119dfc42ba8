interface Range {
  readonly type: string
  readonly subtype: string
  readonly weight: number
}

function parse(header: string): Range[] {
  const ranges: Range[] = []
  for (const part of header.split(',')) {
    const [media = '', ...parameters] = part.split(';').map((text) => text.trim())
    const [type = '', subtype = ''] = media.toLowerCase().split('/')
    if (type === '') continue
    const q = parameters.find((text) => /^q=/i.test(text))
    const weight = q === undefined ? 1 : Number(q.slice(2))
    ranges.push({ type, subtype, weight: weight >= 0 && weight <= 1 ? weight : 1 })
  }
  return ranges
}

/** How much an `Accept` header (null: absent, everything is welcome) likes a media type: 0 to 1. RFC 9110, 12.5.1. */
export function acceptWeight(header: string | null, media: string): number {
  if (header === null || header.trim() === '') return 1
  const [type = '', subtype = ''] = media.replace(/;.*$/s, '').trim().toLowerCase().split('/')
  let best = 0
  let found = -1
  for (const range of parse(header)) {
    const exact = range.type === type && range.subtype === subtype
    const half = range.type === type && range.subtype === '*'
    const any = range.type === '*' && (range.subtype === '*' || range.subtype === '')
    const precision = exact ? 2 : half ? 1 : any ? 0 : -1
    if (precision > found) {
      found = precision
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
