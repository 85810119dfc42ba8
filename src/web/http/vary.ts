/**
 * Says that an answer depends on a header of the request, so that caches keep one answer for each of its values.
 * Semantics: Django's `patch_vary_headers`.
 */
export function varyBy(response: Response, ...names: readonly string[]): void {
  const before = response.headers.get('vary')
  const known = (before ?? '').split(',').map((name) => name.trim().toLowerCase())
  if (known.includes('*')) return
  const added = names.filter((name) => !known.includes(name.toLowerCase()))
  if (added.length > 0) response.headers.set('vary', [...(before ? [before] : []), ...added].join(', '))
}
