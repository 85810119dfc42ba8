import { type Service, service, use } from '../../base/context/index.ts'

export interface PasskeysOptions {
  /** What browsers name when they ask for a passkey. Default: the domain. */
  readonly rpName?: string
  /**
   * The domain that passkeys are tied to for good ('example.org'): it and those below it can use them, and another one never can. Default: the host of the request,
   * where `allowedHosts` names it.
   */
  readonly rpId?: string
  /** Where pages that use passkeys come from: `['https://www.example.org']`. Default: the host of the request, by https (localhost by http too). */
  readonly origins?: readonly string[]
  /**
   * Must the authenticator have made sure who holds it, by a PIN or a finger? 'required' (the default): who logs in by a passkey has shown two factors. 'preferred':
   * one that did not is taken too, and counts as one factor.
   */
  readonly userVerification?: 'required' | 'preferred'
}

export interface PasskeysSettings extends PasskeysOptions {
  /** The hosts that the project answers to. */
  readonly allowedHosts: readonly string[]
}

/** How the current project uses passkeys. */
export const passkeysService: Service<PasskeysSettings> = service<PasskeysSettings>('passkeys')

export function settings(): PasskeysSettings {
  return use(passkeysService)
}

/** Seconds in which a question is to be answered. */
export const patience = 300
/** How many passkeys one user may have. */
export const mostPasskeys = 50
