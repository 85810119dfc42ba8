/** Distinct templates of a usual size (about 2 kB), with what templates do: the same in Django's language and in Liquid. */
export interface Source {
  readonly name: string
  readonly django: string
  readonly liquid: string
  readonly context: Readonly<Record<string, unknown>>
}

const context = {
  title: 'News & views',
  user: { name: 'Ada', staff: true },
  items: [1, 2, 3].map((id) => ({
    id,
    name: `Item <${id}>`,
    text: 'Some words to read',
    price: id * 1.5,
    live: id > 1,
  })),
  pages: [{ number: 1 }, { number: 2 }],
}

function django(n: number): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <title>{{ title }} – page ${n}</title>
  <link rel="stylesheet" href="/static/site-${n}.css">
</head>
<body class="page-${n}{% if user.staff %} staff{% endif %}">
  {# The head of page ${n} #}
  <header>
    <h1>{{ title|upper }}</h1>
    {% if user.name %}<p>Hello, {{ user.name|default:"nobody" }}</p>{% else %}<p><a href="/login">Log in</a></p>{% endif %}
  </header>
  <main id="main-${n}">
    <table class="items">
      <thead><tr><th>Number</th><th>Name</th><th>Text</th><th>Price</th></tr></thead>
      <tbody>
      {% for item in items %}
        <tr class="{% if item.live %}live{% else %}draft{% endif %}" data-row="{{ forloop.counter }}">
          <td>{{ item.id }}</td>
          <td><a href="/items/${n}/{{ item.id }}">{{ item.name }}</a></td>
          <td>{{ item.text|truncatewords:${2 + (n % 9)} }}</td>
          <td>{{ item.price|default:"${n}" }}</td>
        </tr>
      {% endfor %}
      </tbody>
    </table>
    {% if items.size_${n} == ${n} and user.staff %}<p class="note">There are {{ items.size_${n} }} of them.</p>{% endif %}
    <nav>
      {% for page in pages %}
        {% if page.number == ${n} %}<b>{{ page.number }}</b>{% else %}<a href="?page={{ page.number }}">{{ page.number }}</a>{% endif %}
      {% endfor %}
    </nav>
    <section>
      <h2>{{ section_${n}.title|default:"Section ${n}" }}</h2>
      <p>{{ section_${n}.text|default:"Nothing here yet" }}</p>
      <p>Some more text of page ${n}, as there is on any page: it takes room and has nothing in it that an engine would stop at.</p>
    </section>
  </main>
  <footer>
    <p>{{ footer|default:"Made with care" }}</p>
    <ul>
      <li><a href="/about/${n}">About</a></li>
      <li><a href="/contact/${n}">Contact</a></li>
    </ul>
  </footer>
</body>
</html>
`
}

/** The same in Liquid, which differs in how filters take arguments. */
function liquid(n: number): string {
  return django(n)
    .replace(/\{#.*?#\}/g, (comment) => `{% comment %}${comment.slice(2, -2)}{% endcomment %}`)
    .replaceAll('|default:', ' | default: ')
    .replaceAll('|truncatewords:', ' | truncatewords: ')
    .replaceAll('|upper', ' | upcase')
    .replaceAll('forloop.counter', 'forloop.index')
}

/** So many of them. */
export function sources(count: number, from = 0): readonly Source[] {
  return Array.from({ length: count }, (_, i) => from + i).map((n) => ({
    name: `page-${n}`,
    django: django(n),
    liquid: liquid(n),
    context,
  }))
}
