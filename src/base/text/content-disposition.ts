/**
 * A `Content-Disposition` header (RFC 6266): the name in ASCII, and where it says more, in UTF-8 for everybody who knows it (RFC 8187). `attachment` is to
 * be saved, `inline` shown. Names never lead into another folder or another header.
 */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const whole = name.toWellFormed().replace(/[\x00-\x1f\x7f/\\]/g, '_')
  // Percents would be decoded by some browsers, quotes unescaped by some and not by others.
  const plain = whole.replace(/[^\x20-\x7e]|["%]/gu, '_')
  if (plain === whole) return `${kind}; filename="${plain}"`
  const encoded = encodeURIComponent(whole).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
