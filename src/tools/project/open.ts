import { resolve } from 'node:path'
import { formSettingsService, TemplateRenderer } from '../../apps/forms/index.ts'
import { preferencesService, translationsService } from '../../apps/languages/index.ts'
import { provide, runInScope, type Scope, wordingService } from '../../base/context/index.ts'
import { createLogger, logSettingsService, secretNames, secretNamesService } from '../../base/log/index.ts'
import {
  appsService,
  type Environment,
  factsService,
  type Mode,
  readEnvironment,
  secretKeyFor,
} from '../../base/settings/index.ts'
import { type Database, openDatabases } from '../../data/drivers/index.ts'
import { buildRegistry, createOrm, logQueries, ormService } from '../../data/orm/index.ts'
import { openRedis } from '../../data/redis/index.ts'
import {
  accessLog,
  createApp,
  include,
  type Middleware,
  path,
  type Report,
  rendererService,
  staticFiles,
  staticFilesService,
  type UrlEntry,
} from '../../web/http/index.ts'
import { currentLocale, defaultLocaleService } from '../../web/i18n/index.ts'
import { loginPage, siteUrlOf } from './accounts.ts'
import { type AppOptions, withRequired } from './app.ts'
import { projectAuth } from './auth.ts'
import type { Brought } from './brought.ts'
import { projectCaches } from './caches.ts'
import { checkProject } from './checks/index.ts'
import { databaseUrls } from './databases.ts'
import { projectDebug } from './debug.ts'
import type { ProjectDefinition } from './definition.ts'
import { projectFallbacks } from './fallbacks.ts'
import { projectFiles } from './files.ts'
import { projectHealth } from './health.ts'
import { recordHistory } from './history.ts'
import { projectKeptUploads } from './kept-uploads.ts'
import { projectTranslations, userPreference } from './languages.ts'
import { projectLog } from './log.ts'
import { projectLogins } from './logins.ts'
import { projectMail } from './mail.ts'
import { projectMessages } from './messages.ts'
import { hostsOf, standardMiddleware } from './middleware.ts'
import { projectOAuth } from './oauth.ts'
import { checkOptionsOfApps } from './options-of-apps.ts'
import { pageNonce } from './page-nonce.ts'
import { projectPasskeys } from './passkeys.ts'
import { projectPermissions } from './permissions.ts'
import type { Project } from './project.ts'
import { projectRateLimits, projectRedis } from './redis.ts'
import { projectSessions } from './sessions.ts'
import { staticOptions, staticPlaces } from './static.ts'
import { projectTasks } from './tasks.ts'
import { projectTelemetry } from './telemetry.ts'
import { projectEngine, projectRenderer } from './templates.ts'
import { projectThumbnails } from './thumbnails.ts'
import { projectTokens } from './tokens.ts'
import { projectPagination } from './views.ts'

