/** Where in a page: before anything that it shows, or behind all of it. */
export type PlaceInPage = 'start' | 'end'

/** Statuses of answers without a body. */
const bodyless = [204, 205, 304]
const beginning = /^(?:\s|<!--(?:(?!-->).)*-->)*<(?:!doctype|html|head|body)\b/is
const longestStart = 2000
const body = /<body[\s>]/i
/** Characters among which `<body>` is looked for. */
const longestHead = 100_000
const ending = '</body>'

/** May something be put into this answer: is it HTML that a browser shows as it is? */
export function takesMarkup(response: Response): boolean {
  const { headers, status } = response
  if (!(headers.get('content-type') ?? '').startsWith('text/html') || bodyless.includes(status)) return false
  return !headers.has('content-encoding') && !headers.has('content-disposition') && response.body !== null
}

/**
 * The same answer with `markup` in its page, put in while the page goes past, piece by piece as it is rendered. A part of a page, which a script
 * puts into another, stays as it is. `headers` are those of the answer, without length and ETag.
 */
export function insertMarkup(response: Response, markup: () => string, place: PlaceInPage): Response {
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  headers.delete('etag')
  const page = response
    .body!.pipeThrough(new TextDecoderStream())
    .pipeThrough(place === 'start' ? atStart(markup) : atEnd(markup))
    .pipeThrough(new TextEncoderStream())
  return new Response(page, { status: response.status, headers })
}

/** Behind `<body>`; a page that leaves it out gets it at its end, where the browser takes it into the body as well. */
function atStart(markup: () => string): TransformStream<string, string> {
  let held = ''
  let isOver = false
  let isPlaced = false
  return new TransformStream({
    transform(piece, to) {
      if (isOver) return to.enqueue(piece)
      held += piece
      const at = endOfBodyTag(held)
      isPlaced = at > 0
      isOver = isPlaced || held.length > longestHead
      if (isOver) to.enqueue(held.slice(0, at) + (isPlaced ? markup() : '') + held.slice(at))
    },
    flush(to) {
      const isPage = isOver || beginning.test(held.slice(0, longestStart))
      const rest = (isOver ? '' : held) + (isPage && !isPlaced ? markup() : '')
      if (rest !== '') to.enqueue(rest)
    },
  })
}

/** Where the first tag of a body ends; 0 as long as it does not. */
function endOfBodyTag(text: string): number {
  const found = body.exec(text)
  return found === null ? 0 : text.indexOf('>', found.index) + 1
}

/** Before the end of the body, or behind a page that does not say its end. */
function atEnd(markup: () => string): TransformStream<string, string> {
  let start = ''
  let held = ''
  let done = false
  return new TransformStream({
    transform(piece, to) {
      if (done) return to.enqueue(piece)
      if (start.length < longestStart) start += piece.slice(0, longestStart)
      const text = held + piece
      const end = text.indexOf(ending)
      done = end >= 0
      const ready = done ? end : text.length - partOf(ending, text)
      held = done ? '' : text.slice(ready)
      const passed = done ? text.slice(0, end) + markup() + text.slice(end) : text.slice(0, ready)
      if (passed !== '') to.enqueue(passed)
    },
    flush(to) {
      const rest = done || !beginning.test(start) ? held : held + markup()
      if (rest !== '') to.enqueue(rest)
    },
  })
}

/** How many of the last characters of a text may be the first of `word`. */
function partOf(word: string, text: string): number {
  for (let length = Math.min(word.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(word.slice(0, length))) return length
  }
  return 0
}
