/** PostgreSQL's text search configurations by language; it has these without an extension. */
const configurations: Readonly<Record<string, string>> = Object.freeze({
  ar: 'arabic',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hu: 'hungarian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  nb: 'norwegian',
  ne: 'nepali',
  nl: 'dutch',
  nn: 'norwegian',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
})

/** The configuration for a language code such as 'pt-br'; 'simple', which bends no word, for the rest. */
export function configurationFor(language: string): string {
  const [code = ''] = language.toLowerCase().split(/[-_]/)
  return Object.hasOwn(configurations, code) ? configurations[code]! : 'simple'
}
