import { Local, use } from '../../../base/context/index.ts'
import { factsService } from '../../../base/settings/index.ts'
import { type HttpRequest, logWith } from '../../../web/http/index.ts'
import type { RequestUser } from '../augment.ts'
import type { AnyUser } from '../models.ts'
import type { UserModel } from '../users-of.ts'
import type { Credential } from './credential.ts'

export interface AuthenticationOptions {
  /** Default: `User`. */
  readonly model?: UserModel
  /** Ties sessions to passwords. Default: the project's secret key. */
  readonly key?: string
  /** Secret keys of the past. */
  readonly fallbackKeys?: readonly string[]
}

export const optionsKey: unique symbol = Symbol('nuages.authentication')
export const knownUserKey: unique symbol = Symbol('nuages.user')
export const credentialKey: unique symbol = Symbol('nuages.credential')
export const readKey: unique symbol = Symbol('nuages.read-user')

/** The request whose user is being found out by the work here: whoever asked for that user would wait for themselves. */
export const beingRead = new Local<HttpRequest>()

/** What a request carries of whose it is. */
export type Carrier = HttpRequest & {
  [optionsKey]?: AuthenticationOptions
  [knownUserKey]?: Promise<RequestUser>
  [credentialKey]?: Credential
  [readKey]?: () => Promise<RequestUser>
}

/** The key that ties sessions to passwords. */
export function keyOf(request: Carrier): string {
  return request[optionsKey]?.key ?? use(factsService).secretKey
}

/** What the middleware was told: which model users are of, and the key that ties sessions to passwords. */
export function authenticationOf(request: HttpRequest): { readonly model?: UserModel; readonly key: string } {
  const { model } = (request as Carrier)[optionsKey] ?? {}
  return { key: keyOf(request), ...(model !== undefined && { model }) }
}

/** From now on the request is that of this user. */
export function remember(request: Carrier, user: RequestUser): void {
  request[knownUserKey] = Promise.resolve(user)
}

/** Tells the log who it is. */
export function identified(request: Carrier, user: AnyUser): RequestUser {
  logWith(request, { user: user.pk })
  return user as RequestUser
}
