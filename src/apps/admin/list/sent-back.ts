/** A list that is shown again after something was asked of it that could not be done: nothing that was chosen or typed is lost. */
export interface SentBack {
  readonly status: number
  readonly note: { readonly kind: 'bad' | 'warn'; readonly text: string }
  /** The keys of the rows that were chosen. */
  readonly chosen: ReadonlySet<string>
  /** All that match were chosen. */
  readonly all: boolean
}
