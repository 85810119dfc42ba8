import type { GivenIdentity, OAuthTokens } from '../identity.ts'
import {
  type CommonOptions,
  type OAuth2Provider,
  type OidcOptions,
  type OidcProvider,
  oauth2,
  oidc,
} from './description.ts'

/** What may be said beside a ready-made description. */
export type ReadyMadeOptions = CommonOptions & Pick<OidcOptions, 'scopes'>
export type ReadyMadeOidcOptions = ReadyMadeOptions & Pick<OidcOptions, 'trusted'>

/**
 * Google. An address counts as verified where Google answers for the mailbox itself: Gmail, and domains of Workspace (`hd`).
 * https://developers.google.com/identity/openid-connect/openid-connect
 */
export function google(options: ReadyMadeOidcOptions = {}): OidcProvider {
  return oidc({
    issuer: 'https://accounts.google.com',
    label: 'Google',
    reauthenticate: { prompt: 'select_account' },
    identity: ({ email, email_verified, hd }) => ({
      emailVerified:
        email_verified === true && typeof email === 'string' && (/@gmail\.com$/i.test(email) || typeof hd === 'string'),
    }),
    ...options,
  })
}

export interface MicrosoftOptions extends ReadyMadeOidcOptions {
  /** The directory: its id, or 'common', 'organizations', 'consumers'. Default 'common': everybody with an account there. */
  readonly tenant?: string
}

/**
 * Microsoft Entra ID. Its e-mail claim can be changed by whoever runs a directory, so it counts as verified only with the optional claim `xms_edov`.
 * https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
 */
export function microsoft({ tenant = 'common', ...options }: MicrosoftOptions = {}): OidcProvider {
  return oidc({
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    label: 'Microsoft',
    identity: ({ xms_edov }) => ({ emailVerified: xms_edov === true }),
    ...options,
  })
}

export interface GitLabOptions extends ReadyMadeOidcOptions {
  /** Of an installation of one's own: 'https://gitlab.example.org'. Default 'https://gitlab.com'. */
  readonly issuer?: string
}

/** GitLab. https://docs.gitlab.com/integration/openid_connect_provider/ */
export function gitlab({ issuer = 'https://gitlab.com', ...options }: GitLabOptions = {}): OidcProvider {
  return oidc({ issuer, label: 'GitLab', ...options })
}

/** GitHub, which speaks OAuth 2 alone. https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps */
export function github(options: ReadyMadeOptions = {}): OAuth2Provider {
  return oauth2({
    label: 'GitHub',
    authorizationEndpoint: 'https://github.com/login/oauth/authorize',
    tokenEndpoint: 'https://github.com/login/oauth/access_token',
    scopes: ['read:user', 'user:email'],
    userinfo: githubIdentity,
    ...options,
  })
}

async function githubIdentity({ accessToken }: OAuthTokens, signal: AbortSignal): Promise<GivenIdentity> {
  const ask = async (path: string): Promise<unknown> => {
    const headers = {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${accessToken}`,
      'user-agent': 'nuages',
    }
    const answer = await fetch(`https://api.github.com${path}`, { headers, signal })
    return answer.ok ? answer.json() : null
  }
  const [user, emails] = (await Promise.all([ask('/user'), ask('/user/emails')])) as [
    { readonly id?: number; readonly login?: string; readonly name?: string | null } | null,
    readonly { readonly email: string; readonly primary: boolean; readonly verified: boolean }[] | null,
  ]
  const mailbox = Array.isArray(emails) ? emails.find(({ primary }) => primary) : undefined
  return {
    // The name can be given up and taken by another; the number cannot.
    subject: typeof user?.id === 'number' ? String(user.id) : '',
    username: user?.login ?? '',
    name: user?.name ?? '',
    ...(mailbox !== undefined && { email: mailbox.email, emailVerified: mailbox.verified }),
  }
}
