import { join } from 'node:path'
import { type Service, service, tryUse } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { currentTimeZone } from '../../web/i18n/index.ts'
import { Engine } from '../../web/templates/index.ts'
import type { InputFactory } from './model/inputs.ts'

/** The templates that forms are drawn with, by what they draw. Widgets of one's own add their names. */
export type FormTemplate =
  | 'form'
  | 'p'
  | 'ul'
  | 'table'
  | 'formset'
  | 'formsetForm'
  | 'formsetAdd'
  | 'field'
  | 'errors'
  | 'errorSummary'
  | 'input'
  | 'textarea'
  | 'checkbox'
  | 'select'
  | 'options'
  | 'file'
  | 'clearableFile'
  | 'multipleHidden'
  | 'multi'

/**
 * Draws forms, fields and widgets. Another renderer gives the same form another markup: the admin has its own.
 * `name` is a `FormTemplate` or the `template` of a widget of one's own; the context has `form`, `formset`, `field` or `widget`.
 */
export interface FormRenderer {
  render(name: FormTemplate | (string & {}), context: Readonly<Record<string, unknown>>): string
}

/** Where the built-in templates lie: `forms/input.html` and the others. Put it last among an engine's `dirs`. */
export const formTemplatesDir: string = join(import.meta.dirname, 'templates')

/** Where the catalogs of the forms' own texts lie. */
export const formLocaleDir: string = join(import.meta.dirname, 'locale')

export interface TemplateRendererOptions {
  /** Files by name, for those that are elsewhere than `forms/<name>.html`. */
  readonly templates?: Readonly<Record<string, string>>
  /** The folder of the others. Default 'forms'. */
  readonly folder?: string
}

/**
 * A renderer over a template engine: `input` is drawn by `forms/input.html`, unless `templates` or `folder` says
 * otherwise. A project overrides one file by having `forms/input.html` in a directory that the engine searches first.
 */
export class TemplateRenderer implements FormRenderer {
  readonly #engine: Engine
  readonly #templates: Readonly<Record<string, string>>
  readonly #folder: string

  constructor(engine: Engine, options: TemplateRendererOptions = {}) {
    this.#engine = engine
    this.#templates = options.templates ?? {}
    this.#folder = options.folder ?? 'forms'
  }

  render(name: string, context: Readonly<Record<string, unknown>>): string {
    return this.#engine.renderSync(this.#templates[name] ?? `${this.#folder}/${name}.html`, context).trim()
  }
}

/** What the current project says about forms. */
export interface FormSettings {
  readonly renderer: FormRenderer
  /** IANA name of the zone in which people type dates with times. */
  readonly timezone: string
  /** Every input is localized unless it says otherwise. Default false. */
  readonly localize?: boolean
  /** Localized numbers have separators between thousands, and may be typed with them. Default false. */
  readonly thousandSeparators?: boolean
  /** The nonce by which the policy of the page that is being made lets scripts and style sheets pass, where it has one. */
  readonly nonce?: () => string | undefined
  /** Inputs of model forms by the registered type of a field: `{ money: (field, common) => new MoneyInput(common) }`. */
  readonly inputs?: Readonly<Record<string, InputFactory>>
}

/** How a project gives its forms a renderer and a time zone. */
export const formSettingsService: Service<FormSettings> = service<FormSettings>('form settings')

/** How the current project writes values in forms, where nothing else was said. */
export function valueSettings(): Pick<FormSettings, 'localize' | 'thousandSeparators'> {
  return tryUse(formSettingsService) ?? {}
}

/** The nonce for tags of scripts and style sheets on the page that is being made, where the project knows one. */
export function scriptNonce(): string | undefined {
  return tryUse(formSettingsService)?.nonce?.()
}

let builtIn: FormRenderer | undefined

/** The current project's settings for forms, else the built-in templates and the project's time zone; a visitor's own zone counts before. */
export function formSettings(): FormSettings {
  const own = tryUse(formSettingsService)
  if (own !== undefined) {
    const chosen = currentTimeZone()
    return chosen === undefined ? own : { ...own, timezone: chosen }
  }
  builtIn ??= new TemplateRenderer(new Engine({ dirs: [formTemplatesDir] }))
  return { renderer: builtIn, timezone: currentTimeZone() ?? tryUse(factsService)?.timeZone ?? 'UTC' }
}
