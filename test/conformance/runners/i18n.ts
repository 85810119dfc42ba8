import { isDeepStrictEqual } from 'node:util'
import {
  type Catalog,
  formatDate,
  formatNumber,
  type Locale,
  type LocaleFormats,
  parseMo,
  parsePluralExpression,
  parsePluralForms,
  parsePo,
  Translations,
} from '../../../src/web/i18n/index.ts'
import type { Area, Case, Report } from '../harness.ts'
import { decode } from '../values.ts'

type Lookup = 'gettext' | 'ngettext' | 'pgettext' | 'npgettext'

/** The vectors of `i18n.json`. Texts are looked up twice: in the catalogs as `.po`, and as `.mo`. */
export async function run(area: Area, report: Report): Promise<void> {
  const po = catalogs(area['catalogs'], (text) => parsePo(text))
  const mo = catalogs(area['catalogs_mo_base64'], (text) => parseMo(Buffer.from(text, 'base64')))
  const languages = [...new Set(area.cases.flatMap((each) => (each['language'] as string | undefined) ?? []))]
  const options = { languages, default: 'en' }
  const both = [new Translations({ ...options, catalogs: po }), new Translations({ ...options, catalogs: mo })]
  for (const each of area.cases) {
    let why: string | null = null
    for (const translations of both) why ??= check(each, translations)
    if (why === null) report.pass(each.id)
    else report.fail(each.id, why)
  }
}

function catalogs(texts: unknown, parse: (text: string) => Catalog): Record<string, Catalog> {
  return Object.fromEntries(Object.entries(texts as Record<string, string>).map(([code, text]) => [code, parse(text)]))
}

function check(each: Case, translations: Translations): string | null {
  let answer: unknown
  try {
    answer = answered(each, translations)
  } catch (error) {
    return 'error' in each.expected ? null : `threw ${String(error)}`
  }
  return isDeepStrictEqual(answer, each.expected)
    ? null
    : `gave ${JSON.stringify(answer)}, not ${JSON.stringify(each.expected)}`
}

function answered(each: Case, translations: Translations): unknown {
  const localeOf = ({ language }: Case) => translations.locale(language as string)
  switch (each.kind) {
    case 'plural':
      return { indexes: (each['n'] as number[]).map(parsePluralForms(each['header'] as string).rule) }
    case 'plural_expression':
      return { indexes: (each['n'] as number[]).map(parsePluralExpression(each['expression'] as string)) }
    case 'lookup': {
      const locale = localeOf(each)
      const args = each['args'] as [string, string, string, number]
      return { text: look(locale, each['function'] as Lookup, args) }
    }
    case 'date':
    case 'datetime':
      return mapped(each, (name) => formatDate(decode(each['value']) as string, name, { locale: localeOf(each) }))
    case 'number': {
      const value = exact(each['value'])
      const locale = localeOf(each)
      return {
        plain: formatNumber(value, { locale }),
        grouped: formatNumber(value, { locale, grouping: true }),
        two_places: formatNumber(value, { locale, decimals: 2, grouping: true }),
      }
    }
    case 'formats':
    case 'input_formats':
      return mapped(each, (name) => localeOf(each).formats[name as keyof LocaleFormats])
    default:
      return `there is no ${each.kind} yet`
  }
}

/** What is expected under each name, made by us. */
function mapped(each: Case, make: (name: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.keys(each.expected).map((name) => [name, make(name)]))
}

function look(locale: Locale, name: Lookup, args: readonly unknown[]): string {
  return (locale[name] as (...args: readonly unknown[]) => string).apply(locale, [...args])
}

/** A number of a vector. A decimal is given as text: decimal.js drops zeros at the end, which are part of the answers. */
function exact(value: unknown): number | bigint | string {
  return (value as { $decimal?: string } | null)?.$decimal ?? (decode(value) as number | bigint)
}
