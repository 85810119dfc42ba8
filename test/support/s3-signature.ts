import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

/**
 * Whether a request has the signature that Amazon would calculate, in its header or in its address, and has not expired. Signature version 4:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, …/sigv4-query-string-auth.html.
 */
export function isSigned(request: IncomingMessage, secret: string): boolean {
  const url = new URL(request.url!, 'http://localhost')
  const { searchParams } = url
  const header = /Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(
    request.headers.authorization ?? '',
  )
  const inHeader = header !== null
  const credential = header?.[1] ?? searchParams.get('X-Amz-Credential') ?? ''
  const names = (header?.[2] ?? searchParams.get('X-Amz-SignedHeaders') ?? '').split(';')
  const signature = header?.[3] ?? searchParams.get('X-Amz-Signature')
  const moment = inHeader ? `${request.headers['x-amz-date']}` : (searchParams.get('X-Amz-Date') ?? '')
  const [, day = '', region = '', service = ''] = credential.split('/')
  const query = [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const headers = names.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('')
  const payload = inHeader ? `${request.headers['x-amz-content-sha256']}` : 'UNSIGNED-PAYLOAD'
  const path = url.pathname
    .split('/')
    .map((part) => encode(decodeURIComponent(part)))
    .join('/')
  const canonical = [request.method, path, query, headers, names.join(';'), payload].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const key = [region, service, 'aws4_request'].reduce(mac, mac(`AWS4${secret}`, day))
  const expected = mac(key, ['AWS4-HMAC-SHA256', moment, scope, hash(canonical)].join('\n')).toString('hex')
  if (signature !== expected) return false
  if (inHeader) return true
  const signedAt = Date.parse(moment.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  return Date.now() <= signedAt + Number(searchParams.get('X-Amz-Expires')) * 1000
}
