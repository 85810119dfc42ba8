// What the modules say, in the language of the page: the server puts the texts into it.
import { one } from './dom.js'

const texts = JSON.parse(one('meta[name="n-texts"]')?.content ?? '{}')
const plurals = new Intl.PluralRules(document.documentElement.lang || 'en')

/** A text with its values filled in; `count` chooses among the forms of one that has several. */
export function text(name, values = {}) {
  const found = texts[name] ?? name
  const form = typeof found === 'string' ? found : (found[plurals.select(values.count)] ?? found.other)
  return form.replace(/%\((\w+)\)s/g, (whole, key) => values[key] ?? whole)
}
