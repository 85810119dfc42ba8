import type { DatabaseName, DatabaseValue, Field, FieldState } from '../../query/index.ts'
import type { Fills } from '../../sql/index.ts'
import { migrationErrors } from '../errors.ts'
import type { Change } from '../operations/operation.ts'
import { labelOf, type ModelState, modelIn, type ProjectState } from '../state.ts'
import { fillsFor, type ModelFills } from './change.ts'
import { fieldOf, hasColumn, pointsAtOne, storedValue, valueField } from './fields.ts'
import { columnName } from './names.ts'

/**
 * What rows that are there already get in the column of a field that is new, or is no longer null: `fill`, else the
 * default, else an empty text where the field takes one, else the moment of the migration for `autoNow`.
 */
export function fillsOf(
  change: Pick<Change, 'after' | 'app' | 'editor'>,
  given: { readonly model: string; readonly name: string; readonly field: FieldState; readonly fill?: unknown },
): ModelFills | null {
  const { name, field } = given
  if (!hasColumn(field)) return null
  const { after: state, app, editor } = change
  const model = modelIn(state, app, given.model, `fill ${name}`)
  const value = encoded(state, model, name, field, given.fill, editor.database)
  const fills: Fills = value === null ? new Map() : new Map([[columnName(name, field), value]])
  return fillsFor(app, given.model, fills)
}

function encoded(
  state: ProjectState,
  model: ModelState,
  name: string,
  field: FieldState,
  fill: unknown,
  database: DatabaseName,
): DatabaseValue {
  const own = fieldOf(field)
  const values = valueField(state, model, name, field)
  const where = `${labelOf(model)}.${name}`
  try {
    const value = fill === undefined ? implied(own, field) : fill
    return storedValue(values, value === undefined || value === null ? null : values.clean(value), database)
  } catch (cause) {
    throw migrationErrors.BAD_FILL({ field: where, reason: (cause as Error).message }, { cause })
  }
}

/** What a field gives by itself: its default, an empty text, now. */
function implied(field: Field, state: FieldState): unknown {
  if (givenByDatabase(state)) return undefined
  const value = state.options.default === undefined ? undefined : state.options.default
  if (value !== undefined) return value
  if (state.options.null === true) return undefined
  const auto = field.beforeSave?.({}, true)
  if (auto !== undefined) return auto
  return state.options.blank === true && takesEmptyText(field) ? '' : undefined
}

/** The database itself knows what rows that are there get. */
export function givenByDatabase({ type, options }: FieldState): boolean {
  return type === 'generated' || options.dbDefault !== undefined
}

function takesEmptyText(field: Field): boolean {
  return (field as { emptyText?: boolean }).emptyText === true
}

/** A value that needs no question, and whether the migration has to say it: its field alone would not. */
export interface KnownValue {
  readonly value: unknown
  readonly write: boolean
}

/**
 * The value that rows get without asking. A default that is a function is called now, once, and written down: the
 * migration must do the same on every database, whenever it runs.
 */
export function knownValue(field: FieldState, live: Field | undefined): KnownValue | undefined {
  if (pointsAtOne(field)) {
    const { default: given } = field.options
    return given === undefined ? undefined : { value: given, write: false }
  }
  if (givenByDatabase(field)) return undefined
  const value = implied(fieldOf(field), field)
  if (value !== undefined) return { value, write: false }
  const called = live?.defaultValue()
  return called === undefined || called === null ? undefined : { value: written(called), write: true }
}

function written(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.getPrototypeOf(value) === Object.prototype ? value : String(value)
}
