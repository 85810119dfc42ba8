import type { HttpRequest } from '../../../web/http/index.ts'
import { accountPage, firstShow, requireAccount, shown } from '../../accounts/index.ts'
import { userOf } from '../../auth/index.ts'
import { passkeysAddress } from '../addresses.ts'
import { longestName, type Passkey } from '../models.ts'
import { passkeysOf } from '../registration.ts'
import { unkept } from './answers.ts'
import { scriptContext } from './script-context.ts'

/** A passkey as its owner sees it. */
export function shownPasskey(passkey: Passkey): Readonly<Record<string, unknown>> {
  const { id, name, createdAt, lastUsedAt, backedUp, discoverable } = passkey
  return { id, name, createdAt, lastUsedAt, backedUp, discoverable }
}

/** The page with one's passkeys, or for a program `{ passkeys }`. */
export const listPage = requireAccount(async (request: HttpRequest): Promise<Response> => {
  const passkeys = await passkeysOf(await userOf(request))
  return unkept(
    await shown(
      request,
      () => ({ passkeys: passkeys.map(shownPasskey) }),
      async () => {
        return accountPage(request, 'passkeys/list.html', {
          ...scriptContext(request),
          rows: passkeys.map((passkey) => ({
            ...shownPasskey(passkey),
            rename: passkeysAddress('rename', { id: passkey.id }),
            remove: passkeysAddress('remove', { id: passkey.id }),
          })),
          longestName,
          // Who has not shown a moment ago who they are is sent there first.
          showFirst: await firstShow(request, request.target),
        })
      },
    ),
  )
})
