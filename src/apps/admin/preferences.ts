import { type HttpRequest, setCookie } from '../../web/http/index.ts'
import { gettextLazy, type LazyText } from '../../web/i18n/index.ts'

/** One choice of a preference, as the account menu draws it. */
interface PreferenceOption {
  readonly value: string
  readonly label: string
  readonly checked: boolean
}

/** How somebody wants to see the admin; kept in cookies, drawn by the server, so that no page flashes. */
interface Preferences {
  /** '' where the system decides. */
  readonly theme: string
  /** '' for normal. */
  readonly density: string
  /** 'off' where single keys do nothing, '' where they act. */
  readonly keys: string
  readonly themes: readonly PreferenceOption[]
  readonly densities: readonly PreferenceOption[]
  readonly keySettings: readonly PreferenceOption[]
}

const themes = { auto: gettextLazy('Auto'), light: gettextLazy('Light'), dark: gettextLazy('Dark') }
const densities = { compact: gettextLazy('Compact'), normal: gettextLazy('Normal'), roomy: gettextLazy('Roomy') }
const keySettings = { on: gettextLazy('On'), off: gettextLazy('Off') }
const year = 365 * 24 * 60 * 60

/** What the request's cookies say; anything that is no choice counts as none. */
export function preferences(request: HttpRequest): Preferences {
  const theme = chosen(request.cookies.get('nuages_theme'), themes, 'auto')
  const density = chosen(request.cookies.get('nuages_density'), densities, 'normal')
  const keys = chosen(request.cookies.get('nuages_keys'), keySettings, 'on')
  return {
    theme: theme === 'auto' ? '' : theme,
    density: density === 'normal' ? '' : density,
    keys: keys === 'on' ? '' : keys,
    themes: options(themes, theme),
    densities: options(densities, density),
    keySettings: options(keySettings, keys),
  }
}

/** The groups of the navigation that somebody has closed, by the labels of their apps: scripts keep them in a cookie. */
export function closedGroups(request: HttpRequest): ReadonlySet<string> {
  return new Set((request.cookies.get('nuages_closed') ?? '').split('.').slice(0, 100))
}

/** Keeps what the form sent for a year. */
export function keepPreferences(response: Response, sent: { get(name: string): unknown }, root: string): void {
  const keep = (name: string, choices: Readonly<Record<string, LazyText>>, usual: string) => {
    const value = chosen(sent.get(name), choices, '')
    if (value !== '') setCookie(response, `nuages_${name}`, value, { path: root, maxAge: value === usual ? 0 : year })
  }
  keep('theme', themes, 'auto')
  keep('density', densities, 'normal')
  keep('keys', keySettings, 'on')
}

function chosen(value: unknown, choices: Readonly<Record<string, LazyText>>, otherwise: string): string {
  return typeof value === 'string' && Object.hasOwn(choices, value) ? value : otherwise
}

function options(choices: Readonly<Record<string, LazyText>>, current: string): PreferenceOption[] {
  return Object.entries(choices).map(([value, label]) => ({ value, label: String(label), checked: value === current }))
}
