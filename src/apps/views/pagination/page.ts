import { type ElidedNumber, elidedNumbers } from './elided.ts'
import type { Paginator } from './paginator.ts'

/** Some rows of a list, and where they stand in it. Django's `Page`. */
export class Page<R> {
  readonly kind = 'numbered'
  readonly rows: readonly R[]
  /** From 1. */
  readonly number: number
  /** Rows of all pages. */
  readonly count: number
  readonly pageCount: number
  readonly paginator: Paginator<R>

  constructor(paginator: Paginator<R>, rows: readonly R[], number: number, count: number, pageCount: number) {
    this.paginator = paginator
    this.rows = rows
    this.number = number
    this.count = count
    this.pageCount = pageCount
  }

  get length(): number {
    return this.rows.length
  }

  [Symbol.iterator](): Iterator<R> {
    return this.rows[Symbol.iterator]()
  }

  get hasNext(): boolean {
    return this.number < this.pageCount
  }

  get hasPrevious(): boolean {
    return this.number > 1
  }

  get hasOtherPages(): boolean {
    return this.hasNext || this.hasPrevious
  }

  /** Null on the last page. */
  get nextNumber(): number | null {
    return this.hasNext ? this.number + 1 : null
  }

  /** Null on the first page. */
  get previousNumber(): number | null {
    return this.hasPrevious ? this.number - 1 : null
  }

  /** The position of its first row, from 1; 0 where there are no rows at all. */
  get startIndex(): number {
    return this.count === 0 ? 0 : (this.number - 1) * this.paginator.perPage + 1
  }

  /** The position of its last row, from 1. */
  get endIndex(): number {
    return this.number === this.pageCount ? this.count : this.number * this.paginator.perPage
  }

  /** The numbers that a navigation names, null for what is left out. */
  get numbers(): readonly ElidedNumber[] {
    return this.elided()
  }

  /** The same, with as many around this page and at both ends. */
  elided(options: { readonly onEachSide?: number; readonly onEnds?: number } = {}): readonly ElidedNumber[] {
    const { onEachSide = 3, onEnds = 2 } = options
    return elidedNumbers(this.number, this.pageCount, onEachSide, onEnds)
  }
}
