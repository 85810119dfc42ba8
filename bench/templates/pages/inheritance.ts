import type { Page } from './page.ts'

const items = Array.from({ length: 10 }, (_, i) => ({
  title: i % 4 === 0 ? `Cats & dogs, part ${i}` : `Article number ${i}`,
  author: i % 2 === 0 ? 'Ada Lovelace' : "Conan O'Brien",
  tags: [{ name: 'news' }, { name: i % 3 === 0 ? 'r&d' : 'sports' }],
}))
const site = { name: 'The Daily <Cloud>', links: [{ name: 'Home' }, { name: 'News' }, { name: 'Q & A' }] }

const head = (title: string) => `<!DOCTYPE html>
<html>
<head><title>${title}</title></head>`

const braces = {
  nav: '<nav>{% for link in site.links %}<a href="#">{{ link.name }}</a>{% endfor %}</nav>',
  footer: '<footer>Printed by {{ site.name }}</footer>',
  tag: '<i>{{ tag.name }}</i>',
  note: '<p>{{ section.name }}: {{ section.note }}</p>',
}

const blocks = {
  base: `${head('{% block title %}{% endblock %}')}
<body>
{% include "nav" %}
{% block body %}{% endblock %}
{% include "footer" %}
</body>
</html>`,
  site: '{% extends "base" %}{% block body %}<div class="site">{% block content %}{% endblock %}</div>{% endblock %}',
  section:
    '{% extends "site" %}{% block content %}<section><h1>{{ section.name }}</h1>{% block main %}{% endblock %}</section>{% endblock %}',
  list: `{% extends "section" %}{% block main %}<ul>
{% for item in items %}
{% include "item" %}
{% endfor %}
</ul>{% block aside %}{% endblock %}{% endblock %}`,
  page: '{% extends "list" %}{% block title %}{{ section.name }} – {{ site.name }}{% endblock %}{% block aside %}<aside>{% include "note" %}</aside>{% endblock %}',
  item: '<li><b>{{ item.title }}</b> by {{ item.author }} {% for tag in item.tags %}{% include "tag" %}{% endfor %}</li>',
  ...braces,
}

/** Five templates that extend each other, with 33 includes. */
export const page: Page = {
  name: 'inheritance: 5 levels, 33 includes',
  context: { site, section: { name: 'Science', note: 'seen "from above"' }, items },
  templates: {
    django: blocks,
    nunjucks: blocks,
    liquid: {
      ...Object.fromEntries(
        Object.entries(blocks).map(([name, source]) => [name, source.replace('{% extends', '{% layout')]),
      ),
      base: blocks.base
        .replace('{% include "nav" %}', '{% render "nav", site: site %}')
        .replace('{% include "footer" %}', '{% render "footer", site: site %}'),
      list: blocks.list
        .replace('{% extends', '{% layout')
        .replace('{% include "item" %}', '{% render "item", item: item %}'),
      page: blocks.page
        .replace('{% extends', '{% layout')
        .replace('{% include "note" %}', '{% render "note", section: section %}'),
      item: blocks.item.replace('{% include "tag" %}', '{% render "tag", tag: tag %}'),
    },
    eta: {
      base: `${head('<%= it.title %>')}
<body>
<%~ include('@nav', it) %>
<%~ it.body %>
<%~ include('@footer', it) %>
</body>
</html>`,
      site: `<% layout('@base') %><div class="site"><%~ it.body %></div>`,
      section: `<% layout('@site') %><section><h1><%= it.section.name %></h1><%~ it.body %></section>`,
      list: `<% layout('@section') %><ul>
<% for (const item of it.items) { %>
<%~ include('@item', { item }) %>
<% } %>
</ul><%~ it.body %>`,
      page: "<% layout('@list', { title: it.section.name + ' – ' + it.site.name }) %><aside><%~ include('@note', it) %></aside>",
      item: `<li><b><%= it.item.title %></b> by <%= it.item.author %> <% for (const tag of it.item.tags) { %><%~ include('@tag', { tag }) %><% } %></li>`,
      nav: '<nav><% for (const link of it.site.links) { %><a href="#"><%= link.name %></a><% } %></nav>',
      footer: '<footer>Printed by <%= it.site.name %></footer>',
      tag: '<i><%= it.tag.name %></i>',
      note: '<p><%= it.section.name %>: <%= it.section.note %></p>',
    },
    edge: {
      base: `${head('{{ title }}')}
<body>
@include('nav')
{{{ $slots.main() }}}
@include('footer')
</body>
</html>`,
      site: `@component('base', { title, site })
<div class="site">{{{ $slots.main() }}}</div>
@end`,
      section: `@component('site', { title, site })
<section><h1>{{ section.name }}</h1>{{{ $slots.main() }}}</section>
@end`,
      list: `@component('section', { title, site, section })
<ul>
@each(item in items)
@include('item')
@end
</ul>{{{ $slots.main() }}}
@end`,
      page: `@component('list', { title: section.name + ' – ' + site.name, site, section, items })
<aside>
@include('note')
</aside>
@end`,
      item: `<li><b>{{ item.title }}</b> by {{ item.author }}
@each(tag in item.tags)
@include('tag')
@end
</li>`,
      nav: `<nav>
@each(link in site.links)
<a href="#">{{ link.name }}</a>
@end
</nav>`,
      footer: braces.footer,
      tag: braces.tag,
      note: braces.note,
    },
    handlebars: {
      base: `${head('{{> title }}')}
<body>
{{> nav }}
{{> body }}
{{> footer }}
</body>
</html>`,
      site: '{{#> base }}{{#*inline "body"}}<div class="site">{{> content }}</div>{{/inline}}{{/base}}',
      section:
        '{{#> site }}{{#*inline "content"}}<section><h1>{{ section.name }}</h1>{{> main }}</section>{{/inline}}{{/site}}',
      list: `{{#> section }}{{#*inline "main"}}<ul>
{{#each items }}
{{> item }}
{{/each}}
</ul>{{> aside }}{{/inline}}{{/section}}`,
      page: '{{#> list }}{{#*inline "title"}}{{ section.name }} – {{ site.name }}{{/inline}}{{#*inline "aside"}}<aside>{{> note }}</aside>{{/inline}}{{/list}}',
      item: '<li><b>{{ title }}</b> by {{ author }} {{#each tags }}{{> tag }}{{/each}}</li>',
      nav: '<nav>{{#each site.links }}<a href="#">{{ name }}</a>{{/each}}</nav>',
      footer: braces.footer,
      tag: '<i>{{ name }}</i>',
      note: braces.note,
    },
  },
}
