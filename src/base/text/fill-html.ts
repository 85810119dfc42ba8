import { textErrors } from './errors.ts'
import { conditionalEscape, SafeString } from './escape.ts'

const placeholder = /\{\{|\}\}|\{([^{}:!]*)(?::((?:[^{}])*))?\}|[{}]/g
const textFormat = /^(?:(.)?([<>^]))?(0)?(\d*)(?:\.(\d+))?s?$/su

/** Wider than this is a slip. */
const widest = 10_000

/**
 * Fills values into HTML that is not written out in the code, a translated text say: `fillHtml(gettext('Delete <b>{name}</b>?'), { name })`.
 * `{}` and `{0}` are taken from a list, `{name}` from an object; `{{` and `}}` are braces. What is filled in is escaped unless it is safe. A width,
 * alignment and length may follow a colon, as in Python: `{name:>8}`, `{:.3}`; they count the escaped text. Throws
 * `NUAGES_TEXT_BAD_PLACEHOLDER`. Semantics: Django's `format_html`
 * (https://docs.djangoproject.com/en/stable/ref/utils/#django.utils.html.format_html); for HTML in the code there is ``formatHtml`…` ``.
 */
export function fillHtml(
  format: string | SafeString,
  values: readonly unknown[] | Readonly<Record<string, unknown>>,
  named: Readonly<Record<string, unknown>> = {},
): SafeString {
  const text = String(format)
  const list = Array.isArray(values) ? (values as readonly unknown[]) : []
  const object = Array.isArray(values) ? named : { ...values, ...named }
  let next = 0
  let numbering: 'none' | 'automatic' | 'written' = 'none'
  const fail = (reason: string): never => {
    throw textErrors.BAD_PLACEHOLDER({ format: text, reason })
  }
  const find = (name: string): unknown => {
    if (name === '' || /^\d+$/.test(name)) {
      const wanted = name === '' ? 'automatic' : 'written'
      if (numbering !== 'none' && numbering !== wanted) fail('it has numbered places and places without a number')
      numbering = wanted
      const at = name === '' ? next++ : Number(name)
      return at < list.length ? list[at] : fail(`it has a place ${at} (counted from 0), and ${list.length} values came`)
    }
    return Object.hasOwn(object, name) ? object[name] : fail(`there is no value '${name}'`)
  }
  return new SafeString(
    text.replace(placeholder, (found: string, name: string | undefined, specification: string | undefined) => {
      if (found === '{{') return '{'
      if (found === '}}') return '}'
      if (name === undefined) return fail(`a '${found}' stands alone`)
      const value = conditionalEscape(find(name)).value
      return specification ? shaped(value, specification, fail) : value
    }),
  )
}

/** A text by Python's format specification for texts: fill, alignment, width, length. */
function shaped(value: string, specification: string, fail: (reason: string) => never): string {
  const parts = textFormat.exec(specification)
  if (parts === null) fail(`':${specification}' is no width, alignment or length`)
  const [, fill, alignment = '<', zero, wide, length] = parts
  const width = Number(wide)
  if (width > widest || Number(length ?? 0) > widest) fail(`':${specification}' is too wide`)
  const characters = Array.from(value)
  const shown = length === undefined ? characters : characters.slice(0, Number(length))
  const missing = Math.max(0, width - shown.length)
  const before = alignment === '>' ? missing : alignment === '^' ? Math.floor(missing / 2) : 0
  const filler = fill ?? (zero === undefined ? ' ' : '0')
  return filler.repeat(before) + shown.join('') + filler.repeat(missing - before)
}
