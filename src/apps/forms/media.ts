import { tryUse } from '../../base/context/index.ts'
import { escapeHtml, html } from '../../base/text/index.ts'
import { staticFilesService } from '../../web/http/index.ts'
import { scriptNonce } from './renderer.ts'
import { type Attributes, flattenAttributes } from './widgets/widget.ts'

/** A script with attributes of its own: `{ src: 'map.js', type: 'module' }`. */
export type ScriptFile = string | ({ readonly src: string } & Attributes)

/** Files that a widget or a form needs on its page: paths of static files, or whole URLs. */
export interface MediaFiles {
  readonly js?: readonly ScriptFile[]
  /** For all media, or by medium: `{ print: ['print.css'] }`. */
  readonly css?: readonly string[] | Readonly<Record<string, readonly string[]>>
}

/**
 * Scripts and style sheets of several widgets as one list without repetitions, in which every file stands behind those that a
 * widget names before it. Printing it in a template gives the tags. Semantics: Django's `Media`
 * (https://docs.djangoproject.com/en/stable/topics/forms/media/).
 */
export class Media {
  readonly #lists: readonly MediaFiles[]
  readonly #nonce: string | undefined

  /** `nonce` is put on every tag; by default it is the one of the project's policy for the request, where its policy has one. */
  constructor(lists: readonly MediaFiles[] = [], nonce?: string) {
    this.#lists = lists
    this.#nonce = nonce
  }

  /** These files and further ones. */
  plus(other: MediaFiles | Media): Media {
    return new Media([...this.#lists, ...(other instanceof Media ? other.#lists : [other])], this.#nonce)
  }

  /** These files with tags that a Content-Security-Policy lets pass by this nonce: `form.media.withNonce(cspNonce(request))`. */
  withNonce(nonce: string): Media {
    return new Media(this.#lists, nonce)
  }

  get js(): readonly ScriptFile[] {
    return merged(this.#lists.map(({ js = [] }) => js))
  }

  /** Style sheets by medium. */
  get css(): Readonly<Record<string, readonly string[]>> {
    const all = this.#lists.map(({ css = [] }) => (isList(css) ? { all: css } : css))
    const media = [...new Set(all.flatMap((each) => Object.keys(each)))].sort()
    return Object.fromEntries(media.map((medium) => [medium, merged(all.map((each) => each[medium] ?? []))]))
  }

  [html](): string {
    // Asking for a nonce writes it into the policy.
    if (this.#lists.length === 0) return ''
    const url = (file: string): string => escapeHtml(urlOf(file))
    const nonce = this.#nonce ?? scriptNonce()
    const nonced = nonce === undefined ? '' : ` nonce="${escapeHtml(nonce)}"`
    const sheets = Object.entries(this.css).flatMap(([medium, files]) =>
      files.map(
        (file) =>
          `<link href="${url(file)}"${medium === 'all' ? '' : ` media="${escapeHtml(medium)}"`}${nonced} rel="stylesheet">`,
      ),
    )
    const scripts = this.js.map((file) => {
      const { src, ...attrs } = typeof file === 'string' ? { src: file } : file
      return `<script src="${url(String(src))}"${'nonce' in attrs ? '' : nonced}${flattenAttributes(attrs).value}></script>`
    })
    return [...sheets, ...scripts].join('\n')
  }

  toString(): string {
    return this[html]()
  }
}

function isList(css: readonly string[] | Readonly<Record<string, readonly string[]>>): css is readonly string[] {
  return Array.isArray(css)
}

function urlOf(file: string): string {
  if (/^(?:[a-z][a-z0-9+.-]*:)?\/{1,2}/i.test(file)) return file
  return tryUse(staticFilesService)?.url(file) ?? file
}

const keyOf = (file: ScriptFile): string => (typeof file === 'string' ? file : JSON.stringify(file))

/**
 * Lists as one in which the order of each is kept. Where two lists contradict each other the order in which files were first
 * named counts.
 */
function merged<F extends ScriptFile>(lists: readonly (readonly F[])[]): readonly F[] {
  const files = new Map<string, F>()
  const before = new Map<string, Set<string>>()
  for (const list of lists) {
    list.forEach((file, index) => {
      const key = keyOf(file)
      if (!files.has(key)) files.set(key, file)
      const earlier = before.get(key) ?? new Set()
      if (index > 0) earlier.add(keyOf(list[index - 1]!))
      before.set(key, earlier)
    })
  }
  const sorted: F[] = []
  const left = new Set(files.keys())
  while (left.size > 0) {
    const [first] = left
    const next =
      [...left].find((key) => ![...before.get(key)!].some((each) => each !== key && left.has(each))) ?? first!
    left.delete(next)
    sorted.push(files.get(next)!)
  }
  return sorted
}
