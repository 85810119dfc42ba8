import { gettext } from '../../../../../web/i18n/index.ts'
import type { ModelAdmin } from '../../../model-admin.ts'
import { kindOf } from '../../filters/declared.ts'
import { FieldNames, type NamedField } from './names.ts'

/** A field that the search box offers while somebody types: what is written for it, its label, and its values where they are few. */
type Suggestion = readonly [written: string, label: string, values?: readonly string[]]

/** So many fields are offered, and so many values of one. */
const mostFields = 60
const mostValues = 30

/** What the search box may be asked about, for its script: `[["price:", "Price"], ["status:", "Status", ["draft", "live"]]]`. */
export function suggestions(model: ModelAdmin): string {
  const fields = new FieldNames(model).all().slice(0, mostFields)
  return JSON.stringify(
    fields.map((field): Suggestion => {
      const values = valuesOf(field)
      const written = `${field.name.replaceAll('__', '.')}:`
      return values.length === 0 ? [written, field.label] : [written, field.label, values]
    }),
  )
}

function valuesOf({ path }: NamedField): readonly string[] {
  if (kindOf(path) !== 'values') return []
  const choices = path.schema?.choices?.filter(({ value }) => value !== null)
  if (choices === undefined) return [gettext('Yes'), gettext('No')].map((word) => word.toLowerCase())
  return choices.slice(0, mostValues).map(({ value, label }) => {
    const text = String(value)
    return /^[\p{L}\p{N}_-]+$/u.test(text) ? text : `"${label.replaceAll('"', '\\"')}"`
  })
}
