import { gettext } from '../../../../web/i18n/index.ts'
import type { BoundField, WidgetOption } from '../../../forms/index.ts'
import { mayView } from '../../access.ts'
import { fill } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { type AdminRequest, listUrl } from '../../request.ts'
import type { FieldView } from '../field-view.ts'
import { keyIsNumber } from './large.ts'
import type { Lookup } from './lookup.ts'
import type { RowChoice } from './row-choices.ts'

/** A relation that is looked up, as its control shows it. */
export interface LookupView {
  readonly text: string
  /** The keys of the rows that have these names: one, or JSON of several. */
  readonly key: string
  readonly chosen: readonly RowChoice[]
  /** The same as JSON, for the script. */
  readonly rows: string
  /** Where the script asks for rows. */
  readonly url: string
  readonly placeholder: string
  /** The place of the far model, to choose a row from its list; null for who may not see it, and in a dialog. */
  readonly listSlug: string | null
}

/** The page that a form asks for rows. */
interface LookupSource {
  readonly admin: AdminRequest
  /** The model whose form it is. */
  readonly model: ModelAdmin
  /** Its row; null for a new one. */
  readonly key: unknown
  /** For the form of an inline: its name among the inlines of the model. */
  readonly inline?: string
}

/** A relation that is looked up: a text field, or the rows that what was typed may mean. */
export function lookupView(view: FieldView, field: BoundField, lookup: Lookup, source: LookupSource): FieldView {
  const { text, chosen, matches, problem, relation } = lookup
  const { far, many, byKey } = relation
  const errors =
    problem === null ? view.errors : view.errors.slice(0, 1).map((error) => ({ ...error, message: problem }))
  const help = view.help === '' ? usualHelp(lookup) : view.help
  const ids = [...(errors.length > 0 ? [field.errorId] : []), ...(help === '' ? [] : [field.helpId])]
  const widget = field.widgetContext({
    'aria-describedby': ids.length === 0 ? undefined : ids.join(' '),
    multiple: false,
  })
  const base = { ...view, errors, help, describedBy: ids.join(' '), widget, extra: [] }
  if (matches.length > 0) {
    const option = ({ id, label, note }: RowChoice): WidgetOption => ({
      name: view.name,
      type: null,
      value: id,
      label: note === '' ? label : `${label} · ${note}`,
      selected: id === '',
      id: null,
      attributes: widget.attributes,
    })
    const options = [{ id: '', label: gettext('Choose one'), note: '' }, ...matches].map(option)
    return { ...base, kind: 'select', options, groups: [{ label: null, options }] }
  }
  const target = source.admin.models.of(far)
  return {
    ...base,
    kind: byKey ? 'rawId' : many ? 'lookupMany' : 'lookup',
    group: false,
    span: view.span === 6 && !many ? 3 : many ? 6 : view.span,
    lookup: {
      text,
      key: many ? JSON.stringify(chosen.map(({ id }) => id)) : (chosen[0]?.id ?? ''),
      chosen,
      rows: JSON.stringify(chosen),
      url: searchUrl(source, relation.name),
      placeholder: fill(gettext('Search %(name)s'), { name: far.verboseNamePlural }),
      listSlug:
        target !== undefined && mayView(source.admin, target) && !source.admin.request.query.has('_popup')
          ? target.slug
          : null,
    },
  }
}

function searchUrl({ admin, model, key, inline }: LookupSource, name: string): string {
  const query = new URLSearchParams({ field: name })
  if (inline !== undefined) query.set('inline', inline)
  if (key !== null) query.set('row', String(key))
  return `${listUrl(admin, model)}autocomplete/?${query}`
}

function usualHelp({ relation: { far, many, byKey } }: Lookup): string {
  if (byKey) return many ? gettext('Keys, with commas between them.') : gettext('Its key.')
  const numbered = keyIsNumber(far)
  if (many) return numbered ? gettext('Parts of names, or numbers.') : gettext('Parts of names.')
  return numbered ? gettext('Write a part of its name, or its number.') : gettext('Write a part of its name.')
}
