type Marked = { altersData?: boolean }

/**
 * Marks methods that change data, so that a template that names one calls nothing: `{{ article.delete }}` prints nothing.
 * Semantics: Django's `alters_data` (https://docs.djangoproject.com/en/stable/ref/templates/api/#variables-and-lookups).
 */
export function altersData(prototype: object, names: readonly string[]): void {
  for (const name of names) (Reflect.get(prototype, name) as Marked).altersData = true
}

/** Marks what a model overrides: a method of its own in the place of a marked one changes data as well. */
export function inheritMarks(model: abstract new (...args: never) => object): void {
  for (let at = model.prototype as object; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const own = Object.getOwnPropertyDescriptor(at, name)?.value as Marked | undefined
      if (typeof own !== 'function' || name === 'constructor' || (own as Marked).altersData !== undefined) continue
      const overridden = Reflect.get(Object.getPrototypeOf(at) as object, name) as Marked | undefined
      if (typeof overridden === 'function' && (overridden as Marked).altersData === true)
        (own as Marked).altersData = true
    }
  }
}
