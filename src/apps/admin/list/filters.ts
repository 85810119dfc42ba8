import type { ValueSchema } from '../../../base/schema/index.ts'
import { Count, Q, type untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { currentLocale, gettext } from '../../../web/i18n/index.ts'
import { adminErrors } from '../errors.ts'
import { count, fill } from '../format.ts'
import { type ModelPath, pathLabel, resolvePath } from '../paths.ts'
import type { AnyRow } from '../registration.ts'
import type { ListAddress } from './address.ts'

type Rows = ReturnType<typeof untyped>

/** A filter that a list offers beside it: several values of one field, counted. */
export interface ListFilter {
  /** The name in the address: the path. */
  readonly name: string
  readonly label: string
  readonly path: ModelPath
  readonly reads: 'choices' | 'boolean' | 'relation'
}

/** One value of a filter, as the page draws it. */
export interface FacetOption {
  readonly value: string
  readonly label: string
  readonly checked: boolean
  readonly count: string
  readonly zero: boolean
}

/** How the address says "has none". No choice can be called that: it has two underscores. */
const none = '__none'
/** How many values of a relation a facet offers. */
const most = 30

/** Reads one entry of `listFilter`: a field with choices, a boolean, or a relation. */
export function listFilter(info: ModelInfo, name: string): ListFilter {
  const path = resolvePath(info, name, 'listFilter')
  const reads = path.ofRows ? 'relation' : path.schema === null ? null : kindOf(path.schema)
  if (reads === null)
    throw adminErrors.WRONG_PATH({
      model: info.label,
      option: 'listFilter',
      path: name,
      problem: 'it has no choices, is no boolean and no relation.',
    })
  return {
    name,
    get label() {
      return pathLabel(path)
    },
    path,
    reads,
  }
}

function kindOf(schema: ValueSchema): ListFilter['reads'] | null {
  if (schema.relation !== undefined) return 'relation'
  if (schema.choices !== undefined) return 'choices'
  return schema.kind === 'boolean' ? 'boolean' : null
}

/** The values that the address asks of a filter, only such as the filter can have, as the query wants them. */
export function askedValues(filter: ListFilter, address: ListAddress): unknown[] {
  const values: unknown[] = []
  for (const text of address.all(filter.name)) {
    const value = readValue(filter, text)
    if (value !== undefined && !values.includes(value)) values.push(value)
  }
  return values
}

/** What a value in the address means; undefined where it means nothing. */
function readValue(filter: ListFilter, text: string): unknown {
  if (text === none) return null
  if (filter.reads === 'boolean') return text === '1' ? true : text === '0' ? false : undefined
  if (filter.reads === 'choices') {
    return filter.path.schema?.choices?.find((choice) => choice.value !== null && String(choice.value) === text)?.value
  }
  try {
    const far = filter.path.relations.at(-1)?.to.key ?? filter.path.column?.relation?.to.key
    return far?.field.clean(text) ?? undefined
  } catch {
    return undefined
  }
}

/** A value as the address says it. */
function writeValue(value: unknown): string {
  if (value === null || value === undefined) return none
  if (value === true) return '1'
  if (value === false) return '0'
  return String(value)
}

/** The condition that one of the values holds, or null where none was asked. */
export function filterCondition(filter: ListFilter, values: readonly unknown[]): object | null {
  if (values.length === 0) return null
  const path = filter.path.path
  const some = values.filter((value) => value !== null)
  const conditions: ReturnType<typeof Q>[] = []
  if (some.length > 0) conditions.push(Q({ [`${path}__in`]: some }))
  if (some.length < values.length) conditions.push(Q({ [`${path}__isnull`]: true }))
  const [first, ...more] = conditions
  return more.reduce((all, next) => all.or(next), first!)
}

/**
 * The options of a filter over `rows` (the list as the other filters leave it), each with how many rows it would show. `related` are the
 * rows at the end of a relation that may be named.
 */
export async function facetOptions(
  filter: ListFilter,
  rows: Rows,
  chosen: readonly unknown[],
  related: (far: ModelInfo) => Rows,
): Promise<FacetOption[]> {
  const path = filter.path.path
  const groups = (await rows
    .orderBy()
    .values(path)
    .annotate({ n: Count('pk', { distinct: true }) })) as unknown as AnyRow[]
  const counts = new Map(groups.map((group) => [writeValue(group[path]), Number(group['n'])]))
  const option = (value: unknown, label: string): FacetOption => {
    const text = writeValue(value)
    const n = counts.get(text) ?? 0
    return { value: text, label, checked: chosen.includes(value), count: count(n), zero: n === 0 }
  }
  const options = await known(filter, counts, chosen, option, related)
  const empty = counts.get(none) ?? 0
  if (empty > 0 || chosen.includes(null)) options.push(option(null, gettext('Not set')))
  return options
}

async function known(
  filter: ListFilter,
  counts: ReadonlyMap<string, number>,
  chosen: readonly unknown[],
  option: (value: unknown, label: string) => FacetOption,
  related: (far: ModelInfo) => Rows,
): Promise<FacetOption[]> {
  if (filter.reads === 'boolean') return [option(true, gettext('Yes')), option(false, gettext('No'))]
  if (filter.reads === 'choices') {
    return filter.path
      .schema!.choices!.filter((choice) => choice.value !== null)
      .map((choice) => option(choice.value, choice.label))
  }
  const far = filter.path.relations.at(-1)?.to ?? filter.path.column!.relation!.to
  const often = [...counts.keys()].filter((text) => text !== none).sort((a, b) => counts.get(b)! - counts.get(a)!)
  const keys = new Set<unknown>(chosen.filter((value) => value !== null))
  for (const text of often.slice(0, most)) keys.add(far.key.field.clean(text))
  if (keys.size === 0) return []
  const rows = (await related(far).filter({ pk__in: [...keys] })) as unknown as AnyRow[]
  return rows
    .map((row) => option(row[far.key.attribute], String(row)))
    .sort(
      (a, b) =>
        (counts.get(b.value) ?? 0) - (counts.get(a.value) ?? 0) || a.label.localeCompare(b.label, currentLocale().code),
    )
}

/** What a chosen value is called in the chip above the list. */
export function chosenLabels(options: readonly FacetOption[]): string {
  return options
    .filter((each) => each.checked)
    .map((each) => each.label)
    .reduce(
      (before, last) => (before === '' ? last : fill(gettext('%(list)s or %(last)s'), { list: before, last })),
      '',
    )
}
