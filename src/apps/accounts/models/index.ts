export { AuthEvent } from './auth-event.ts'
export { EmailAddress } from './email-address.ts'
export { UserSession } from './user-session.ts'
