import type { AccountsOptions } from '../../apps/accounts/index.ts'
import type { ImpersonationOptions, LoginSettings } from '../../apps/auth/index.ts'
import type { FlatPagesOptions } from '../../apps/flatpages/index.ts'
import type { InputFactory } from '../../apps/forms/index.ts'
import type { LanguageCookie, LanguagesOptions, SavePreference } from '../../apps/languages/index.ts'
import type { FlashMessagesOptions } from '../../apps/messages/index.ts'
import type { OAuthOptions } from '../../apps/oauth/index.ts'
import type { PasskeysOptions } from '../../apps/passkeys/index.ts'
import type { RedirectsOptions } from '../../apps/redirects/index.ts'
import type { SecondFactorOptions } from '../../apps/second-factor/index.ts'
import type { TokensOptions } from '../../apps/tokens/index.ts'
import type { LogSettings } from '../../base/log/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import type { CacheSettings } from '../../data/cache/index.ts'
import type { AnyModelClass, Router } from '../../data/orm/index.ts'
import type {
  AnyConverter,
  CompressionOptions,
  ErrorHook,
  ErrorPage,
  HealthOptions,
  Limits,
  Middleware,
  ServerLimits,
  StaticDir,
  UrlEntry,
} from '../../web/http/index.ts'
import type {
  CsrfOptions,
  RateLimitOptions,
  RedirectToHttpsOptions,
  SecurityHeadersOptions,
} from '../../web/security/index.ts'
import type { ContextProcessor, FragmentCache, Library } from '../../web/templates/index.ts'
import type { CertificateFiles } from './certificate.ts'
import { projectErrors } from './errors.ts'
import type { FilesOptions } from './files.ts'
import type { KeptUploadsSettings } from './kept-uploads.ts'
import { checkNestedOptions } from './known-options.ts'
import type { MailSettings } from './mail.ts'
import type { ProjectSessions } from './sessions.ts'
import type { ProjectTasksOptions } from './tasks-options.ts'
import type { TelemetryOptions } from './telemetry.ts'

