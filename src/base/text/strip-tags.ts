/**
 * Takes tags and comments out of a text. What is left is not safe HTML: it still has to be escaped. Django's
 * `strip_tags`; each pass takes linear time, and there are few of them.
 */
export function stripTags(text: string): string {
  let value = text
  for (let pass = 0; pass < 50 && value.includes('<') && value.includes('>'); pass++) {
    const next = stripOnce(value)
    if (next.length >= value.length) break
    value = next
  }
  return value
}

/** A tag's name begins with a letter; `</`, `<!` and `<?` begin something too, which ends at the next `>`, as in HTML's standard. */
function opens(text: string, at: number): boolean {
  return /[a-zA-Z/!?]/.test(text[at + 1] ?? '')
}

function stripOnce(text: string): string {
  let out = ''
  let from = 0
  let lastClose = text.lastIndexOf('>')
  let noComment = false
  for (let at = text.indexOf('<'); at !== -1 && at < lastClose; at = text.indexOf('<', Math.max(at + 1, from))) {
    if (!opens(text, at)) continue
    let end: number
    if (text.startsWith('<!--', at)) {
      end = noComment ? -1 : text.indexOf('-->', at + 4)
      if (end === -1) noComment = true
      else end += 3
    } else if (/[!?]|\/[^a-zA-Z]/.test(text.slice(at + 1, at + 3))) end = text.indexOf('>', at) + 1 || -1
    else end = endOfTag(text, at)
    if (end === -1) continue
    out += text.slice(from, at)
    from = end
  }
  lastClose = 0
  return out + text.slice(from)
}

/** The offset after a tag's `>`; quotes hide one. -1 where the tag never ends. */
function endOfTag(text: string, start: number): number {
  let quote = ''
  for (let i = start + 1; i < text.length; i++) {
    const character = text[i]!
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '>') return i + 1
    else if (
      (character === '"' || character === "'") &&
      /[=\s]/.test(text[i - 1]!) &&
      text.indexOf(character, i + 1) !== -1
    ) {
      quote = character
    }
  }
  return -1
}
