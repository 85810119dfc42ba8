/** The text of a page, without its markup. */
export const text = (html: string) =>
  html
    .replace(/<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

/** What a browser would send for the form of a page, changed by `changes`; an undefined value takes a field away. */
export function filled(
  html: string,
  changes: Record<string, string | string[] | undefined> = {},
): Record<string, string | string[]> {
  const form = /<form class="n-(?:form__body|conflict)"[\s\S]*?<\/form>/.exec(html)![0]
  const values: Record<string, string[]> = {}
  const add = (name: string, value: string) => {
    values[name] ??= []
    values[name].push(value)
  }
  const plain = (value: string) =>
    value
      .replaceAll('&quot;', '"')
      .replaceAll('&#x27;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
    const name = attribute('name')
    const type = attribute('type')
    if (name === undefined || name === 'csrfmiddlewaretoken') continue
    if ((type === 'checkbox' || type === 'radio') && !/ checked/.test(tag)) continue
    add(name, plain(attribute('value') ?? 'on'))
  }
  for (const [, name, body] of form.matchAll(/<textarea[^>]* name="([^"]*)"[^>]*>\n?([\s\S]*?)<\/textarea>/g))
    add(name!, plain(body!))
  for (const [, name, body] of form.matchAll(/<select[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)) {
    const chosen = /<option value="([^"]*)" selected/.exec(body!)
    add(name!, plain(chosen?.[1] ?? /<option value="([^"]*)"/.exec(body!)?.[1] ?? ''))
  }
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete values[name]
    else values[name] = Array.isArray(value) ? value : [value]
  }
  return values
}
