import { isIPv4, isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'
import { mailErrors } from '../errors.ts'
import { headerText, kindOf } from './lines.ts'

/** One mailbox. */
export interface MailAddress {
  /** What people read; '' for none. */
  readonly name: string
  /** 'ida@example.org'. A domain outside of ASCII is in its ASCII form. */
  readonly address: string
}

/** 'ida@example.org', 'Ida Presti <ida@example.org>', several of them with commas, or a name and an address. */
export type AddressInput = string | { readonly name?: string; readonly address: string }
/** One or several. */
export type AddressesInput = AddressInput | readonly AddressInput[]

const longestText = 20_000
const longestName = 320
/** RFC 5321, 4.5.3.1. */
const longestLocal = 64
const longestDomain = 253
const atoms = /^[\w!#$%&'*+/=?^`{|}~\u{80}-\u{10ffff}-]+$/u
const unseen = /[\p{C}\p{Z}]/u
const label = /^[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?$/i

/**
 * Reads one address or several. The grammar is RFC 5322's mailbox list without what nobody writes: comments, groups and quoted local
 * parts are refused, since programs disagree about whom they mean. Throws `NUAGES_MAIL_BAD_ADDRESS` or `…_HEADER_INJECTION`, with the
 * field's name and never its value.
 */
export function parseAddresses(input: unknown, field: string): readonly MailAddress[] {
  if (!Array.isArray(input)) return readOne(input, field)
  return input.flatMap((each, index) => readOne(each, input.length === 1 ? field : `${field}[${index}]`))
}

/** The same for a field that takes one address. */
export function parseAddress(input: unknown, field: string): MailAddress {
  const found = parseAddresses(input, field)
  if (found.length !== 1)
    throw mailErrors.BAD_ADDRESS({ field, problem: `it takes one, and ${found.length} were given` })
  return found[0]!
}

/** An address as a header has it, in Unicode: `"Presti, Ida" <ida@example.org>`. */
export function formatAddress({ name, address }: MailAddress): string {
  if (name === '') return address
  return /^[\w \u{80}-\u{10ffff}.'-]+$/u.test(name)
    ? `${name} <${address}>`
    : `"${name.replace(/["\\]/g, '\\$&')}" <${address}>`
}

function readOne(input: unknown, field: string): readonly MailAddress[] {
  if (typeof input === 'string') return readText(headerText(input, field, longestText), field)
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw mailErrors.BAD_ADDRESS({ field, problem: `it is ${kindOf(input)}` })
  const { name = '', address } = input as { name?: unknown; address?: unknown }
  return [
    {
      name: headerText(name, field, longestName).trim(),
      address: mailbox(headerText(address, field, longestText), field),
    },
  ]
}

/** The parts of a list between its commas; a comma in quotes is part of a name. */
function readText(text: string, field: string): readonly MailAddress[] {
  const parts: string[] = []
  let quoted = false
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (quoted && character === '\\') at++
    else if (character === '"') quoted = !quoted
    else if (character === ',' && !quoted) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  if (quoted) throw mailErrors.BAD_ADDRESS({ field, problem: 'a quote is not closed' })
  parts.push(text.slice(start))
  return parts.map((part, index) => readMailbox(part.trim(), parts.length === 1 ? field : `${field}[${index}]`))
}

/** `name <address>`, `"name" <address>` or an address alone. */
function readMailbox(text: string, field: string): MailAddress {
  if (!text.endsWith('>')) return { name: '', address: mailbox(text, field) }
  const open = text.lastIndexOf('<')
  if (open < 0) throw mailErrors.BAD_ADDRESS({ field, problem: "there is a '>' without '<'" })
  return {
    name: displayName(text.slice(0, open).trim(), field),
    address: mailbox(text.slice(open + 1, -1).trim(), field),
  }
}

function displayName(text: string, field: string): string {
  if (text.length > longestName)
    throw mailErrors.BAD_ADDRESS({ field, problem: `the name has more than ${longestName} characters` })
  if (text.startsWith('"')) {
    const quoted = /^"((?:[^"\\]|\\.)*)"$/u.exec(text)
    if (quoted === null) throw mailErrors.BAD_ADDRESS({ field, problem: 'something stands behind the quoted name' })
    return quoted[1]!.replace(/\\(.)/gu, '$1').trim()
  }
  if (/[<>@"():;[\]\\]/.test(text))
    throw mailErrors.BAD_ADDRESS({ field, problem: 'the name has a character that needs quotes around the name' })
  return text
}

/** The address alone, checked, its domain in ASCII. */
function mailbox(text: string, field: string): string {
  const bad = (problem: string) => mailErrors.BAD_ADDRESS({ field, problem })
  if (text === '') throw bad('it is empty')
  const at = text.lastIndexOf('@')
  if (at < 0) throw bad("there is no '@'")
  const local = text.slice(0, at)
  if (local === '') throw bad("nothing stands before the '@'")
  if (Buffer.byteLength(local) > longestLocal) throw bad(`more than ${longestLocal} bytes stand before the '@'`)
  if (unseen.test(local) || !local.split('.').every((part) => atoms.test(part)))
    throw bad("a character or a dot before the '@' does not belong there")
  return `${local}@${domain(text.slice(at + 1), bad)}`
}

function domain(text: string, bad: (problem: string) => Error): string {
  const literal = /^\[(?:IPv6:([\da-f:.]{2,45})|([\d.]{7,15}))\]$/i.exec(text)
  if (literal !== null && (isIPv6(literal[1] ?? '') || isIPv4(literal[2] ?? ''))) return text
  // What Unicode has in many forms is one in ASCII (UTS 46).
  const name = /^[\x21-\x7e]+$/.test(text) ? text : unseen.test(text) ? '' : domainToASCII(text)
  const labels = name.split('.')
  if (name.length > longestDomain || !labels.every((each) => label.test(each)) || /^\d+$/.test(labels.at(-1)!))
    throw bad("what stands behind the '@' is no domain")
  return name
}
