import { type LazyLabel, sourceOf } from '../../../../base/schema/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import { LazyText, type Locale } from '../../../../web/i18n/index.ts'
import { anyCell, type Cell, fieldCell, fill, isNumeric } from '../../format.ts'
import type { ColumnDeclaration, ComputedColumn, StateMark } from '../../options/list.ts'
import { capitalise, humanise, type ModelPath, pathLabel, resolvePath } from '../../paths.ts'
import type { AnyRow } from '../../registration.ts'
import type { StateMarks } from '../../states.ts'
import { readByToString } from './to-string.ts'

/** A column of a list, ready to be drawn. */
export interface ListColumn {
  /** In the address (`?o=-published_at`): the path, or a name made from a computed column's label. */
  readonly name: string
  readonly label: string
  readonly numeric: boolean
  /** What the list is ordered by when this column's head is clicked; null where it cannot be. */
  readonly orderBy: string | null
  /** What it shows; null for what a function computes, and for what a row says of itself. */
  readonly path: ModelPath | null
  /** Relations that must come with each row, so that a page takes one query whatever its size. */
  readonly selectRelated: readonly string[]
  /** To-many relations that are loaded for all rows of a page at once. */
  readonly prefetch: readonly string[]
  /** True where a function reads what it likes of the row. */
  readonly isComputed: boolean
  cells(row: AnyRow, zone: string): Cell[] | Promise<Cell[]>
}

/** Reads one entry of `listDisplay`. Throws where its path does not exist or is secret. */
export function listColumn(
  info: ModelInfo,
  declared: ColumnDeclaration,
  index: number,
  states: StateMarks = new Map(),
): ListColumn {
  if (typeof declared === 'function') {
    return computed(info, { value: declared, label: declared.name === '' ? numbered(index + 1) : declared.name }, index)
  }
  if (typeof declared === 'object') {
    if (declared.value !== undefined) return computed(info, declared, index)
    return labelled(pathColumn(info, declared.path, states), () => String(declared.label))
  }
  if (declared === '__str__') return nameColumn(info)
  return pathColumn(info, declared, states)
}

/** The column that shows what the row says of itself: ordered by the one field that it says, where it is one. */
function nameColumn(info: ModelInfo): ListColumn {
  const [only, ...more] = readByToString(info)
  return {
    name: '__str__',
    get label() {
      return capitalise(info.verboseName)
    },
    numeric: false,
    orderBy: only === undefined || more.length > 0 ? null : only,
    path: null,
    selectRelated: [],
    prefetch: [],
    isComputed: false,
    cells: (row, zone) => [anyCell(String(row), zone)],
  }
}

function computed(info: ModelInfo, declared: ComputedColumn, index: number): ListColumn {
  const { label } = declared
  const source = sourceOf(label)
  const orderBy = declared.orderBy ?? null
  if (orderBy !== null) resolvePath(info, orderBy.replace(/^-/, ''), 'listDisplay')
  for (const path of [...(declared.selectRelated ?? []), ...(declared.prefetch ?? [])])
    resolvePath(info, path, 'listDisplay')
  return {
    name:
      capitalise(humanise(source))
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_') || `column_${index + 1}`,
    get label() {
      return typeof label === 'string' ? capitalise(humanise(label)) : capitalise(String(label))
    },
    numeric: declared.numeric ?? false,
    orderBy,
    path: null,
    selectRelated: declared.selectRelated ?? [],
    prefetch: declared.prefetch ?? [],
    isComputed: true,
    async cells(row, zone) {
      return [anyCell(await declared.value(row as never), zone)]
    },
  }
}

