import { type Service, service, tryUse } from '../../base/context/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import type { LoginFormOptions } from '../auth/index.ts'
import type { FormOptions } from '../forms/index.ts'
import { accountsErrors } from './errors.ts'
import type { DeleteForm } from './forms/delete.ts'
import type { EmailForm } from './forms/email.ts'
import type { AccountLoginForm } from './forms/login.ts'
import type { OwnFormOptions } from './forms/own.ts'
import type { FirstPasswordForm, PasswordForm } from './forms/password.ts'
import type { ProfileForm } from './forms/profile.ts'
import type { ReauthenticateForm } from './forms/reauthenticate.ts'
import type { RegisterForm } from './forms/register.ts'
import type { ResetForm } from './forms/reset.ts'

/** A class of forms that extends one of ours. */
export type FormClass<F, O = FormOptions> = new (options: O) => F

/** The forms of the pages of accounts. Those of somebody who is logged in are made with `request` and `user` (`OwnFormOptions`). */
export interface AccountForms {
  readonly login?: FormClass<AccountLoginForm, LoginFormOptions>
  readonly register?: FormClass<RegisterForm>
  readonly profile?: FormClass<ProfileForm>
  /** Another address. */
  readonly email?: FormClass<EmailForm, OwnFormOptions>
  /** Another password, with the one of today. */
  readonly password?: FormClass<PasswordForm, OwnFormOptions>
  /** A password without one of today: by the link of a reset, or a first one. */
  readonly newPassword?: FormClass<FirstPasswordForm, OwnFormOptions>
  /** Asks for the address whose password was forgotten. */
  readonly reset?: FormClass<ResetForm>
  /** The password once more. */
  readonly reauthenticate?: FormClass<ReauthenticateForm, OwnFormOptions>
  /** The last question before an account goes. */
  readonly delete?: FormClass<DeleteForm, OwnFormOptions>
}

/** What a project says of its accounts. */
export interface AccountsOptions {
  /** Who may make an account: everybody (default), nobody, or whom an invitation was sent to (`invitation`). */
  readonly registration?: 'open' | 'closed' | 'invite'
  /**
   * 'required' (default): who has registered can log in once the address is verified, and registering does not tell whether an address is known.
   * 'optional': they are logged in at once, and asked for it. 'none': nobody is asked.
   */
  readonly verifyEmail?: 'required' | 'optional' | 'none'
  /** Forms of the project's own in the place of ours, which they extend. */
  readonly forms?: AccountForms
  /** Where to go after what was done, where nothing else was asked for: '/' but for the account pages. */
  readonly redirects?: {
    readonly login?: string
    readonly logout?: string
    readonly register?: string
    readonly delete?: string
  }
  /** What deleting one's account does: the row goes with all that hangs on it (default), it is only made inactive, or there is no such page. */
  readonly deletion?: 'delete' | 'deactivate' | false
  /** Called inside the transaction before an account is deleted or made inactive. What it throws as a `ValidationError` is shown, and stops it. */
  readonly beforeDeletion?: (user: object, request: HttpRequest) => void | Promise<void>
  /** Seconds for which showing who one is lasts for what asks for it. Default 900. */
  readonly recentLogin?: number
  /** Seconds for which links that verify an address work. Default: three days. */
  readonly verifyAge?: number
  /** Seconds for which links that reset a password work. Default: one day. */
  readonly resetAge?: number
  /** A mail when somebody logs in with a browser that this account has not been used with. Default false. */
  readonly newDeviceNotice?: boolean
  /** Days for which `nuages clearauthevents` keeps events. Default 365. */
  readonly keepEvents?: number
}

export type AccountsSettings = Required<Omit<AccountsOptions, 'forms' | 'redirects' | 'beforeDeletion'>> &
  Pick<AccountsOptions, 'forms' | 'redirects' | 'beforeDeletion'>

/** What the current project says of its accounts. */
export const accountsSettingsService: Service<AccountsSettings> = service<AccountsSettings>('settings of accounts')

const standard: AccountsSettings = Object.freeze({
  registration: 'open',
  verifyEmail: 'required',
  deletion: 'delete',
  recentLogin: 900,
  verifyAge: 259_200,
  resetAge: 86_400,
  newDeviceNotice: false,
  keepEvents: 365,
})

const choices: Readonly<Record<string, readonly unknown[]>> = {
  registration: ['open', 'closed', 'invite'],
  verifyEmail: ['required', 'optional', 'none'],
  deletion: ['delete', 'deactivate', false],
  newDeviceNotice: [true, false],
}

/** The options with what they leave out. Throws `NUAGES_ACCOUNTS_BAD_OPTION`. */
export function accountsSettingsOf(options: AccountsOptions = {}): AccountsSettings {
  const settings = { ...standard, ...options }
  for (const [option, allowed] of Object.entries(choices))
    if (!allowed.includes(settings[option as keyof AccountsSettings]))
      throw accountsErrors.BAD_OPTION({
        option,
        needs: `one of ${allowed.map((each) => JSON.stringify(each)).join(', ')}`,
      })
  for (const option of ['recentLogin', 'verifyAge', 'resetAge', 'keepEvents'] as const)
    if (!(Number.isInteger(settings[option]) && settings[option] > 0))
      throw accountsErrors.BAD_OPTION({ option, needs: 'a whole number above 0' })
  return settings
}

/** The settings in force. */
export function accountsSettings(): AccountsSettings {
  return tryUse(accountsSettingsService) ?? standard
}
