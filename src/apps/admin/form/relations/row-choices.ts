import type { ValueSchema } from '../../../../base/schema/index.ts'
import type { AnyQuerySet } from '../../../../data/orm/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import { fieldAccess } from '../../../auth/index.ts'
import { mayView } from '../../access.ts'
import { fieldCell } from '../../format.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'

/** A row as something to choose. */
export interface RowChoice {
  readonly id: string
  /** What the row says of itself, on one line. */
  readonly label: string
  /** What tells it from others of its name; '' where there is nothing to say. */
  readonly note: string
}

/** What a row says of itself on one line; its key where it says nothing. */
export function rowLabel(row: AnyRow): string {
  const text = String(row).replace(/\s+/g, ' ').trim()
  return text === '' ? `#${String(row['pk'])}` : text
}

/** Rows with the relations that their labels read, as the list of their model declares them. */
export function labelled(admin: AdminRequest, far: ModelInfo, rows: AnyQuerySet): AnyQuerySet {
  const related = admin.models.of(far)?.options.listSelectRelated ?? []
  return related.length === 0 ? rows : rows.selectRelated(...related)
}

/**
 * Rows as choices. Who may see the far model reads a second field beside each name; where two of them still look the same, their keys tell
 * them apart.
 */
export async function rowChoices(
  admin: AdminRequest,
  far: ModelInfo,
  rows: readonly AnyRow[],
): Promise<readonly RowChoice[]> {
  const fields = rows.length === 0 ? [] : await noteFields(admin, far)
  const choices = rows.map((row) => {
    const label = rowLabel(row)
    return { id: String(row['pk']), label, note: noteOf(admin, row, label, fields) }
  })
  const seen = new Map<string, number>()
  const face = ({ label, note }: RowChoice) => `${label}\0${note}`
  for (const choice of choices) seen.set(face(choice), (seen.get(face(choice)) ?? 0) + 1)
  return choices.map((choice) =>
    (seen.get(face(choice)) ?? 0) < 2
      ? choice
      : { ...choice, note: choice.note === '' ? `#${choice.id}` : `${choice.note} · #${choice.id}` },
  )
}

type NoteField = { readonly name: string; readonly schema: ValueSchema }

/** Short fields of the far model's own list, in its order: what its people read beside a name. */
async function noteFields(admin: AdminRequest, far: ModelInfo): Promise<readonly NoteField[]> {
  const shown = admin.models.of(far)
  if (shown === undefined || !mayView(admin, shown)) return []
  const { hidden } = await fieldAccess(admin.actor, far)
  return shown.columns.flatMap(({ name }): NoteField[] => {
    const column = far.column(name)
    if (column === undefined || hidden.has(name)) return []
    const schema = column.field.describe()
    const isShort = schema.kind === 'string' && schema.relation === undefined && !schema.secret
    return isShort ? [{ name, schema }] : []
  })
}

function noteOf({ zone }: AdminRequest, row: AnyRow, label: string, fields: readonly NoteField[]): string {
  for (const { name, schema } of fields) {
    const { kind, text } = fieldCell(schema, row[name], zone)
    if (kind !== 'empty' && !label.includes(text)) return text
  }
  return ''
}
