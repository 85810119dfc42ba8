import { httpErrors } from '../errors.ts'

/** A value in a query. */
export type QueryValue = string | number | bigint | boolean

/** What stands behind a path: parameters as they came (`request.query`), or by name; a list gives its name several times. */
export type QueryParams = URLSearchParams | Readonly<Record<string, QueryValue | readonly QueryValue[]>>

/**
 * A path with its query and fragment, both percent-encoded; an empty one leaves no mark. Semantics: Django's
 * `reverse(query=…, fragment=…)` (https://docs.djangoproject.com/en/stable/ref/urlresolvers/#reverse). Throws `NoReverseMatch` for null and
 * undefined.
 */
export function withSuffix(
  path: string,
  name: string,
  query: QueryParams | undefined,
  fragment: string | undefined,
): string {
  const search = query === undefined ? '' : searchOf(name, query).toString()
  const hash = fragment === undefined || fragment === '' ? '' : `#${encodeFragment(fragment)}`
  return `${path}${search === '' ? '' : `?${search}`}${hash}`
}

function searchOf(name: string, query: QueryParams): URLSearchParams {
  if (query instanceof URLSearchParams) return query
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each === undefined || each === null)
        throw httpErrors.NO_REVERSE_MATCH({ name, reason: `the query parameter '${key}' is ${each}` })
      search.append(key, String(each))
    }
  }
  return search
}

/** RFC 3986, 3.5. */
const encodeFragment = (text: string): string =>
  text.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=/:@?]+/g, (part) => encodeURIComponent(part.toWellFormed()))
