import type { AnonymousUser, AnyUser, User } from './models.ts'

/**
 * The project's own user model, where it is not `User`:
 * `declare module 'nuages/auth' { interface RegisteredUser { user: Person } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
export interface RegisteredUser {}

/** The project's user model. */
export type ProjectUser = RegisteredUser extends { user: infer U extends AnyUser } ? U : User

/** Who sent a request: a user, or nobody in particular. `isAuthenticated` tells which. */
export type RequestUser = ProjectUser | AnonymousUser

declare module '../../web/http/augment.ts' {
  interface RequestExtensions {
    /**
     * Who sent the request: `const user = await request.user`. Read from the session and the database when it is first
     * asked for; a template that names it waits by itself. From the `authentication` middleware.
     */
    readonly user: Promise<RequestUser>
  }
}
