import { escapeHtml, library, markSafe, type SafeString } from 'nuages/templates'

/** `{% load newsroom %}`: what the search page needs. */
export const newsroomTags = library({
  filters: {
    /** `{{ headline|highlight:q }}` marks every place where `q` is found; the rest stays escaped. */
    highlight(value: unknown, q: unknown): SafeString {
      const word = String(q)
      const parts = word === '' ? [String(value)] : String(value).split(new RegExp(`(${RegExp.escape(word)})`, 'iu'))
      return markSafe(parts.map((part, i) => (i % 2 ? `<mark>${escapeHtml(part)}</mark>` : escapeHtml(part))).join(''))
    },
    /** `{{ body|excerpt:q }}` is the text around the first place where `q` is found, or its beginning. */
    excerpt(value: unknown, q: unknown): string {
      const text = String(value)
      const found = Math.max(0, text.toLowerCase().indexOf(String(q).toLowerCase()))
      const start = found < 80 ? 0 : text.indexOf(' ', found - 80) + 1
      const end = text.indexOf(' ', start + 240)
      return `${start > 0 ? '… ' : ''}${text.slice(start, end < 0 ? undefined : end)}${end < 0 ? '' : ' …'}`
    },
  },
})
