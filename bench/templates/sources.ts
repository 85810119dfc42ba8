/** Distinct templates of a usual size (about 2 kB), with what templates do: the same in four languages. */
export interface Source {
  readonly name: string
  readonly django: string
  readonly liquid: string
  readonly nunjucks: string
  readonly eta: string
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
function liquid(source: string): string {
  return source
    .replace(/\{#.*?#\}/g, (comment) => `{% comment %}${comment.slice(2, -2)}{% endcomment %}`)
    .replace(/\|(default|truncatewords):/g, ' | $1: ')
    .replaceAll('|upper', ' | upcase')
    .replaceAll('forloop.counter', 'forloop.index')
}

function nunjucks(source: string): string {
  return source
    .replace(/\|default:("[^"]*")/g, '|default($1)')
    .replace(/\|truncatewords:(\d+)/g, '|truncate($1)')
    .replaceAll('forloop.counter', 'loop.index')
}

const words = 'split(" ").slice(0, $2).join(" ")'

function eta(source: string): string {
  return source
    .replace(/\{#.*?#\}/g, '')
    .replace(/\{% for (\w+) in (\w+) %\}/g, '<% for (const [i, $1] of it.$2.entries()) { %>')
    .replace(/\{% (?:endfor|endif) %\}/g, '<% } %>')
    .replaceAll('{% else %}', '<% } else { %>')
    .replace(/\{% if (.*?) %\}/g, (_, condition: string) => {
      const js = condition.replace(' and ', ' && ').replace(/\b(user|items)\./g, 'it.$1.')
      return `<% if (${js}) { %>`
    })
    .replace(/\{\{ (.*?) \}\}/g, (_, value: string) => {
      const js = value
        .replace(/^(title|user|items|footer|section_\d+)\b/, 'it.$1')
        .replace(/^(it\.section_\d+)\./, '$1?.')
        .replace('forloop.counter', 'i + 1')
        .replace('|upper', '.toUpperCase()')
        .replace(/\|(truncatewords):(\d+)/, `.${words}`)
        .replace('|default:', ' || ')
      return `<%= ${js} %>`
    })
}

/** So many of them, from a number on. */
export function sources(count: number, from = 0): readonly Source[] {
  return Array.from({ length: count }, (_, i) => {
    const source = django(from + i)
    return {
      name: `page-${from + i}`,
      django: source,
      liquid: liquid(source),
      nunjucks: nunjucks(source),
      eta: eta(source),
      context,
    }
  })
}
