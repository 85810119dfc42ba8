import { untyped } from '../../data/orm/index.ts'
import { currentLocale, english, withLocale } from '../../web/i18n/index.ts'
import { contentTypeOf, impersonatorOf } from '../auth/index.ts'
import { cut } from './format.ts'
import type { ModelAdmin } from './model-admin.ts'
import { actionFlags, LogEntry } from './models.ts'
import { fieldName } from './paths.ts'
import type { AnyRow } from './registration.ts'
import type { AdminRequest } from './request.ts'

/** What is written down of an addition, change or deletion: Django's `construct_change_message`, as JSON. */
export type ChangeMessage = readonly (
  | { added: RowOfInline | Record<never, never> }
  | { changed: (RowOfInline | Record<never, never>) & { fields: readonly string[] } }
  | { deleted: RowOfInline }
)[]
/** Which row of an inline: the name of its model, and what it says of itself. */
interface RowOfInline {
  readonly name: string
  readonly object: string
}

/**
 * Writes one line of the log, in the transaction that is open. `row` must still have its key. Semantics: Django's
 * `LogEntryManager.log_action` (https://docs.djangoproject.com/en/stable/ref/contrib/admin/#django.contrib.admin.models.LogEntry).
 */
export async function logAction(
  admin: AdminRequest,
  model: ModelAdmin,
  row: AnyRow,
  flag: (typeof actionFlags)[keyof typeof actionFlags],
  message: ChangeMessage = [],
): Promise<void> {
  const type = await contentTypeOf(model.info)
  // Of somebody who acts as a member of the staff the page of history tells who it was.
  const who = (await impersonatorOf(admin.request)) ?? admin.user
  await untyped(LogEntry).create({
    user: who.pk,
    contentType: type.pk,
    objectId: String(row['pk']),
    objectRepr: cut(String(row), 200),
    actionFlag: flag,
    changeMessage: flag === actionFlags.deleted ? '' : JSON.stringify(message),
  })
}

/** The message of an addition. */
export const addition: ChangeMessage = [{ added: {} }]

/** The message of a change, with the labels of the fields, capitalised as Django does; empty where nothing changed. */
export function change(model: ModelAdmin, fields: readonly string[]): ChangeMessage {
  if (fields.length === 0) return []
  // As the fields were declared: whoever reads it may read another language.
  return [{ changed: { fields: withLocale(english, () => fields.map((name) => fieldLabel(model, name))) } }]
}

/** A label that a message has kept, in the language in force. */
function shownLabel(model: ModelAdmin | undefined, kept: string): string {
  if (model === undefined || currentLocale().code === english.code) return kept
  const names = [...model.info.columns.map((column) => column.property), ...model.info.relations.keys()]
  const name = withLocale(english, () => names.find((each) => fieldLabel(model, each) === kept))
  return name === undefined ? kept : fieldLabel(model, name)
}

/** The labels of the fields that an entry's own JSON says were changed, in the language in force; none where it says none. */
export function loggedFields(model: ModelAdmin | undefined, message: unknown): readonly string[] {
  try {
    const parts = JSON.parse(String(message)) as readonly { changed?: { fields?: unknown } }[]
    const fields = parts.flatMap((part) => (Array.isArray(part.changed?.fields) ? part.changed.fields : []))
    return fields.map((name) => shownLabel(model, String(name)))
  } catch {
    return []
  }
}

/** 'Published at': the label of a field of the form. */
export function fieldLabel({ info }: ModelAdmin, name: string): string {
  return fieldName(info, name)
}
