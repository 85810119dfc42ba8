import { didYouMean } from '../../../../base/errors/index.ts'
import type { ColumnInfo, ModelInfo } from '../../../../data/query/index.ts'
import { adminErrors } from '../../errors.ts'
import { type ModelAdmin, modelAdmin } from '../../model-admin.ts'
import type { InlineRegistration } from '../../options/form.ts'
import { capitalise } from '../../paths.ts'

/** Rows of another model in a form, every option read and checked. */
export interface Inline {
  /** The declaration that it was read from: hooks choose among these. */
  readonly declared: InlineRegistration
  /** The other model as this form shows it. */
  readonly model: ModelAdmin
  /** The foreign key that leads to the row of the form. */
  readonly key: ColumnInfo
  /** What the names of its fields begin with: 'comments'. */
  readonly name: string
  /** The id of its section. */
  readonly id: string
  readonly title: string
  readonly layout: 'table' | 'cards'
  /** Empty rows without script; null where nobody said. */
  readonly extra: number | null
  readonly min: number
  readonly max: number
  readonly ordering: readonly string[]
  /** The property that keeps the order which people choose. */
  readonly orderField: string | null
  readonly showChangeLink: boolean
  readonly collapsed: boolean
  readonly tab: string | null
  readonly inlines: readonly Inline[]
}

/** Reads the inlines of a form. Throws the coded error of the first declaration that is wrong. */
export function readInlines(parent: ModelInfo, declared: readonly InlineRegistration[], depth = 0): readonly Inline[] {
  const names = new Set<string>()
  return declared.map((registration, index) => {
    const read = readInline(parent, registration, depth, index)
    if (!names.has(read.name)) {
      names.add(read.name)
      return read
    }
    // The same rows a second time, in another order or with other fields: Django counts them too.
    const name = `${read.name}-${index + 1}`
    return Object.create(read, { name: { value: name } }) as Inline
  })
}

function readInline(parent: ModelInfo, declared: InlineRegistration, depth: number, index: number): Inline {
  const { options } = declared
  const key = keyTo(parent, declared)
  const info = key.model
  if (depth > 0 && options.inlines !== undefined && options.inlines.length > 0)
    throw adminErrors.DEEP_INLINE({ model: parent.label, inline: info.label })
  const order = options.orderField === undefined ? null : orderColumn(parent, info, options.orderField)
  for (const [option, value] of Object.entries({ extra: options.extra, min: options.min, max: options.max }))
    if (value !== undefined && (!Number.isSafeInteger(value) || value < 0))
      throw adminErrors.BAD_INLINE_COUNT({ model: info.label, option, value })
  const { title, tab } = options
  const model = modelAdmin(info, {
    ...(options.fields === undefined ? {} : { fields: options.fields }),
    exclude: [...(options.exclude ?? []), key.property, ...(order === null ? [] : [order])],
    readonlyFields: options.readonlyFields ?? [],
    ...(options.widgets === undefined ? {} : { widgets: options.widgets }),
    prepopulatedFields: options.prepopulatedFields ?? {},
    ordering: options.ordering ?? [],
    listDisplay: ['__str__'],
    canAdd: options.canAdd ?? true,
    canChange: options.canChange ?? true,
    canDelete: options.canDelete ?? true,
  })
  return {
    declared,
    model,
    key,
    name: key.relation?.reverse?.property ?? `${info.name.toLowerCase()}_set`,
    id: `i-${depth}-${index + 1}`,
    get title() {
      return title === undefined ? capitalise(info.verboseNamePlural) : String(title)
    },
    layout: options.layout ?? 'table',
    extra: options.extra ?? null,
    min: options.min ?? 0,
    max: options.max ?? 1000,
    ordering: order === null ? (options.ordering ?? []) : [order, 'pk'],
    orderField: order,
    showChangeLink: options.showChangeLink ?? false,
    collapsed: options.collapsed ?? false,
    get tab() {
      return tab === undefined ? null : String(tab)
    },
    inlines: readInlines(info, options.inlines ?? [], depth + 1),
  }
}

/** The foreign key by which the rows of an inline belong to a row of `parent`. */
function keyTo(parent: ModelInfo, { model, options }: InlineRegistration): ColumnInfo {
  const dependents = [...new Set([...parent.dependents, ...parent.concrete.dependents])]
  const keys = dependents
    .filter(({ from }) => from.model === model)
    .map(({ from, property }) => from.column(property))
    .filter((column) => column !== undefined)
  const found = options.foreignKey === undefined ? keys : keys.filter(({ property }) => property === options.foreignKey)
  const [key, ...further] = found
  if (key !== undefined && further.length === 0) return key
  const known = keys.map(({ property }) => property)
  const near = [...new Set(dependents.filter(({ from }) => !from.automatic).map(({ from }) => from.name))]
  const others = near.length === 0 ? '' : ` Those of ${near.slice(0, 8).join(', ')} do.`
  throw adminErrors.INLINE_KEY({
    model: parent.label,
    inline: model.name,
    problem:
      keys.length === 0
        ? `no foreign key of ${model.name} leads to ${parent.label}${didYouMean(model.name, near)}.${others}`
        : options.foreignKey === undefined
          ? `${known.length} foreign keys lead there: ${known.join(', ')}. Name one in foreignKey.`
          : `'${options.foreignKey}' does not lead there${didYouMean(options.foreignKey, known)}; ${known.join(', ')} would.`,
  })
}

function orderColumn(parent: ModelInfo, info: ModelInfo, name: string): string {
  const column = info.column(name)
  const kind = column?.field.describe().kind
  if (column !== undefined && kind === 'integer' && column.relation === null && !column.primaryKey)
    return column.property
  const numbers = info.columns
    .filter((each) => each.field.describe().kind === 'integer' && each.relation === null && !each.primaryKey)
    .map(({ property }) => property)
  throw adminErrors.WRONG_PATH({
    model: parent.label,
    option: `orderField of the inline of ${info.label}`,
    path: name,
    problem:
      column === undefined
        ? `${info.label} has no such field${didYouMean(name, numbers)}.`
        : 'the order of rows is kept in a field of whole numbers.',
  })
}
