import { type Middleware, render } from 'nuages/http'
import { CSP, type CspDirectives } from 'nuages/security'
import { Section } from './models.ts'

/** What every page shows: the sections for the navigation, and today's date. */
export const masthead = () => ({ sections: Section.top(), today: new Date() })

declare module 'nuages/http' {
  /** With this, `nuages check` knows what every template has. */
  interface SharedContext extends ReturnType<typeof masthead> {}
}

/**
 * Pages take everything from here and send forms here; nothing may stand inline. They have no script of their own:
 * `nuages dev` adds the one that loads a page again when its template changes. The admin has a policy of its own.
 */
export const contentPolicy: CspDirectives = {
  'default-src': [CSP.none],
  'style-src': [CSP.self],
  'script-src': [CSP.self],
  'connect-src': [CSP.self],
  'img-src': [CSP.self],
  'form-action': [CSP.self],
  'base-uri': [CSP.none],
  'frame-ancestors': [CSP.none],
}

/** The paper's own page for an address that leads nowhere. The admin has its own. */
export const notFoundPage: Middleware = async (request, next) => {
  const response = await next()
  const ours = response.status === 404 && !request.path.startsWith('/admin/')
  return ours ? render(request, '404.html', {}, { status: 404 }) : response
}
