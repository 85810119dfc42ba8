import type { NuagesError } from '../../base/errors/index.ts'
import type { Label } from '../../base/schema/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import type { ModelInfo, ModelRegistry } from '../../data/query/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { gettext, gettextNoop } from '../../web/i18n/index.ts'
import type { AnyUser } from '../auth/index.ts'
import { type Accent, accentSheet } from './accent.ts'
import type { SiteSheet } from './assets.ts'
import { ofPeople } from './auth-models.ts'
import { type Problem, registrationProblems } from './checks/index.ts'
import { adminErrors } from './errors.ts'
import { type ModelAdmin, modelAdmin } from './model-admin.ts'
import type { AdminView, SiteTemplates } from './options/hooks.ts'
import { checkedViews } from './own-views.ts'
import { capitalise } from './paths.ts'
import { type AdminOptions, type AdminRegistration, isRegistration } from './registration.ts'

/** What `adminSite` takes. */
export interface AdminSiteOptions {
  /** The name at the top of every page: 'Administration'. */
  readonly title?: Label
  /** Apps whose `admin` registrations the site shows: those of the project by default. */
  readonly apps?: readonly AppDefinition[]
  /** Further registrations. */
  readonly registrations?: readonly AdminRegistration[]
  /** A word beside the name, such as 'Staging'. */
  readonly environment?: Label
  /** The site's own front page, for "View site": '/'. Null leaves the link out. */
  readonly siteUrl?: string | null
  /** The IANA zone in which times are shown: the project's by default. */
  readonly timeZone?: string
  /**
   * Who may enter, instead of members of the staff. Whoever enters needs permissions as everywhere; `user` is somebody who is logged in
   * or about to be.
   */
  readonly canEnter?: (user: AnyUser, request: HttpRequest) => boolean | Promise<boolean>
  /** The colours by which this site is told from others; their contrast is checked. */
  readonly accent?: Accent
  /** A picture in the place of the cloud beside the title: an address of this origin, such as `() => staticUrl('logo.svg')`. */
  readonly logo?: string | (() => string)
  /** Templates instead of the admin's own; those of a model come before them. */
  readonly templates?: SiteTemplates
  /** Further pages below the site. */
  readonly views?: readonly AdminView[]
}

/** The models of a site, by app, after every registration was read. */
export interface ResolvedSite {
  readonly groups: readonly { readonly label: string; readonly title: string; readonly models: readonly ModelAdmin[] }[]
  /** By app label and model name in lower case, as they stand in an address. */
  find(app: string, model: string): ModelAdmin | undefined
  of(info: ModelInfo): ModelAdmin | undefined
}

/** An admin site: options, and the registrations read against the models of the project that asks. */
export interface AdminSite {
  readonly title: string
  readonly environment: string
  readonly siteUrl: string | null
  readonly timeZone: string | null
  readonly logo: string | null
  readonly templates: SiteTemplates
  readonly views: readonly AdminView[]
  /** The stylesheet of the site's own colours. */
  readonly sheet: SiteSheet | null
  canEnter(user: AnyUser, request: HttpRequest): boolean | Promise<boolean>
  /** Reads and checks every registration; kept for the next call. Throws the coded error of a wrong declaration. */
  resolve(registry: ModelRegistry, apps?: readonly AppDefinition[]): ResolvedSite
  /** All that is wrong with the registrations, in order. */
  problems(registry: ModelRegistry, apps?: readonly AppDefinition[]): readonly Problem[]
}

/**
 * Declares an admin site: `path('admin/', include(adminUrls(adminSite({ title: 'Newsroom' }))))`. It shows the registrations
 * of `apps` and `registrations`, and every model of an app that has no `admin`, so that the smallest project has one; of no app where
 * `registrations` are named. Users and groups are there in any case.
 */
