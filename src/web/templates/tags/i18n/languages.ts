import { i18nErrors, type LanguageInfo, type Locale, languageInfo, languageNameIn } from '../../../i18n/index.ts'
import { templatesErrors } from '../../errors.ts'
import type { Expression } from '../../expression.ts'
import type { Generator } from '../../generator.ts'
import { type Filter, filter, type TagCompiler } from '../../library.ts'
import type { Node } from '../../node.ts'
import type { Outline } from '../../outline.ts'
import type { Parser, Tag } from '../../parser.ts'
import type { Environment, RenderEnvironment } from '../../runtime/environment.ts'
import type { Render } from '../../runtime/render.ts'
import { itemsOf } from '../../runtime/values.ts'

/** What `{% get_language_info %}` gives. Names of properties are Django's. */
interface TemplateLanguageInfo {
  readonly code: string
  readonly name: string
  readonly name_local: string
  readonly name_translated: string
  readonly bidi: boolean
}

/** A language's name in the language in force: the catalog's, else what CLDR has. */
function translatedName(info: LanguageInfo, locale: Locale): string {
  const translated = locale.gettext(info.name)
  return translated === info.name ? languageNameIn(info, locale.code) : translated
}

/** Throws `NUAGES_I18N_NO_SUCH_LANGUAGE`. */
function named(code: string): LanguageInfo {
  const info = languageInfo(code)
  if (info === null) throw i18nErrors.NO_SUCH_LANGUAGE({ code })
  return info
}

function infoFor(code: unknown, environment: Environment): TemplateLanguageInfo {
  const info = named(environment.text(code))
  return {
    code: info.code,
    name: info.name,
    name_local: info.nameLocal,
    name_translated: translatedName(info, environment.locale),
    bidi: info.rightToLeft,
  }
}

/** For codes, or for pairs of a code and a name. */
function infoList(list: unknown, environment: Environment): TemplateLanguageInfo[] {
  if (typeof list !== 'object' || list === null || !(Symbol.iterator in list)) {
    throw templatesErrors.BAD_ARGUMENT({
      name: '{% get_language_info_list %}',
      reason: 'it takes a list of codes, or of pairs of a code and a name',
    })
  }
  return itemsOf(list as Iterable<unknown>).map((each) => infoFor(Array.isArray(each) ? each[0] : each, environment))
}

/** Pairs of a language's code and its name in the language in force. */
export function namesOf(codes: readonly string[], locale: Locale): readonly (readonly [code: string, name: string])[] {
  return codes.map((code) => {
    const info = languageInfo(code)
    return [code, info === null ? code : translatedName(info, locale)]
  })
}

/** The languages of the project. */
function available(render: Render, environment: RenderEnvironment): readonly (readonly [string, string])[] {
  return namesOf(render.engine.translations?.languages ?? ['en'], environment.locale)
}

/** A tag that sets a variable. */
class GetNode implements Node {
  readonly value: Expression | null
  readonly name: string
  readonly write: (to: Generator, value: string) => string
  readonly position: number

  constructor(
    value: Expression | null,
    name: string,
    write: (to: Generator, value: string) => string,
    position: number,
  ) {
    this.value = value
    this.name = name
    this.write = write
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const value = this.value === null ? '' : to.settled(to.value(this.value, 'value', true))
    to.set(this.name, this.write(to, value))
  }

  outline(to: Outline): void {
    if (this.value !== null) to.reads(this.value)
    to.sets(this.name, { kind: 'unknown' })
  }
}

/** `{% name as variable %}`. */
export function getter(write: (to: Generator) => string): TagCompiler {
  return (parser: Parser, tag: Tag) => {
    const words = tag.content.split(/\s+/)
    if (words.length !== 3 || words[1] !== 'as') parser.fail(`Write {% ${tag.name} as name %}`, tag.position)
    return new GetNode(null, words[2]!, write, tag.position)
  }
}

/** `{% name for value as variable %}`. */
function getterFor(write: (to: Generator, value: string) => string): TagCompiler {
  return (parser: Parser, tag: Tag) => {
    const words = parser.words(tag)
    if (words.length !== 4 || words[0] !== 'for' || words[2] !== 'as') {
      parser.fail(`Write {% ${tag.name} for value as name %}`, tag.position)
    }
    return new GetNode(parser.expression(words[1]!, tag.position), words[3]!, write, tag.position)
  }
}

export const languageTags: Readonly<Record<string, TagCompiler>> = {
  get_available_languages: getter((to) => `${to.constant(available)}(f.r, ${to.environment})`),
  get_current_language: getter((to) => `${to.environment}.locale.code`),
  get_current_language_bidi: getter((to) => `${to.environment}.locale.rightToLeft`),
  get_language_info: getterFor((to, value) => `${to.constant(infoFor)}(${value}, ${to.environment})`),
  get_language_info_list: getterFor((to, value) => `${to.constant(infoList)}(${value}, ${to.environment})`),
}

export const languageFilters: Readonly<Record<string, Filter>> = {
  language_bidi: filter((code: string) => named(code).rightToLeft, { string: true, argument: 'none' }),
  language_name: filter((code: string) => named(code).name, { string: true, argument: 'none' }),
  language_name_local: filter((code: string) => named(code).nameLocal, { string: true, argument: 'none' }),
  language_name_translated: filter(
    (code: string, _argument: unknown, { locale }: Environment) => translatedName(named(code), locale),
    { string: true, argument: 'none' },
  ),
}
