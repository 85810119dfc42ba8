import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileReason } from '../../../base/errors/index.ts'
import { mailErrors } from '../errors.ts'
import type { MailLimits } from '../limits.ts'
import { headerText, kindOf } from './lines.ts'

/** A file that goes with a mail: its content, or the path of a file that is read when the mail is sent. */
export interface AttachmentInput {
  /** The name that the recipient sees. The path's last part by default; an inline image needs none. */
  readonly filename?: string
  readonly content?: string | Uint8Array
  /** How a text as `content` is written: as it stands (utf8), or in base64 as `toJSON()` has it. Default utf8. */
  readonly encoding?: 'utf8' | 'base64'
  /** Instead of `content`. Never made of what a visitor sent. */
  readonly path?: string
  /** 'application/pdf'. By the ending of the name by default. */
  readonly contentType?: string
}

/** An attachment that was checked. */
export interface Attachment {
  readonly filename: string | null
  /** Null where it is read from `path`. */
  readonly content: Uint8Array | null
  readonly path: string | null
  readonly contentType: string | null
  /** The name by which the HTML shows it: `<img src="cid:logo">`. Null for a file of its own. */
  readonly cid: string | null
}

const mediaType = /^[\w.+-]{1,127}\/[\w.+-]{1,127}(?:; ?[\w-]{1,60}=[\w.+-]{1,100}){0,5}$/
const base64 = /^[a-z\d+/]*={0,2}$/i
const known = ['filename', 'content', 'encoding', 'path', 'contentType']

/** Checks one attachment or inline image. */
export function readAttachment(input: unknown, field: string, cid: string | null, limits: MailLimits): Attachment {
  if (typeof input !== 'object' || input === null || Array.isArray(input) || input instanceof Uint8Array)
    throw mailErrors.BAD_VALUE({ field, problem: `it is ${kindOf(input)}, not { filename, content }` })
  for (const name of Object.keys(input))
    if (!known.includes(name)) throw mailErrors.UNKNOWN_FIELD({ field: `${field}.${name}`, known })
  const { filename, content, encoding = 'utf8', path, contentType } = input as Record<string, unknown>
  if ((content === undefined) === (path === undefined))
    throw mailErrors.BAD_VALUE({ field, problem: 'it needs either `content` or `path`' })
  const from = path === undefined ? null : headerText(path, `${field}.path`, 4096)
  const name = filename ?? (from === null ? null : basename(from))
  if (name === null && cid === null) throw mailErrors.BAD_VALUE({ field, problem: 'it has no `filename`' })
  const type = contentType === undefined ? null : headerText(contentType, `${field}.contentType`, 400)
  if (type !== null && !mediaType.test(type))
    throw mailErrors.BAD_VALUE({ field: `${field}.contentType`, problem: 'it is no type like application/pdf' })
  return Object.freeze({
    filename: name === null ? null : filenameOf(name, `${field}.filename`),
    content: content === undefined ? null : bytesOf(content, encoding, `${field}.content`, limits),
    path: from,
    contentType: type,
    cid,
  })
}

function filenameOf(value: unknown, field: string): string {
  const name = headerText(value, field, 255)
  if (name.trim() === '' || /[/\\]/.test(name))
    throw mailErrors.BAD_VALUE({ field, problem: 'it is empty, or has a slash or a backslash' })
  return name
}

function bytesOf(content: unknown, encoding: unknown, field: string, limits: MailLimits): Uint8Array {
  if (encoding !== 'utf8' && encoding !== 'base64')
    throw mailErrors.BAD_VALUE({ field, problem: "its encoding is neither 'utf8' nor 'base64'" })
  if (typeof content !== 'string' && !(content instanceof Uint8Array))
    throw mailErrors.BAD_VALUE({ field, problem: `it is ${kindOf(content)}, neither a text nor bytes` })
  if (content.length > limits.bytes * 2)
    throw mailErrors.TOO_LARGE({ field, bytes: content.length, limit: limits.bytes })
  if (typeof content === 'string' && encoding === 'base64' && !base64.test(content))
    throw mailErrors.BAD_VALUE({ field, problem: 'it is no base64' })
  // A copy: what the caller does to its own later is not sent.
  const bytes = typeof content === 'string' ? Buffer.from(content, encoding) : Buffer.from(content)
  if (bytes.length > limits.bytes) throw mailErrors.TOO_LARGE({ field, bytes: bytes.length, limit: limits.bytes })
  return bytes
}

/** The bytes of an attachment; a file is read now. Rejects with `NUAGES_MAIL_ATTACHMENT` or `…_TOO_LARGE`. */
export async function contentOf({ content, path, cid }: Attachment, limits: MailLimits): Promise<Uint8Array> {
  if (content !== null) return content
  const field = cid === null ? 'attachments' : `inline.${cid}`
  try {
    const { size } = await stat(path!)
    if (size > limits.bytes) throw mailErrors.TOO_LARGE({ field, bytes: size, limit: limits.bytes })
    return await readFile(path!)
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('NUAGES_')) throw error
    throw mailErrors.ATTACHMENT({ field, path: path!, reason: fileReason(error) }, { cause: error })
  }
}
