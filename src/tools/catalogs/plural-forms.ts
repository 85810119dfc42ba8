/** One rule: its expression in C, how many forms it tells apart, and the languages that have it. */
interface Rule {
  readonly forms: number
  readonly plural: string
  readonly languages: string
}

/**
 * The plural rules of whole numbers, from Unicode CLDR (https://cldr.unicode.org/index/cldr-spec/plural-rules), in the
 * order zero, one, two, few, many, other. The form that French, Spanish, Italian, Portuguese and their neighbours have for
 * round millions ("de millions") is left out, as in GNU gettext: it would ask translators for a form that almost no
 * message needs. `pt` is the Portuguese of Portugal, as in Django. A test holds each rule against `Intl.PluralRules`.
 */
const rules: readonly Rule[] = [
  {
    forms: 1,
    plural: '0',
    languages:
      'dz bm bo my zh hnj ig id ii ja jv jbo kde kea km ko lo lkt ms nqo osa sg sah ses su th to tpi vi wo yo yue',
  },
  {
    forms: 2,
    plural: 'n > 1',
    languages: 'ak am hy as bn bho csw doi fa ff fr kok gu guw hi kab kn ln mg nso pa pcm pt-br si ti wa zu',
  },
  { forms: 2, plural: 'n % 10 != 1 || n % 100 == 11', languages: 'is mk' },
  { forms: 2, plural: 'n > 3 && (n % 10 == 4 || n % 10 == 6 || n % 10 == 9)', languages: 'ceb fil tl' },
  { forms: 2, plural: 'n > 1 && (n < 11 || n > 99)', languages: 'tzm' },
  { forms: 3, plural: 'n == 0 ? 0 : n == 1 ? 1 : 2', languages: 'blo cv ksh lag' },
  {
    forms: 3,
    plural: 'n % 10 == 0 || (n % 100 >= 11 && n % 100 <= 19) ? 0 : n % 10 == 1 ? 1 : 2',
    languages: 'lv prg',
  },
  {
    forms: 3,
    plural: 'n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2',
    languages: 'be ru uk bs hr sr',
  },
  {
    forms: 3,
    plural: 'n == 1 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2',
    languages: 'pl',
  },
  { forms: 3, plural: 'n == 1 ? 0 : n >= 2 && n <= 4 ? 1 : 2', languages: 'cs sk' },
  {
    forms: 3,
    plural: 'n % 10 == 1 && (n % 100 < 11 || n % 100 > 19) ? 0 : n % 10 >= 2 && (n % 100 < 11 || n % 100 > 19) ? 1 : 2',
    languages: 'lt',
  },
  { forms: 3, plural: 'n == 1 ? 0 : n == 0 || (n % 100 >= 1 && n % 100 <= 19) ? 1 : 2', languages: 'ro mo' },
  { forms: 3, plural: 'n < 2 ? 0 : n <= 10 ? 1 : 2', languages: 'shi' },
  { forms: 3, plural: 'n == 1 ? 0 : n == 2 ? 1 : 2', languages: 'he iu naq sat se sma smi smj smn sms' },
  {
    forms: 4,
    plural: 'n % 100 == 1 ? 0 : n % 100 == 2 ? 1 : n % 100 == 3 || n % 100 == 4 ? 2 : 3',
    languages: 'dsb hsb sl',
  },
  {
    forms: 4,
    plural: 'n == 1 || n == 11 ? 0 : n == 2 || n == 12 ? 1 : n >= 3 && n <= 19 ? 2 : 3',
    languages: 'gd',
  },
  { forms: 4, plural: 'n % 10 == 1 ? 0 : n % 10 == 2 ? 1 : n % 20 == 0 ? 2 : 3', languages: 'gv' },
  {
    forms: 4,
    plural: 'n % 10 == 1 && n % 100 != 11 ? 0 : n == 2 ? 1 : n % 10 >= 2 && (n % 100 < 11 || n % 100 > 19) ? 2 : 3',
    languages: 'sgs',
  },
  {
    forms: 5,
    plural:
      'n % 10 == 1 && n % 100 != 11 && n % 100 != 71 && n % 100 != 91 ? 0 : n % 10 == 2 && n % 100 != 12 && n % 100 != 72 && n % 100 != 92 ? 1 : (n % 10 == 3 || n % 10 == 4 || n % 10 == 9) && (n % 100 < 10 || n % 100 > 19) && (n % 100 < 70 || n % 100 > 79) && n % 100 < 90 ? 2 : n != 0 && n % 1000000 == 0 ? 3 : 4',
    languages: 'br',
  },
  { forms: 5, plural: 'n == 1 ? 0 : n == 2 ? 1 : n >= 3 && n <= 6 ? 2 : n >= 7 && n <= 10 ? 3 : 4', languages: 'ga' },
  {
    forms: 5,
    plural:
      'n == 1 ? 0 : n == 2 ? 1 : n == 0 || (n % 100 >= 3 && n % 100 <= 10) ? 2 : n % 100 >= 11 && n % 100 <= 19 ? 3 : 4',
    languages: 'mt',
  },
  {
    forms: 6,
    plural: 'n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n % 100 >= 3 && n % 100 <= 10 ? 3 : n % 100 >= 11 ? 4 : 5',
    languages: 'ar ars',
  },
  {
    forms: 6,
    plural: 'n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n == 3 ? 3 : n == 6 ? 4 : 5',
    languages: 'cy',
  },
  {
    forms: 6,
    plural:
      'n == 0 ? 0 : n == 1 ? 1 : n % 20 == 2 || (n % 1000 == 0 && (n % 100000 >= 1000 && n % 100000 <= 20000 || n % 100000 == 40000 || n % 100000 == 60000 || n % 100000 == 80000)) || n % 1000000 == 100000 ? 2 : n % 20 == 3 ? 3 : n % 20 == 1 ? 4 : 5',
    languages: 'kw',
  },
]

const byLanguage = new Map(
  rules.flatMap((rule) => rule.languages.split(' ').map((language) => [language, rule] as const)),
)

/** Languages with the rule of English: one form for 1, another for everything else. */
const english: Rule = { forms: 2, plural: 'n != 1', languages: '' }

/**
 * The field `Plural-Forms` for a new catalog of a language ('de', 'pt-br', 'sr-latn'): of the language itself where the
 * region has no rule of its own, of English where the language is unknown.
 */
export function pluralFormsFor(language: string): string {
  const code = language.toLowerCase()
  const { forms, plural } = byLanguage.get(code) ?? byLanguage.get(code.split('-')[0]!) ?? english
  return `nplurals=${forms}; plural=(${plural});`
}
