import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { type HttpRequest, LightResponse, negotiateEncoding, notFound, varyBy } from '../../web/http/index.ts'

/** Styles, scripts and pictures of the admin, as the package carries them. */
const folder = new URL('../../../assets/admin/', import.meta.url)

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

interface Assets {
  /** Of all files together: a part of their address, so that browsers may keep them for good. */
  readonly version: string
  readonly files: ReadonlyMap<string, string>
}

let loaded: Assets | undefined

/** Every file of the folder, read once a process: together they are smaller than one photograph. */
function assets(): Assets {
  if (loaded !== undefined) return loaded
  const hash = createHash('sha256')
  const files = new Map<string, string>()
  for (const name of readdirSync(folder).sort()) {
    if (types[extname(name)] === undefined) continue
    const written = readFileSync(new URL(name, folder), 'utf8')
    const content = extname(name) === '.js' ? withoutComments(written) : written
    files.set(name, content)
    hash.update(`${name}\0${content}\0`)
  }
  loaded = { version: hash.digest('hex').slice(0, 12), files }
  return loaded
}

/**
 * A module without the lines that explain it, which weigh as much as the rest, and without indentation. It is no parser: a test sees to it that no
 * module has a line of code, or of a text, that looks like either.
 */
export function withoutComments(source: string): string {
  return source.replace(/^\s*(?:\/\/|\/\*|\*\/?(?: |$)).*\n/gm, '').replace(/^[ \t]+/gm, '')
}

/** The addresses that pages name. */
export function assetUrls(root: string): Readonly<Record<string, string>> {
  const base = `${root}assets/${assets().version}/`
  return {
    icon: `${base}icon.svg`,
    style: `${base}admin.css`,
    print: `${base}print.css`,
    start: `${base}start.js`,
    shell: `${base}shell.js`,
    list: `${base}list.js`,
    form: `${base}form.js`,
  }
}

/** What a file of the folder says. */
export function assetText(name: string): string {
  return assets().files.get(name) ?? ''
}

/** A stylesheet that a site adds to those of the package. */
export interface SiteSheet {
  readonly version: string
  readonly text: string
}

const siteSheet = 'site.css'

/** The address of the site's own stylesheet; null where it has none. */
export function siteSheetUrl(root: string, sheet: SiteSheet | null): string | null {
  return sheet === null ? null : `${root}assets/${sheet.version}/${siteSheet}`
}

/** How browsers take a file, the best way first. */
const codings = ['br', 'gzip'] as const
type Coding = (typeof codings)[number] | 'identity'

const packers: Readonly<Record<Coding, (content: string) => Promise<Uint8Array> | Uint8Array>> = {
  // As small as it gets: it is done once a process.
  br: (content) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } }),
  gzip: (content) => promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }),
  identity: (content) => Buffer.from(content),
}

const packed: Readonly<Record<Coding, Map<string, Promise<Uint8Array> | Uint8Array>>> = {
  br: new Map(),
  gzip: new Map(),
  identity: new Map(),
}

/** A text as it is sent, kept from the first time on. */
function packedText(content: string, coding: Coding): Promise<Uint8Array> | Uint8Array {
  const known = packed[coding]
  const bytes = known.get(content) ?? packers[coding](content)
  known.set(content, bytes)
  return bytes
}

/**
 * Serves one file, compressed by itself, for a project need not compress its pages. No session is needed: the files are the same for everybody and
 * in every copy of the package.
 */
export async function assetView(
  request: HttpRequest,
  params: { version: string; name: string },
  sheet: SiteSheet | null = null,
): Promise<Response> {
  const own = params.name === siteSheet ? sheet : null
  const content = own?.text ?? assets().files.get(params.name)
  if (content === undefined) return notFound(`the file ${params.name}`)
  const current = params.version === (own ?? assets()).version
  const coding = negotiateEncoding(request.header('accept-encoding'), codings)
  const response = new LightResponse(await packedText(content, coding), {
    headers: {
      'content-type': types[extname(params.name)]!,
      'cache-control': current ? 'public, max-age=31536000, immutable' : 'no-cache',
      'x-content-type-options': 'nosniff',
    },
  })
  varyBy(response, 'Accept-Encoding')
  if (coding !== 'identity') response.headers.set('content-encoding', coding)
  return response
}

/** The version of the package: '0.1.0'. */
export function packageVersion(): string {
  version ??= (
    JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }
  ).version
  return version
}
let version: string | undefined
