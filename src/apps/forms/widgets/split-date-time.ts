import { DateWidget, TimeWidget } from './moments.ts'
import { MultiWidget } from './multi.ts'
import type { Attributes } from './widget.ts'

export interface SplitOptions {
  readonly dateAttrs?: Attributes
  readonly timeAttrs?: Attributes
  readonly dateFormats?: readonly string[] | null
  readonly timeFormats?: readonly string[] | null
  /** Controls of the browser, text boxes, or nothing to be seen. Default 'native'. */
  readonly kind?: 'native' | 'text' | 'hidden'
  /** What stands before the two. */
  readonly labels?: readonly [date: string, time: string]
}

/** A date and a time of day in two controls; its value is a `Date`. */
export class SplitDateTimeWidget extends MultiWidget {
  readonly #options: SplitOptions

  constructor(attrs: Attributes = {}, options: SplitOptions = {}) {
    const { kind = 'native', labels } = options
    const date = kind === 'native' ? 'date' : kind
    const time = kind === 'native' ? 'time' : kind
    super(
      [
        { widget: new DateWidget(options.dateAttrs, date, options.dateFormats), label: labels?.[0] ?? null },
        { widget: new TimeWidget(options.timeAttrs, time, options.timeFormats), label: labels?.[1] ?? null },
      ],
      attrs,
    )
    this.#options = options
  }

  override localized(): SplitDateTimeWidget {
    return new SplitDateTimeWidget(this.attrs, { ...this.#options, kind: 'text' })
  }

  /** The same, not shown. */
  asHidden(): SplitHiddenDateTimeWidget {
    const { labels: _seen, ...options } = this.#options
    return new SplitHiddenDateTimeWidget(this.attrs, options)
  }

  protected override decompress(value: unknown): readonly unknown[] {
    return value instanceof Date ? [value, value] : []
  }
}

/** The same, not shown. */
export class SplitHiddenDateTimeWidget extends SplitDateTimeWidget {
  constructor(attrs: Attributes = {}, options: Omit<SplitOptions, 'kind' | 'labels'> = {}) {
    super(attrs, { ...options, kind: 'hidden' })
  }
}
