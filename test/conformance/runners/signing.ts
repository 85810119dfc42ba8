import { deepStrictEqual } from 'node:assert'
import { pbkdf2Sync } from 'node:crypto'
import { ResetTokens } from '../../../src/apps/auth/reset-tokens.ts'
import { decodeSession, encodeSession } from '../../../src/apps/sessions/codec.ts'
import {
  BadSignature,
  dumps,
  fromBase36,
  fromBase64Url,
  type HashAlgorithm,
  loads,
  SignatureExpired,
  Signer,
  saltedHmac,
  TimestampSigner,
  toBase36,
  toBase62,
  toBase64Url,
} from '../../../src/base/signing/index.ts'
import { csrfSecretOf, csrfTokensMatch, maskCsrfSecret, unmaskCsrfToken } from '../../../src/web/security/index.ts'
import type { Area, Case, Report } from '../harness.ts'

interface Input {
  readonly salt: string
  readonly sep?: string
  readonly algorithm?: HashAlgorithm
  readonly key?: string
  readonly time?: number
  readonly max_age?: number | null
  readonly value: never
  readonly object: never
  readonly signed: string
  readonly compress?: boolean
  readonly [key: string]: unknown
}

const present = <T extends object>(values: T): { [K in keyof T]: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as never

function answer(one: Case, areaKey: string): unknown {
  const input = one as unknown as Input
  const key = input.key ?? areaKey
  const options = present({ salt: input.salt, separator: input.sep, algorithm: input.algorithm })
  const now = () => (input.time ?? 0) * 1000
  const age = present({ maxAge: input.max_age })
  const user = input['user'] as { pk: number; password: string; last_login: { $date: string } | null; email: string }
  switch (one.kind) {
    case 'sign':
      return { signed: new Signer(key, options).sign(input.value) }
    case 'unsign':
      return { value: new Signer(key, options).unsign(input.signed) }
    case 'separator':
      new Signer(key, { separator: input.sep! })
      return { ok: true }
    case 'sign_object':
      return { signed: new Signer(key, options).signObject(input.object, present({ compress: input.compress })) }
    case 'timestamp_sign':
      return { signed: new TimestampSigner(key, { ...options, now }).sign(input.value) }
    case 'timestamp_unsign':
      return { value: new TimestampSigner(key, { ...options, now }).unsign(input.signed, age) }
    case 'dumps':
      return { signed: dumps(input.object, { ...options, key, now, ...present({ compress: input.compress }) }) }
    case 'loads':
      return { value: loads(input.signed, { ...options, key, now, ...age }) }
    case 'session_encode':
      return { encoded: encodeSession(input['data'] as never, { key, now, salt: input.salt }) }
    case 'session_decode': {
      const maxAge = input['format'] === 'signed_cookies' ? { maxAge: 1_209_600 } : {}
      return { data: decodeSession(input['encoded'] as string, { key, now, salt: input.salt, ...maxAge }) }
    }
    case 'reset_token_make':
    case 'reset_token_check': {
      const tokens = new ResetTokens({
        key: input['secret'] as string,
        keySalt: input['key_salt'] as string,
        ...present({ algorithm: input.algorithm, timeout: input['timeout'] as number | undefined }),
        now: () => Date.parse(`${input['now']}Z`),
      })
      const lastLogin = user.last_login === null ? null : new Date(`${user.last_login.$date}Z`)
      const bound = { ...user, lastLogin }
      if (one.kind === 'reset_token_make') return { token: tokens.make(bound) }
      return { result: tokens.check(bound, input['token'] as string) }
    }
    case 'csrf_mask':
      return { token: maskCsrfSecret(input['secret'] as string, input['mask'] as string) }
    case 'csrf_unmask':
      return { secret: unmaskCsrfToken(input['token'] as string) }
    case 'csrf_compare':
      return { result: csrfTokensMatch(input['request_token'] as string, input['cookie_token'] as string) }
    case 'csrf_sanitize': {
      const token = input['token'] as string
      if (csrfSecretOf(token) === null) return { outcome: 'replaced' }
      return { outcome: token.length === 64 ? 'kept' : 'masked' }
    }
    case 'int_to_base36':
      return { value: toBase36(input.value) }
    case 'base36_to_int':
      return { value: fromBase36(input.value) }
    case 'int_to_base62':
      return { value: toBase62(input.value) }
    case 'urlsafe_base64_encode':
      return { value: toBase64Url(Buffer.from((input.value as { $bytes: string }).$bytes, 'base64')) }
    case 'urlsafe_base64_decode':
      return { value: { $bytes: fromBase64Url(input.value).toString('base64') } }
    case 'salted_hmac': {
      const { key_salt: keySalt, secret } = input as unknown as { key_salt: string; secret: string }
      return { hexdigest: saltedHmac(keySalt, input.value, secret, input.algorithm).toString('hex') }
    }
    case 'pbkdf2': {
      const digest = input['digest'] as string
      const length = (input['dklen'] as number) || { sha1: 20, sha256: 32, sha512: 64 }[digest]!
      const { password, salt, iterations } = input as unknown as { password: string; salt: string; iterations: number }
      return { hex: pbkdf2Sync(password, salt, iterations, length, digest).toString('hex') }
    }
    default:
      throw new TypeError(`no runner for ${one.kind}`)
  }
}

/** A text that zlib made: it must load, and what we write must load to the same. */
function holdsCompressed(one: Case, areaKey: string, ours: unknown): void {
  const input = one as unknown as Input
  const key = input.key ?? areaKey
  const now = () => (input.time ?? 0) * 1000
  const texts = [
    Object.values(ours as object)[0] as string,
    (one.expected['signed'] ?? one.expected['encoded']) as string,
  ]
  for (const text of texts) {
    const read =
      one.kind === 'sign_object'
        ? new Signer(key, { salt: input.salt }).unsignObject(text)
        : loads(text, { key, salt: input.salt, now })
    deepStrictEqual(read, input['object'] ?? input['data'])
  }
}

/** Django's signing, sessions, CSRF and password reset tokens against ours. */
export async function run(area: Area, report: Report): Promise<void> {
  const key = area['secret_key'] as string
  for (const one of area.cases) {
    const { compressed, ...expected } = one.expected
    try {
      const ours = answer(one, key)
      if (expected['error'] !== undefined) report.fail(one.id, `no error but ${JSON.stringify(ours)}`)
      else {
        if (compressed === true) holdsCompressed(one, key, ours)
        else deepStrictEqual(ours, expected)
        report.pass(one.id)
      }
    } catch (error) {
      const kind =
        error instanceof SignatureExpired ? 'SignatureExpired' : error instanceof BadSignature ? 'BadSignature' : ''
      const wanted = expected['error']
      const named = wanted === 'BadSignature' || wanted === 'SignatureExpired'
      if (wanted !== undefined && (named ? wanted === kind : true)) report.pass(one.id)
      else report.fail(one.id, String(error))
    }
  }
}
