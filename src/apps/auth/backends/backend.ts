import type { AnyUser } from '../models.ts'
import type { UserModel } from '../users-of.ts'

export interface Credentials {
  readonly username: string
  readonly password: string
}

/** What a backend works with. */
export interface BackendContext {
  /** The request of the log-in; null outside of one. */
  readonly request: object | null
  /** The class of users. */
  readonly model: UserModel | undefined
}

/**
 * One way of finding out whose credentials these are. It either finds a user by name, whose password `authenticate` then checks, or
 * checks the credentials by itself. A `PermissionDenied` that it throws (`httpErrors.FORBIDDEN`) stops the backends after it too.
 */
export interface AuthBackend {
  /** What sessions remember of it, unique in the project; changing it ends the sessions of whom it let in. */
  readonly name: string
  /** What people type for it, by which the log-in page names its field. Default: 'username'. */
  readonly asks?: 'username' | 'email'
  /** The user of this name, or null. */
  find?(credentials: Credentials, context: BackendContext): Promise<AnyUser | null>
  /** The user whose credentials these are, or null: for a directory or another server. It has to take care of equal times itself. */
  authenticate?(credentials: Credentials, context: BackendContext): Promise<AnyUser | null>
}
