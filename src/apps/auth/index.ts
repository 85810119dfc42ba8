// Whoever has a user has a session: this makes `request.session` known together with `request.user`.
export type { RequestSession } from '../sessions/index.ts'
export { authApp } from './app.ts'
export {
  type AuthEvent,
  type AuthEventKind,
  type AuthEventSink,
  authEventSinkService,
  recordAuthEvent,
} from './audit.ts'
export type { ProjectUser, RegisteredUser, RequestUser } from './augment.ts'
export { type AuthenticateOptions, authenticate, type Credentials, type UserModel, usersOf } from './backend.ts'
export { contentTypesApp } from './content-types/app.ts'
export { contentTypeOf } from './content-types/content-type-of.ts'
export { ContentType } from './content-types/models.ts'
export { authErrors } from './errors.ts'
export { impersonationBanner } from './impersonation/banner.ts'
export { type ImpersonationOptions, impersonationService, mayImpersonate } from './impersonation/options.ts'
export { impersonationUrls } from './impersonation/views.ts'
export {
  type AuthenticationOptions,
  authentication,
  type Credential,
  credentialOf,
  identifyRequest,
  impersonatorOf,
  type LoginOptions,
  login,
  logout,
  type ShownIdentity,
  showIdentity,
  shownIdentity,
  updateSessionAuthHash,
} from './login.ts'
export { LoginForm, type LoginFormOptions, loggedInUser } from './login-form.ts'
export { AbstractUser, AnonymousUser, type AnyUser, Group, Permission, User } from './models.ts'
export { type Argon2Options, argon2Hasher } from './passwords/argon2.ts'
export type { PasswordHasher } from './passwords/hasher.ts'
export {
  defaultHashers,
  hashPassword,
  type PasswordCheck,
  Passwords,
  verifyPassword,
  weakHashers,
} from './passwords/passwords.ts'
export { pbkdf2Hasher } from './passwords/pbkdf2.ts'
export {
  defaultPasswordRules,
  minimumLength,
  notCommon,
  notNumeric,
  notSimilarToUser,
  type PasswordRule,
  type SimilarityOptions,
  validatePassword,
} from './passwords/rules.ts'
export { scryptHasher } from './passwords/scrypt.ts'
export { unsaltedHasher, weakHasher } from './passwords/weak.ts'
export { loginAddress, type RequireOptions, requireLogin, requireStaff, requireUser } from './require.ts'
export { type ResetTokenOptions, ResetTokens, type TokenUser } from './reset-tokens.ts'
export { type PendingLogin, pendingLogin } from './sign-in/pending.ts'
export { finishStep, type SignInOptions, type SignInOutcome, signIn } from './sign-in/sign-in.ts'
export { type LoginStep, loginStepsService } from './sign-in/steps.ts'
export { forgetUsers, type UserCacheOptions, userCacheService } from './user-cache.ts'
export { type CreateUserOptions, createSuperuser, createUser, type NewUser, normalizeEmail } from './users.ts'
export { type LoginViewOptions, type LogoutViewOptions, loginView, logoutView, safeNext } from './views.ts'
