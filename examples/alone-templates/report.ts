import { blockTag, Engine, filter, formatHtml, library, type SafeString } from 'nuages/templates'

const own = library({
  filters: {
    degrees: filter((celsius: number) => `${celsius.toFixed(1)} °C`),
  },
  tags: {
    note: blockTag((content: SafeString, kind: string) => formatHtml`<p class="${kind}">${content}</p>`),
  },
})

const engine = new Engine({
  dirs: [`${import.meta.dirname}/pages`],
  builtins: [own],
  timezone: 'Europe/Paris',
  now: () => new Date('2024-05-17T12:00:00Z'),
})

/** Stands for anything that takes time: a database, a file, another server. */
async function readings() {
  return [
    { at: new Date('2024-05-17T04:00:00Z'), celsius: 11.25 },
    { at: new Date('2024-05-17T10:00:00Z'), celsius: 18 },
  ]
}

console.log(await engine.render('report.html', { station: 'Samois-sur-Seine <1>', readings }))
