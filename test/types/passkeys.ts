import type { AnyUser } from '../../src/apps/auth/index.ts'
import {
  checkConfirmation,
  checkLogin,
  type Passkey,
  passkeysApp,
  passkeysOf,
  registerPasskey,
} from '../../src/apps/passkeys/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import type { HttpRequest } from '../../src/web/http/index.ts'

declare const request: HttpRequest
declare const user: AnyUser

defineProject({ apps: [passkeysApp], passkeys: { rpId: 'example.org', userVerification: 'preferred' } })
// @ts-expect-error: nobody is made sure of without being asked
defineProject({ apps: [passkeysApp], passkeys: { userVerification: 'discouraged' } })
// @ts-expect-error: several origins are a list
defineProject({ apps: [passkeysApp], passkeys: { origins: 'https://example.org' } })

const shown = await checkLogin(request, {})
shown.user satisfies AnyUser
shown.userVerified satisfies boolean
// @ts-expect-error: whose answer it should be has to be said
await checkConfirmation(request, {})
const made: Passkey = await registerPasskey(request, user, {}, { name: 'Phone' })
made.signCount satisfies bigint
const all: readonly Passkey[] = await passkeysOf(user)
// @ts-expect-error: the list is to be read
all.push(made)
