import type { Page } from './page.ts'

const fortunes = [
  'fortune: No such file or directory',
  "A computer scientist is someone who fixes things that aren't broken.",
  'After enough decimal places, nobody gives a damn.',
  'A bad random number generator: 1, 1, 1, 1, 1, 4.33e+67, 1, 1, 1',
  'A computer program does what you tell it to do, not what you want it to do.',
  'Emacs is a nice operating system, but I prefer UNIX. — Tom Christaensen',
  'Any program that runs right is obsolete.',
  'A list is only as strong as its weakest link. — Donald Knuth',
  'Feature: A bug with seniority.',
  'Computers make very fast, very accurate mistakes.',
  '<script>alert("This should not be displayed in a browser alert box.");</script>',
  'フレームワークのベンチマーク',
].map((message, i) => ({ id: i + 1, message }))

const head = (title: string) => `<!DOCTYPE html>
<html>
<head><title>${title}</title></head>`
const open = '<table>\n<tr><th>id</th><th>message</th></tr>'

/** TechEmpower's fortunes, in a layout. */
export const page: Page = {
  name: 'fortunes: 12 rows in a layout',
  context: { title: 'Fortunes & more', fortunes },
  templates: {
    django: {
      layout: `${head('{% block title %}{% endblock %}')}\n<body>{% block body %}{% endblock %}</body>\n</html>`,
      page: `{% extends "layout" %}
{% block title %}{{ title }}{% endblock %}
{% block body %}${open}
{% for fortune in fortunes %}<tr><td>{{ fortune.id }}</td><td>{{ fortune.message }}</td></tr>
{% endfor %}</table>{% endblock %}`,
    },
    eta: {
      layout: `${head('<%= it.title %>')}\n<body><%~ it.body %></body>\n</html>`,
      page: `<% layout('@layout') %>${open}
<% for (const fortune of it.fortunes) { %><tr><td><%= fortune.id %></td><td><%= fortune.message %></td></tr>
<% } %></table>`,
    },
    nunjucks: {
      layout: `${head('{% block title %}{% endblock %}')}\n<body>{% block body %}{% endblock %}</body>\n</html>`,
      page: `{% extends "layout" %}
{% block title %}{{ title }}{% endblock %}
{% block body %}${open}
{% for fortune in fortunes %}<tr><td>{{ fortune.id }}</td><td>{{ fortune.message }}</td></tr>
{% endfor %}</table>{% endblock %}`,
    },
    liquid: {
      layout: `${head('{% block title %}{% endblock %}')}\n<body>{% block body %}{% endblock %}</body>\n</html>`,
      page: `{% layout "layout" %}
{% block title %}{{ title }}{% endblock %}
{% block body %}${open}
{% for fortune in fortunes %}<tr><td>{{ fortune.id }}</td><td>{{ fortune.message }}</td></tr>
{% endfor %}</table>{% endblock %}`,
    },
    edge: {
      layout: `${head('{{ title }}')}\n<body>{{{ $slots.main() }}}</body>\n</html>`,
      page: `@component('layout', { title })
${open}
@each(fortune in fortunes)
<tr><td>{{ fortune.id }}</td><td>{{ fortune.message }}</td></tr>
@end
</table>
@end`,
    },
    handlebars: {
      layout: `${head('{{ title }}')}\n<body>{{> @partial-block }}</body>\n</html>`,
      page: `{{#> layout }}${open}
{{#each fortunes }}<tr><td>{{ id }}</td><td>{{ message }}</td></tr>
{{/each}}</table>{{/layout}}`,
    },
  },
}
