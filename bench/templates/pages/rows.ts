import type { Page } from './page.ts'

const rows = Array.from({ length: 1000 }, (_, i) => ({
  id: i,
  message: i % 5 === 0 ? `<em>row ${i}</em> says "hello"` : `Message number ${i}, with some text to read`,
  author: { name: i % 2 === 0 ? 'Ada Lovelace' : 'Simon & Schuster' },
  live: i % 3 === 0,
}))

/** A table in the language of one engine: how it loops, chooses, and writes a field of the row. */
function table(
  [loop, end]: readonly [string, string],
  choose: (field: string, yes: string, no: string) => string,
  write: (field: string) => string,
): string {
  return `<table>
${loop}
<tr class="${choose('live', 'live', 'draft')}">
<td>${write('id')}</td><td>${write('message')}</td><td>${write('author.name')}</td>
</tr>
${end}
</table>`
}

const braces = (write: string) => `{{ row.${write} }}`
const tags = (field: string, yes: string, no: string) => `{% if row.${field} %}${yes}{% else %}${no}{% endif %}`

/** A long table. */
export const page: Page = {
  name: 'rows: a table of 1,000 rows',
  context: { rows },
  templates: {
    django: { page: table(['{% for row in rows %}', '{% endfor %}'], tags, braces) },
    eta: {
      page: table(
        ['<% for (const row of it.rows) { %>', '<% } %>'],
        (field, yes, no) => `<% if (row.${field}) { %>${yes}<% } else { %>${no}<% } %>`,
        (field) => `<%= row.${field} %>`,
      ),
    },
    nunjucks: { page: table(['{% for row in rows %}', '{% endfor %}'], tags, braces) },
    liquid: { page: table(['{% for row in rows %}', '{% endfor %}'], tags, braces) },
    edge: {
      page: table(
        ['@each(row in rows)', '@end'],
        (field, yes, no) => `{{ row.${field} ? '${yes}' : '${no}' }}`,
        braces,
      ),
    },
    handlebars: {
      page: table(
        ['{{#each rows }}', '{{/each}}'],
        (field, yes, no) => `{{#if ${field} }}${yes}{{else}}${no}{{/if}}`,
        (field) => `{{ ${field} }}`,
      ),
    },
  },
}
