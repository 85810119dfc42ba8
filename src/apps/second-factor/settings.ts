import { type Service, service, tryUse } from '../../base/context/index.ts'
import type { AnyUser } from '../auth/index.ts'
import { secondFactorErrors } from './errors.ts'

/** The project's option `secondFactor`. */
export interface SecondFactorOptions {
  /** The site's name, as authenticator apps show it. Default: the host that was asked. */
  readonly issuer?: string
  /** Must this user have a second factor? Whoever must and has none is led to set one up before anything else. Default: nobody must. */
  readonly required?: (user: AnyUser) => boolean | Promise<boolean>
  /** Days for which a browser need not be asked again, where its user wishes so; false: it is asked each time. Default 30. */
  readonly rememberDevice?: number | false
}

/** How the current project asks for second factors. */
export const secondFactorService: Service<SecondFactorOptions> = service<SecondFactorOptions>('second factor')

/** The options, held against what they may be. Throws `NUAGES_SECONDFACTOR_BAD_OPTION`. */
export function secondFactorOptions(options: SecondFactorOptions = {}): SecondFactorOptions {
  const { rememberDevice = false, issuer = '', required } = options
  if (rememberDevice !== false && !(Number.isFinite(rememberDevice) && rememberDevice > 0 && rememberDevice <= 400))
    throw secondFactorErrors.BAD_OPTION({
      option: 'rememberDevice',
      needs: 'a number of days above 0 and up to 400, or false',
    })
  if (typeof issuer !== 'string') throw secondFactorErrors.BAD_OPTION({ option: 'issuer', needs: 'a text' })
  if (required !== undefined && typeof required !== 'function')
    throw secondFactorErrors.BAD_OPTION({ option: 'required', needs: 'a function of a user' })
  return options
}

export function settings(): SecondFactorOptions {
  return tryUse(secondFactorService) ?? {}
}

/** Days for which a browser may be remembered; 0 for never. */
export function rememberedDays(): number {
  const { rememberDevice = 30 } = settings()
  return rememberDevice === false ? 0 : rememberDevice
}

/** Must this user have a second factor? */
export async function isRequired(user: AnyUser): Promise<boolean> {
  return (await settings().required?.(user)) ?? false
}
