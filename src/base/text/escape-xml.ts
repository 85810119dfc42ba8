/** What XML 1.0 has no way to write (https://www.w3.org/TR/xml/#charsets), beside halves of surrogate pairs. */
const forbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g
const special = /[&<>"']/g
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/**
 * A text for XML, between tags and in attributes alike. Characters that XML forbids are left out, half a surrogate pair becomes U+FFFD, line ends become `\n`.
 */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(forbidden, '')
    .replace(special, (character) => entities[character]!)
}
