import type { NodemailerError } from 'nodemailer'
import type { NuagesError } from '../../../base/errors/index.ts'
import { mailErrors } from '../errors.ts'

/** nodemailer's codes after which the same mail never passes: settings are wrong, or the mail is. */
const lasting = new Set(['ETLS', 'EREQUIRETLS', 'EENVELOPE', 'EMAXRECIPIENTS', 'EAUTH', 'ENOAUTH', 'ECONFIG', 'EOTP'])

const words: Readonly<Record<string, string>> = {
  __proto__: null as never,
  ECONNECTION: 'the connection ended',
  ETIMEDOUT: 'it did not answer in time',
  ESOCKET: 'there is no connection',
  EDNS: 'its name is not known',
  ETLS: 'TLS was not agreed on',
  EREQUIRETLS: 'it does not promise TLS on the way',
  EPROTOCOL: 'its answer is no SMTP',
  EENVELOPE: 'it takes neither sender nor recipients',
  EAUTH: 'user and password were not taken',
  ENOAUTH: 'it asks for a user and a password',
}

/**
 * What nodemailer throws as an error that says whether another attempt may succeed: a reply from 400 on is temporary and one from 500 on
 * lasts (RFC 5321, 4.2.1); a lost connection is temporary, a certificate that nobody vouches for is not. The message has the numbers of the
 * reply, which may quote addresses; its words are in `cause`.
 */
export function smtpError(thrown: unknown, location: string): NuagesError {
  const error = thrown as NodemailerError
  const code = String(error.code ?? '')
  const reply = error.responseCode ?? null
  const each = error.rejectedErrors ?? []
  const temporary =
    each.length > 0
      ? each.some(isTemporary)
      : reply === null
        ? !lasting.has(code) && !isCertificate(error)
        : isTemporary(error)
  const said = /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(error.response ?? '')?.[0].replace('-', ' ')
  const origin = error.originalCode ?? (isCertificate(error) ? code : undefined)
  const reason = [words[code] ?? 'it was not taken', said ?? origin].filter((part) => part !== undefined).join(', ')
  return temporary
    ? mailErrors.NOT_NOW({ location, reason, reply, temporary }, { cause: error })
    : mailErrors.REFUSED({ location, reason, reply, temporary }, { cause: error })
}

const isTemporary = ({ permanent, responseCode = 0 }: NodemailerError): boolean =>
  permanent === undefined ? responseCode < 500 : !permanent

/** A certificate that is out of date, of another host, or of nobody known. */
function isCertificate({ code, originalCode, message }: NodemailerError): boolean {
  return (
    [code, originalCode].some((each) => /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(String(each))) ||
    /certificate/i.test(message)
  )
}