export interface OpenOptions {
  /** The project's folder, from which relative paths count. The current folder by default. */
  readonly dir?: string
  /** Instead of `NUAGES_ENV`. */
  readonly mode?: Mode
  /** URLs by connection name, instead of the configured ones. */
  readonly databases?: Readonly<Record<string, string>>
  /** Addresses of storages by name, instead of the configured ones: `{ default: 'memory:' }`. */
  readonly files?: Readonly<Record<string, string>>
  /** Databases that are open already, and that whoever opened them closes: in the place of `databases`. */
  readonly opened?: Readonly<Record<string, Database>>
  /** Second names of databases: `{ replica: 'default' }`, for tests, where nothing replicates. */
  readonly mirrors?: Readonly<Record<string, string>>
  /** Middleware outside of all others: what `nuages dev` adds. */
  readonly outermost?: readonly Middleware[]
  /** The environment to read; `process.env` by default. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * Opens a project: reads the environment, connects its databases, reads its models, routes and templates, and checks what
 * can be checked at once. Rejects with the coded error of whatever is wrong, and then leaves nothing open.
 */
export async function openProject(definition: ProjectDefinition, open: OpenOptions = {}): Promise<Project> {
  const { options } = definition
  const dir = resolve(open.dir ?? process.cwd())
  const environment: Environment = { ...readEnvironment(open.env), ...(open.mode !== undefined && { mode: open.mode }) }
  const { mode } = environment
  const apps = withRequired(options.apps)
  checkOptionsOfApps(options, apps)
  const log = projectLog(options, environment)
  // What a deployer has to say is asked for before anything is opened.
  const secretKey = await secretKeyFor(mode, dir, environment.secretKey ?? options.secretKey)
  const hosts = hostsOf(options, environment)
  const secretKeyFallbacks = environment.secretKeyFallbacks ?? options.secretKeyFallbacks ?? []
  const registry = buildRegistry(
    apps.map((app) => ({ label: app.label, models: app.models ?? {} })),
    options.auth?.user === undefined ? {} : { user: options.auth.user },
  )
  const files = staticFiles(staticOptions(staticPlaces(options, dir, apps), options, mode))
  const translations = projectTranslations({ options, dir, apps })
  const user = options.auth?.user === undefined ? registry.byLabel('auth.user') : registry.of(options.auth.user)
  const stored = apps.some(({ label }) => label === 'auth') ? userPreference(user) : undefined
  const preference = options.preference ?? stored?.read
  const savePreference = options.savePreference ?? (options.preference === undefined ? stored?.save : undefined)
  const urlsOfDatabases = open.databases ?? databaseUrls(options, environment, dir)
  const opened = open.opened === undefined ? await openDatabases(urlsOfDatabases) : {}
  const databases = { ...opened, ...open.opened }
  for (const [name, of] of Object.entries(open.mirrors ?? {})) databases[name] = opened[of]!
  const redisUrl = environment.redisUrl ?? options.redis
  const brought: Brought[] = []
  const closeAll = async () => {
    for (const { close } of brought.toReversed()) await Promise.allSettled([Promise.resolve().then(close)])
    await Promise.allSettled(Object.values(opened).map((each) => each.close()))
  }
  try {
    const redis = redisUrl === undefined ? null : await openRedis(redisUrl)
    // One line for each battery.
    const caches = await projectCaches({ options, environment, dir, apps, databases, redis, log })
    brought.push(projectRedis(redis), caches, projectRateLimits(redis, caches.default))
    brought.push(await projectTelemetry(options, environment))
    brought.push(await projectDebug(options, environment))
    brought.push(
      projectThumbnails(),
      projectKeptUploads({ settings: options.keptUploads, dir, mode, secretKey, secretKeyFallbacks }),
    )
    brought.push(await projectFiles({ options, environment, dir, secretKey, secretKeyFallbacks, instead: open.files }))
    const sessions = await projectSessions({ options, environment, apps, dir, secretKey, secretKeyFallbacks })
    brought.push(sessions, projectMessages(options, apps))
    brought.push(await projectAuth(options, apps, caches.default))
    brought.push(await projectPermissions(apps, registry))
    brought.push(await projectLogins({ options, apps, mode, cache: caches.default, redis }))
    brought.push(await projectPasskeys(options, apps, hosts))
    brought.push(await projectOAuth({ options, apps, env: open.env ?? process.env, mode }))
    brought.push(await projectTokens({ options, environment, apps, secretKey, secretKeyFallbacks }))
    brought.push(projectPagination())
    brought.push(await projectFallbacks(options, apps))
    const orm = createOrm({
      registry,
      databases,
      events: apps.flatMap((app) => app.events ?? []),
      ...(options.router && { router: options.router }),
    })
    const report: Report = (...told) => app.report(...told)
    brought.push(
      projectTasks({ options, environment, orm, apps, urls: urlsOfDatabases, scope: () => app.scope, report }),
    )
    const urls = options.urls ?? urlsOfApps(apps)
    const engineParts = {
      options,
      dir,
      apps,
      mode,
      staticUrl: (file: string) => files.url(file),
      router: () => app.router,
      translations,
      brought: brought.flatMap(({ templates }) => templates ?? []),
    }
    const engine = projectEngine(engineParts)
    brought.push(projectMail({ ...engineParts, engine, environment, orm, report }))
    const facts = {
      mode,
      dir,
      secretKey,
      secretKeyFallbacks,
      timeZone: options.timeZone ?? 'UTC',
      ...(options.siteUrl !== undefined && { siteUrl: siteUrlOf(options.siteUrl) }),
      // The routes are known once everything is open.
      get loginUrl() {
        return options.loginUrl ?? loginPage(() => app.router)
      },
    }
    const provided: Scope = {
      services: new Map<symbol, unknown>([
        provide(appsService, apps),
        provide(logSettingsService, log),
        provide(factsService, facts),
        provide(secretNamesService, secretNames([...(options.secretNames ?? []), ...secretFields(registry)])),
        provide(ormService, orm),
        provide(rendererService, projectRenderer(engine)),
        provide(formSettingsService, {
          ...options.forms,
          renderer: new TemplateRenderer(engine),
          timezone: facts.timeZone,
          nonce: pageNonce(options),
        }),
        provide(staticFilesService, files),
        provide(translationsService, translations),
        provide(preferencesService, {
          ...(options.languageCookie !== undefined && { cookie: options.languageCookie }),
          ...(savePreference !== undefined && { save: savePreference }),
        }),
        provide(defaultLocaleService, translations.locale(translations.defaultLanguage)),
        provide(wordingService, currentLocale),
        ...brought.flatMap(({ services = [] }) => services),
      ]),
    }
    const middleware = await standardMiddleware({
      options,
      environment,
      hosts,
      apps,
      secretKeyFallbacks,
      files,
      translations,
      preference,
      sessions: sessions.sessions,
      brought: brought.flatMap(({ middleware = [] }) => middleware),
      innermost: brought.flatMap(({ innermost = [] }) => innermost),
    })
    const healthy = projectHealth(options, { orm, brought, logger: createLogger({ name: 'health', ...log }) })
    const app = createApp({
      urls,
      logger: createLogger({ name: 'http', ...log }),
      middleware: [
        ...(healthy === null ? [] : [healthy]),
        ...brought.flatMap(({ outermost = [] }) => outermost),
        ...(open.outermost ?? []),
        ...(mode === 'test' ? [] : [accessLog({ logger: createLogger({ name: 'access', ...log }) })]),
        ...middleware,
      ],
      debug: mode === 'development',
      scope: provided,
      prefixes: {
        language: {
          values: translations.languages,
          default: translations.defaultLanguage,
          current: () => currentLocale().code,
        },
      },
      ...(options.onError !== undefined && { onError: options.onError }),
      ...(options.errorPages !== undefined && { errorPages: options.errorPages }),
      ...(options.converters !== undefined && { converters: options.converters }),
      ...(options.limits !== undefined && { limits: options.limits }),
      ...(options.inflate !== undefined && { inflate: options.inflate }),
      ...(options.trustedProxies !== undefined && { trustedProxies: options.trustedProxies }),
    })
    const { scope } = app
    const slowerThan = environment.logQueries ?? options.logQueries
    const stopLog =
      slowerThan === undefined
        ? null
        : logQueries({ slowerThan, logger: createLogger({ name: 'queries', ...log, level: 'info' }) })
    const project: Project = {
      mode,
      dir,
      apps,
      urls,
      orm,
      engine,
      app,
      scope,
      fetch: (request) => app.fetch(request),
      run: <R>(work: () => R) => runInScope(scope, async (): Promise<Awaited<R>> => await work()),
      check: (wanted) =>
        runInScope(scope, () =>
          checkProject(project, { options, environment, middleware, databases: urlsOfDatabases }, wanted),
        ),
      async close() {
        stopLog?.()
        translations.close()
        engine.close()
        await closeAll()
      },
      [Symbol.asyncDispose]: () => project.close(),
    }
    await recordHistory(project)
    return project
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** The names of fields that models keep secret, as attributes and as columns. */
function secretFields(registry: ReturnType<typeof buildRegistry>): string[] {
  return registry.models.flatMap(({ columns }) =>
    columns.filter(({ field }) => field.describe().secret).flatMap(({ property, column }) => [property, column]),
  )
}

/** Without `urls` a project answers with those of its apps. */
function urlsOfApps(apps: readonly AppOptions[]): readonly UrlEntry[] {
  return apps.flatMap((app) => (app.urls === undefined ? [] : [path('', include(app.urls))]))
}
