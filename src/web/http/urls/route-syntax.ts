import { httpErrors } from '../errors.ts'

/** A route's text in pieces: literal text, or a parameter. */
export type RoutePiece = string | { readonly name: string; readonly converter: string }

const identifier = /^[\p{L}_][\p{L}\p{N}_]*$/u

/** Splits `books/<int:id>/` into its pieces. Throws `NUAGES_HTTP_ROUTE_SYNTAX`. */
export function parseRoute(route: string): RoutePiece[] {
  const pieces: RoutePiece[] = []
  const seen = new Set<string>()
  let at = 0
  while (at < route.length) {
    const open = route.indexOf('<', at)
    const close = open === -1 ? -1 : route.indexOf('>', open)
    const literal = route.slice(at, close === -1 ? undefined : open)
    if (/[<>]/.test(literal)) throw httpErrors.ROUTE_SYNTAX({ route, reason: "a '<' or '>' has no partner" })
    if (literal !== '') pieces.push(literal)
    if (close === -1) break
    const spec = route.slice(open + 1, close)
    if (/\s/.test(spec)) throw httpErrors.ROUTE_SYNTAX({ route, reason: `white space inside '<${spec}>'` })
    const colon = spec.indexOf(':')
    const converter = colon === -1 ? 'str' : spec.slice(0, colon)
    const name = spec.slice(colon + 1)
    if (!identifier.test(name) || name === '__proto__')
      throw httpErrors.ROUTE_SYNTAX({ route, reason: `'${name}' is no parameter name` })
    if (!/^\w+$/.test(converter))
      throw httpErrors.ROUTE_SYNTAX({ route, reason: `'${converter}' is no converter name` })
    if (seen.has(name)) throw httpErrors.ROUTE_SYNTAX({ route, reason: `the name '${name}' stands twice` })
    seen.add(name)
    pieces.push({ name, converter })
    at = close + 1
  }
  return pieces
}