/** What `nuages.config.ts` says. Everything but `apps` has a default that is right for development. */
export interface ProjectOptions {
  /** The project's apps; those that they require are added before them. */
  readonly apps: readonly AppDefinition[]
  /** The project's URL patterns. The patterns of each app that has any, under '', where absent. */
  readonly urls?: readonly UrlEntry[]
  /** Path converters of the project's own, by the name that routes use: `{ year }` for `<year:y>`. Made with `converter` of `nuages/http`. */
  readonly converters?: Readonly<Record<string, AnyConverter>>
  /**
   * URLs by connection name: `{ default: 'sqlite:db.sqlite3' }`, relative to the project's folder. `DATABASE_URL` wins over
   * `default`. In development the default is `sqlite:db.sqlite3`.
   */
  readonly databases?: Readonly<Record<string, string>>
  /** Users: their model, how they log in, and who may act as whom (`nuages/auth`). */
  readonly auth?: LoginSettings & {
    /** The project's own user model, in the place of `User` of `nuages/auth`: a model of one of the apps that extends `AbstractUser`. */
    readonly user?: AnyModelClass
    /** Who may act as whom, and for how long (`nuages/auth`). By default superusers as everybody who is neither staff nor superuser, for an hour. */
    readonly impersonation?: ImpersonationOptions
    /**
     * Seconds for which the project's cache answers who a request is of, instead of the database; saves and deletions count at once. false: the database
     * is asked each time. Default: 30 where sessions are in a cache or in cookies, else false.
     */
    readonly cacheUsers?: number | false
  }
  /** Where sessions are kept, how long they live, and their cookie: `{ store: 'cookie:', encrypt: true, idleTimeout: 3600 }`. In the database by default. */
  readonly sessions?: ProjectSessions
  /** Chooses among several databases by model: read replicas, a database of its own for an app. */
  readonly router?: Router
  /**
   * Logs statements that take more than so many milliseconds, with the line that asked for them; 0 logs every one.
   * `NUAGES_LOG_QUERIES` wins. Off by default.
   */
  readonly logQueries?: number
  /**
   * What is logged: `{ level: 'warn' }`, `{ sink: pinoSink(pino()) }`. `NUAGES_LOG_LEVEL` and `NUAGES_LOG_FORMAT` win. By default 'info', under test 'error'; as
   * JSON in production, else as text; to standard error.
   */
  readonly log?: LogSettings
  /** Metrics for Prometheus and spans of OpenTelemetry: `{ metrics: true, tracing: true }`. Off by default, and then it costs nothing. */
  readonly telemetry?: TelemetryOptions
  /** In development: requests are recorded and shown at `/__nuages__/requests/`, and pages have a handle that leads there. Default: true. */
  readonly debugPages?: boolean
  /** `SECRET_KEY` wins. Better left to the environment: this file is in version control. */
  readonly secretKey?: string
  /**
   * Keys of the past, which still read what they signed (sessions, signed cookies, links in mails) while nothing new is signed with them.
   * `SECRET_KEY_FALLBACKS` wins.
   */
  readonly secretKeyFallbacks?: readonly string[]
  /**
   * Names whose values logs and the development page mask, beside those that sound secret (password, token, api_key …) and the fields that models
   * keep secret: `['taxNumber']`, which also is `tax_number`.
   */
  readonly secretNames?: readonly string[]
  /** Host names that production answers to: 'example.org', '.example.org' for its subdomains too. `ALLOWED_HOSTS` wins. */
  readonly allowedHosts?: readonly string[]
  /** Addresses of proxies whose `X-Forwarded-*` headers are believed: '127.0.0.1', '10.0.0.0/8', 'unix' for a Unix socket. None by default. */
  readonly trustedProxies?: readonly string[]
  /** What requests may send: bytes of bodies, files and addresses, counts of fields and headers. */
  readonly limits?: Partial<Limits>
  /** Read bodies that were sent compressed; by default they are refused with 415. */
  readonly inflate?: boolean
  /** Headers that keep pages safe, for the whole site: `{ csp: strictPolicy, hsts: 3600 }`. Those that need no decision are there without it. */
  readonly security?: SecurityHeadersOptions & {
    /** Sends requests without TLS to the same address with it. In production only. Default false. */
    readonly redirectToHttps?: boolean | RedirectToHttpsOptions
  }
  /** Which forms are taken: trusted origins, exemptions, names of the cookie. */
  readonly csrf?: CsrfOptions
  /** Answers are compressed in production; false leaves that to a proxy, options say how (`compression` of `nuages/http`). */
  readonly compression?: boolean | CompressionOptions
  /** Middleware of the project, inside of the standard ones (hosts, headers, static files, sessions, users, CSRF). */
  readonly middleware?: readonly Middleware[]
  /**
   * Where values are kept that can be made again, such as the parts of pages of `{% cache %}`: 'memory:64mb', 'database:' (with `cacheApp` among `apps`),
   * 'redis://host:6379/0' or 'redis:' (the project's), 'dummy:' (nowhere). Several by name: `{ default: 'database:', pages: { url: 'redis:', timeout: 60 } }`.
   * `CACHE_URL` wins over `default`. 'memory:' by default.
   */
  readonly cache?:
    | string
    | ({ readonly default: string | ProjectCache } & Readonly<Record<string, string | ProjectCache>>)
  /**
   * Limits of requests, around all views: `[{ limit: '600/minute' }, { limit: '5000/day', key: 'user' }]`. Static files are not counted. None by
   * default.
   */
  readonly rateLimits?: readonly RateLimitOptions[]
  /** A Redis for what several processes share, such as the counts of rate limits: 'redis://localhost:6379/0'. `REDIS_URL` wins. */
  readonly redis?: string
  /**
   * How mails go out, and whom they are from: `'smtp://user:password@host:587'`, or `{ url, from, admins, … }`; false for a project that sends none.
   * `MAIL_URL` wins over the address. By default development prints mails, tests keep them (always), and production has none.
   */
  readonly mail?: string | MailSettings | false
  /**
   * Where stored files go: './media', 'memory:', 's3://bucket/prefix?region=…', or several by name: `{ default: './media', private: { location: './private',
   * url: '/private/', private: true } }`. `FILES_URL` wins over the default one. './media' by default; under test all are in memory.
   */
  readonly files?: FilesOptions
  /** Background tasks: where jobs are kept, and how workers run them. */
  readonly tasks?: ProjectTasksOptions
  /** Uploads of forms that were refused wait for the next try; false: people choose their files again. */
  readonly keptUploads?: KeptUploadsSettings | false
  /** Pages of one's own by status, outside development: `{ 404: (request) => render(request, '404.html', {}, { status: 404 }) }`. */
  readonly errorPages?: Readonly<Record<number, ErrorPage>>
  /** Ids of findings that `nuages check` leaves out: `['security.W021']`. */
  readonly silencedChecks?: readonly string[]
  readonly templates?: {
    /** Searched before the apps' own `templates/` folders. Relative to the project's folder. */
    readonly dirs?: readonly string[]
    readonly libraries?: Readonly<Record<string, Library>>
    readonly contextProcessors?: readonly ContextProcessor[]
    /** A variable that does not exist is an error, in the project's own templates. Default: false. */
    readonly strict?: boolean
    /** What a variable that does not exist prints. Default: nothing. */
    readonly stringIfInvalid?: string
    /** Where `{% cache %}` keeps parts of pages, by name, before the project's caches. Default: in the project's cache. */
    readonly fragmentCaches?: Readonly<Record<string, FragmentCache>>
  }
  readonly static?: {
    /** Where static files answer: '/static/'. */
    readonly prefix?: string
    /**
     * Searched before the apps' own `static/` folders. Relative to the project's folder. The files of `{ dir: '../fonts', prefix: 'fonts' }`
     * are named 'fonts/…'.
     */
    readonly dirs?: readonly StaticDir[]
    /** What `nuages collectstatic` fills, and production serves from where it has. Relative to the project's folder: 'staticfiles'. */
    readonly root?: string
    /** In production: a file that was not collected is an error where a page names it. Default: true; else it gets its plain address. */
    readonly strict?: boolean
    /** In production: seconds for which browsers keep files without a hash in their names. Default 0: they ask each time. */
    readonly maxAge?: number
    /** In production: what stands before the prefix in addresses: 'https://cdn.example.org', which fetches from here. */
    readonly origin?: string
  }
  /**
   * The languages that the project speaks, in Django's codes: `['en', 'de', 'pt-br']`. The first is the default one where
   * `defaultLanguage` says nothing. Only English by default.
   */
  readonly languages?: readonly string[]
  /** The language of visitors who ask for none that is offered, of tasks and of commands. One of `languages`. */
  readonly defaultLanguage?: string
  /**
   * Folders of catalogs (`locale/de/LC_MESSAGES/messages.po`), searched before the apps' own `locale/` folders. Relative to the
   * project's folder. `['locale']` by default.
   */
  readonly localeDirs?: readonly string[]
  /** The name of the project's catalog files: 'messages'. A project from Django has 'django'. */
  readonly localeDomain?: string
  /** The cookie that keeps a visitor's language: 'nuages_language', for a year. */
  readonly languageCookie?: LanguageCookie
  /**
   * What a user has chosen for good: a language and a time zone. By default the fields `language` and `timeZone` of the user
   * model, where it has them.
   */
  readonly preference?: LanguagesOptions['preference']
  /** Keeps what a visitor chooses with `setLanguage` where `preference` finds it. By default in those fields of the user's row. */
  readonly savePreference?: SavePreference
  /** Where messages to the next page wait, and how their levels are named (`flashMessages` of `nuages/messages`); false for none. */
  readonly messages?: FlashMessagesOptions | false
  /** For whom passkeys are, and where they are used (`nuages/passkeys`). */
  readonly passkeys?: PasskeysOptions
  /** How the redirects of `redirectsApp` are looked up (`nuages/redirects`). */
  readonly redirects?: RedirectsOptions
  /** How the pages of `flatpagesApp` are shown (`nuages/flatpages`). */
  readonly flatpages?: FlatPagesOptions
  /** The providers that people log in with, and who may (`nuages/oauth`); for a project with `oauthApp`. */
  readonly oauth?: OAuthOptions
  /** How the tokens of `tokensApp` look, what they can be for, and what signs JSON Web Tokens (`nuages/tokens`). `JWT_KEYS` wins over `jwt.keys`. */
  readonly tokens?: TokensOptions
  /** What every form of the project does. */
  readonly forms?: {
    /** Numbers, dates and times are shown and read as the language in force writes them, unless a field says otherwise. Default: false. */
    readonly localize?: boolean
    /** Localized numbers have separators between thousands, and may be typed with them. Default: false. */
    readonly thousandSeparators?: boolean
    /** Inputs of model forms by the registered type of a field. */
    readonly inputs?: Readonly<Record<string, InputFactory>>
  }
  /** IANA name of the zone in which templates show times: 'Europe/Paris'. UTC by default. */
  readonly timeZone?: string
  /** Pages of accounts: who may register, what an address has to prove, forms of one's own (`nuages/accounts`). */
  readonly accounts?: AccountsOptions
  /** Who must have a second factor, how authenticator apps name the site, and for how long a browser is not asked again (`nuages/second-factor`). */
  readonly secondFactor?: SecondFactorOptions
  /** Scheme and host of the site, for addresses in mails: 'https://example.org'. By default those of the request. */
  readonly siteUrl?: string
  /** Where `requireLogin` sends a visitor. By default the log-in page of accounts where the project has mounted them, else the admin's. */
  readonly loginUrl?: string
  /** The port where `PORT` says nothing: 8000. */
  readonly port?: number
  /** How the project is served. */
  readonly server?: ServerOptions
  /** Is told each error of the server's own making once, wherever it arose, beside the log: the place for a service that collects errors. */
  readonly onError?: ErrorHook
}

