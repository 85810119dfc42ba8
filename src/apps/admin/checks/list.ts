import { adminErrors } from '../errors.ts'
import type { ColumnDeclaration } from '../options/list.ts'
import { resolvePath } from '../paths.ts'
import { stateMarks } from '../states.ts'
import { isField, type Looked, type Problem, thrown, twice, unknownFields, wrong } from './problem.ts'

/** What is wrong with the options of a list. */
export function listProblems(looked: Looked): Problem[] {
  return [
    ...columnProblems(looked),
    ...cellProblems(looked),
    ...dateProblems(looked),
    ...totalProblems(looked),
    ...pathProblems(looked),
    ...thrown('E911', () => stateMarks(looked.info, looked.options.states)),
  ]
}

/** The name of a column that is a path; null of a function's. */
function nameOf(column: ColumnDeclaration): string | null {
  if (typeof column === 'string') return column
  return typeof column === 'object' && 'path' in column ? column.path : null
}

function columnNames({ options }: Looked): string[] {
  return [...(options.listDisplay ?? ['__str__']), ...(options.listMore ?? [])].flatMap((each) => nameOf(each) ?? [])
}

function columnProblems(looked: Looked): Problem[] {
  const { info, options } = looked
  const names = columnNames(looked)
  const problems: Problem[] = []
  for (const option of ['listDisplay', 'listMore'] as const)
    for (const column of options[option] ?? []) {
      const name = nameOf(column)
      if (name !== null && name !== '__str__') problems.push(...thrown('E108', () => resolvePath(info, name, option)))
      if (typeof column !== 'object' || column.value === undefined) continue
      const { orderBy, selectRelated = [], prefetch = [] } = column
      for (const path of [...(orderBy === undefined ? [] : [orderBy.replace(/^-/, '')]), ...selectRelated, ...prefetch])
        problems.push(...thrown('E108', () => resolvePath(info, path, option)))
    }
  for (const name of twice(names))
    problems.push(wrong('E901', info, 'listDisplay', name, 'it is a column already; columns of listMore count too.'))
  const shown = (options.listDisplay ?? ['__str__']).flatMap((each) => nameOf(each) ?? [])
  // Of a function the column's name is made from its label.
  const computed = (options.listDisplay ?? []).some((each) => nameOf(each) === null)
  for (const name of options.listDisplayLinks ?? [])
    if (!shown.includes(name) && !computed)
      problems.push(wrong('E111', info, 'listDisplayLinks', name, 'it is no column of listDisplay.'))
  if (options.listDisplay !== undefined)
    for (const name of options.sortableBy ?? [])
      if (!names.includes(name) && !computed)
        problems.push(wrong('E902', info, 'sortableBy', name, 'it is no column of listDisplay.'))
  return problems
}

function cellProblems(looked: Looked): Problem[] {
  const { info, options } = looked
  const cells = options.listEditable ?? []
  const problems = unknownFields('E121', looked, 'listEditable', cells)
  const shown = columnNames(looked)
  const links = options.listDisplayLinks
  for (const name of cells) {
    if (!isField(looked, name)) continue
    const column = info.column(name)
    if (!shown.includes(name))
      problems.push(wrong('E122', info, 'listEditable', name, 'it is no column of listDisplay.'))
    else if (links?.includes(name) === true)
      problems.push(wrong('E123', info, 'listEditable', name, 'its cells are links already, by listDisplayLinks.'))
    else if (links === undefined && shown[0] === name)
      problems.push(
        wrong(
          'E124',
          info,
          'listEditable',
          name,
          'the first column is the link to the row; name another in listDisplayLinks.',
        ),
      )
    if (info.relations.has(name) && column === undefined)
      problems.push(
        wrong('E125', info, 'listEditable', name, 'a cell holds one value, and this relation has many rows.'),
      )
    else if (column !== undefined && (column.primaryKey || !column.field.describe().editable))
      problems.push(wrong('E125', info, 'listEditable', name, 'it cannot be edited.'))
    if ((options.readonlyFields ?? []).includes(name))
      problems.push(wrong('E125', info, 'listEditable', name, 'it is one of readonlyFields.'))
  }
  return problems
}

const dates: ReadonlySet<string> = new Set(['date', 'datetime'])

function dateProblems({ info, options: { dateHierarchy } }: Looked): Problem[] {
  if (dateHierarchy === undefined) return []
  const lost = thrown('E127', () => resolvePath(info, dateHierarchy, 'dateHierarchy'))
  if (lost.length > 0) return lost
  const { schema, toMany } = resolvePath(info, dateHierarchy, 'dateHierarchy')
  return schema === null || !dates.has(schema.kind) || toMany
    ? [wrong('E128', info, 'dateHierarchy', dateHierarchy, 'it ends in no date, nor date and time, of one row.')]
    : []
}

const numbers: ReadonlySet<string> = new Set(['integer', 'bigint', 'number', 'decimal', 'duration'])

function totalProblems(looked: Looked): Problem[] {
  const { info, options } = looked
  const problems: Problem[] = []
  for (const [path, total] of Object.entries(options.listTotals ?? {})) {
    const lost = thrown('E903', () => resolvePath(info, path, 'listTotals'))
    problems.push(...lost)
    if (lost.length > 0) continue
    const { schema, toMany } = resolvePath(info, path, 'listTotals')
    const adds = total === 'sum' || total === 'avg'
    if (!columnNames(looked).includes(path))
      problems.push(wrong('E903', info, 'listTotals', path, 'it is no column of listDisplay or listMore.'))
    else if (toMany || schema === null)
      problems.push(wrong('E904', info, 'listTotals', path, 'it has no single value in each row.'))
    else if (adds && !numbers.has(schema.kind))
      problems.push(
        wrong('E904', info, 'listTotals', path, `a ${schema.type} has no ${total === 'sum' ? 'sum' : 'average'}.`),
      )
  }
  return problems
}

function pathProblems({ info, options }: Looked): Problem[] {
  const problems: Problem[] = []
  for (const path of options.ordering ?? [])
    problems.push(...thrown('E033', () => resolvePath(info, path.replace(/^-/, ''), 'ordering')))
  for (const path of options.listSelectRelated ?? []) {
    const lost = thrown('E117', () => resolvePath(info, path, 'listSelectRelated'))
    problems.push(...lost)
    if (lost.length === 0) {
      const { ofRows, toMany } = resolvePath(info, path, 'listSelectRelated')
      if (!ofRows || toMany)
        problems.push(
          wrong('E117', info, 'listSelectRelated', path, 'only relations to one row can be loaded with the rows.'),
        )
    }
  }
  const named: string[] = []
  for (const filter of options.listFilter ?? []) {
    if (typeof filter === 'object' && 'filter' in filter && filter.filter !== undefined) {
      named.push(filter.name)
      continue
    }
    const path = typeof filter === 'string' ? filter : filter.path
    named.push(path)
    problems.push(...thrown('E116', () => resolvePath(info, path, 'listFilter')))
  }
  for (const name of twice(named)) problems.push(wrong('E905', info, 'listFilter', name, 'it is a filter already.'))
  if (options.listPerPage !== undefined && !(Number.isInteger(options.listPerPage) && options.listPerPage >= 1))
    problems.push({
      id: 'admin.E118',
      error: adminErrors.BAD_PAGE_SIZE({ model: info.label, size: options.listPerPage }),
    })
  return problems
}
