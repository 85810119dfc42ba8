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
export { type AuthenticateOptions, authenticate, backendOf } from './backend.ts'
export type { AuthBackend, BackendContext, Credentials } from './backends/backend.ts'
export { emailBackend, emailBackendName } from './backends/email.ts'
export { modelBackend } from './backends/model.ts'
export { authBackendsService, checkBackends, projectBackends } from './backends/service.ts'
export { contentTypesApp } from './content-types/app.ts'
export { contentTypeKey, contentTypeOf } from './content-types/content-type-of.ts'
export { ContentType } from './content-types/models.ts'
export { authErrors } from './errors.ts'
export { authentication } from './identity/authentication.ts'
export { type Credential, credentialOf, identifyRequest } from './identity/credential.ts'
export {
  checkInPerson,
  impersonatorOf,
  type RequestActor,
  requestActor,
  type ShownIdentity,
  showIdentity,
  shownIdentity,
} from './identity/shown.ts'
export type { AuthenticationOptions } from './identity/state.ts'
export { impersonationBanner } from './impersonation/banner.ts'
export { type ImpersonationOptions, impersonationService, mayImpersonate } from './impersonation/options.ts'
export { impersonationUrls } from './impersonation/views.ts'
export { type LoginOptions, login, logout, updateSessionAuthHash } from './login.ts'
export { LoginForm, type LoginFormOptions, loggedInUser } from './login-form.ts'
export { loginNameLabel, loginNameLength } from './login-name.ts'
export { AbstractUser, AnonymousUser, type AnyUser, Group, Permission, User } from './models.ts'
export { normalizeEmail, normalizeUsername } from './normalize.ts'
export { longestPassword } from './passwords/acceptable.ts'
export { type Argon2Options, argon2Hasher } from './passwords/argon2.ts'
export { type BcryptOptions, bcryptHasher, bcryptSha256Hasher } from './passwords/bcrypt.ts'
export { type BreachedOptions, notBreached } from './passwords/breached.ts'
export type { HashQueueOptions } from './passwords/hash-queue.ts'
export type { PasswordHasher } from './passwords/hasher.ts'
export { defaultHashers, hashersWith, type PasswordCheck, Passwords, weakHashers } from './passwords/passwords.ts'
export { pbkdf2Hasher } from './passwords/pbkdf2.ts'
export {
  maximumLength,
  minimumLength,
  notCommon,
  notNumeric,
  notSimilarToUser,
  type PasswordRule,
  type RuleAnswer,
  type SimilarityOptions,
} from './passwords/rules.ts'
export { scryptHasher } from './passwords/scrypt.ts'
export { hashPassword, passwordsService, projectPasswords, verifyPassword } from './passwords/service.ts'
export {
  defaultPasswordRules,
  type PasswordApproval,
  passwordHelp,
  passwordRules,
  passwordRulesService,
  validatePassword,
} from './passwords/validate.ts'
export { unsaltedHasher, weakHasher } from './passwords/weak.ts'
export { type CreatedPermissions, type CreatePermissionsOptions, createPermissions } from './permissions/create.ts'
export { type GivenPermissions, givenPermissions, grantedPermissions } from './permissions/load.ts'
export {
  declaredPermissions,
  type PermissionName,
  type PermissionsOf,
  permissionCodename,
  permissionFor,
  type RegisteredPermissions,
} from './permissions/names.ts'
export { type RenamedModel, renamePermissions } from './permissions/rename.ts'
export { abilitiesInclude, requestCan } from './permissions/request-can.ts'
export { type StalePermissions, stalePermissions } from './permissions/stale.ts'
export { permissionVariables } from './permissions/variables.ts'
export type { WithPermissionOptions } from './permissions/with-permission.ts'
export {
  askedPermissions,
  askToLogIn,
  loginAddress,
  type RequireOptions,
  requireLogin,
  requirePermission,
  requireStaff,
  requireUser,
  userOf,
} from './require.ts'
export { type ResetTokenOptions, ResetTokens, type TokenUser } from './reset-tokens.ts'
export { type Actor, allowedAmong, allowedOf, allowedRows } from './rules/allowed.ts'
export { RuleBook, ruledActions, rulesService } from './rules/book.ts'
export { canAct } from './rules/can.ts'
export { type FieldAccess, fieldAccess, onlyWritable, visibleFields, writableFields } from './rules/field-access.ts'
export { type FieldRules, type FieldRulesDeclaration, fieldRules, type Has } from './rules/field-rules.ts'
export { type RequireRuleOptions, requireRule } from './rules/require-rule.ts'
export { type RuleDeclaration, type RuleFunction, type RuleOptions, rule } from './rules/rule.ts'
export type { LoginSettings, PasswordSettings } from './settings.ts'
export { type PendingLogin, pendingLogin } from './sign-in/pending.ts'
export { finishStep, type SignInOptions, type SignInOutcome, signIn, stepBefore } from './sign-in/sign-in.ts'
export { type LoginStep, loginStepsService } from './sign-in/steps.ts'
export { type ThrottledAuthenticateOptions, throttledAuthenticate } from './throttle/authenticate.ts'
export { heldBack, loginRefusal } from './throttle/form-refusal.ts'
export { type LoginAttempt, type LoginRefusal, LoginThrottle } from './throttle/login-throttle.ts'
export type { Lockout, LoginThrottleOptions } from './throttle/options.ts'
export type { ThrottleRule } from './throttle/rule.ts'
export { loginThrottleService } from './throttle/service.ts'
export { forgetUsers, type UserCacheOptions, userCacheService } from './user-cache.ts'
export { type UsernamePolicy, usernamePolicy, usernamePolicyOf, usernamePolicyService } from './usernames/policy.ts'
export { noAddress, oneAlphabet, type UsernameRule } from './usernames/rules.ts'
export { type ValidateUsernameOptions, validateUsername } from './usernames/validate.ts'
export { type CreateUserOptions, createSuperuser, createUser, lockUser, type NewUser } from './users.ts'
export { type UserModel, userKey, usersOf } from './users-of.ts'
export { type LoginViewOptions, type LogoutViewOptions, loginView, logoutView, safeNext } from './views.ts'
