import { NuagesError } from '../../../src/base/errors/index.ts'
import { percentEncode } from '../../../src/base/text/index.ts'
import { createRouter, include, path, rePath, type UrlEntry } from '../../../src/web/http/index.ts'
import { parsePo, Translations, withLocale } from '../../../src/web/i18n/index.ts'
import { Engine, humanizeLibrary, staticLibrary, urlLibrary } from '../../../src/web/templates/index.ts'
import type { Area, Case, Report } from '../harness.ts'
import { decode } from '../values.ts'

interface Settings {
  readonly autoescape: boolean
  readonly string_if_invalid: string
  readonly timezone: string
  readonly language: string
  readonly use_l10n: boolean
  readonly use_thousand_separator: boolean
  readonly now: string
  readonly static_url: string
  readonly media_url: string
}

interface Entry {
  readonly route: string
  readonly kind?: 're_path'
  readonly name?: string
  readonly include?: readonly Entry[]
  readonly app_name?: string
  readonly namespace?: string
}

/** Django's error kinds, by the codes that ours have. Every other kind means that something is thrown. */
const codes: Readonly<Record<string, string>> = {
  TemplateSyntaxError: 'NUAGES_TEMPLATES_',
  TemplateDoesNotExist: 'NUAGES_TEMPLATES_NOT_FOUND',
  NoReverseMatch: 'NUAGES_HTTP_NO_REVERSE_MATCH',
}

/** The vectors of `templates.json`. */
export async function run(area: Area, report: Report): Promise<void> {
  const catalogs = Object.fromEntries(
    Object.entries(area['catalogs'] as Readonly<Record<string, string>>).map(([code, text]) => [
      code,
      parsePo(text, `${code}.po`),
    ]),
  )
  const translations = new Translations({ catalogs, languages: ['en', 'fr', 'de', 'pl', 'ar'] })
  const router = createRouter((area['urlconf'] as readonly Entry[]).map(built))
  for (const each of area.cases) {
    const why = await check(each, area['defaults'] as Settings, translations, (name, values) =>
      router.reverse(name, values),
    )
    if (why === null) report.pass(each.id)
    else report.fail(each.id, why)
  }
}

function built(entry: Entry): UrlEntry {
  if (entry.include !== undefined) {
    return path(
      entry.route,
      include(entry.include.map(built), {
        ...(entry.namespace === undefined ? {} : { namespace: entry.namespace }),
        ...(entry.app_name === undefined ? {} : { appName: entry.app_name }),
      }),
    )
  }
  const options = entry.name === undefined ? {} : { name: entry.name }
  const view = () => new Response('')
  return entry.kind === 're_path'
    ? rePath(new RegExp(entry.route.replaceAll('(?P<', '(?<')), view, options)
    : path(entry.route, view, options)
}

async function check(
  each: Case,
  defaults: Settings,
  translations: Translations,
  reverse: (name: string, values: readonly unknown[] | Readonly<Record<string, unknown>>) => string,
): Promise<string | null> {
  const settings = { ...defaults, ...(each['settings'] as Partial<Settings>) }
  const now = new Date(`${settings.now.slice(0, 23)}Z`)
  const { static_url: staticUrl, media_url: media } = settings
  const prefixes = { static: staticUrl, media }
  const expected = each.expected as { output?: string; error?: string }
  try {
    const engine = new Engine({
      templates: each['templates'] as Record<string, string>,
      autoescape: settings.autoescape,
      stringIfInvalid: settings.string_if_invalid,
      timezone: settings.timezone,
      translations,
      localize: settings.use_l10n,
      thousandSeparators: settings.use_thousand_separator,
      now: () => now,
      builtins: [urlLibrary(reverse)],
      libraries: {
        humanize: humanizeLibrary,
        static: staticLibrary((file) => new URL(percentEncode(file), `http://x${staticUrl}`).pathname, prefixes),
      },
    })
    const output = await withLocale(translations.locale(settings.language), () =>
      engine.render(each['main'] as string, decode(each['context']) as Record<string, unknown>),
    )
    engine.close()
    if (expected.error !== undefined) return `gave ${JSON.stringify(output)} instead of ${expected.error}`
    return output === expected.output ? null : `gave ${JSON.stringify(output)}, not ${JSON.stringify(expected.output)}`
  } catch (error) {
    if (!(error instanceof Error)) return `threw ${String(error)}`
    const said = `${(error as NuagesError).code ?? error.name}: ${error.message.split('\n')[0]}`
    if (expected.error === undefined) return said
    const code = codes[expected.error]
    return code === undefined || (error instanceof NuagesError && error.code.startsWith(code)) ? null : said
  }
}
