/** How much a finding matters: an error stops the start, a warning is printed. */
export type FindingLevel = 'error' | 'warning'

/** Something in the project's declarations that will not work, or will not work well. */
export interface Finding {
  /** Stable, for silencing: 'orm.E001'. */
  readonly id: string
  readonly level: FindingLevel
  readonly message: string
  /** What to do, one sentence. */
  readonly hint: string
  /** The declaration it is about: 'newsroom.Article.headline'. */
  readonly where: string
}

/** One line for a terminal: level, id, place, message, hint. */
export function formatFinding(finding: Finding): string {
  const stop = /[.!?…]$/.test(finding.message) ? '' : '.'
  return `${finding.level} ${finding.id} ${finding.where}: ${finding.message}${stop} ${finding.hint}`
}
