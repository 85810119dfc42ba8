import { atomic, IntegrityError } from '../../../../data/orm/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import type { BoundField } from '../../../forms/index.ts'
import { mayChange, mayChangeRow, mayViewRow, visibleRows } from '../../access.ts'
import { forUser } from '../../for-user.ts'
import { modelFor } from '../../form/request-model.ts'
import { sentTexts } from '../../form/save/values.ts'
import { mergeFields, versionOf } from '../../form/save/version.ts'
import { before, fillRow, restoreRow, saveRow } from '../../form/save/write-row.ts'
import type { SentValues } from '../../form/slugs.ts'
import { fieldCell, fill } from '../../format.ts'
import { recordingAs } from '../../history/context.ts'
import { keyFrom } from '../../keys.ts'
import { change, logAction } from '../../log.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { actionFlags } from '../../models.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, withRelations } from '../../request.ts'
import { cellFields, cellForm, isTouched } from './form.ts'
import { type CellState, type CellStates, fieldsOf, type SentRow, sentRows } from './sent.ts'

/** What came of the cells of a list. */
export interface SavedCells {
  /** How many rows were changed. */
  readonly saved: number
  /** Rows that were not, with what was typed into them. */
  readonly left: CellStates
  /** How many rows of those that were sent are not there any more. */
  readonly gone: number
}

/** A row of which some cells were changed. */
interface TouchedRow {
  readonly sent: SentRow
  readonly row: AnyRow
  readonly fields: readonly string[]
}

/** Saves every changed cell, row by row: what cannot be saved stays with its row and does not hinder the others. Creates nothing. */
export function saveCells(admin: AdminRequest, shown: ModelAdmin, sent: SentValues): Promise<SavedCells> {
  const work = async () => {
    const { touched, gone } = await touchedRows(admin, shown, sent, true)
    const left = new Map<string, CellState>()
    let saved = 0
    for (const each of touched) {
      const state = await saveTouched(admin, shown, each, sent)
      if (state === null) saved += 1
      else if (state !== 'same') left.set(each.sent.key, state)
    }
    return { saved, left, gone }
  }
  return recordingAs({ via: 'list' }, () => atomic(work))
}

/** The changed cells of a list that was sent for something else, as they were typed. */
export async function typedCells(admin: AdminRequest, shown: ModelAdmin, sent: SentValues): Promise<CellStates> {
  if (shown.cells.length === 0) return new Map()
  const { touched } = await touchedRows(admin, shown, sent, false)
  return new Map(touched.map((each) => [each.sent.key, stateOf(each, sent)]))
}

async function touchedRows(
  admin: AdminRequest,
  shown: ModelAdmin,
  sent: SentValues,
  lock: boolean,
): Promise<{ touched: TouchedRow[]; gone: number }> {
  const model = await forUser(admin, shown)
  const named = sentRows(sent)
  if (named.length === 0 || model.cells.length === 0 || !mayChange(admin, model)) return { touched: [], gone: 0 }
  const fields = await cellFields(admin, model, model.cells)
  const keys = named.map(({ key }) => keyFrom(model, key)).filter((key) => key !== undefined)
  const rows = visibleRows(admin, model).filter({ pk__in: keys })
  const joined = withRelations(model, rows)
  const found = await (lock ? joined.selectForUpdate({ of: ['self'] }) : joined)
  const stored = new Map(found.map((row) => [String(row['pk']), row]))
  const touched: TouchedRow[] = []
  let gone = 0
  for (const each of named) {
    const row = stored.get(each.key)
    if (row === undefined) gone += 1
    else {
      const own = new Set((await modelFor(admin, shown, row)).cells)
      const changed = fieldsOf(each.version).filter(
        (name) => own.has(name) && isChanged(admin, model, fields, row, each, name, sent),
      )
      if (changed.length > 0) touched.push({ sent: each, row, fields: changed })
    }
  }
  return { touched, gone }
}

function isChanged(
  admin: AdminRequest,
  { info }: ModelAdmin,
  fields: ReadonlyMap<string, BoundField>,
  row: AnyRow,
  { prefix }: SentRow,
  name: string,
  sent: SentValues,
): boolean {
  const field = fields.get(name)
  return field !== undefined && isTouched(field, `${prefix}-${name}`, row[info.column(name)!.attribute], sent, admin)
}

