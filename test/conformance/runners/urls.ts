import { isDeepStrictEqual } from 'node:util'
import { NuagesError } from '../../../src/base/errors/index.ts'
import {
  createRouter,
  include,
  path,
  type Router,
  rePath,
  type UrlEntry,
  type View,
} from '../../../src/web/http/index.ts'
import { parseRoute } from '../../../src/web/http/urls/route-syntax.ts'
import type { Area, Case, Report } from '../harness.ts'

interface Entry {
  readonly route: string
  readonly kind?: 're_path'
  readonly view?: string
  readonly name?: string
  readonly kwargs?: Record<string, unknown>
  readonly include?: readonly Entry[]
  readonly app_name?: string
  readonly namespace?: string
}

/** The vectors of `urls.json`: resolving, reversing and the syntax of routes. */
export async function run(area: Area, report: Report): Promise<void> {
  const names = new Map<unknown, string>()
  const routers = new Map<string, Router>()
  for (const [name, entries] of Object.entries(area['urlconfs'] as Record<string, readonly Entry[]>)) {
    routers.set(name, createRouter(entries.map((entry) => built(entry, names))))
  }
  for (const each of area.cases) {
    const answer = outcome(() => answerOf(each, routers, names))
    const why = difference(each, answer)
    if (why === null) report.pass(each.id)
    else report.fail(each.id, why)
  }
}

function built(entry: Entry, names: Map<unknown, string>): UrlEntry {
  const regex = entry.kind === 're_path' ? new RegExp(entry.route.replaceAll('(?P<', '(?<')) : null
  const options = { defaults: entry.kwargs ?? {}, ...(entry.name === undefined ? {} : { name: entry.name }) }
  if (entry.include !== undefined) {
    const inner = include(
      entry.include.map((one) => built(one, names)),
      {
        ...(entry.namespace === undefined ? {} : { namespace: entry.namespace }),
        ...(entry.app_name === undefined ? {} : { appName: entry.app_name }),
      },
    )
    return regex === null ? path(entry.route, inner, options) : rePath(regex, inner, options)
  }
  const view: View = () => new Response(entry.view)
  names.set(view, entry.view!)
  return regex === null ? path(entry.route, view, options) : rePath(regex, view, options)
}

function answerOf(each: Case, routers: ReadonlyMap<string, Router>, names: ReadonlyMap<unknown, string>): unknown {
  if (each.kind === 'route') {
    const kinds: Record<string, string> = {}
    for (const piece of parseRoute(each['route'] as string)) {
      if (typeof piece !== 'string') kinds[piece.name] = piece.converter === 'str' ? 'string' : piece.converter
    }
    return { converters: kinds }
  }
  const router = routers.get(each['urlconf'] as string)!
  if (each.kind === 'reverse') return { path: reversed(each, router) }
  const match = router.resolve(each['path'] as string)
  if (match === null) return { error: '404' }
  return {
    view: names.get(match.view),
    args: match.args,
    kwargs: match.args.length > 0 ? {} : { ...match.params },
    url_name: match.urlName,
    view_name: match.viewName,
    app_names: match.appNames,
    namespaces: match.namespaces,
    route: match.route.replaceAll('(?<', '(?P<'),
  }
}

function reversed(each: Case, router: Router): string {
  const args = each['args'] as readonly unknown[] | undefined
  const kwargs = each['kwargs'] as Record<string, unknown> | undefined
  // Parameters go by name or by position: both at once cannot even be said.
  if (args !== undefined && kwargs !== undefined) throw new TypeError('both args and kwargs')
  return router.reverse(each['name'] as string, args?.map(decoded) ?? kwargs ?? {}, {
    ...(each['current_app'] === undefined ? {} : { currentApp: each['current_app'] as string }),
    ...(each['script_prefix'] === undefined ? {} : { prefix: each['script_prefix'] as string }),
  })
}

function decoded(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const tagged = value as Record<string, unknown>
  return tagged['$uuid'] ?? tagged['$safe'] ?? value
}

function outcome(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return { error: error instanceof NuagesError ? error.name : 'other' }
  }
}

/** What differs from the vector, or null. Kinds of errors that a runner need not tell apart pass with any error. */
function difference(each: Case, answer: unknown): string | null {
  const expected = each.expected
  const told = ['404', 'NoReverseMatch']
  const wanted = expected['error']
  if (typeof wanted === 'string' && !told.includes(wanted)) {
    return 'error' in (answer as object) ? null : `answered ${JSON.stringify(answer)}, not an error`
  }
  return isDeepStrictEqual(answer, expected) ? null : `answered ${JSON.stringify(answer)}`
}
