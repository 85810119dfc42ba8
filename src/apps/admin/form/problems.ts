import { ngettext } from '../../../web/i18n/index.ts'
import { fill } from '../format.ts'

/** One line of the summary of what is wrong. */
export interface Problem {
  /** The id of what it is about; '' for the whole form. */
  readonly id: string
  readonly label: string
  readonly message: string
}

/** '2 to fix', for the list of sections and tabs; '' for none. */
export function toFix(problems: number): string {
  return problems === 0 ? '' : fill(ngettext('%(count)d to fix', '%(count)d to fix', problems), { count: problems })
}
