/**
 * Text that is already HTML and is not escaped again. Semantics: Django's `SafeString`
 * (https://docs.djangoproject.com/en/stable/ref/utils/#module-django.utils.safestring).
 */
export class SafeString {
  readonly value: string

  constructor(value: string) {
    this.value = value
  }

  /** UTF-16 code units. */
  get length(): number {
    return this.value.length
  }

  toString(): string {
    return this.value
  }

  toJSON(): string {
    return this.value
  }
}

/**
 * The method by which an object gives its own HTML: `[html]()` returns text that templates print without escaping
 * (Django's `__html__`). A form field, a widget and an icon have one.
 */
export const html: unique symbol = Symbol.for('nuages.html') as never

/** An object that knows its own HTML. */
export interface HtmlValue {
  [html](): string
}

const special = /[&<>"']/g

/** `&`, `<`, `>`, `"` and `'` as character references, the same five as Django's `escape`. */
export function escapeHtml(text: string): string {
  // Pieces joined with `+` are copied once, when the whole page is sent; `replace` with a function takes several times as long.
  let out = ''
  let from = 0
  while (special.test(text)) {
    const end = special.lastIndex
    if (end - 1 > from) out += text.slice(from, end - 1)
    out += reference(text.charCodeAt(end - 1))
    from = end
  }
  return from === 0 ? text : out + text.slice(from)
}

function reference(character: number): string {
  switch (character) {
    case 38:
      return '&amp;'
    case 60:
      return '&lt;'
    case 62:
      return '&gt;'
    case 34:
      return '&quot;'
    default:
      return '&#x27;'
  }
}

/** Says that `text` is HTML: templates print it as it is. Never give it what a user typed. */
export function markSafe(text: string | SafeString): SafeString {
  return typeof text === 'string' ? new SafeString(text) : text
}

/** Whether templates print this value without escaping. */
export function isSafe(value: unknown): value is SafeString | HtmlValue {
  return value instanceof SafeString || (typeof value === 'object' && value !== null && html in value)
}

/** `value` as HTML: escaped, unless it is safe already. */
export function conditionalEscape(value: unknown): SafeString {
  if (value instanceof SafeString) return value
  if (typeof value === 'object' && value !== null && html in value) return new SafeString((value as HtmlValue)[html]())
  return new SafeString(escapeHtml(String(value)))
}

/**
 * A template literal whose values are escaped: ``formatHtml`<b>${name}</b>` ``. Django's `format_html`.
 */
export function formatHtml(parts: TemplateStringsArray, ...values: readonly unknown[]): SafeString {
  let out = parts[0]!
  for (let i = 0; i < values.length; i++) out += conditionalEscape(values[i]).value + parts[i + 1]!
  return new SafeString(out)
}

const scriptCharacters = /[<>&\u2028\u2029]/g

/** A JSON text that can stand inside `<script>`: no `<`, `>`, `&` and no line separator is left in it. */
export function escapeJson(json: string): string {
  return json.replace(scriptCharacters, (c) => `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
}

const javascriptCharacters = /[\x00-\x1f\\'"><&=\-;`\u2028\u2029]/g

/** Text for a JavaScript string literal, as Django's `escapejs`: not for HTML attributes. */
export function escapeJs(text: string): string {
  return text.replace(javascriptCharacters, (c) => `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
}