function pathColumn(info: ModelInfo, written: string, states: StateMarks): ListColumn {
  const path = resolvePath(info, written, 'listDisplay')
  const toOne = path.relations.slice(0, firstToMany(path))
  return {
    name: written,
    get label() {
      return pathLabel(path)
    },
    numeric: path.schema !== null && !path.toMany && isNumeric(path.schema),
    orderBy: path.toMany || (path.schema !== null && unordered.has(path.schema.kind)) ? null : orderPath(path),
    path,
    selectRelated: toOne.length === 0 ? [] : [toOne.map((relation) => relation.property).join('__')],
    prefetch: [],
    isComputed: false,
    cells: path.toMany
      ? async (row, zone) => reach(path, await follow(path, row), zone)
      : (row, zone) => reach(path, [walk(path, row)], zone, states.get(written)),
  }
}

/** Kinds of values that no order says anything about. */
const unordered = new Set(['json', 'binary', 'array', 'file'])

/** 'Column 2', of a function without a name. */
function numbered(number: number): LazyLabel & { in(locale: Locale): string } {
  const text = (locale: Locale) => fill(locale.gettext('Column %(number)d'), { number })
  return new LazyText(text)
}

/** A column under another label, which is asked for each time. */
function labelled(column: ListColumn, label: () => string): ListColumn {
  return copied(column, { label: { get: label, enumerable: true } })
}

/** The same column under another name in the address, where that one is taken. */
export function renamed(column: ListColumn, name: string): ListColumn {
  return copied(column, { name: { value: name, enumerable: true } })
}

/** The same column, which nobody orders by. */
export function unsorted(column: ListColumn): ListColumn {
  return copied(column, { orderBy: { value: null, enumerable: true } })
}

/** A copy whose texts stay of the language in force. */
function copied(column: ListColumn, changes: PropertyDescriptorMap): ListColumn {
  return Object.defineProperties({} as ListColumn, { ...Object.getOwnPropertyDescriptors(column), ...changes })
}

function firstToMany(path: ModelPath): number {
  const index = path.relations.findIndex((relation) => !relation.toOne)
  return index < 0 ? path.relations.length : index
}

/** A list is ordered by a relation the way the far model orders itself, or by its key. */
function orderPath(path: ModelPath): string | null {
  if (!path.ofRows) return path.path
  const far = path.relations.at(-1)!.to
  const first = far.ordering[0]
  if (first === undefined) return path.path
  return `${first.descending ? '-' : ''}${path.path}__${first.path}`
}

/** The value at the end of a path without to-many steps; null where a relation on the way is empty. */
function walk(path: ModelPath, row: AnyRow): unknown {
  let at: unknown = row
  for (const relation of path.relations) {
    if (at === null || at === undefined) return null
    at = (at as AnyRow)[relation.property]
  }
  if (path.ofRows || at === null || at === undefined) return at ?? null
  return (at as AnyRow)[placeOf(path)]
}

/** The rows before the last step of a path with to-many steps, each read for every row of the page at once. */
async function follow(path: ModelPath, row: AnyRow): Promise<unknown[]> {
  let rows: AnyRow[] = [row]
  for (const relation of path.relations) {
    const next: AnyRow[] = []
    for (const each of rows) {
      const value = each[relation.property]
      if (value === null || value === undefined) continue
      if (relation.toOne) next.push(value as AnyRow)
      else next.push(...((await (value as { load(): Promise<readonly object[]> }).load()) as AnyRow[]))
    }
    rows = next
  }
  return path.ofRows ? rows : rows.map((each) => each[placeOf(path)])
}

/** Where a row has the value: of a file the file itself, which knows its address. */
function placeOf({ column, schema }: ModelPath): string {
  return schema?.kind === 'file' ? column!.property : column!.attribute
}

function reach(
  path: ModelPath,
  values: readonly unknown[],
  zone: string,
  marks?: ReadonlyMap<string, StateMark>,
): Cell[] {
  const cells = values.map((value) =>
    path.ofRows || path.schema === null ? anyCell(value, zone) : fieldCell(path.schema, value, zone, marks),
  )
  return cells.length === 0 ? [anyCell(null, zone)] : cells
}
