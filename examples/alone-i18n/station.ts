import {
  formatDate,
  formatNumber,
  gettext,
  gettextLazy,
  interpolate,
  ngettext,
  pgettext,
  Translations,
  withLocale,
  withTimeZone,
} from 'nuages/i18n'

const translations = new Translations({ dirs: [`${import.meta.dirname}/locale`] })

// Declared once, translated wherever it is shown.
const title = gettextLazy('Weather station of %(place)s').with({ place: 'Samois-sur-Seine' })

/** Stands for anything that was measured. */
const readings = [
  { at: new Date('2024-05-17T04:00:00Z'), metres: 1234.5 },
  { at: new Date('2024-05-17T10:00:00Z'), metres: 987654.25 },
]

function report(): string {
  const lines = readings.map(({ at, metres }) => {
    const visibility = formatNumber(metres, { decimals: 1, grouping: true })
    return `  ${formatDate(at, 'DATETIME_FORMAT')}: ${interpolate(gettext('you can see %(far)s metres'), { far: visibility })}`
  })
  const count = interpolate(ngettext('%(n)s reading', '%(n)s readings', readings.length), { n: readings.length })
  return [`${title} (${pgettext('month', 'May')})`, ...lines, `  ${count}`].join('\n')
}

const header = process.argv[2]
const codes = header === undefined ? translations.languages : [translations.negotiate(header)]
for (const code of codes) {
  const locale = translations.locale(code)
  console.log(`[${code}${locale.rightToLeft ? ', right to left' : ''}]`)
  withLocale(locale, () => withTimeZone('Europe/Paris', () => console.log(report())))
}
