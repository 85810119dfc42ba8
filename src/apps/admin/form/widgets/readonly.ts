import type { ValueSchema } from '../../../../base/schema/index.ts'
import { formatNumber } from '../../../../web/i18n/index.ts'
import { mayView, visibleRows } from '../../access.ts'
import { anyCell, type Cell, fieldCell } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { StateMark } from '../../options/list.ts'
import { capitalise } from '../../paths.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, rowUrl } from '../../request.ts'
import { type FieldView, nothing } from '../field-view.ts'
import { rowLabel } from '../relations/row-choices.ts'

/** How many rows of a relation a page names. */
const mostNamed = 200

const empty: Cell = Object.freeze({ kind: 'empty', text: '—' })

/** Characters that a list shows at most. */
const listed = 120

/**
 * A field that is shown and not changed: by its kind, whole where a list would cut it, rows of relations with links to those that this
 * person may see. Of a row that is not there yet (null) everything is empty. `name` is a field of the model that is not secret, or of
 * `model.computed`.
 */
export async function readonlyView(
  admin: AdminRequest,
  model: ModelAdmin,
  name: string,
  row: AnyRow | null,
  inLine = 1,
): Promise<FieldView> {
  const computed = model.computed.get(name)
  const relation = model.info.relations.get(name)
  const schema = model.info.column(name)?.field.describe() ?? relation?.field?.describe()
  const label = computed === undefined ? capitalise(schema?.label ?? name) : String(computed.label)
  const cells = row === null ? [empty] : await cellsOf(admin, model, name, row)
  const isLong = cells.some(({ kind }) => kind === 'long' || kind === 'pretty')
  return {
    ...nothing,
    kind: 'static',
    name,
    id: `id_${name}`,
    label,
    help: computed === undefined ? (schema?.help ?? '') : String(computed.help ?? ''),
    helpId: `id_${name}_helptext`,
    errors: [],
    optional: false,
    span: inLine > 1 ? Math.max(1, Math.floor(6 / inLine)) : isLong ? 6 : 3,
    cells,
  }
}

async function cellsOf(admin: AdminRequest, model: ModelAdmin, name: string, row: AnyRow): Promise<readonly Cell[]> {
  const computed = model.computed.get(name)
  if (computed !== undefined) return [wholeAnyCell(await computed.value(row as never), admin.zone)]
  const column = model.info.column(name)
  const relation = model.info.relations.get(name)
  if (relation !== undefined) {
    const value = column === undefined ? await (row[name] as { load(): Promise<readonly AnyRow[]> }).load() : row[name]
    const rows = Array.isArray(value)
      ? (value as AnyRow[])
      : value === null || value === undefined
        ? []
        : [value as AnyRow]
    if (rows.length === 0) return [empty]
    const cells = await linked(admin, admin.models.of(relation.to), rows.slice(0, mostNamed))
    return rows.length > mostNamed ? [...cells, { kind: 'text', text: `+ ${rows.length - mostNamed}` }] : cells
  }
  const schema = column?.field.describe()
  if (schema === undefined || schema.secret) return [empty]
  return [wholeCell(schema, row[name], admin.zone, model.states.get(name))]
}

/** What a function computed. */
function wholeAnyCell(value: unknown, zone: string): Cell {
  return typeof value === 'string' && value.length > listed ? { kind: 'long', text: value } : anyCell(value, zone)
}

/** A value as a page of its own shows it: long texts and JSON whole. */
function wholeCell(schema: ValueSchema, value: unknown, zone: string, marks?: ReadonlyMap<string, StateMark>): Cell {
  if (value === null || value === undefined || value === '') return fieldCell(schema, value, zone)
  if (schema.choices !== undefined) {
    const chosen = schema.choices.find((each) => String(each.value) === String(value))
    return { ...fieldCell(schema, value, zone, marks), text: chosen?.label ?? String(value) }
  }
  switch (schema.kind) {
    case 'json':
    case 'array':
      return { kind: 'pretty', text: JSON.stringify(value, null, 2) }
    case 'text':
    case 'string': {
      const text = String(value)
      if (schema.kind === 'text' || text.length > listed) return { kind: 'long', text }
      if (schema.format === 'uuid' || schema.format === 'slug') return { kind: 'code', text }
      if (schema.format === 'url' && /^https?:\/\//i.test(text)) return { kind: 'link', text, href: text }
      return schema.format === 'email' ? { kind: 'link', text, href: `mailto:${text}` } : { kind: 'text', text }
    }
    case 'time':
      return { kind: 'time', text: String(value).replace(/^(\d\d:\d\d):00(?:\.0+)?$/, '$1'), iso: String(value) }
    case 'integer':
    case 'bigint':
    case 'number':
      return { kind: 'text', text: formatNumber(value as number | bigint) }
    default:
      return fieldCell(schema, value, zone)
  }
}

/** Rows by name, those that this person may see with a link: one query for all of them, where rules say which these are. */
async function linked(
  admin: AdminRequest,
  target: ModelAdmin | undefined,
  rows: readonly AnyRow[],
): Promise<readonly Cell[]> {
  const text = (row: AnyRow): Cell => ({ kind: 'text', text: rowLabel(row) })
  if (target === undefined || !mayView(admin, target)) return rows.map(text)
  const seen = admin.user.isSuperuser ? null : await seenKeys(admin, target, rows)
  return rows.map((row) =>
    seen === null || seen.has(String(row['pk']))
      ? { kind: 'link', text: rowLabel(row), href: rowUrl(admin, target, row['pk'], 'change') }
      : text(row),
  )
}

async function seenKeys(
  admin: AdminRequest,
  target: ModelAdmin,
  rows: readonly AnyRow[],
): Promise<ReadonlySet<string>> {
  const keys = await visibleRows(admin, target)
    .filter({ pk__in: rows.map((row) => row['pk']) })
    .orderBy()
    .values('pk')
  return new Set(keys.map(({ pk }) => String(pk)))
}
