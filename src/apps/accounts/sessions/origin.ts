import type { HttpRequest } from '../../../web/http/index.ts'

/** Under this name Django, and we, keep in a session whose it is. */
export const userName = '_auth_user_id'
const longestAddress = 45
const longestAgent = 300

/** From where a request comes, as the columns have it. */
export function origin(request: HttpRequest): { readonly ip: string; readonly userAgent: string } {
  return {
    ip: request.ip.slice(0, longestAddress),
    userAgent: (request.header('user-agent') ?? '').slice(0, longestAgent),
  }
}
