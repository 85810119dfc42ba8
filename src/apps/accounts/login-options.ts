import { type Service, service, tryUse } from '../../base/context/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'

/** What a page asks a user to do: log in, or show once more who they are. */
export type LoginPurpose = 'login' | 'reauthenticate'

/** Another way to show who one is, beside name and password: a button on the log-in page. */
export interface LoginOption {
  /** Unique in the project: 'passkeys', 'oauth:gitlab'. */
  readonly name: string
  /** What the button says, in the language in force: 'Log in with a passkey'. Not read where there is a `template`. */
  label?(purpose: LoginPurpose): string
  /** Where the button leads, for a form that is posted there with `next`. Not read where there is a `template`. */
  url?(request: HttpRequest, purpose: LoginPurpose): string
  /** A template in the place of the button. It gets `option`, `next`, `purpose` and what `context` gives. */
  readonly template?: string
  context?(request: HttpRequest, purpose: LoginPurpose): object | Promise<object>
  /** Default: always. For 'reauthenticate' `request.user` is who is asked. */
  available?(request: HttpRequest, purpose: LoginPurpose): boolean | Promise<boolean>
}

/** The other ways of logging in of the current project, in the order in which the page has them. */
export const loginOptionsService: Service<readonly LoginOption[]> =
  service<readonly LoginOption[]>('other ways of logging in')

/** An option as templates and JSON have it. */
export interface ShownOption {
  readonly name: string
  readonly label: string
  readonly url: string
  readonly template: string
  readonly [name: string]: unknown
}

/** The options that a page offers. */
export async function shownOptions(request: HttpRequest, purpose: LoginPurpose): Promise<readonly ShownOption[]> {
  const shown: ShownOption[] = []
  for (const option of tryUse(loginOptionsService) ?? []) {
    if (option.available !== undefined && !(await option.available(request, purpose))) continue
    shown.push({
      ...(await option.context?.(request, purpose)),
      name: option.name,
      label: option.label?.(purpose) ?? '',
      url: option.url?.(request, purpose) ?? '',
      template: option.template ?? 'accounts/includes/option.html',
    })
  }
  return shown
}
