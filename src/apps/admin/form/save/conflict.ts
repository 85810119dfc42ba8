import { gettext, ngettext } from '../../../../web/i18n/index.ts'
import { fieldCell, fill, inSentence, listed, lowerFirst } from '../../format.ts'
import { fieldLabel } from '../../log.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { page } from '../../page.ts'
import { capitalise } from '../../paths.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, listUrl, rowUrl } from '../../request.ts'
import type { SetPlan } from '../inlines/plan.ts'
import type { RowForm } from '../row-form.ts'
import { isKept } from './answers.ts'
import { type Disagreement, inlineDisagreements, inlineVersions } from './conflict-inlines.ts'
import { lastSave } from './last.ts'
import { keepUploads, type Sent } from './save.ts'
import { storedTexts, storedValue } from './values.ts'
import { type Merge, versionOf } from './version.ts'

/** A save that met another person's. */
interface Conflict {
  readonly sent: Sent
  /** What the browser sent, name by name. */
  readonly body: Iterable<readonly [string, unknown]>
  /** The row as it is stored now. */
  readonly row: AnyRow
  readonly merge: Merge
  readonly plans: readonly SetPlan[]
}

/** Asks, field by field, whose value to keep. Nothing was written, and nothing that was typed is lost. */
export async function drawConflict(admin: AdminRequest, conflict: Conflict): Promise<Response> {
  const { sent, row, merge, plans, body } = conflict
  const { model, form, data } = sent
  const cleaned = form.cleaned as Readonly<Record<string, unknown>>
  await keepUploads(sent)
  const save = await lastSave(admin, model, row)
  const who = save === null || save.own ? null : save.by
  const kept = model.editable.filter((name) => isKept(data, name))
  const leftAlone = new Set([...kept, ...merge.theirs])
  const own = await Promise.all(
    merge.conflicts.map(
      async (name): Promise<Disagreement> => ({
        name,
        label: fieldLabel(model, name),
        mine: showValue(admin, model, name, cleaned[name]),
        theirs: showValue(admin, model, name, await related(model, row, name)),
      }),
    ),
  )
  const below = await inlineDisagreements(admin, plans, data)
  const rows = [...own, ...below.rows]
  const versions = await inlineVersions(plans)
  const forms = [{ form, prefix: '', model }, ...below.forms]
  const pairs = pairsOf(body, new Set([...leftAlone, ...below.leftAlone]), versions, forms, data)
  const names = (fields: readonly string[]) => fields.map((name) => fieldLabel(model, name)).join(gettext(', '))
  const mine = [...(merge.mine.length > 0 ? [names(merge.mine)] : []), ...below.mine]
  const theirs = [...(leftAlone.size > 0 ? [names([...leftAlone])] : []), ...below.theirs]
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
      save: String(data.get('_save') ?? ''),
      sent: pairs,
      rows,
      merged: [
        ...(mine.length > 0 ? [fill(gettext('Yours: %(fields)s'), { fields: mine.join(gettext(', ')) })] : []),
        ...(theirs.length > 0
          ? [
              fill(gettext('%(who)s: %(fields)s'), {
                who: capitalise(who ?? gettext('the other')),
                fields: theirs.join(gettext(', ')),
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

/** Names that the page of the conflict says anew. */
const ownNames = /^(?:csrfmiddlewaretoken|_version|_save|_resolve|_ask|_keep_.*)$/

/** What the hidden controls of the page carry: all that was sent, but for what is left as it is stored. */
function pairsOf(
  body: Iterable<readonly [string, unknown]>,
  leftAlone: ReadonlySet<string>,
  versions: ReadonlyMap<string, string>,
  forms: readonly { readonly form: RowForm; readonly prefix: string; readonly model: ModelAdmin }[],
  data: Sent['data'],
): (readonly [string, string])[] {
  // Hidden controls cannot carry files: they carry what was kept of them.
  const files = forms.flatMap(({ form, prefix, model }) =>
    [...form]
      .filter(({ name }) => model.info.column(name)?.field.describe().kind === 'file')
      .filter(({ name }) => !leftAlone.has(`${prefix}${name}`))
      .map(({ name }) => fileControls(form, name, data)),
  )
  const carried = new Set(files.flatMap(({ names }) => names))
  const pairs: (readonly [string, string])[] = []
  for (const [name, value] of body)
    if (typeof value === 'string' && !ownNames.test(name) && !carried.has(name) && !versions.has(name))
      if (!isLeft(name, leftAlone)) pairs.push([name, value])
  for (const { pair } of files) if (pair !== null) pairs.push(pair)
  for (const name of leftAlone) pairs.push([`_keep_${name}`, 'theirs'])
  for (const pair of versions) pairs.push(pair)
  return pairs
}

/** A field may have several controls: `published_0`, `published_1`. */
function isLeft(name: string, leftAlone: ReadonlySet<string>): boolean {
  return leftAlone.has(name) || leftAlone.has(name.replace(/_\d$/, ''))
}

/** A stored value with related rows instead of their keys. */
export async function related(model: ModelAdmin, row: AnyRow, name: string): Promise<unknown> {
  return model.info.relations.has(name) && model.info.column(name) !== undefined
    ? row[name]
    : storedValue(model.info, row, name)
}

/** A value in words, for the side of the one who has it. */
export function showValue(admin: AdminRequest, model: ModelAdmin, name: string, value: unknown): string {
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
function fileControls(
  form: RowForm,
  name: string,
  sent: Sent['data'],
): { readonly names: readonly string[]; readonly pair: readonly [string, string] | null } {
  const { kept, keptName, clearName } = form.field(name as never).widgetContext() as unknown as {
    readonly kept: { readonly token: string } | null
    readonly keptName: string
    readonly clearName: string
  }
  const names = [keptName, clearName]
  if (kept !== null && kept !== undefined) return { names, pair: [keptName, kept.token] }
  return { names, pair: sent.has(clearName) ? [clearName, 'on'] : null }
}

/** 'price and stock' of a row. */
export function fieldsInWords(model: ModelAdmin, names: readonly string[]): string {
  return listed(names.map((name) => inSentence(fieldLabel(model, name))))
}
