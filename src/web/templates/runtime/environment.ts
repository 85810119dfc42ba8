/** What filters and tags may know of the rendering that they are part of. */
export interface Environment {
  readonly autoescape: boolean
  /** IANA name of the zone in which instants are shown. */
  readonly timezone: string
  /** The clock. */
  now(): Date
  /** Any value as the text that `{{ value }}` shows, before escaping. */
  display(value: unknown): string
}
