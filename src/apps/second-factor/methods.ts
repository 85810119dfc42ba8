import { type Service, service, tryUse } from '../../base/context/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import type { AnyUser } from '../auth/index.ts'

/** Another way to show a second factor than a code, which a battery offers: a passkey. */
export interface SecondFactorMethod {
  /** What it is remembered by when it was shown, among `shown.methods`: 'passkey'. */
  readonly name: string
  /** In the language in force: 'Use a passkey'. */
  label(): string
  /**
   * The page that takes it. While somebody is logging in (`pendingLogin`) it ends with
   * `finishStep(request, 'second-factor', { method: name })`; for somebody who is logged in it ends with `showIdentity`.
   */
  url(request: HttpRequest): string
  /** Has this user set it up? A user who has is asked for a second factor. */
  enabledFor(user: AnyUser): boolean | Promise<boolean>
}

/** The methods of the current project beside codes. */
export const secondFactorMethodsService: Service<readonly SecondFactorMethod[]> =
  service<readonly SecondFactorMethod[]>('second factors')

/** Those that a user has set up. */
export async function methodsOf(user: AnyUser): Promise<readonly SecondFactorMethod[]> {
  const found: SecondFactorMethod[] = []
  for (const method of tryUse(secondFactorMethodsService) ?? []) if (await method.enabledFor(user)) found.push(method)
  return found
}
