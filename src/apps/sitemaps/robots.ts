import { webAddress } from '../../base/text/index.ts'
import { type HttpRequest, text, type View } from '../../web/http/index.ts'
import { sitemapErrors } from './errors.ts'

/** What some robots may fetch. */
export interface RobotsRule {
  /** '*' by default. */
  readonly agents?: string | readonly string[]
  /** Beginnings of paths, `*` for anything and `$` for the end: '/admin/', '/*.pdf$'. */
  readonly disallow?: readonly string[]
  readonly allow?: readonly string[]
}

export interface RobotsOptions {
  /** Every robot may fetch everything by default. */
  readonly rules?: readonly RobotsRule[]
  /** Addresses of sitemaps, relative to the site. `['/sitemap.xml']` by default. */
  readonly sitemaps?: readonly string[]
}

/** A view for `robots.txt` (RFC 9309). Robots that mean well keep to it; it protects nothing. */
export function robots({ rules = [{}], sitemaps = ['/sitemap.xml'] }: RobotsOptions = {}): View {
  const groups = rules.map(({ agents = '*', disallow = [], allow = [] }) => {
    const lines = [
      ...(typeof agents === 'string' ? [agents] : agents).map((agent) => `User-agent: ${oneLine(agent, 'agent')}`),
      ...allow.map((path) => `Allow: ${pathOf(path)}`),
      ...disallow.map((path) => `Disallow: ${pathOf(path)}`),
    ]
    return `${(allow.length + disallow.length === 0 ? [...lines, 'Disallow:'] : lines).join('\n')}\n`
  })
  return (request: HttpRequest) => {
    const site = `${request.scheme}://${request.host}`
    const named = sitemaps.map((each) => {
      const address = webAddress(each, site)
      if (address === null)
        throw sitemapErrors.BAD_VALUE({ where: 'An address in robots.txt', problem: 'is none of the web' })
      return `Sitemap: ${address}\n`
    })
    return text([...groups, ...(named.length > 0 ? [named.join('')] : [])].join('\n'))
  }
}

function pathOf(path: string): string {
  if (!/^[/*]/.test(path))
    throw sitemapErrors.BAD_VALUE({ where: 'A path in robots.txt', problem: "begins with neither '/' nor '*'" })
  return oneLine(path, 'path')
}

/** A line break would begin a rule of its own, and '#' a comment. */
function oneLine(value: string, what: string): string {
  if (value === '' || /[\x00-\x20\x7f#]/.test(value))
    throw sitemapErrors.BAD_VALUE({
      where: `A ${what} in robots.txt`,
      problem: "is empty, or has a space, a line break or a '#'",
    })
  return value
}
