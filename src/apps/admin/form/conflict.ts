import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { fieldCell, fill, lowerFirst } from '../format.ts'
import { fieldLabel } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { page } from '../page.ts'
import { capitalise } from '../paths.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, listUrl, rowUrl } from '../request.ts'
import { lastSave } from './history.ts'
import type { RowForm } from './row-form.ts'
import type { SentValues } from './slugs.ts'
import { storedTexts, storedValue } from './values.ts'
import { type Merge, versionOf } from './version.ts'

/** A save that met another person's. */
export interface Conflict {
  readonly form: RowForm
  /** The row as it is stored now. */
  readonly row: AnyRow
  readonly merge: Merge
  readonly sent: SentValues
  /** Fields for which the other value was chosen before. */
  readonly kept: ReadonlySet<string>
}

/** Asks, field by field, whose value to keep. Nothing was written, and nothing that was typed is lost. */
export async function drawConflict(admin: AdminRequest, model: ModelAdmin, conflict: Conflict): Promise<Response> {
  const { form, row, merge, sent, kept } = conflict
  const cleaned = form.cleaned as Readonly<Record<string, unknown>>
  await form.keepUploads()
  const save = await lastSave(admin, model, row)
  const who = save === null || save.own ? null : save.by
  const leftAlone = new Set([...kept, ...merge.theirs])
  const pairs = model.editable
    .filter((name) => !leftAlone.has(name))
    .flatMap((name) => sent.getAll(name).map((value) => [name, String(value)] as const))
  // Hidden controls cannot carry files: they carry what was kept of them.
  for (const name of model.editable.filter((name) => !leftAlone.has(name)))
    if (model.info.column(name)?.field.describe().kind === 'file') pairs.push(...fileControls(form, name, sent))
  for (const name of leftAlone) pairs.push([`_keep_${name}`, 'theirs'])
  const rows = await Promise.all(
    merge.conflicts.map(async (name) => ({
      name,
      label: fieldLabel(model, name),
      mine: show(admin, model, name, cleaned[name]),
      theirs: show(admin, model, name, await related(model, row, name)),
    })),
  )
  const names = (fields: readonly string[]) => fields.map((name) => fieldLabel(model, name)).join(gettext(', '))
  return page(admin, 'conflict.html', {
    title: gettext('Two changes met'),
    status: 409,
    crumbs: [
      { label: model.title, url: listUrl(admin, model) },
      { label: String(row), url: rowUrl(admin, model, row['pk'], 'change') },
      { label: gettext('Two changes met'), url: null },
    ],
    model,
    context: {
      heading:
        who === null
          ? fill(gettext('You and somebody else both changed this %(name)s'), { name: model.one })
          : fill(gettext('You and %(who)s both changed this %(name)s'), { who, name: model.one }),
      theirs: who ?? gettext('Saved meanwhile'),
      when: save === null ? '' : fill(gettext('saved %(when)s'), { when: lowerFirst(save.when) }),
      again: fill(gettext('Start again from the saved %(name)s'), { name: model.one }),
      saveText: fill(gettext('Save the %(name)s'), { name: model.one }),
      version: versionOf(await storedTexts(model.info, row, model.editable)),
      save: String(sent.get('_save') ?? ''),
      sent: pairs,
      rows,
      merged: [
        ...(merge.mine.length > 0 ? [fill(gettext('Yours: %(fields)s'), { fields: names(merge.mine) })] : []),
        ...(leftAlone.size > 0
          ? [
              fill(gettext('%(who)s: %(fields)s'), {
                who: capitalise(who ?? gettext('the other')),
                fields: names([...leftAlone]),
              }),
            ]
          : []),
      ],
      choices: fill(ngettext('%(count)d choice to make', '%(count)d choices to make', rows.length), {
        count: rows.length,
      }),
      changeUrl: rowUrl(admin, model, row['pk'], 'change'),
    },
  })
}

/** A stored value with related rows instead of their keys. */
async function related(model: ModelAdmin, row: AnyRow, name: string): Promise<unknown> {
  return model.info.relations.has(name) && model.info.column(name) !== undefined
    ? row[name]
    : storedValue(model.info, row, name)
}

function show(admin: AdminRequest, model: ModelAdmin, name: string, value: unknown): string {
  const schema = model.info.column(name)?.field.describe()
  if (schema === undefined || schema.relation !== undefined) {
    if (Array.isArray(value)) return value.length === 0 ? gettext('None') : value.map(String).join(', ')
    return value === null ? gettext('None') : String(value)
  }
  if (schema.kind === 'text' || schema.kind === 'string')
    return value === '' || value === null ? gettext('Empty') : String(value)
  return fieldCell(schema, value, admin.zone).text
}

/** What stands for a file in the next submission: that one was kept, or that the one there is to go. */
function fileControls(form: RowForm, name: string, sent: SentValues): (readonly [string, string])[] {
  const { kept, keptName, clearName } = form.field(name as never).widgetContext() as unknown as {
    readonly kept: { readonly token: string } | null
    readonly keptName: string
    readonly clearName: string
  }
  if (kept !== null && kept !== undefined) return [[keptName, kept.token]]
  return sent.has(clearName) ? [[clearName, 'on']] : []
}
