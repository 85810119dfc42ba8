import { type Service, service, tryUse } from '../context/index.ts'

/** Found anywhere in a name, written without separators. */
const inside =
  /password|passwd|passphrase|passcode|secret|token|authorization|bearer|cookie|credential|csrf|apikey|privatekey|accesskey|signingkey|encryptionkey|masterkey|sessionid|sessionkey|signature|creditcard|cardnumber|recoverycode|backupcode/
/** Secret only as a whole word: 'pass' is in 'passenger'. */
const alone = new Set(['pass', 'pwd', 'otp', 'totp', 'pin', 'auth', 'jwt', 'sid', 'cvv', 'cvc', 'ssn'])

/** What stands in place of a secret. */
export const mask = '***'

const lettersOf = (name: string): string => name.replace(/[^a-zA-Z]/g, '').toLowerCase()

/** Names that the current project calls secret, beside those that sound so. */
export const secretNamesService: Service<ReadonlySet<string>> = service<ReadonlySet<string>>('list of secret names')

/** A list of names as `secretNamesService` takes it: `taxNumber` and `tax_number` are one. */
export function secretNames(names: Iterable<string>): ReadonlySet<string> {
  return new Set([...names].map(lettersOf).filter((name) => name !== ''))
}

/** True for names whose values should not be shown: 'password', 'csrfmiddlewaretoken', 'Authorization', 'apiKey', and what the project adds. */
export function soundsSecret(name: string): boolean {
  return isCalledSecret(name) || sounds(name)
}

const isCalledSecret = (name: string): boolean => tryUse(secretNamesService)?.has(lettersOf(name)) === true

function sounds(name: string): boolean {
  if (inside.test(lettersOf(name))) return true
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.split(/[^a-z]+/).some((word) => alone.has(word))
}

/** A user and password before the host of an address. Each look begins at '://' and ends at the next slash or space. */
const userInfo = /:\/\/[^\s/:]*:[^\s/]*@/g
const parameter = /([?&])([^\s?&=#]{1,80})=([^\s?&#'"<>`)\]}]+)/g
/** With what no word of a sentence looks like. */
const authorization = /\b(Bearer|Basic|Digest|bearer)[ \t]+(?![a-z]+\b)[\w.~+/=-]{8,}/g

/** A text without what is secret in addresses that it quotes (passwords, parameters by their name), and without the values of Authorization headers. */
export function withoutSecrets(text: string): string {
  let shown = text
  if (shown.includes('://')) {
    shown = shown.replace(userInfo, (found) => `${found.slice(0, found.indexOf(':', 3))}:${mask}@`)
  }
  if (shown.includes('=')) {
    shown = shown.replace(parameter, (whole, before: string, name: string) =>
      soundsSecret(decoded(name)) ? `${before}${name}=${mask}` : whole,
    )
  }
  return shown.replace(authorization, `$1 ${mask}`)
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** The name of what stands in a list: its place there. */
const listed = /^\d+$/

/** How many names a logger remembers: those of a program are few, those of what it is given may be any. */
const mostNames = 1000

/** For `JSON.stringify`: masks values under secret names, at any depth and in objects of any class, and secrets inside of texts. */
export function redactor(more: readonly string[] = []): (name: string, value: unknown) => unknown {
  const known = new Map<string, boolean>()
  const secret = (name: string): boolean => {
    let found = known.get(name)
    if (found === undefined) {
      found = sounds(name) || more.includes(name)
      if (known.size < mostNames) known.set(name, found)
    }
    return found || isCalledSecret(name)
  }
  return (name, value) => {
    if (value === null || value === undefined) return value
    if (name !== '' && secret(name)) return mask
    if (typeof value === 'string') return withoutSecrets(value)
    // A pair in a list of them, as of headers and forms. Two texts under a name are only a list: `methods: ['password', 'totp']`.
    if (listed.test(name) && Array.isArray(value) && value.length === 2) {
      const [first]: readonly unknown[] = value
      if (typeof first === 'string' && secret(first)) return [first, mask]
    }
    return value
  }
}
