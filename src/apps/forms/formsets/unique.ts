import { gettextNoop, type Issue, issue } from '../../../base/schema/index.ts'
import type { AnyRow } from '../../../data/orm/index.ts'
import type { ColumnInfo, ModelInfo } from '../../../data/query/index.ts'
import { currentLocale } from '../../../web/i18n/index.ts'
import { core, type Form } from '../form.ts'

/** A form that passed by itself, and the row that carries its values. */
export interface FilledForm {
  readonly form: Form
  readonly row: AnyRow
}

/** The sets of columns that no two rows share: unique ones, then those of rules without a condition. */
function uniqueSets(info: ModelInfo): readonly (readonly ColumnInfo[])[] {
  const single = info.columns.filter(({ unique, primaryKey }) => unique || primaryKey).map((column) => [column])
  const together = info.constraints.flatMap((rule) =>
    rule.kind === 'unique' && rule.condition === undefined && rule.expressions === undefined
      ? [rule.fields.map((name) => info.column(name)!)]
      : [],
  )
  return [...single, ...together]
}

/** Values that are equal have the same text. */
function textOf(value: unknown): string {
  return `${typeof value}:${value instanceof Date ? value.getTime() : String(value)}`
}

/**
 * What forms say twice that no two rows may share. Each later form gets an error of its own, and loses the values from its
 * `cleaned`. `same` are the properties that all rows have in common. Semantics: Django's `validate_unique` of model formsets.
 */
export function duplicates(info: ModelInfo, forms: readonly FilledForm[], same: ReadonlySet<string>): readonly Issue[] {
  const found: Issue[] = []
  for (const columns of uniqueSets(info)) {
    const own = columns.filter(({ property }) => !same.has(property))
    if (own.length === 0) continue
    const seen = new Set<string>()
    for (const { form, row } of forms) {
      const { cleaned, inputs } = form[core]
      const values = own.map(({ attribute }) => row[attribute] ?? null)
      if (!own.every(({ property }) => Object.hasOwn(cleaned, property)) || values.includes(null)) continue
      const text = JSON.stringify(values.map(textOf))
      if (!seen.has(text)) {
        seen.add(text)
        continue
      }
      const labels = own.map(({ property }) => inputs.get(property)!.label ?? property)
      found.push(said(labels, columns.length > 1))
      form[core].addIssue(
        issue(
          gettextNoop('Please correct the duplicate values below.'),
          columns.length > 1 ? 'unique_together' : 'unique',
        ),
      )
      for (const { property } of own) delete cleaned[property]
    }
  }
  return found
}

function said(labels: readonly string[], together: boolean): Issue {
  const field = new Intl.ListFormat(currentLocale().code, { type: 'conjunction' }).format(labels)
  return labels.length > 1
    ? issue(gettextNoop('Please correct the duplicate data for %(field)s, which must be unique.'), 'unique_together', {
        field,
      })
    : issue(gettextNoop('Please correct the duplicate data for %(field)s.'), together ? 'unique_together' : 'unique', {
        field,
      })
}