export function adminSite(options: AdminSiteOptions = {}): AdminSite {
  const resolved = new WeakMap<ModelRegistry, ResolvedSite>()
  return Object.freeze({
    get title() {
      return options.title === undefined ? gettext('Administration') : String(options.title)
    },
    get environment() {
      return String(options.environment ?? '')
    },
    siteUrl: options.siteUrl === undefined ? '/' : options.siteUrl,
    timeZone: options.timeZone ?? null,
    get logo() {
      return typeof options.logo === 'function' ? options.logo() : (options.logo ?? null)
    },
    templates: options.templates ?? {},
    views: checkedViews('the site', options.views ?? []),
    sheet: options.accent === undefined ? null : accentSheet(options.accent),
    canEnter: options.canEnter ?? ((user) => user.isStaff),
    resolve(registry: ModelRegistry, apps: readonly AppDefinition[] = []) {
      let site = resolved.get(registry)
      if (site === undefined) {
        site = readSite(registry, { apps, ...options })
        resolved.set(registry, site)
      }
      return site
    },
    problems(registry: ModelRegistry, apps: readonly AppDefinition[] = []) {
      const { registered, problems } = registrationsOf(registry, { apps, ...options })
      return [...problems, ...registrationProblems(registered)]
    },
  })
}

/** Which models a site shows and how, and what is wrong with that already. */
function registrationsOf(
  registry: ModelRegistry,
  options: AdminSiteOptions,
): { readonly registered: ReadonlyMap<ModelInfo, AdminOptions>; readonly problems: readonly Problem[] } {
  const registered = new Map<ModelInfo, AdminOptions>()
  const problems: Problem[] = []
  const usual = registry.byLabel('auth.user') === undefined ? new Map<ModelInfo, AdminOptions>() : ofPeople(registry)
  const add = ({ model, options: own }: AdminRegistration) => {
    let info: ModelInfo
    try {
      info = registry.of(model)
    } catch (error) {
      problems.push({ id: 'admin.E912', error: error as NuagesError })
      return
    }
    if (registered.has(info))
      problems.push({ id: 'admin.E911', error: adminErrors.DUPLICATE_MODEL({ model: info.label }) })
    else registered.set(info, own)
  }
  for (const app of options.apps ?? []) for (const each of (app.admin ?? []).filter(isRegistration)) add(each)
  for (const each of options.registrations ?? []) add(each)
  for (const { label, admin } of options.registrations === undefined ? (options.apps ?? []) : [])
    for (const info of admin === undefined ? registry.models : [])
      if (info.app === label && !info.automatic && !registered.has(info)) registered.set(info, usual.get(info) ?? {})
  for (const [info, own] of usual) if (!registered.has(info)) registered.set(info, own)
  return { registered, problems }
}

function readSite(registry: ModelRegistry, options: AdminSiteOptions): ResolvedSite {
  const { registered, problems } = registrationsOf(registry, options)
  const [first] = [...problems, ...registrationProblems(registered)]
  if (first !== undefined) throw first.error
  return group(new Map([...registered].map(([info, own]) => [info, modelAdmin(info, own)])))
}

function group(admins: ReadonlyMap<ModelInfo, ModelAdmin>): ResolvedSite {
  const bySlug = new Map([...admins.values()].map((each) => [each.slug, each]))
  const labels = [...new Set([...admins.keys()].map((info) => info.app))]
  return {
    groups: labels.map((label) => ({
      label,
      get title() {
        return appTitle(label)
      },
      models: [...admins.values()].filter((each) => each.info.app === label),
    })),
    find: (app, model) => bySlug.get(`${app.toLowerCase()}/${model.toLowerCase()}`),
    of: (info) => admins.get(info),
  }
}

/** What the framework's own apps are called. */
const titles: ReadonlyMap<string, string> = new Map([
  ['auth', gettextNoop('Access')],
  ['accounts', gettextNoop('Accounts')],
  ['flatpages', gettextNoop('Flat pages')],
  ['oauth', gettextNoop('Linked accounts')],
  ['passkeys', gettextNoop('Passkeys')],
  ['redirects', gettextNoop('Redirects')],
  ['second_factor', gettextNoop('Second factor')],
  ['sessions', gettextNoop('Sessions')],
  ['tokens', gettextNoop('Tokens')],
])

/** What an app is called in the navigation. */
function appTitle(label: string): string {
  const words = label.replaceAll('_', ' ')
  // A project translates the names of its apps like any other text.
  return gettext(titles.get(label) ?? capitalise(words))
}
