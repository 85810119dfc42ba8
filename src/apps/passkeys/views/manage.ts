import { type HttpRequest, httpErrors } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { accountPage, done, requireAccount, requireRecentLogin, sentFields, wantsJson } from '../../accounts/index.ts'
import { userOf } from '../../auth/index.ts'
import { passkeysAddress } from '../addresses.ts'
import { Passkey } from '../models.ts'
import { tidyName } from '../names.ts'
import { isOnlyWayIn, removePasskey } from '../removal.ts'
import { isRefusal, refused, unkept } from './answers.ts'

interface Which {
  readonly id: number
}

/** One of the user's own; another's is not there. */
async function own(request: HttpRequest, { id }: Which): Promise<Passkey> {
  const user = await userOf(request)
  const passkey = await Passkey.filter({ pk: id, user }).first()
  if (passkey === null) throw httpErrors.NOT_FOUND({ what: 'a passkey' })
  return passkey
}

/** Gives it another name: `name`. An empty one changes nothing. */
export const renameView = requireAccount(async (request: HttpRequest, which: Which): Promise<Response> => {
  const passkey = await own(request, which)
  const sent = (await sentFields(request)).get('name')
  const name = typeof sent === 'string' ? tidyName(sent) : ''
  if (name !== '') {
    passkey.name = name
    await passkey.save({ fields: ['name'] })
  }
  return done(request, { next: passkeysAddress('list'), data: { name: passkey.name } })
})

/** The page that asks whether to remove it, or says why that cannot be. */
export const removePage = requireRecentLogin((request: HttpRequest, which: Which) => drawRemoval(request, which, 200), {
  allFactors: true,
})

/** Removes it. */
export const removeView = requireRecentLogin(
  async (request: HttpRequest, which: Which): Promise<Response> => {
    const passkey = await own(request, which)
    try {
      await removePasskey(request, await userOf(request), passkey)
    } catch (error) {
      if (!isRefusal(error)) throw error
      return wantsJson(request) ? refused(error) : drawRemoval(request, which, 422)
    }
    return done(request, { next: passkeysAddress('list'), message: gettext('The passkey is removed.') })
  },
  { allFactors: true },
)

async function drawRemoval(request: HttpRequest, which: Which, status: number): Promise<Response> {
  const passkey = await own(request, which)
  const last = await isOnlyWayIn(await userOf(request), passkey)
  const context = { passkey, last, list: passkeysAddress('list') }
  return unkept(await accountPage(request, 'passkeys/remove.html', context, status))
}
