import { mayAdd, mayChange, mayChangeRow } from '../access.ts'
import { forUser } from '../for-user.ts'
import type { Inline } from '../form/inlines/declared.ts'
import { rowsForField, storedKeys } from '../form/relations/choosable.ts'
import { type RowChoice, rowChoices } from '../form/relations/row-choices.ts'
import { searchRows } from '../form/relations/search-rows.ts'
import { modelFor } from '../form/request-model.ts'
import { keyFrom } from '../keys.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { type AdminRequest, readRow } from '../request.ts'

/** How many rows an answer has. */
const size = 20

/** What the answer holds: rows to choose from, and where the next ones begin. */
interface Answer {
  readonly results: readonly RowChoice[]
  readonly next: string | null
}

/**
 * The rows that a field of a form may be given, as JSON: `?field=author&q=holt&after=<next of the page before>`, with `row` for the form of
 * a row. 404 for a field that this person does not fill in here, 403 for a form that is not theirs, 400 for a damaged `after`. Semantics:
 * Django's `AutocompleteJsonView`, with keyset pages and with the rights of the form itself.
 */
export async function autocompleteView(admin: AdminRequest, shown: ModelAdmin): Promise<Response> {
  const { query } = admin.request
  const key = query.get('row')
  const row = key === null ? null : await rowOf(admin, shown, key)
  if (key !== null && row === null) return refusal(404)
  const may = row === null ? mayAdd(admin, shown) || mayChange(admin, shown) : await mayChangeRow(admin, shown, row)
  if (!may) return refusal(403)
  const model = await modelOf(admin, await modelFor(admin, shown, row), query.get('inline'))
  const name = query.get('field') ?? ''
  const relation = model?.editable.includes(name) ? model.info.relations.get(name) : undefined
  if (model === null || relation === undefined) return refusal(404)
  const isOwn = !query.has('inline')
  const stored = isOwn && row !== null ? storedKeys(model, row, name) : undefined
  const rows = rowsForField(admin, model.info, name, stored)
  try {
    const found = await searchRows(admin, relation.to, rows, query.get('q') ?? '', { size, after: query.get('after') })
    const answer: Answer = { results: await rowChoices(admin, relation.to, found.rows), next: found.next }
    return Response.json(answer)
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'NUAGES_ORM_BAD_CURSOR') throw error
    return refusal(400)
  }
}

/** The model of the form that asks: the page's own, or that of an inline whose rows this person may add or change. */
async function modelOf(admin: AdminRequest, model: ModelAdmin, inline: string | null): Promise<ModelAdmin | null> {
  if (inline === null) return model
  const found = everyInline(model.inlines).find(({ name }) => name === inline)
  if (found === undefined) return null
  const registered = admin.models.of(found.model.info) ?? found.model
  const adds = found.model.canAdd && mayAdd(admin, registered)
  const changes = found.model.canChange && mayChange(admin, registered)
  return adds || changes ? forUser(admin, found.model) : null
}

function everyInline(inlines: readonly Inline[]): readonly Inline[] {
  return inlines.flatMap((inline) => [inline, ...everyInline(inline.inlines)])
}

async function rowOf(admin: AdminRequest, model: ModelAdmin, text: string) {
  const key = keyFrom(model, text)
  return key === undefined ? null : readRow(admin, model, key)
}

function refusal(status: 400 | 403 | 404): Response {
  return Response.json({ results: [], next: null } satisfies Answer, { status })
}
