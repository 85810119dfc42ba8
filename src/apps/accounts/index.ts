export { type AccountPage, absolute, accountAddress, siteName, tryAccountAddress } from './addresses.ts'
export { accountsApp } from './app.ts'
export { accountsErrors } from './errors.ts'
export { authEventsSource } from './events/audit-source.ts'
export { clearAuthEvents } from './events/clear.ts'
export { keepEvent } from './events/sink.ts'
export { DeleteForm } from './forms/delete.ts'
export { EmailForm } from './forms/email.ts'
export { AccountLoginForm } from './forms/login.ts'
export type { OwnFormOptions } from './forms/own.ts'
export { FirstPasswordForm, PasswordForm } from './forms/password.ts'
export { ProfileForm } from './forms/profile.ts'
export { ReauthenticateForm } from './forms/reauthenticate.ts'
export { RegisterForm } from './forms/register.ts'
export { ResetForm } from './forms/reset.ts'
export { done, refusal, refused, type Sent, sentFields, shown, toStep, wantsJson } from './json.ts'
export { isLastMeans, type LoginMeans, loginMeansService, type TakenMeans, takeMeans } from './login-means.ts'
export {
  type LoginOption,
  type LoginPurpose,
  loginOptionsService,
  type ShownOption,
  shownOptions,
} from './login-options.ts'
export { type NoticeOptions, notifyOwner } from './mails/notice.ts'
export { AuthEvent, EmailAddress, UserSession } from './models/index.ts'
export { allSections } from './own-sections.ts'
export { accountPage, formPage, guarded } from './page.ts'
export {
  type AccountFactors,
  accountFactorsService,
  firstShow,
  isRecent,
  type RecentLoginOptions,
  requireAccount,
  requireRecentLogin,
} from './recent.ts'
export { invitation } from './registration.ts'
export { type AccountSection, accountSectionsService } from './sections.ts'
export { endSessions } from './sessions/end.ts'
export { SeenSessions, seenSessionsService, sessionsSeen } from './sessions/seen.ts'
export { AccountSessionStore } from './sessions/store.ts'
export {
  type AccountForms,
  type AccountsOptions,
  type AccountsSettings,
  accountsSettings,
  accountsSettingsOf,
  accountsSettingsService,
  type FormClass,
} from './settings.ts'
export { accountUrls } from './urls.ts'
export { isUnverified, isVerified } from './verification.ts'
export { verifyStep } from './verify-step.ts'
export { reauthenticated } from './views/reauthenticate.ts'
