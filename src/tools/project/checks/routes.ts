import type { Finding } from '../../../base/checks/index.ts'
import type { UrlEntry } from '../../../web/http/index.ts'

/**
 * Routes that cannot mean what they say. Semantics: Django's URL checks
 * (https://docs.djangoproject.com/en/stable/ref/checks/#url-configuration).
 */
export function checkRoutes(urls: readonly UrlEntry[]): readonly Finding[] {
  const findings: Finding[] = []
  const seen = new Set<string>()
  const warn = (id: string, route: string, message: string, hint: string) =>
    findings.push({ id, level: 'warning', message, hint, where: `urls: '${route}'` })
  const visit = (entries: readonly UrlEntry[], above: string, spaces: string): void => {
    for (const entry of entries) {
      const route = above + entry.route
      const regex = entry.kind === 'mount' ? null : entry.regex
      if (/^(?:\/|\^\\?\/)/.test(regex === null ? entry.route : regex.source) && !isSplit(above))
        warn(
          'urls.W002',
          route,
          `The route '${entry.route}' begins with a slash`,
          'Leave it out: what comes before ends with one.',
        )
      const parameter = regex === null ? /(?:^|\/):([a-z_]\w*)/i.exec(entry.route) : null
      if (parameter !== null)
        warn(
          'urls.W006',
          route,
          `The route '${entry.route}' has the text ':${parameter[1]}', which is no parameter`,
          `Write '<${parameter[1]}>', or '<int:${parameter[1]}>' for a number.`,
        )
      if (entry.kind === 'route' && entry.name.includes(':'))
        warn(
          'urls.W003',
          route,
          `The name '${entry.name}' has a colon`,
          'Colons stand between namespaces: choose another name.',
        )
      if (entry.kind !== 'include') continue
      if (regex?.source.endsWith('$') && !regex.source.endsWith('\\$'))
        warn('urls.W001', route, `The prefix '${entry.route}' ends with a '$'`, 'Leave it out: nothing could follow.')
      const space = entry.namespace === '' ? spaces : `${spaces}${entry.namespace}:`
      if (space !== spaces) {
        const message = `The namespace '${space.slice(0, -1)}' is there twice: links lead to the first one`
        if (seen.has(space)) warn('urls.W005', route, message, 'Give each its own namespace, and the same `appName`.')
        seen.add(space)
      }
      visit(entry.urls, route, space)
    }
  }
  visit(urls, '', '')
  return findings
}

/** True where a prefix stops in the middle of a segment, so that a slash may well follow. */
const isSplit = (above: string): boolean => above !== '' && !above.endsWith('/')
