import { type AnyQuerySet, Count } from '../../../../data/orm/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import { count, listed } from '../../format.ts'
import { type ModelPath, pathLabel } from '../../paths.ts'
import type { ListAddress } from '../address.ts'
import { anyOf, type Condition, ofItsOwn, where } from '../conditions.ts'
import { by, type FacetOption, type FacetPlace, type FilterReading, type ListFilter } from './filter.ts'

/** How the address says "has none". No choice can be called that: it has two underscores. */
export const none = '__none'

/** What a value in the address means; undefined where it means nothing. */
type ValueReader = (text: string) => unknown

/** A value as the address says it. */
export function writeValue(value: unknown): string {
  if (value === null || value === undefined) return none
  if (value === true) return '1'
  if (value === false) return '0'
  return String(value)
}

/** The values that the address asks for, and whether it asks for some that there cannot be. */
export function askedValues(
  address: ListAddress,
  name: string,
  read: ValueReader,
): { values: unknown[]; bad: boolean } {
  const values: unknown[] = []
  let bad = false
  for (const text of address.all(name).slice(0, mostValues)) {
    const value = text === none ? null : read(text)
    if (value === undefined) bad = true
    else if (!values.includes(value)) values.push(value)
  }
  return { values, bad }
}

/** How many values of one filter are read. */
const mostValues = 200

/** The condition that one of the values holds; null where none was asked. */
export function oneOf(info: ModelInfo, { path, toMany }: ModelPath, values: readonly unknown[]): Condition | null {
  if (values.length === 0) return null
  const some = values.filter((value) => value !== null)
  const conditions: Condition[] = []
  if (some.length > 0) conditions.push(where({ [`${path}__in`]: some }))
  if (some.length < values.length) conditions.push(where({ [`${path}__isnull`]: true }))
  return ofItsOwn(info, anyOf(conditions), toMany)
}

/** How many rows have each value, by how the address writes it: those that occur most, at most `most` of them. */
export async function valueCounts(
  rows: AnyQuerySet,
  { path, toMany }: ModelPath,
  most: number,
): Promise<Map<string, number>> {
  const groups = await rows
    .orderBy()
    .values(path)
    .annotate({ nuages_count: Count('pk', { distinct: toMany }) })
    .orderBy('-nuages_count', path)
    .slice(0, most)
  return new Map(groups.map((group) => [writeValue(group[path]), Number(group['nuages_count'])]))
}

/** Makes options of a filter's values: `counts` is null where nobody counted. */
export function optionOf(counts: ReadonlyMap<string, number> | null, chosen: readonly unknown[]) {
  return (value: unknown, label: string): FacetOption => {
    const text = writeValue(value)
    const n = counts?.get(text) ?? 0
    return {
      value: text,
      label,
      checked: chosen.includes(value),
      count: counts === null ? '' : count(n),
      zero: counts !== null && n === 0,
    }
  }
}

/** What the chosen values are called, for the chip. */
export function chosenLabels(options: readonly FacetOption[]): string {
  return listed(
    options.filter((each) => each.checked).map((each) => each.label),
    'or',
  )
}

/** A filter that ticks values of a field with choices, or of a boolean. */
export function valuesFilter(info: ModelInfo, path: ModelPath, label: () => string): ListFilter {
  const schema = path.schema!
  const choices = (): readonly (readonly [unknown, string])[] =>
    schema.choices === undefined
      ? [
          [true, gettext('Yes')],
          [false, gettext('No')],
        ]
      : schema.choices.filter((choice) => choice.value !== null).map((choice) => [choice.value, choice.label] as const)
  const read: ValueReader = (text) => choices().find(([value]) => writeValue(value) === text)?.[0]
  const name = path.path
  return {
    name,
    get label() {
      return label()
    },
    path,
    params: [name],
    read(_admin, address): FilterReading {
      const { values, bad } = askedValues(address, name, read)
      const condition = oneOf(info, path, values)
      return {
        narrow: condition === null ? null : by(condition),
        ignored: bad ? [name] : [],
        ...(isOwnColumn(path) && { grouped: { path: name, chosen: values, few: true } }),
        async facet({ rows, counted, counts: known }: FacetPlace) {
          const counts = known ?? (counted ? await valueCounts(rows, path, 1000) : null)
          const option = optionOf(counts, values)
          const options = choices().map(([value, text]) => option(value, text))
          if ((counts?.get(none) ?? 0) > 0 || values.includes(null) || (counts === null && mayBeEmpty(path)))
            options.push(option(null, gettext('Not set')))
          return { options, chosen: chosenLabels(options) }
        },
      }
    },
  }
}

/** True for a column of the listed rows themselves, so that nothing has to be joined to group by it. */
export function isOwnColumn({ path, column, toMany }: ModelPath): boolean {
  return column !== null && !toMany && !path.includes('__')
}

/** True where there may be rows without a value. */
export function mayBeEmpty({ relations, schema }: ModelPath): boolean {
  return (
    schema?.null !== false || relations.some((step) => !step.toOne || step.from.column(step.property)?.null !== false)
  )
}

/** The label of a filter: its own, or that of the path. */
export function filterLabel(path: ModelPath, own: unknown): () => string {
  return () => (own === undefined ? pathLabel(path) : String(own))
}
