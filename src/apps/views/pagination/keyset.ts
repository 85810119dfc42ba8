import { tryUse } from '../../../base/context/index.ts'
import { NuagesError } from '../../../base/errors/index.ts'
import { factsService } from '../../../base/settings/index.ts'
import { BadSignature, Signer } from '../../../base/signing/index.ts'
import { viewsErrors } from '../errors.ts'

/** A queryset, as keyset pages need it. */
export interface KeysetSource<R> {
  readonly model?: unknown
  cursorPage(options: {
    readonly size: number
    readonly after?: string | null
    readonly before?: string | null
  }): Promise<{ readonly rows: readonly R[]; readonly next: string | null; readonly previous: string | null }>
}

/** What an item of an array is ordered by: values that are compared one after the other. */
export type KeyPart = string | number

export interface KeysetOptions {
  /** Rows of a page. */
  readonly size: number
  /** The `next` of another page, as it came in an address. */
  readonly after?: string | null | undefined
  /** The `previous` of another page. */
  readonly before?: string | null | undefined
  /** Signs the places. Default: the project's secret key; without a project they are not signed. */
  readonly key?: string
}

/** Of an array: what it is in order by, ascending unless it says so. No two items may have the same. */
export interface ArrayKeysetOptions<R> extends KeysetOptions {
  readonly by: (item: R) => KeyPart | readonly KeyPart[]
  readonly descending?: boolean
}

/**
 * Some rows after or before a place, without a count: it costs the same on the thousandth page as on the first, and rows that are added or removed
 * meanwhile neither come twice nor are missed.
 */
export class KeysetPage<R> {
  readonly kind = 'keyset'
  readonly rows: readonly R[]
  /** Goes into `after` of the next page; null on the last. */
  readonly next: string | null
  /** Goes into `before` of the previous page; null on the first. */
  readonly previous: string | null

  constructor(rows: readonly R[], next: string | null, previous: string | null) {
    this.rows = rows
    this.next = next
    this.previous = previous
  }

  get length(): number {
    return this.rows.length
  }

  [Symbol.iterator](): Iterator<R> {
    return this.rows[Symbol.iterator]()
  }

  get hasNext(): boolean {
    return this.next !== null
  }

  get hasPrevious(): boolean {
    return this.previous !== null
  }

  get hasOtherPages(): boolean {
    return this.hasNext || this.hasPrevious
  }
}

/**
 * A page of an ordered queryset, or of an array, that begins after a place or ends before one. Places are signed texts: one that this project did
 * not make is `NUAGES_VIEWS_NO_SUCH_PLACE` (404).
 */
export function keysetPage<R>(source: KeysetSource<R>, options: KeysetOptions): Promise<KeysetPage<R>>
export function keysetPage<R>(source: readonly R[], options: ArrayKeysetOptions<R>): Promise<KeysetPage<R>>
export async function keysetPage<R>(
  source: KeysetSource<R> | readonly R[],
  options: KeysetOptions | ArrayKeysetOptions<R>,
): Promise<KeysetPage<R>> {
  const { size } = options
  if (!Number.isInteger(size) || size < 1) throw viewsErrors.BAD_PAGINATION({ what: 'the rows of a page', given: size })
  const signer = signerOf(options.key)
  const after = opened(signer, options.after)
  const before = after === null ? opened(signer, options.before) : null
  const { rows, next, previous } = Array.isArray(source)
    ? arrayPage(source as readonly R[], options as ArrayKeysetOptions<R>, after, before)
    : await queryPage(source as KeysetSource<R>, size, after, before)
  const closed = (place: string | null) => (place === null || signer === null ? place : signer.sign(place))
  return new KeysetPage(rows, closed(next), closed(previous))
}

interface Found<R> {
  readonly rows: readonly R[]
  readonly next: string | null
  readonly previous: string | null
}

async function queryPage<R>(
  source: KeysetSource<R>,
  size: number,
  after: string | null,
  before: string | null,
): Promise<Found<R>> {
  try {
    return await source.cursorPage({ size, ...(after !== null && { after }), ...(before !== null && { before }) })
  } catch (error) {
    if (error instanceof NuagesError && error.code === 'NUAGES_ORM_BAD_CURSOR') throw viewsErrors.NO_SUCH_PLACE()
    throw error
  }
}

function arrayPage<R>(
  items: readonly R[],
  { size, by, descending = false }: ArrayKeysetOptions<R>,
  after: string | null,
  before: string | null,
): Found<R> {
  const keyOf = (item: R) => [by(item)].flat() as KeyPart[]
  const ahead = (item: R, place: readonly KeyPart[]) => compare(keyOf(item), place) * (descending ? -1 : 1)
  let from = 0
  let to = Math.min(size, items.length)
  if (after !== null) {
    const place = placeOf(after)
    const found = items.findIndex((item) => ahead(item, place) > 0)
    from = found === -1 ? items.length : found
    to = Math.min(from + size, items.length)
  } else if (before !== null) {
    const place = placeOf(before)
    const found = items.findIndex((item) => ahead(item, place) >= 0)
    to = found === -1 ? items.length : found
    from = Math.max(0, to - size)
  }
  const rows = items.slice(from, to)
  const at = (item: R | undefined) =>
    item === undefined ? null : Buffer.from(JSON.stringify(keyOf(item))).toString('base64url')
  return { rows, next: to < items.length ? at(rows.at(-1)) : null, previous: from > 0 ? at(rows[0]) : null }
}

function placeOf(text: string): readonly KeyPart[] {
  try {
    const place: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (Array.isArray(place) && place.every((each) => typeof each === 'string' || typeof each === 'number'))
      return place as KeyPart[]
  } catch {}
  throw viewsErrors.NO_SUCH_PLACE()
}

function compare(a: readonly KeyPart[], b: readonly KeyPart[]): number {
  for (const [i, value] of a.entries()) {
    const other = b[i]
    if (other === undefined) return 1
    if (value < other) return -1
    if (value > other) return 1
  }
  return 0
}

function signerOf(key: string | undefined): Signer | null {
  const secret = key ?? tryUse(factsService)?.secretKey
  return secret === undefined ? null : new Signer(secret, { salt: 'nuages.views.keyset' })
}

/** Longer than any place that was given. */
const longest = 12_000

/** What a place from an address says. */
function opened(signer: Signer | null, given: string | null | undefined): string | null {
  if (given === null || given === undefined || given === '') return null
  if (given.length > longest) throw viewsErrors.NO_SUCH_PLACE()
  if (signer === null) return given
  try {
    return signer.unsign(given)
  } catch (error) {
    if (error instanceof BadSignature) throw viewsErrors.NO_SUCH_PLACE()
    throw error
  }
}
