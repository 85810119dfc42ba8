import type { HttpRequest } from './request.ts'

/** True for a client that likes JSON better than HTML, and says so: a program. A page is for everybody else. */
export function prefersJson(request: HttpRequest): boolean {
  return request.header('accept') !== null && request.accepts('text/html', 'application/json') === 'application/json'
}
