/** Types beyond `text/*`, `*+json`, `*+xml` and `*+text` whose content gets much smaller. What is packed already (woff2, PNG, zip) is not among them. */
const types: ReadonlySet<string> = new Set([
  'application/eot',
  'application/graphql',
  'application/javascript',
  'application/json',
  'application/json-seq',
  'application/jsonl',
  'application/rtf',
  'application/sql',
  'application/toml',
  'application/vnd.ms-fontobject',
  'application/wasm',
  'application/x-ndjson',
  'application/x-sh',
  'application/x-tar',
  'application/xml',
  'application/yaml',
  'font/otf',
  'font/ttf',
  'image/bmp',
  'image/x-icon',
  'model/gltf-binary',
])

/** True for media types (with or without parameters) that are worth compressing: 'text/html; charset=utf-8', 'image/svg+xml'. */
export function isCompressible(mediaType: string): boolean {
  const end = mediaType.indexOf(';')
  const type = (end === -1 ? mediaType : mediaType.slice(0, end)).trim().toLowerCase()
  return type.startsWith('text/') || /\+(?:json|xml|text)$/.test(type) || types.has(type)
}
