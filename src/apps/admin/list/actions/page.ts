import { gettext } from '../../../../web/i18n/index.ts'
import type { Form } from '../../../forms/index.ts'
import { editableView } from '../../form/field-view.ts'
import { count, fill } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { page } from '../../page.ts'
import { type AdminRequest, listUrl, rowUrl, withRelations } from '../../request.ts'
import type { ModelAction } from './declared.ts'
import type { Selection } from './selection.ts'
import { type LeftRow, questionText } from './words.ts'

/** How many rows the page names. */
const mostNamed = 20

/** A question before an action is run. */
export interface ActionQuestion {
  readonly action: ModelAction
  /** The rows that it would be done to. */
  readonly selection: Selection
  readonly left: readonly LeftRow[]
  readonly leftCount: number
  readonly form: Form | null
  /** Where "Cancel" leads, and where one comes back to. */
  readonly back: string
  readonly fromRow: boolean
  readonly problem?: string
  readonly status?: number
}

/** Asks before an action is run: on what, what is left out, and the values that it needs. */
export async function drawQuestion(admin: AdminRequest, model: ModelAdmin, asked: ActionQuestion): Promise<Response> {
  const { action, selection, left, leftCount, form } = asked
  const rows = await withRelations(model, selection.rows).slice(0, mostNamed)
  await form?.ready()
  const problems = form?.isBound
    ? Object.entries(form.errors).flatMap(([name, issues]) => issues.map((issue) => [name, issue.message] as const))
    : []
  const heading = questionText(model, action, selection.count)
  return page(admin, 'action.html', {
    title: heading,
    crumbs: [
      { label: model.title, url: asked.fromRow ? listUrl(admin, model) : asked.back },
      { label: String(action.label), url: null },
    ],
    model,
    status: asked.status ?? 200,
    context: {
      heading,
      action: { name: action.name, label: String(action.label), icon: action.icon, bad: action.bad === true },
      rows: rows.map((row) => ({ name: String(row), url: rowUrl(admin, model, row['pk'], 'change') })),
      more: selection.count > rows.length ? count(selection.count - rows.length) : '',
      rowsTitle: model.title,
      rowsCount: count(selection.count),
      left,
      leftMore: leftCount > left.length ? count(leftCount - left.length) : '',
      leftTitle: gettext('Left as they are'),
      leftCount: count(leftCount),
      fields: form === null ? [] : [...form].map((field) => editableView(model, field, 1)),
      multipart: form?.isMultipart ?? false,
      problem: asked.problem ?? '',
      problems: problems.map(([name, message]) => ({
        id: name === '__all__' ? '' : form!.field(name as never).id,
        label: name === '__all__' ? '' : form!.field(name as never).label,
        message,
      })),
      problemTitle: gettext('This cannot be done yet'),
      keys: selection.keys === null ? '' : JSON.stringify(selection.keys),
      all: selection.keys === null,
      counted: selection.count,
      fromRow: asked.fromRow,
      back: asked.back,
      url: `${listUrl(admin, model)}${admin.request.query.size === 0 ? '' : `?${admin.request.query}`}`,
      cancel: gettext('Cancel'),
      none: fill(gettext('There are no %(name)s that you may do this to.'), { name: model.many }),
    },
  })
}