/** A cache of a project: its address, and what holds for all that is kept there. */
export interface ProjectCache extends CacheSettings {
  readonly url: string
}

export interface ServerOptions extends ServerLimits {
  /** The files of a certificate, for HTTPS, where `TLS_KEY` and `TLS_CERT` say nothing. */
  readonly tls?: CertificateFiles
  /** `/health` and `/ready`, at other addresses or with more checks than those of the databases; false for none. */
  readonly health?: HealthOptions | false
}

/** A project before it is opened: plain, immutable, connected to nothing. */
export interface ProjectDefinition {
  readonly kind: 'nuages.project'
  readonly options: ProjectOptions
}

/** Every option, for programs that no compiler has looked at: Node runs types without checking them. */
const known: { readonly [K in keyof Required<ProjectOptions>]: true } = Object.freeze({
  apps: true,
  urls: true,
  converters: true,
  databases: true,
  auth: true,
  sessions: true,
  router: true,
  logQueries: true,
  log: true,
  telemetry: true,
  debugPages: true,
  secretKey: true,
  secretKeyFallbacks: true,
  secretNames: true,
  allowedHosts: true,
  trustedProxies: true,
  limits: true,
  inflate: true,
  security: true,
  csrf: true,
  compression: true,
  middleware: true,
  rateLimits: true,
  redis: true,
  mail: true,
  files: true,
  tasks: true,
  keptUploads: true,
  cache: true,
  errorPages: true,
  silencedChecks: true,
  templates: true,
  static: true,
  languages: true,
  defaultLanguage: true,
  localeDirs: true,
  localeDomain: true,
  languageCookie: true,
  preference: true,
  savePreference: true,
  messages: true,
  passkeys: true,
  redirects: true,
  flatpages: true,
  oauth: true,
  tokens: true,
  forms: true,
  timeZone: true,
  accounts: true,
  secondFactor: true,
  siteUrl: true,
  loginUrl: true,
  port: true,
  server: true,
  onError: true,
})

/**
 * Declares a project: the default export of `nuages.config.ts`. It connects to nothing and starts nothing; `nuages dev`,
 * `nuages start`, `openProject` and `serve` do. Throws `NUAGES_PROJECT_UNKNOWN_OPTION`.
 */
export function defineProject(options: ProjectOptions): ProjectDefinition {
  for (const option of Object.keys(options)) {
    if (!Object.hasOwn(known, option)) throw projectErrors.UNKNOWN_OPTION({ option, known: Object.keys(known) })
  }
  checkNestedOptions(options)
  return Object.freeze({ kind: 'nuages.project', options: Object.freeze({ ...options }) })
}

/** True for what `defineProject` made, even by another copy of the package. */
export function isProjectDefinition(value: unknown): value is ProjectDefinition {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'nuages.project'
}
