import { type AnyQuerySet, isSaved } from '../../../../data/orm/index.ts'
import { mayChangeRow, mayDeleteRow, visibleRows } from '../../access.ts'
import { forUser } from '../../for-user.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import { isNarrowedFor } from '../relations/choosable.ts'
import type { Inline } from './declared.ts'
import type { InlineRow } from './forms.ts'
import type { InlineParent } from './sets.ts'

/** Rows of an inline in one form at most; the list of their model has the others. */
const most = 1000

/** The rows of an inline that the person sees, of all parents in one query. */
export async function rowsOf(
  admin: AdminRequest,
  inline: Inline,
  registered: ModelAdmin,
  parents: readonly InlineParent[],
): Promise<{ readonly rows: readonly AnyRow[]; readonly cut: boolean }> {
  const keys = parents.map((parent) => parentKey(inline, parent)).filter((key) => key !== null)
  if (keys.length === 0) return { rows: [], cut: false }
  const { info } = inline.model
  const toOne = [...info.relations.values()]
    .filter(({ kind, property }) => (kind === 'foreignKey' || kind === 'oneToOne') && property !== inline.key.property)
    .map(({ property }) => property)
  let rows: AnyQuerySet = visibleRows(admin, registered).filter({ [`${inline.key.property}__in`]: keys })
  if (toOne.length > 0) rows = rows.selectRelated(...toOne)
  if (inline.ordering.length > 0) rows = rows.orderBy(...inline.ordering)
  else if (info.ordering.length === 0) rows = rows.orderBy('pk')
  const found = await rows.slice(0, most + 1)
  return { rows: found.slice(0, most), cut: found.length > most }
}

/** What the rows of a parent are found by; null of a new one. */
export function parentKey(inline: Inline, { row }: InlineParent): unknown {
  return isSaved(row) ? (row[inline.key.relation?.far.attribute ?? 'pk'] ?? null) : null
}

/** What the person may do with a row of an inline. */
export async function accessTo(
  admin: AdminRequest,
  inline: Inline,
  registered: ModelAdmin,
  row: AnyRow,
): Promise<InlineRow> {
  const [mayChange, mayDelete] = await Promise.all([
    inline.model.canChange && mayChangeRow(admin, registered, row),
    inline.model.canDelete && mayDeleteRow(admin, registered, row),
  ])
  return { row, model: withoutNarrowedMany(admin, await forUser(admin, inline.model, row)), mayChange, mayDelete }
}

/** Relations to many rows of which the person sees some only are shown: what is out of their sight would be lost. */
export function withoutNarrowedMany(admin: AdminRequest, model: ModelAdmin): ModelAdmin {
  const narrowed = model.editable.filter((name) => {
    const far = model.info.column(name) === undefined ? model.info.relations.get(name)?.to : undefined
    return far !== undefined && isNarrowedFor(admin, model.info, name)
  })
  if (narrowed.length === 0) return model
  return Object.create(model, {
    editable: { value: model.editable.filter((name) => !narrowed.includes(name)) },
    readonly: { value: new Set([...model.readonly, ...narrowed]) },
  }) as ModelAdmin
}
