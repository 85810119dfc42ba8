import { deepStrictEqual } from 'node:assert'
import { argon2Hasher } from '../../../src/apps/auth/passwords/argon2.ts'
import { bcryptHasher, bcryptSha256Hasher } from '../../../src/apps/auth/passwords/bcrypt.ts'
import type { PasswordHasher } from '../../../src/apps/auth/passwords/hasher.ts'
import { Passwords, weakHashers } from '../../../src/apps/auth/passwords/passwords.ts'
import { pbkdf2Hasher } from '../../../src/apps/auth/passwords/pbkdf2.ts'
import {
  minimumLength,
  notCommon,
  notNumeric,
  notSimilarToUser,
  type PasswordRule,
} from '../../../src/apps/auth/passwords/rules.ts'
import { validatePassword } from '../../../src/apps/auth/passwords/validate.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'
import type { Area, Case, Report } from '../harness.ts'

type Input = Case & Readonly<Record<string, never>>

function hasherFor(input: Input, passwords: Passwords, iterations: number): PasswordHasher {
  const algorithm: string = input['algorithm']!
  if (algorithm === 'pbkdf2_sha256') return pbkdf2Hasher('sha256', { iterations })
  if (algorithm === 'pbkdf2_sha1') return pbkdf2Hasher('sha1', { iterations })
  if (algorithm === 'argon2') {
    return argon2Hasher({
      timeCost: input['time_cost']!,
      memoryCost: input['memory_cost']!,
      parallelism: input['parallelism']!,
      hashLength: input['hash_len']!,
      variety: input['variety']!,
    })
  }
  const found = passwords.hashers.find((hasher) => hasher.algorithm === algorithm)
  if (found === undefined) throw new TypeError(`no hasher ${algorithm}`)
  return found
}

function ruleFor(spec: { name: string; options?: Record<string, never> }): PasswordRule {
  const { options = {} } = spec
  switch (spec.name) {
    case 'min_length':
      return minimumLength(options['min_length'])
    case 'numeric':
      return notNumeric()
    case 'common':
      return notCommon()
    default:
      return notSimilarToUser({
        attributes: options['user_attributes'] ?? ['username', 'first_name', 'last_name', 'email'],
        ...(options['max_similarity'] === undefined ? {} : { most: options['max_similarity'] }),
      })
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

function properties(encoded: string | null, passwords: Passwords): Record<string, unknown> {
  const usable = encoded === null || passwords.isUsable(encoded)
  const hasher = attempt(() => passwords.identify(encoded!))
  if (hasher === undefined) return { usable, identify_error: true }
  const mustUpdate = attempt(() => hasher.mustUpdate(encoded!))
  const update = mustUpdate === undefined ? { must_update_error: true } : { must_update: mustUpdate }
  return { usable, algorithm: hasher.algorithm, ...update }
}

async function answer(input: Input, passwords: Passwords, preferred: number): Promise<unknown> {
  switch (input.kind) {
    case 'encode': {
      const hasher = hasherFor(input, passwords, input['iterations'] ?? preferred)
      return { encoded: await hasher.encode(input['password']!, input['salt']!) }
    }
    case 'verify':
      return { result: await passwords.verify(input['password']!, input['encoded']!) }
    case 'properties':
      return properties(input['encoded']!, passwords)
    default:
      try {
        const specs = input['validators'] as unknown as Parameters<typeof ruleFor>[0][]
        await validatePassword(input['password']!, input['user']!, specs.map(ruleFor))
        return { errors: [] }
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error
        return { errors: error.issues.map(({ code, message }) => ({ code, message })) }
      }
  }
}

function comparable(expected: Record<string, unknown>): Record<string, unknown> {
  const marks = ['identify_error', 'must_update_error']
  return Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, marks.includes(key) ? true : value]))
}

/** Django's password hashes and password validation against ours. */
export async function run(area: Area, report: Report): Promise<void> {
  const iterations = area['preferred_iterations'] as number
  const passwords = new Passwords([
    pbkdf2Hasher('sha256', { iterations }),
    pbkdf2Hasher('sha1', { iterations }),
    argon2Hasher(),
    bcryptSha256Hasher(),
    bcryptHasher(),
    ...weakHashers,
  ])
  for (const one of area.cases) {
    const expected = one.expected as Record<string, unknown>
    try {
      const ours = await answer(one as Input, passwords, iterations)
      // A malformed text may throw or be refused, never accepted.
      if (expected['error'] !== undefined) deepStrictEqual(ours, { result: false })
      else deepStrictEqual(ours, comparable(expected))
      report.pass(one.id)
    } catch (error) {
      if (expected['error'] !== undefined && !(error instanceof Error && error.name === 'AssertionError'))
        report.pass(one.id)
      else report.fail(one.id, String(error).slice(0, 300))
    }
  }
}
