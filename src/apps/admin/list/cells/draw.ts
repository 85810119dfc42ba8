import { gettext, ngettext } from '../../../../web/i18n/index.ts'
import type { BoundField, WidgetContext, WidgetOption } from '../../../forms/index.ts'
import { mayChange, mayChangeRow, mayViewRow } from '../../access.ts'
import { modelFor } from '../../form/request-model.ts'
import { storedTexts } from '../../form/save/values.ts'
import { versionOf } from '../../form/save/version.ts'
import { fill } from '../../format.ts'
import { fieldLabel } from '../../log.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import type { DrawnColumn, DrawnRow } from '../draw/rows.ts'
import { mostSent } from './declared.ts'
import { cellContext, cellFields, textOf } from './form.ts'
import { type CellState, type CellStates, type SentRow, writeRows } from './sent.ts'

/** A cell that can be edited, as `list/cell.html` draws it. */
interface EditedCell {
  readonly kind: 'input' | 'select' | 'switch' | 'textarea'
  readonly widget: WidgetContext
  readonly options: readonly WidgetOption[]
  /** What the row holds, where the control shows something else; null where they are the same. */
  readonly was: string | null
  readonly errors: readonly string[]
  readonly notesId: string
  /** Two values that met, to choose from. */
  readonly conflict: {
    readonly name: string
    readonly mine: string
    readonly theirs: string
    readonly theirsText: string
  } | null
}

/** A column of a row with its control, where it has one. */
type EditedColumn = DrawnColumn & { readonly edit?: EditedCell }

/** What is wrong in a list that was sent back, for its summary. */
interface CellProblem {
  readonly id: string
  readonly label: string
  readonly message: string
}

/** What a list without editable cells says of them. */
export const uneditedCells = { cellRows: '', cellProblems: [], cellTitle: '' } as const

/** The rows of a list with controls in the cells that this person may edit, and what the form sends along. */
export async function drawCells(
  admin: AdminRequest,
  shown: ModelAdmin,
  model: ModelAdmin,
  {
    rows,
    lines,
    states,
  }: { readonly rows: readonly AnyRow[]; readonly lines: readonly DrawnRow[]; readonly states: CellStates },
): Promise<{ rows: readonly DrawnRow[]; cellRows: string; cellProblems: readonly CellProblem[]; cellTitle: string }> {
  const none = { ...uneditedCells, rows: lines }
  const names = model.cells.filter((name) => lines[0]?.columns.some((column) => column.name === name && !column.link))
  if (names.length === 0 || !mayChange(admin, model) || rows.length * (names.length + 1) > mostSent) return none
  const fields = await cellFields(admin, model, names)
  const sent: Omit<SentRow, 'prefix'>[] = []
  const problems: CellProblem[] = []
  const drawn: DrawnRow[] = []
  for (const [index, line] of lines.entries()) {
    const row = rows[index]!
    const state = states.get(line.key)
    const own =
      (await mayViewRow(admin, model, row)) && (await mayChangeRow(admin, model, row))
        ? new Set((await modelFor(admin, shown, row)).cells)
        : new Set()
    const edits = new Map<string, EditedCell>()
    for (const [name, field] of fields) {
      if (!own.has(name)) continue
      const edit = editedCell(admin, model, { field, name, row, state, place: `c${index}`, title: line.name })
      if (edit === null) continue
      edits.set(name, edit)
      const label = fill(gettext('%(field)s of %(name)s'), { field: fieldLabel(model, name), name: line.name })
      for (const message of edit.errors) problems.push({ id: `id_c${index}-${name}`, label, message })
      if (edit.conflict !== null)
        problems.push({
          id: `id_c${index}-${name}`,
          label,
          message: gettext('Somebody else changed it too. Choose whose value holds.'),
        })
    }
    if (state !== undefined && state.trouble !== '')
      problems.push({
        id: '',
        label: '',
        message: fill(gettext('%(name)s: %(reason)s'), { name: line.name, reason: state.trouble }),
      })
    const version = state?.version ?? versionOf(await storedTexts(model.info, row, [...edits.keys()]))
    sent.push({ key: line.key, version, asked: state?.asked ?? [] })
    drawn.push({ ...line, columns: line.columns.map((column) => withEdit(column, edits)) })
  }
  return { rows: drawn, cellRows: writeRows(sent), cellProblems: problems, cellTitle: titleOf(problems.length) }
}

function titleOf(problems: number): string {
  return fill(ngettext('%(count)d cell was not saved', '%(count)d cells were not saved', problems), { count: problems })
}

function withEdit(column: DrawnColumn, edits: ReadonlyMap<string, EditedCell>): EditedColumn {
  const edit = edits.get(column.name)
  return edit === undefined ? column : { ...column, edit }
}

interface CellOf {
  readonly field: BoundField
  readonly name: string
  readonly row: AnyRow
  readonly state: CellState | undefined
  readonly place: string
  readonly title: string
}

function editedCell(admin: AdminRequest, model: ModelAdmin, of: CellOf): EditedCell | null {
  const { field, name, row, state, place, title } = of
  const htmlName = `${place}-${name}`
  const notesId = `id_${htmlName}_notes`
  const errors = state?.errors.get(name) ?? []
  const theirs = state?.theirs.get(name)
  const attributes = {
    'aria-label': fill(gettext('%(field)s of %(name)s'), { field: fieldLabel(model, name), name: title }),
    ...(errors.length > 0 && { 'aria-invalid': 'true' }),
    ...((errors.length > 0 || theirs !== undefined) && { 'aria-describedby': notesId }),
  }
  const value = row[model.info.column(name)!.attribute]
  const stored = cellContext(field, htmlName, value, admin, attributes)
  if (stored === null) return null
  const typed = state?.typed.get(name)
  const typedValue = field.widget.type === 'checkbox' ? typed === 'on' : typed
  const widget = typed === undefined ? stored : (cellContext(field, htmlName, typedValue, admin, attributes) ?? stored)
  const options = (widget.groups ?? []).flatMap((group) => group.options)
  const shown = textOf(widget) ?? ''
  const was = textOf(stored) ?? ''
  return {
    kind: kindOf(widget),
    widget,
    options: options.map((option) => (/^-+$/.test(option.label) ? { ...option, label: '—' } : option)),
    was: shown === was ? null : was,
    errors,
    notesId,
    conflict:
      theirs === undefined ? null : { name: `${place}-_keep_${name}`, mine: wordsOf(widget), theirs, theirsText: was },
  }
}

function kindOf(widget: WidgetContext): EditedCell['kind'] {
  if (widget.groups !== undefined) return 'select'
  if (widget.type === 'checkbox') return 'switch'
  return widget.template === 'textarea' ? 'textarea' : 'input'
}

/** What a control shows, in words. */
function wordsOf(widget: WidgetContext): string {
  if (widget.type === 'checkbox') return textOf(widget) === 'on' ? gettext('Yes') : gettext('No')
  const chosen = (widget.groups ?? []).flatMap((group) => group.options).find((option) => option.selected)
  return chosen?.label ?? (widget.value === null || widget.value === '' ? gettext('Empty') : widget.value)
}
