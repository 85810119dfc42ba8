let loaded: ReturnType<typeof library> | null = null

/** Loaded with the first preview. */
async function library() {
  const { default: Markdown } = await import('markdown-it')
  const markdown = new Markdown({ html: false, linkify: false, typographer: false })
  const { rules } = markdown.renderer
  // The pages' policy takes no styles in attributes, and no pictures of other hosts: those are links.
  const cell: NonNullable<(typeof rules)[string]> = (tokens, index, options, _env, self) => {
    const { attrs } = tokens[index]!
    tokens[index]!.attrs = attrs?.filter(([name]) => name !== 'style') ?? null
    return self.renderToken(tokens, index, options)
  }
  rules['th_open'] = cell
  rules['td_open'] = cell
  const picture = rules['image']!
  rules['image'] = (tokens, index, options, env, self) => {
    const token = tokens[index]!
    const source = String(token.attrGet('src') ?? '')
    if (/^\/(?![/\\])/.test(source)) return picture(tokens, index, options, env, self)
    const { escapeHtml } = markdown.utils
    const name = token.content === '' ? source : token.content
    return markdown.validateLink(source) && /^https?:/i.test(source)
      ? `<a href="${escapeHtml(source)}">${escapeHtml(name)}</a>`
      : escapeHtml(name)
  }
  return markdown
}

/**
 * CommonMark (with tables) as HTML for a page of the admin: tags that were written are text, and links lead to no scripts. It is a preview:
 * what a site shows of the same text is its own affair.
 */
export async function markdownPreview(text: string): Promise<string> {
  loaded ??= library()
  return (await loaded).render(text)
}
