import {
  commaSeparatedIntegers,
  decimalDigits,
  email,
  fileExtension,
  integerList,
  integerText,
  ipAddress,
  maxLength,
  maxValue,
  minLength,
  minValue,
  prohibitNullCharacters,
  regex,
  slug,
  unicodeSlug,
  url,
  ValidationError,
  type Validator,
} from '../../../src/base/schema/index.ts'
import type { Area, Report } from '../harness.ts'

type Options = Record<string, never>

/** The vectors' values: dates without a time are texts, decimals keep the digits that they were written with. */
function decode(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  const tagged = value as Record<string, string>
  if (tagged['$decimal'] !== undefined) return tagged['$decimal']
  const date = tagged['$date']
  if (date === undefined) return value
  return date.includes('T') ? new Date(`${date}Z`) : date
}

function build(name: string, raw: Record<string, unknown>): Validator<never> {
  const { message, code, limit_value: limitValue } = raw as Options
  const said = { ...(message === undefined ? {} : { message }), ...(code === undefined ? {} : { code }) }
  const limit = decode(limitValue) as number
  const options = raw as Options
  switch (name) {
    case 'URLValidator':
      return url({ ...said, ...(options['schemes'] ? { schemes: options['schemes'] } : {}) })
    case 'validate_email':
      return email()
    case 'EmailValidator':
      return email({ allow: options['allowlist']! })
    case 'validate_slug':
      return slug()
    case 'validate_unicode_slug':
      return unicodeSlug()
    case 'validate_ipv4_address':
      return ipAddress({ protocol: 'ipv4' })
    case 'validate_ipv6_address':
      return ipAddress({ protocol: 'ipv6' })
    case 'validate_ipv46_address':
      return ipAddress()
    case 'validate_comma_separated_integer_list':
      return commaSeparatedIntegers()
    case 'int_list_validator':
      return integerList({ separator: options['sep'] ?? ',', allowNegative: options['allow_negative'] ?? false })
    case 'validate_integer':
      return integerText()
    case 'MinValueValidator':
      return minValue(limit, said)
    case 'MaxValueValidator':
      return maxValue(limit, said)
    case 'MinLengthValidator':
      return minLength(limit, said)
    case 'MaxLengthValidator':
      return maxLength(limit, said)
    case 'DecimalValidator':
      return decimalDigits(options['max_digits'] ?? null, options['decimal_places'] ?? null)
    case 'FileExtensionValidator':
      return fileExtension(options['allowed_extensions'] ?? null)
    case 'ProhibitNullCharactersValidator':
      return prohibitNullCharacters(said)
    case 'RegexValidator':
      return regex(new RegExp((options['regex'] as string | undefined) ?? '', options['flags'] ?? ''), {
        ...said,
        inverse: options['inverse_match'] ?? false,
      })
    default:
      throw new TypeError(`no validator ${name}`)
  }
}

/** Django's validators against ours. */
export async function run(area: Area, report: Report): Promise<void> {
  for (const one of area.cases) {
    const { id, expected } = one
    let failure: unknown = null
    const options = one['options'] as Record<string, unknown>
    const value = decode(one['value']) as never
    try {
      // A decimal compared with a number is compared as one.
      const exact =
        one['validator'] === 'MaxValueValidator' &&
        typeof value === 'string' &&
        typeof options['limit_value'] === 'number'
      build(one['validator'] as string, options)(exact ? (Number(value) as never) : value)
    } catch (error) {
      failure = error
    }
    if (expected['ok'] === true) {
      if (failure === null) report.pass(id)
      else report.fail(id, `refused: ${String(failure)}`)
    } else if (failure === null) report.fail(id, 'accepted')
    else if (expected['code'] === undefined) report.pass(id)
    else if (!(failure instanceof ValidationError)) report.fail(id, String(failure))
    else {
      const issue = failure.issues[0]!
      if (issue.code === expected['code'] && issue.message === expected['message']) report.pass(id)
      else report.fail(id, `${issue.code}: ${issue.message}`)
    }
  }
}
