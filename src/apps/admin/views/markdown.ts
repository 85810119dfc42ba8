import { html } from '../../../web/http/index.ts'
import { markdownPreview } from '../form/widgets/markdown.ts'
import type { AdminRequest } from '../request.ts'

/** Characters of a text that a preview draws; longer ones are cut. */
const longest = 200_000

/** The preview of a Markdown text, for the editor of a form: `text` in a form that is posted, HTML in the answer. */
export async function markdownView({ request }: AdminRequest): Promise<Response> {
  const text = String((await request.form()).get('text') ?? '')
  return html(await markdownPreview(text.slice(0, longest)))
}
