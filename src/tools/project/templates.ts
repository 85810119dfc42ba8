import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formTemplatesDir } from '../../apps/forms/index.ts'
import type { AppDefinition, Mode } from '../../base/settings/index.ts'
import { HttpRequest, type Renderer, type Router } from '../../web/http/index.ts'
import type { Translations } from '../../web/i18n/index.ts'
import { cspNonce, csrfToken } from '../../web/security/index.ts'
import { csrfLibrary, Engine, staticLibrary, urlLibrary } from '../../web/templates/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'

const nuagesDir = fileURLToPath(new URL('../../', import.meta.url))

export interface EngineParts {
  readonly options: ProjectOptions
  readonly dir: string
  readonly apps: readonly AppDefinition[]
  readonly mode: Mode
  readonly staticUrl: (path: string) => string
  readonly router: () => Router
  readonly translations: Translations
  /** What batteries add. */
  readonly brought: readonly NonNullable<Brought['templates']>[]
  /** Escape what variables print. Default: true. */
  readonly autoescape?: boolean
}

/** The project's engine: its own directories first, then those of its apps, with the tags of the other batteries. */
export function projectEngine({
  options,
  dir,
  apps,
  mode,
  staticUrl,
  router,
  translations,
  brought,
  autoescape = true,
}: EngineParts): Engine {
  const own = (options.templates?.dirs ?? []).map((folder) => resolve(dir, folder))
  const { strict = false, stringIfInvalid, fragmentCaches } = options.templates ?? {}
  const ofApps = apps.flatMap((app) => (app.dir === undefined ? [] : [join(app.dir, 'templates')]))
  return new Engine({
    dirs: [...own, ...ofApps, formTemplatesDir, ...brought.flatMap(({ dirs = [] }) => dirs)],
    timezone: options.timeZone ?? 'UTC',
    translations,
    autoescape,
    debug: mode === 'development',
    // The framework's own templates ask for variables that not every page has.
    strict: strict && (({ path }) => path === null || !path.startsWith(nuagesDir)),
    ...(stringIfInvalid === undefined ? {} : { stringIfInvalid }),
    fragmentCaches: Object.assign({}, ...brought.map((each) => each.fragmentCaches), fragmentCaches),
    builtins: [
      urlLibrary((name, values, options) => router().reverse(name, values, options)),
      csrfLibrary((context) => tokenOf(context.get('request'))),
    ],
    libraries: {
      static: staticLibrary(staticUrl, { static: staticUrl('') }),
      ...Object.assign({}, ...brought.map(({ libraries }) => libraries)),
      ...options.templates?.libraries,
    },
    contextProcessors: [
      requestVariables,
      ...brought.flatMap(({ contextProcessors = [] }) => contextProcessors),
      ...(options.templates?.contextProcessors ?? []),
    ],
  })
}

/** `user`, `csrf_token` and `csp_nonce` in every template that was given a request. The last two are made where a page asks for them. */
function requestVariables(request: unknown): Readonly<Record<string, unknown>> {
  const user = (request as { readonly user?: unknown } | undefined)?.user
  return {
    ...(request instanceof HttpRequest && {
      csrf_token: () => csrfToken(request),
      csp_nonce: () => cspNonce(request),
    }),
    ...(user !== undefined && { user }),
  }
}

function tokenOf(request: unknown): string | null {
  return request instanceof HttpRequest ? csrfToken(request) : null
}

/** What `render(request, name, context)` uses. */
export function projectRenderer(engine: Engine): Renderer {
  return {
    render: (name, context, request) => engine.render(name, context, request),
    stream: (name, context, request) => engine.stream(name, context, request),
  }
}
