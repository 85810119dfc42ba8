import type { HttpRequest } from '../../web/http/index.ts'
import { sessionOf } from './middleware.ts'
import type { CycleOptions } from './request-session.ts'

/**
 * Gives the visitor's session a new key, and ends the old one: whenever the visitor may do more than before (a login, a second
 * factor, a role taken on), so that a key which somebody else knew from before is worth nothing. What is in it stays.
 * https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
 */
export async function rotateSession(request: HttpRequest, options: CycleOptions = {}): Promise<void> {
  await sessionOf(request).cycleKey(options)
}
