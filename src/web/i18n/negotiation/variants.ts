import { fallbackCodes } from '../formats/languages-table.ts'

/** How exact a language has to be. */
export interface VariantOptions {
  /** Take no other variant of the language: 'pt' is not 'pt-br'. Default: false. */
  readonly strict?: boolean
}

/** No language code is longer. */
const longest = 100

/**
 * The language that is offered for a code: itself, for some what they are called today ('zh-tw' is 'zh-hant'), or what stands
 * before a hyphen ('de' for 'de-at'); where that is allowed, another variant too ('pt-br' for 'pt'). Letter case does not
 * count; a code that is offered is given as it was written. Null where nothing fits, whatever was asked.
 * Django's `get_supported_language_variant`
 * (https://docs.djangoproject.com/en/stable/topics/i18n/translation/#how-django-discovers-language-preference).
 */
export function supportedVariant(
  code: string | null | undefined,
  languages: readonly string[],
  options: VariantOptions = {},
): string | null {
  if (typeof code !== 'string' || code === '') return null
  const asked = code.length > longest ? code.slice(0, code.lastIndexOf('-', longest)) : code
  if (asked.length > longest) return null
  const tried = [asked, ...(fallbackCodes.get(asked.toLowerCase()) ?? [])]
  for (let at = asked.lastIndexOf('-'); at > 0; at = asked.lastIndexOf('-', at - 1)) tried.push(asked.slice(0, at))
  for (const each of tried) if (languages.includes(each.toLowerCase())) return each
  if (options.strict === true) return null
  const generic = `${tried.at(-1)!.toLowerCase()}-`
  return languages.find((each) => each.startsWith(generic)) ?? null
}
