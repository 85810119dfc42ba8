// The values of a form, by name: what counting changes and drafts are about.

/** What a script or the server adds is no change of a person's. */
const isOwn = (name) => name !== 'csrfmiddlewaretoken' && !name.startsWith('_') && !/-(TOTAL|INITIAL)_FORMS$/.test(name)

/** What the form would send, by name. @type {(form: HTMLFormElement) => Map<string, string[]>} */
export function read(form) {
  const values = new Map()
  for (const [name, value] of new FormData(form)) {
    if (!isOwn(name)) continue
    // A file input that holds nothing sends a file without a name.
    const text =
      value instanceof File ? (value.name === '' ? '' : `${value.name} ${value.size}`) : value.replaceAll('\r\n', '\n')
    values.set(name, [...(values.get(name) ?? []), text])
  }
  return values
}

/** Is it the same, name by name? */
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other)

/** The row of an inline counts once, however many of its fields were changed: 'reviews-2-source' is a part of 'reviews-2'. */
const unit = (name) => /^(.+-\d+)-[^-]+$/.exec(name)?.[1] ?? name

/** How many fields, and rows of inlines, differ. */
export function changes(before, now) {
  const names = [...now.keys(), ...before.keys()].filter((name) => !same(before.get(name), now.get(name)))
  return new Set(names.map(unit)).size
}
