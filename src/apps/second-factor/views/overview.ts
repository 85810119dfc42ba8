import type { HttpRequest } from '../../../web/http/index.ts'
import { accountPage, requireAccount, shown } from '../../accounts/index.ts'
import { userOf } from '../../auth/index.ts'
import { secondFactorAddress } from '../addresses.ts'
import { devicesOf } from '../devices.ts'
import { factorsOf } from '../factors.ts'
import { recoveryCodesLeft } from '../recovery-codes.ts'
import { isRequired } from '../settings.ts'

/** How things stand: the user's apps, what else can be shown, and recovery codes. */
export const overviewPage = requireAccount(async (request: HttpRequest): Promise<Response> => {
  const user = await userOf(request)
  const devices = await devicesOf(user)
  const factors = await factorsOf(user)
  const recoveryCodes = await recoveryCodesLeft(user)
  const required = await isRequired(user)
  const data = () => ({
    enabled: factors.any,
    required,
    devices: devices.map(({ pk, name, confirmedAt, lastUsedAt }) => ({ id: pk, name, confirmedAt, lastUsedAt })),
    methods: factors.methods.map((method) => ({ name: method.name, label: method.label() })),
    recoveryCodesLeft: recoveryCodes.left,
  })
  const context = {
    factors,
    required,
    recoveryCodes,
    devices: devices.map((device) => ({ device, url: secondFactorAddress('remove', {}, { id: device.pk }) })),
    enrolUrl: secondFactorAddress('enrol'),
    codesUrl: secondFactorAddress('codes'),
  }
  return shown(request, data, () => accountPage(request, 'second-factor/overview.html', context))
})
