export { passkeysApp } from './app.ts'
export {
  type Asserted,
  checkConfirmation,
  checkLogin,
  confirmOptions,
  loginOptions,
  type RequestOptions,
} from './assertion.ts'
export { passkeysErrors } from './errors.ts'
export { passkeysLoginOption } from './login-option.ts'
export { Passkey, PasskeyUser, SpentChallenge } from './models.ts'
export { type CreationOptions, passkeysOf, registerPasskey, registrationOptions } from './registration.ts'
export { isUsable as passkeysUsable, passkeysSettings, type RelyingParty, relyingParty } from './relying-party.ts'
export { passkeysMeans, removePasskey } from './removal.ts'
export { passkeysMethod } from './second-factor.ts'
export { passkeysSection } from './section.ts'
export { type PasskeysOptions, type PasskeysSettings, passkeysService } from './settings.ts'
export { passkeysUrls } from './urls.ts'
