import { type Middleware, render } from 'nuages/http'
import { securityHeaders } from 'nuages/security'
import { Section } from './models.ts'

/** What every page shows: the sections for the navigation, and today's date. */
export const masthead = () => ({ sections: Section.top(), today: new Date() })

/** Pages take styles and pictures from here, send forms here, and run nothing. The admin has a policy of its own. */
export const contentPolicy = securityHeaders({
  csp: {
    'default-src': ["'none'"],
    'style-src': ["'self'"],
    'img-src': ["'self'"],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  },
})

/** The paper's own page for an address that leads nowhere. The admin has its own. */
export const notFoundPage: Middleware = async (request, next) => {
  const response = await next()
  const ours = response.status === 404 && !request.path.startsWith('/admin/')
  return ours ? render(request, '404.html', {}, { status: 404 }) : response
}
