import { isEmail } from '../../base/schema/index.ts'

/** What a provider says of somebody who has logged in there. */
export interface Identity {
  /** Who said it: the issuer of OpenID Connect, or the address that an OAuth 2 provider is known by. */
  readonly issuer: string
  /** The provider's own key of the person; it never changes, and is never given to another. */
  readonly subject: string
  /** '' where it says none. */
  readonly email: string
  /** The provider vouches for it that the person reads this mailbox. */
  readonly emailVerified: boolean
  /** The whole name, to be shown; '' where it says none. */
  readonly name: string
  /** What the person is called there: a proposal for a user name; '' where it says none. */
  readonly username: string
  /** How the person has shown there who they are (`amr` of RFC 8176); empty where it does not say. */
  readonly methods: readonly string[]
}

/** What a provider lets the site do in the name of somebody. Secrets. */
export interface OAuthTokens {
  readonly accessToken: string
  readonly refreshToken: string | null
  /** Until when the access token holds; null where the provider does not say. */
  readonly expiresAt: Date | null
  readonly scope: string
}

/** What an identity may leave out. */
export type GivenIdentity = Pick<Identity, 'subject'> & Partial<Omit<Identity, 'issuer' | 'methods'>>

const longest = { subject: 255, email: 254, name: 150, username: 150 } as const

/** Plain texts of bounded length, whatever a provider sent; null where there is no subject that can be kept. */
export function identityFrom(given: GivenIdentity, issuer: string, methods: unknown): Identity | null {
  const { subject } = given
  if (typeof subject !== 'string' || subject === '' || subject.length > longest.subject) return null
  if (issuer.length > longest.subject || !subject.isWellFormed() || subject.includes('\0')) return null
  const email = textOf(given.email)
  return {
    issuer,
    subject,
    email: email.length <= longest.email && isEmail(email) ? email : '',
    emailVerified: given.emailVerified === true,
    name: [...textOf(given.name)].slice(0, longest.name).join(''),
    username: [...textOf(given.username)].slice(0, longest.username).join(''),
    methods: Array.isArray(methods) ? methods.filter((each) => typeof each === 'string').slice(0, 20) : [],
  }
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') return ''
  return value
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
}
