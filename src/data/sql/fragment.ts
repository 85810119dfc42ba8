import type { DatabaseValue } from '../query/index.ts'

/** Reads one parameter's value from the values of a query, encoded for the database. */
export type Parameter = (values: readonly unknown[]) => DatabaseValue

/**
 * A piece of SQL: text, and in its place each parameter. Only the compiler makes text, from metadata; whatever came from
 * outside is a parameter.
 */
export type Fragment = readonly (string | Parameter)[]

/** SQL with other pieces in it: `` sql`${left} = ${right}` ``. A string that is put in is SQL text, never a value. */
export function sql(texts: TemplateStringsArray, ...parts: readonly (string | Fragment)[]): Fragment {
  const all: (string | Parameter)[] = [texts[0]!]
  parts.forEach((part, i) => {
    if (typeof part === 'string') all.push(part)
    else for (const each of part) all.push(each)
    all.push(texts[i + 1]!)
  })
  return all
}

/** Pieces with a separator between them. */
export function join(parts: readonly Fragment[], separator: string): Fragment {
  return parts.flatMap((part, i) => (i === 0 ? part : [separator, ...part]))
}

/** A parameter as a piece of SQL. */
export function parameter(read: Parameter): Fragment {
  return [read]
}

/**
 * The text with a placeholder for each parameter, and the parameters in that order. `shared`: a parameter that stands in
 * several places is sent once, so that the database sees the same expression there.
 */
export function finish(
  fragment: Fragment,
  { placeholder, sharedParameters: shared }: Placeholders,
): { readonly text: string; readonly parameters: readonly Parameter[] } {
  const parameters: Parameter[] = []
  const places = new Map<Parameter, string>()
  let text = ''
  for (const part of fragment) {
    if (typeof part === 'string') text += part
    else {
      const known = shared ? places.get(part) : undefined
      const place = known ?? placeholder(parameters.push(part))
      places.set(part, place)
      text += place
    }
  }
  return { text, parameters }
}

/** How a database counts parameters. */
interface Placeholders {
  readonly placeholder: (index: number) => string
  readonly sharedParameters: boolean
}
