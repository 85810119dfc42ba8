import type { HttpRequest } from '../../web/http/index.ts'
import { gettext } from '../../web/i18n/index.ts'
import type { AnyUser } from '../auth/index.ts'
import { passkeysAddress } from './addresses.ts'
import { passkeysOf } from './registration.ts'

/** A passkey as a second factor: a `SecondFactorMethod` of `nuages/second-factor`, which need not be there. */
export const passkeysMethod = {
  name: 'passkey',
  label: (): string => gettext('Use a passkey'),
  url: (_request: HttpRequest): string => passkeysAddress('confirm'),
  enabledFor: async (user: AnyUser): Promise<boolean> => (await passkeysOf(user)).length > 0,
}
