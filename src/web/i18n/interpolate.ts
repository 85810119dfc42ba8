/** What `interpolate` puts in: values by name for `%(name)s`, or in their order for `%s`. */
export type InterpolationValues = Readonly<Record<string, unknown>> | readonly unknown[]

/**
 * Puts values into a translated text: `%(name)s` by name, `%s` in order, `%(count)d` and `%d` for whole numbers, `%%` for a per cent sign.
 * A placeholder without a value stays as it is: a slip in a catalog shows on the page, but does not take it down. The text is
 * looked through once, so that values are never read as placeholders. Values are not escaped for HTML.
 */
export function interpolate(text: string, values: InterpolationValues): string {
  if (!text.includes('%')) return text
  const list = Array.isArray(values) ? (values as readonly unknown[]) : null
  let next = 0
  return text.replace(
    /%(?:%|\((\w+)\)([sd])|([sd]))/g,
    (all, name: string | undefined, named: string, kind: string) => {
      if (all === '%%') return '%'
      if (name === undefined) return list !== null && next < list.length ? shown(list[next++], kind) : all
      return list === null && Object.hasOwn(values, name) ? shown((values as Named)[name], named) : all
    },
  )
}

type Named = Readonly<Record<string, unknown>>

function shown(value: unknown, kind: string): string {
  return kind === 'd' && typeof value === 'number' ? String(Math.trunc(value)) : String(value)
}
