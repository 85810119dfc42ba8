import { join, resolve } from 'node:path'
import { formLocaleDir } from '../../apps/forms/index.ts'
import type { LanguagesOptions, SavePreference } from '../../apps/languages/index.ts'
import { viewLocaleDir } from '../../apps/views/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import type { ModelInfo } from '../../data/query/index.ts'
import { Translations } from '../../web/i18n/index.ts'
import type { ProjectOptions } from './definition.ts'
import { isBattery } from './prepare.ts'

export interface TranslationsParts {
  readonly options: ProjectOptions
  readonly dir: string
  readonly apps: readonly AppDefinition[]
}

/**
 * The project's languages, with its own catalogs before those of its apps, and those of the batteries at last. Throws
 * `NUAGES_I18N_DEFAULT_NOT_OFFERED` and `NUAGES_I18N_UNKNOWN_LANGUAGE`.
 */
export function projectTranslations({ options, dir, apps }: TranslationsParts): Translations {
  const domain = options.localeDomain ?? 'messages'
  const chosen = options.defaultLanguage ?? options.languages?.[0] ?? 'en'
  const languages = options.languages ?? [chosen]
  const own = (options.localeDirs ?? ['locale']).map((folder) => ({ dir: resolve(dir, folder), domain }))
  const ofApps = (battery: boolean) =>
    apps
      .filter((app) => app.dir !== undefined && isBattery(app) === battery)
      .map((app) => ({ dir: join(app.dir!, 'locale'), domain: battery ? 'messages' : domain }))
  return new Translations({
    languages,
    default: chosen,
    dirs: [
      ...own,
      ...ofApps(false),
      ...ofApps(true),
      ...[formLocaleDir, viewLocaleDir].map((dir) => ({ dir, domain: 'messages' })),
    ],
  })
}

/** Where the users of a project keep what they have chosen for good. */
export interface UserPreference {
  readonly read: NonNullable<LanguagesOptions['preference']>
  readonly save: SavePreference
}

/** The fields `language` and `timeZone` of the user's row, where the user model has such; undefined where it has neither. */
export function userPreference(user: ModelInfo | undefined): UserPreference | undefined {
  const fields = (['language', 'timeZone'] as const).filter((name) => user?.column(name) !== undefined)
  if (fields.length === 0) return undefined
  return {
    async read(request) {
      const row: object = await request.user
      const said = (name: (typeof fields)[number]) => {
        const value: unknown = fields.includes(name) ? (row as Record<string, unknown>)[name] : null
        return typeof value === 'string' ? value : null
      }
      return { language: said('language'), timeZone: said('timeZone') }
    },
    async save(request, chosen) {
      const row = await request.user
      const changed = fields.filter((name) => typeof chosen[name] === 'string')
      if (!row.isAuthenticated || changed.length === 0) return
      for (const name of changed) (row as unknown as Record<string, unknown>)[name] = chosen[name]
      await row.save({ fields: changed as never })
    },
  }
}
