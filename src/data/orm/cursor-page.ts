import type { Row } from '../drivers/index.ts'
import type { Condition, DatabaseValue, Expression, OrderTerm } from '../query/index.ts'
import { columnOf } from '../query/index.ts'
import { checkSize, isRecord, kindOf } from './arguments.ts'
import { textField } from './computed.ts'
import { cursorOf, fits, placeOf } from './cursors.ts'
import type { Draft } from './draft.ts'
import { ormErrors } from './errors.ts'
import { after, type Maybe } from './maybe.ts'
import type { ReadableQuerySet } from './readable.ts'
import { marks, type ShapeNode } from './shape.ts'
import { flipped, type Step } from './steps.ts'

export interface PageOptions {
  /** Rows of a page at the most. */
  readonly size: number
  /** The `next` of another page. */
  readonly after?: string | null
  /** The `previous` of another page. */
  readonly before?: string | null
}
export interface Page {
  readonly rows: unknown[]
  /** The cursor of the page after this one; null where there is none. */
  readonly next: string | null
  readonly previous: string | null
}

/** Of an ordered queryset, the rows after or before a place, with the values that say where each row stands. */
export class PageStep implements Step {
  readonly backwards: boolean
  /** Where to begin: a value for each term of the order, as the driver takes it. */
  readonly place: readonly DatabaseValue[] | null

  constructor(backwards: boolean, place: readonly DatabaseValue[] | null) {
    this.backwards = backwards
    this.place = place
  }

  walk(node: ShapeNode, values: unknown[]): ShapeNode {
    const { place } = this
    let next = node
      .child(marks.page)
      .child(this.backwards)
      .child(place?.length ?? marks.null)
    for (const value of place ?? []) {
      values.push(value)
      next = next.child(value === null)
    }
    return next
  }

  draft(draft: Draft): void {
    const { place, backwards } = this
    draft.page = { backwards, slot: draft.slots.next, absent: place?.map((each) => each === null) ?? null }
    draft.slots.next += place?.length ?? 0
  }
}

export interface PageDraft {
  readonly backwards: boolean
  readonly slot: number
  /** Which of the values are null; null for the first page. */
  readonly absent: readonly boolean[] | null
}

/** The order of a page, with the key as its last term; says to `draft` which rows there are and what they show. */
export function paged(draft: Draft, { backwards, slot, absent }: PageDraft): readonly OrderTerm[] {
  const { info, resolver } = draft
  if (Array.isArray(draft.group) || (draft.values !== null && draft.distinct !== false))
    throw ormErrors.NOT_ROWS({ model: info.name, what: 'cursorPage()' })
  const own = draft.terms()
  const key = columnOf(resolver.root, info.key)
  const ends = own.findIndex(({ by }) => by?.kind === 'column' && by.source === resolver.root && by.column === info.key)
  const last: OrderTerm = { by: key, descending: own.at(-1)?.descending ?? false, nulls: null }
  const terms = ends >= 0 ? own.slice(0, ends + 1) : [...own, last]
  for (const { by } of terms) {
    const kind = by?.output?.describe().kind
    if (by === null || kind === 'json' || kind === undefined)
      throw ormErrors.BAD_ARGUMENT({
        where: `cursorPage() of ${info.name}`,
        needs: 'an order by values that say what they are',
        given: by === null ? "'?'" : 'JSON or plain SQL',
      })
  }
  const order = backwards ? terms.map(flipped) : terms
  if (absent !== null) {
    if (absent.length !== order.length) throw ormErrors.BAD_CURSOR({ model: info.name })
    const values = order.map(
      ({ by }, i): Expression => ({ kind: 'value', slot: slot + i, output: by!.output, stored: true }),
    )
    const beyond: Condition = Object.freeze({ kind: 'beyond', order, values, absent })
    draft.conditions.push(beyond)
  }
  // A moment is shown as text: a Date would lose what is finer than a millisecond.
  const shown = order.map(
    ({ by }): Expression =>
      by!.output!.describe().kind === 'datetime' ? { kind: 'cast', of: by!, output: textField } : by!,
  )
  if (draft.values === null) draft.hidden.push(...shown)
  else draft.values.named.push(...shown.map((expression) => ({ name: '', expression })))
  draft.places = order.map(({ by }) => by!.output!)
  return order
}

/** A page of `rows`: keyset pagination, by the values of the order and then the key. */
export function cursorPage(rows: ReadableQuerySet, options: PageOptions): Maybe<Page> {
  const model = rows.model.name
  const where = `cursorPage() of ${model}`
  rows.unsliced('cursorPage()')
  rows.uncombined('cursorPage()')
  if (!isRecord(options))
    throw ormErrors.BAD_ARGUMENT({ where, needs: '{ size, after, before }', given: kindOf(options) })
  const { size, after: from = null, before = null }: PageOptions = options as unknown as PageOptions
  checkSize(where, size)
  if (from !== null && before !== null)
    throw ormErrors.BAD_ARGUMENT({ where, needs: '`after` or `before`', given: 'both' })
  const backwards = before !== null
  const cursor = from ?? before
  const place = cursor === null ? null : placeOf(cursor, model)
  const page = rows.paged(new PageStep(backwards, place)).slice(0, size + 1)
  const fetched = page.fetched(({ places }) => {
    if (place !== null && !fits(place, places)) throw ormErrors.BAD_CURSOR({ model })
  })
  return after(fetched, ({ plan, found, built }) => {
    const kept = found.slice(0, size)
    const more = found.length > kept.length
    if (backwards) kept.reverse()
    const at = (row: Row | undefined) => (row === undefined ? null : cursorOf(row, plan.places.length))
    const onward = backwards || more
    const back = backwards ? more : place !== null
    return after(built(kept), (results) => ({
      rows: results,
      next: onward ? at(kept.at(-1)) : null,
      previous: back ? at(kept[0]) : null,
    }))
  })
}
