/** What a session remembers of a login: under Django's names, and when and how it was. */
export const sessionNames = {
  user: '_auth_user_id',
  backend: '_auth_user_backend',
  hash: '_auth_user_hash',
  shown: '_nuages_identity_shown',
} as const
/** Under which name a session keeps who is logging in, and has steps to take yet. */
export const pendingName = '_nuages_pending_login'

/** Under which name the session of whoever acts as somebody else keeps as whom, and since when. */
export const impersonationName = '_nuages_impersonated'

export interface KeptImpersonation {
  readonly user: string
  /** Seconds since 1970. */
  readonly since: number
}
