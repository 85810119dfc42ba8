import { escapeXml, webAddress } from '../../base/text/index.ts'
import { sitemapErrors } from './errors.ts'
import { checkFrequency, checkPriority, type LastModified, type Section } from './section.ts'

/** Runs work in a language. */
export type InLanguage = <R>(language: string, work: () => R) => R

/** Longer addresses are refused by search engines. */
const longest = 2048
const day = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/

/** W3C's form of a moment, to the second, or of a day. Null for none. */
export function writeDate(value: LastModified, where: string): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' && day.test(value)) return value
  const year = value instanceof Date ? value.getUTCFullYear() : Number.NaN
  if (!(year >= 0 && year <= 9999))
    throw sitemapErrors.BAD_VALUE({ where, problem: "is neither a `Date` nor a day like '2026-11-29'" })
  return `${(value as Date).toISOString().slice(0, 19)}Z`
}

/** Full and at most 2,048 characters. */
export function writeAddress(link: unknown, site: string): string {
  const address = typeof link === 'string' ? webAddress(link, site) : null
  if (address === null) throw sitemapErrors.BAD_VALUE({ where: 'A location', problem: 'is no address of the web' })
  if (address.length > longest)
    throw sitemapErrors.BAD_VALUE({ where: 'A location', problem: `has more than ${longest} characters` })
  return escapeXml(address)
}

/** The `url` elements of one item: one, or one a language, which names the others. */
export function urlsOf(
  item: unknown,
  section: Section,
  languages: readonly string[] | null,
  site: string,
  inLanguage: InLanguage,
): string {
  const { facts, location } = section
  const told = factsOf(item, facts)
  if (languages === null) return `<url><loc>${writeAddress(location(item), site)}</loc>${told}</url>\n`
  const addresses = languages.map(
    (language) =>
      [
        language,
        writeAddress(
          inLanguage(language, () => location(item)),
          site,
        ),
      ] as const,
  )
  const link = (language: string, address: string) =>
    `<xhtml:link rel="alternate" hreflang="${escapeXml(language)}" href="${address}"/>`
  const standard = addresses.find(([language]) => language === facts.defaultLanguage)
  const alternates = [
    ...addresses.map(([language, address]) => link(language, address)),
    ...(standard === undefined ? [] : [link('x-default', standard[1])]),
  ].join('')
  return addresses.map(([, address]) => `<url><loc>${address}</loc>${told}${alternates}</url>\n`).join('')
}

function factsOf(item: unknown, { lastModified, changeFrequency, priority }: Section['facts']): string {
  const date = lastModified === undefined ? null : writeDate(lastModified(item), 'A lastModified')
  const frequency = typeof changeFrequency === 'function' ? changeFrequency(item) : changeFrequency
  const weight = typeof priority === 'function' ? priority(item) : priority
  checkFrequency(frequency)
  checkPriority(weight)
  return [
    date === null ? '' : `<lastmod>${date}</lastmod>`,
    frequency === undefined ? '' : `<changefreq>${frequency}</changefreq>`,
    weight === undefined ? '' : `<priority>${Number(weight.toFixed(2))}</priority>`,
  ].join('')
}
