import { defineMiddleware, type Middleware, requestProperty } from '../../../web/http/index.ts'
import { setDeviceCookie } from '../throttle/device-cookie.ts'
import { readUser } from './session-user.ts'
import { type AuthenticationOptions, beingRead, type Carrier, knownUserKey, optionsKey, readKey } from './state.ts'

requestProperty('user', (request: Carrier) =>
  request[optionsKey] === undefined
    ? undefined
    : (request[knownUserKey] ??= beingRead.run(request, () => (request[readKey] ?? readUser)(request))),
)

/**
 * Gives every request a `user`, read when it is first asked for. A session whose password has changed since ends. Stands
 * inside of `sessions`.
 */
export function authentication(options: AuthenticationOptions = {}): Middleware {
  return defineMiddleware({
    name: 'authentication',
    before(request: Carrier) {
      request[optionsKey] = options
    },
    after: setDeviceCookie,
  })
}
