import type { Language, Page } from './page.ts'

const prose = `It was the best of times, it was the worst of times; "it was the age of wisdom", said Smith & Sons, who weren't there.
Whoever had been there could tell of 3 > 2, of bread and of circuses, and of very little else that would have to be escaped. `
const markup = `<p class="lead">Some <b>text</b> &amp; <a href="/page?a=1&b=2">a link</a></p>
<ul><li id='x'>one</li><li>two</li></ul>
`
const long = (text: string) => text.repeat(Math.ceil(100_000 / text.length)).slice(0, 100_000)

function templates(): Record<Language, Record<string, string>> {
  const braces = { page: '<pre>{{ text }}</pre>' }
  return {
    django: braces,
    nunjucks: braces,
    liquid: braces,
    edge: braces,
    handlebars: braces,
    eta: { page: '<pre><%= it.text %></pre>' },
  }
}

/** Text of which one character in fifty has to be escaped. */
export const prosePage: Page = {
  name: 'prose: 100 kB of text',
  context: { text: long(prose) },
  templates: templates(),
}

/** Text of which one character in five has to be escaped. */
export const markupPage: Page = {
  name: 'markup: 100 kB of HTML to show',
  context: { text: long(markup) },
  templates: templates(),
}
