import { fillMessage, type Issue } from '../../base/schema/index.ts'
import { gettext, ngettext } from '../../web/i18n/index.ts'

/** An issue in the language in force: its message is looked up as catalogs know it, then filled in. */
export function translated(issue: Issue): Issue {
  const { template = issue.message } = issue
  const text = typeof template === 'string' ? gettext(template) : ngettext(template.one, template.many, template.count)
  if (issue.template === undefined) return text === issue.message ? issue : { ...issue, message: text }
  const message = fillMessage(text, issue.params)
  return text === template ? issue : { ...issue, message }
}
