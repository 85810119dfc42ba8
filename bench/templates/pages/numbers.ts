import { numbers, type Page } from './page.ts'

const random = numbers(7)
const orders = Array.from({ length: 50 }, (_, i) => {
  const quantity = 1 + Math.floor(random() * 12)
  const price = Math.round(random() * 20_000) / 100
  return {
    id: 10_000 + i,
    customer: i % 7 === 0 ? 'Marks & Spencer' : `Customer ${i}`,
    quantity,
    price,
    total: quantity * price * 1.19,
    ordered: new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 330 * 86_400_000)),
    sent: new Date(Date.UTC(2026, 10, 28) + Math.floor(random() * 86_400_000)),
  }
})

/** A table in the language of one engine: how it loops, and how it writes a field, a date and an amount of money. */
function table(
  [loop, end]: readonly [string, string],
  write: (field: string) => string,
  date: (field: string) => string,
  money: (field: string) => string,
): string {
  return `<table>
<tr><th>Order</th><th>Customer</th><th>Quantity</th><th>Price</th><th>Total</th><th>Ordered</th><th>Sent</th></tr>
${loop}
<tr>
<td>${write('id')}</td><td>${write('customer')}</td><td>${write('quantity')}</td>
<td>${money('price')}</td><td>${money('total')}</td>
<td>${date('ordered')}</td><td>${date('sent')}</td>
</tr>
${end}
</table>`
}

/** 50 rows of which most cells are formatted. */
export const page: Page = {
  name: 'numbers: 50 rows of dates and numbers',
  context: { orders },
  templates: {
    django: {
      page: table(
        ['{% for order in orders %}', '{% endfor %}'],
        (field) => `{{ order.${field} }}`,
        (field) => `{{ order.${field}|date:"Y-m-d H:i" }}`,
        (field) => `{{ order.${field}|floatformat:2 }}`,
      ),
    },
    eta: {
      page: table(
        ['<% for (const order of it.orders) { %>', '<% } %>'],
        (field) => `<%= order.${field} %>`,
        (field) => `<%= it.minute(order.${field}) %>`,
        (field) => `<%= it.money(order.${field}) %>`,
      ),
    },
    nunjucks: {
      page: table(
        ['{% for order in orders %}', '{% endfor %}'],
        (field) => `{{ order.${field} }}`,
        (field) => `{{ order.${field}|minute }}`,
        (field) => `{{ order.${field}|money }}`,
      ),
    },
    liquid: {
      page: table(
        ['{% for order in orders %}', '{% endfor %}'],
        (field) => `{{ order.${field} }}`,
        (field) => `{{ order.${field} | date: "%Y-%m-%d %H:%M" }}`,
        (field) => `{{ order.${field} | money }}`,
      ),
    },
    edge: {
      page: table(
        ['@each(order in orders)', '@end'],
        (field) => `{{ order.${field} }}`,
        (field) => `{{ minute(order.${field}) }}`,
        (field) => `{{ money(order.${field}) }}`,
      ),
    },
    handlebars: {
      page: table(
        ['{{#each orders }}', '{{/each}}'],
        (field) => `{{ ${field} }}`,
        (field) => `{{ minute ${field} }}`,
        (field) => `{{ money ${field} }}`,
      ),
    },
  },
}
