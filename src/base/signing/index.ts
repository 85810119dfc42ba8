export {
  fromBase36,
  fromBase62,
  fromBase64Url,
  toAsciiJson,
  toBase36,
  toBase62,
  toBase64Url,
} from './encodings.ts'
export { type DecryptedText, decryptText, type EncryptionOptions, encryptText, openText } from './encryption.ts'
export { BadSignature, SignatureExpired, signingErrors } from './errors.ts'
export { constantTimeEqual, type HashAlgorithm, randomString, saltedHmac } from './hmac.ts'
export {
  type DumpsOptions,
  dumps,
  type LoadsOptions,
  loads,
  Signer,
  type SignerOptions,
  TimestampSigner,
  type TimestampSignerOptions,
} from './signer.ts'