/** Saves the changed cells of one row: null where it was saved, 'same' where nothing was left to save. */
async function saveTouched(
  admin: AdminRequest,
  shown: ModelAdmin,
  touched: TouchedRow,
  sent: SentValues,
): Promise<CellState | 'same' | null> {
  const { row, fields } = touched
  const { prefix, version, asked } = touched.sent
  const { info } = shown
  if (!(await mayViewRow(admin, shown, row)) || !(await mayChangeRow(admin, shown, row)))
    return stateOf(touched, sent, { trouble: gettext('You may not change this row.') })
  const choice = (name: string) => sent.get(`${prefix}-_keep_${name}`)
  const names = fields.filter((name) => !(asked.includes(name) && choice(name) === 'theirs'))
  if (names.length === 0) return 'same'
  const stored = await before(shown, row, names)
  const shownNow = new Map(names.map((name) => [name, shownValue(admin, shown, row, name)]))
  const form = cellForm(admin, shown, names, { row, data: sent, prefix })
  if (!(await form.isValid())) return stateOf(touched, sent, refusals(form.errors, names))
  const cleaned = form.cleaned as Readonly<Record<string, unknown>>
  const merge = mergeFields(version, sentTexts(info, cleaned, names), stored.texts)
  const open = merge.mine.filter((name) => asked.includes(name) && choice(name) !== 'mine')
  const met = [...merge.conflicts, ...open]
  if (met.length > 0) {
    const marks = versionOf(new Map(met.map((name) => [name, stored.texts.get(name)!])))
    return stateOf(touched, sent, {
      version: [...version.split(' ').filter((mark) => !met.includes(fieldsOf(mark)[0]!)), marks].join(' '),
      asked: met,
      theirs: new Map(met.map((name) => [name, shownNow.get(name)!])),
    })
  }
  restoreRow(shown, row, stored)
  fillRow(shown, row, cleaned, merge.mine)
  if (merge.mine.length === 0) return 'same'
  try {
    await atomic(() => write(admin, shown, row, merge.mine))
    return null
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    const text = fill(gettext('The database refused this: %(reason)s'), { reason: error.message })
    return stateOf(touched, sent, { trouble: text })
  }
}

async function write(admin: AdminRequest, model: ModelAdmin, row: AnyRow, changed: readonly string[]): Promise<void> {
  const context = { request: admin.request, added: false, changed }
  await saveRow(model, row, context)
  await model.options.hooks?.saved?.(row, context)
  await logAction(admin, model, row, actionFlags.changed, change(model, changed))
}

/** What the row holds for a field, in words. */
function shownValue(admin: AdminRequest, { info }: ModelAdmin, row: AnyRow, name: string): string {
  const schema = info.column(name)!.field.describe()
  const value = row[name]
  if (schema.relation !== undefined) return value === null ? gettext('None') : String(value)
  return fieldCell(schema, value, admin.zone).text
}

function refusals(
  errors: Readonly<Record<string, readonly { readonly message: string }[]>>,
  names: readonly string[],
): Partial<CellState> {
  const ofCells = names.filter((name) => errors[name] !== undefined)
  const others = Object.entries(errors).filter(([name]) => !names.includes(name))
  return {
    errors: new Map(ofCells.map((name) => [name, errors[name]!.map(({ message }) => message)])),
    trouble: others.flatMap(([, issues]) => issues.map(({ message }) => message)).join(' '),
  }
}

function stateOf({ sent: own, fields }: TouchedRow, sent: SentValues, more: Partial<CellState> = {}): CellState {
  const typed = new Map(fields.map((name) => [name, typedText(`${own.prefix}-${name}`, sent)]))
  return { version: own.version, asked: own.asked, typed, errors: new Map(), theirs: new Map(), trouble: '', ...more }
}

/** What was typed; '' also stands for a box that is not ticked. */
function typedText(name: string, sent: SentValues): string {
  return String(sent.get(name) ?? '')
}
